import MarginCore
import MarginService
import MarginWire

// The model `tail`: what the worst scenarios did, and the way from there to its requirement.

extension StatementText {
    /// Scenarios shown of the tail.
    private static let outcomesShown = 10

    var tailLines: [String] {
        guard let part = statement.tail else { return [] }
        let title = "Model tail: the worst of \(part.count) scenarios, \(part.parameters.method.rawValue)"
        return ["", title] + outcomeLines(part) + enlargementLines(part) + measureLines(part)
    }

    /// The worst scenarios, and how far each moved what the account holds.
    private func outcomeLines(_ part: AccountStatement.TailPart) -> [String] {
        let shown = part.worst.prefix(Self.outcomesShown)
        // Most histories have no volatilities.
        let hasVolatilities = shown.contains { $0.volatilityMoves.contains { $0 != 0 } }
        let names = part.underlyings.map { Log.escaped($0.name) }
        var table = TextTable(
            ["scenario", "profit and loss"] + names + (hasVolatilities ? names.map { "σ of \($0)" } : []))
        for outcome in shown {
            table.add(
                [outcome.label, FigureText.dollars(outcome.profit)]
                    + (outcome.moves + (hasVolatilities ? outcome.volatilityMoves : [])).map(FigureText.percent))
        }
        if part.worst.count > Self.outcomesShown {
            table.add(text: "and \(part.worst.count - Self.outcomesShown) more in the tail")
        }
        return table.lines
    }

    /// What is in those moves beside what was observed or drawn.
    private func enlargementLines(_ part: AccountStatement.TailPart) -> [String] {
        let remark = part.worst.contains(where: \.isStressed) ? ", but for stressed days" : ""
        return part.underlyings.filter { $0.procyclicality.factor != 1 }.map { underlying in
            let factors = underlying.procyclicality
            let text =
                "  against procyclicality \(Log.escaped(underlying.name)) moves × \(FigureText.factor(factors.factor)) "
                + "= floor \(FigureText.factor(factors.floorFactor)) · buffer "
                + FigureText.factor(factors.bufferFactor) + remark
            return TextTable.elided(text, TextTable.width)
        }
    }

    /// From the measure to the requirement, as `MarginBook.tailRequirement` goes.
    private func measureLines(_ part: AccountStatement.TailPart) -> [String] {
        let level = FigureText.percent(part.parameters.effectiveLevel)
        let charge = part.charge
        var table = TextTable(["", "maintenance", "initial"])
        func add(_ name: String, _ maintenance: Double, _ initial: Double) {
            table.add([name, FigureText.dollars(maintenance), FigureText.dollars(initial)])
        }
        add("value at risk, \(level)", charge.valueAtRisk, charge.valueAtRisk)
        add("expected shortfall, \(level)", charge.expectedShortfall, charge.expectedShortfall)
        let factors = [part.parameters.maintenanceFactor, part.parameters.initialFactor].map(FigureText.factor)
        add("\(part.parameters.measure.rawValue) · \(factors[0]), · \(factors[1])", charge.maintenance, charge.initial)
        let requirement = statement.requirement
        let ratio = statement.profile.requirement.maintenanceRatio
        if part.unseen != 0 { add("underlyings without a history", ratio * part.unseen, part.unseen) }
        add("basis margin H", ratio * requirement.basisMargin, requirement.basisMargin)
        let beside = part.unseen + requirement.basisMargin
        let risk = (maintenance: charge.maintenance + ratio * beside, initial: charge.initial + beside)
        table.add(sum: ["tail risk", FigureText.dollars(risk.maintenance), FigureText.dollars(risk.initial)])
        add("floor L", ratio * requirement.floor, requirement.floor)
        func decider(_ risk: Double, _ floor: Double) -> String { risk >= floor ? "risk" : "floor" }
        let initial = decider(risk.initial, requirement.floor)
        let maintenance = decider(risk.maintenance, ratio * requirement.floor)
        let remark = initial == maintenance ? initial : "\(maintenance), \(initial)"
        if let model = requirement.models.tail {
            table.add(sum: [
                "tail, the larger: \(remark)", FigureText.dollars(model.maintenance), FigureText.dollars(model.initial),
            ])
        }
        return table.lines + ["  of H and L maintenance counts \(FigureText.factor(ratio)), as of what has no history"]
    }
}
