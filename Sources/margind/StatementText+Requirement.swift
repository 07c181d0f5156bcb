import MarginCore
import MarginService
import MarginWire

// The way from the sensitivities to the margins.

extension StatementText {
    var requirementLines: [String] {
        guard !statement.isExempt else { return ["Neither positions nor debt: nothing is required."] }
        var lines: [String] = []
        if !statement.underlyings.isEmpty, statement.profile.models.contains(.sensitivities) {
            lines += termLines
            lines += chargeLines("whole account", statement.charges, withoutLongs: false)
            lines += premiumLines
            lines += partLines
        }
        // H and L are part of the tail's requirement too.
        let hasMargins = !statement.profile.models.allSatisfy { $0 == .scenario }
        return lines + scenarioLines + tailLines + addOnLines + (hasMargins ? marginLines : []) + combinationLines
    }

    // MARK: - The charge

    func chargeLines(
        _ title: String, _ charges: [SensitivityModel.Charge], withoutLongs: Bool
    ) -> [String] {
        let scenario = charges.largest.scenario
        var lines: [String] = []
        for underlying in statement.underlyings {
            if !withoutLongs { lines += curvatureLines(underlying) }
            lines += exposureLines(
                title, underlying, withoutLongs ? underlying.withoutLongs : underlying.whole, scenario)
        }
        return lines + acrossLines(title, charges, withoutLongs: withoutLongs)
    }

    /// The formulas of the tables by expiry, with the profile's parameters.
    private var termLines: [String] {
        let p = statement.profile.sensitivities
        func number(_ value: Double) -> String { FigureText.factor(value) }
        return [
            "B = weight · VR · W, weight = \(number(p.vegaWeight)) · (\(number(p.vegaReferenceDays)) / days)^p, "
                + "p = \(number(p.vegaPowerShort)) under \(number(p.vegaReferenceDays)) days, else "
                + "\(number(p.vegaPowerLong));",
            "ρ(e,f) = exp(-\(number(p.tenorDecay)) · |e - f| / min(e, f)) of days; no expiry counts as nearer than "
                + "\(number(p.tenorFloorDays)) days;",
            "high: min(1, \(number(p.highFactor)) · ρ), low: max(2 · ρ - 1, \(number(p.lowFactor)) · ρ), γ likewise.",
            "Model gap = last own price - model price; short notional = short quantity · index.",
        ]
    }

    private func curvatureLines(_ underlying: AccountStatement.Underlying) -> [String] {
        let options = underlying.positions.filter { $0.terms?.kind == .option }
        guard !options.isEmpty else { return [] }
        func row(_ cells: [String], _ options: [AccountStatement.Position]) -> [String] {
            cells + [
                FigureText.dollars(options.sum(\.curvatureUp)), FigureText.dollars(options.sum(\.curvatureDown)),
                FigureText.dollars(options.sum(\.shortNotional)),
            ]
        }
        var table = TextTable(["option", "strike K", "model gap", "C+", "C-", "short notional"])
        for option in options {
            let strike = FigureText.factor(option.terms?.strike ?? 0) + (option.terms?.right == .put ? " P" : " C")
            let cells = [
                Log.escaped(option.symbol), strike, option.modelGap.map(FigureText.gap) ?? "",
            ]
            table.add(row(cells, [option]))
        }
        table.add(sum: row(["sum", "", ""], options))
        if options.contains(where: \.isLongOption) {
            table.add(row(["of the short ones", "", ""], options.filter { !$0.isLongOption }))
        }
        let weight = FigureText.percent(underlying.parameters.riskWeight)
        let title = "Options on \(Log.escaped(underlying.name)): C+ and C- are the losses beyond delta at ±\(weight)"
        return ["", TextTable.elided(title, TextTable.width)] + table.lines
    }

    private func exposureLines(
        _ title: String, _ underlying: AccountStatement.Underlying, _ exposure: AccountStatement.Exposure,
        _ scenario: CorrelationScenario
    ) -> [String] {
        var table = TextTable(["expiry", "days", "D", "W", "weight", "B", "Σρ·B \(scenario.name)"])
        table.add(["coins, perpetuals", "", FigureText.dollars(underlying.outrightDelta), "", "", "", ""])
        for (expiry, part) in zip(underlying.expiries, exposure.parts) {
            table.add([
                expiry.time.rfc3339, FigureText.factor(expiry.days), FigureText.dollars(part.delta),
                FigureText.dollars(part.vega), FigureText.factor(expiry.vegaWeight),
                FigureText.dollars(part.weightedVega), FigureText.dollars(part.correlatedVega[scenario.rawValue]),
            ])
        }
        table.add(sum: [
            "sum", "", FigureText.dollars(exposure.delta), "", "", FigureText.dollars(exposure.vegaSum), "",
        ])

        let p = underlying.parameters
        let weight = FigureText.factor(p.riskWeight)
        var steps = TextTable(["", ""])
        steps.add([
            "CR = max(1, √(|D| / \(FigureText.factor(p.deltaConcentrationThreshold)))), at most 1 / \(weight)",
            FigureText.factor(exposure.deltaConcentration),
        ])
        steps.add(["A = \(weight) · CR · D", FigureText.dollars(exposure.weightedDelta)])
        if !exposure.parts.isEmpty {
            steps.add(["Σ|W|", FigureText.dollars(exposure.grossVega)])
            steps.add([
                "VR = max(1, √(Σ|W| / \(FigureText.factor(p.vegaConcentrationThreshold))))",
                FigureText.factor(exposure.vegaConcentration),
            ])
            steps.add(["S = ΣB", FigureText.dollars(exposure.vegaSum)])
            for scenario in CorrelationScenario.allCases {
                let margin = exposure.vegaMargin[scenario.rawValue]
                steps.add(["K \(scenario.name) = √Σ(B · Σρ·B)", FigureText.dollars(margin)])
            }
            steps.add(["C+", FigureText.dollars(exposure.curvatureUp)])
            steps.add(["C-", FigureText.dollars(exposure.curvatureDown)])
            steps.add(["curvature = max(0, C+, C-)", FigureText.dollars(exposure.curvature)])
        }
        return ["", TextTable.elided("\(Log.escaped(underlying.name)), \(title)", TextTable.width)]
            + table.lines + steps.lines
    }

    private func acrossLines(
        _ title: String, _ charges: [SensitivityModel.Charge], withoutLongs: Bool
    ) -> [String] {
        let p = statement.profile.sensitivities
        var parts = TextTable(["", "A", "S", "K medium", "K high", "K low", "curvature"])
        for underlying in statement.underlyings {
            let exposure = withoutLongs ? underlying.withoutLongs : underlying.whole
            let margins = exposure.vegaMargin
            let vega = [exposure.vegaSum, margins.x, margins.y, margins.z]
            let figures = [exposure.weightedDelta] + vega + [exposure.curvature]
            parts.add([Log.escaped(underlying.name)] + figures.map(FigureText.dollars))
        }
        var table = TextTable(["scenario", "γ", "delta", "vega", "curvature", "sum", ""])
        let largest = charges.largest.scenario
        for charge in charges {
            let gamma = charge.scenario.adjust(p.gamma, high: p.highFactor, low: p.lowFactor)
            let figures = [charge.delta, charge.vega, charge.curvature, charge.total]
            let remark = (charge.scenario == largest ? "largest" : "") + (charge.isClamped ? " (S within ±K)" : "")
            table.add([charge.scenario.name, FigureText.factor(gamma)] + figures.map(FigureText.dollars) + [remark])
        }
        let formula =
            p.crossAsset == .none
            ? "delta = Σ|A|, vega = ΣK, curvature = Σ curvature"
            : "delta = √(ΣA² + 2·Σγ·A·A'), vega = √(ΣK² + 2·Σγ·S·S'), curvature as delta with γ²; Σ over pairs"
        return ["", "Across underlyings, \(title)"] + parts.lines + ["  " + formula] + table.lines
    }
}
