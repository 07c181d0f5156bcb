import MarginCore
import MarginService
import MarginWire

// The models beside the sensitivities, and what all of them come to together.

extension StatementText {
    var scenarioLines: [String] {
        guard let part = statement.scenario else { return [] }
        let isSummed = part.underlyings.count > 1
        let names = part.underlyings.map(Log.escaped)
        var cells = TextTable(["cell"] + names)
        for cell in part.cells { cells.add([cell.name] + cell.profits.map(FigureText.dollars)) }
        let charge = part.charge
        var table = TextTable(["", "maintenance", "initial"])
        func add(_ name: String, _ both: Double) {
            if both != 0 { table.add([name, FigureText.dollars(both), FigureText.dollars(both)]) }
        }
        func add(_ name: String, _ margins: ScenarioPack.Margins) {
            guard margins.total != 0 else { return }
            table.add([name, FigureText.dollars(margins.maintenance), FigureText.dollars(margins.total)])
        }
        add("worst loss: \(part.decider)", charge.worst)
        add("roll", charge.roll)
        add("up to the minimum", charge.minimum)
        table.add(sum: ["risk", FigureText.dollars(charge.risk), FigureText.dollars(charge.risk)])
        add("perpetuals", charge.perpetual)
        add("net short options", charge.option)
        add("collateral", charge.collateral)
        if charge.peg != 0 { table.add(["stablecoin below its peg", "", FigureText.dollars(charge.peg)]) }
        if charge.confidence != 0 { table.add(["confidence in prices", "", FigureText.dollars(charge.confidence)]) }
        table.add(sum: [
            "scenario, risk by the pack's factors", FigureText.dollars(charge.maintenance),
            FigureText.dollars(charge.initial),
        ])
        let title = "Model scenario, pack \(Log.escaped(part.pack)): profit and loss by cell"
        let how = isSummed ? ["  Each underlying's own worst cell or all in one, as the pack says."] : []
        return ["", TextTable.elided(title, TextTable.width)] + cells.lines + how + table.lines
    }

    /// The models side by side, where there is more than the sensitivities.
    var combinationLines: [String] {
        let combination = statement.profile.combination
        // Not by the parts: the tail has none where there is no history.
        guard statement.profile.models != [.sensitivities] || combination.rule == .sum else { return [] }
        let isSum = combination.rule == .sum
        var table = TextTable(["model", "weight", "maintenance", "initial", ""])
        for name in MarginModelName.allCases {
            guard let model = statement.requirement.models[name] else { continue }
            table.add([
                name.rawValue, isSum ? FigureText.factor(combination.weights[name]) : "",
                FigureText.dollars(model.maintenance), FigureText.dollars(model.initial),
                name == statement.requirement.decidedBy
                    ? (isSum ? "largest part" : "largest") : "",
            ])
        }
        let requirement = statement.requirement
        let addOns = FigureText.dollars(requirement.addOns)
        table.add(["add-ons", "", addOns, addOns, ""])
        table.add(sum: [
            isSum ? "weighted sum + add-ons" : "largest + add-ons", "", FigureText.dollars(requirement.maintenance),
            FigureText.dollars(requirement.initial), "",
        ])
        return ["", "Models together"] + table.lines
    }
}
