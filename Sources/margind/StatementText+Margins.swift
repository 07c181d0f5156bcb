import MarginCore
import MarginService
import MarginWire

// From the charges to the margins, and to the states they put the account in.

extension StatementText {
    // MARK: - Premium cap

    /// The charge without the long options, worked out where it could decide, and the smaller one.
    var premiumLines: [String] {
        let positions = statement.underlyings.flatMap(\.positions)
        guard positions.contains(where: \.isLongOption) else { return [] }
        let all = statement.charges.largest
        let premium = statement.premium
        guard premium < all.total else {
            return [
                "", "Premium cap: the long options are worth V0 = \(FigureText.dollars(premium)), not less than R.",
            ]
        }
        let rest = statement.chargesWithoutLongs.largest
        var table = TextTable(["", ""])
        table.add(["R0, \(rest.scenario.name)", FigureText.dollars(rest.total)])
        table.add(["V0, value of the long options", FigureText.dollars(premium)])
        table.add(sum: ["R0 + V0", FigureText.dollars(rest.total + premium)])
        table.add(["R, \(all.scenario.name)", FigureText.dollars(all.total)])
        let verdict = statement.requirement.isCapped ? "R0 + V0 is smaller and decides" : "R decides"
        return chargeLines("without the long options", statement.chargesWithoutLongs, withoutLongs: true)
            + ["", "Premium cap: \(verdict)"] + table.lines
    }

    // MARK: - Basis, floor, shares, add-ons

    var partLines: [String] {
        var table = TextTable(["", "G", "|D|", "½·(G - |D|)", "short notional", "share"])
        let underlyings = statement.underlyings
        for underlying in underlyings {
            table.add([
                Log.escaped(underlying.name), FigureText.dollars(underlying.grossDelta),
                FigureText.dollars(underlying.whole.delta.magnitude), FigureText.dollars(underlying.offsettingDelta),
                FigureText.dollars(underlying.shortNotional), FigureText.dollars(underlying.share),
            ])
        }
        table.add(sum: [
            "sum", "", "", FigureText.dollars(underlyings.sum(\.offsettingDelta)),
            FigureText.dollars(underlyings.sum(\.shortNotional)), FigureText.dollars(underlyings.sum(\.share)),
        ])
        let title = "Basis, floor, shares of the charge; G = |D of coins, perpetuals| + Σ|D of an expiry|"
        return ["", title] + table.lines
    }

    var addOnLines: [String] {
        let positions =
            (statement.underlyings.flatMap(\.positions) + statement.undefined).filter { $0.addOn > 0 }
        guard !positions.isEmpty else { return [] }
        var table = TextTable(["", "quantity", "add-on"])
        for position in positions {
            let multiplier = position.terms?.multiplier ?? .one
            let factor = multiplier == .one ? "" : " × \(FigureText.exact(multiplier))"
            table.add([
                Log.escaped(position.symbol), FigureText.exact(position.quantity) + factor,
                FigureText.dollars(position.addOn),
            ])
        }
        table.add(sum: ["add-ons", "", FigureText.dollars(statement.requirement.addOns)])
        return [
            "", "Add-ons: |quantity| · index; without an index the strike, else the entry price stands for it;",
            "of an inverse perpetual or future |quantity|",
        ] + table.lines
    }

    // MARK: - Margins

    var marginLines: [String] {
        let requirement = statement.requirement
        let p = statement.profile.requirement
        let base = max(requirement.riskCharge, requirement.floor)
        let scenario = requirement.charge.scenario.name
        var table = TextTable(["", ""])
        table.add(["delta margin, \(scenario)", FigureText.dollars(requirement.charge.delta)])
        table.add(["vega margin", FigureText.dollars(requirement.charge.vega)])
        table.add(["curvature margin", FigureText.dollars(requirement.charge.curvature)])
        if requirement.isCapped {
            table.add(["premium margin V0", FigureText.dollars(requirement.premiumMargin)])
        }
        table.add([
            "basis margin H = \(FigureText.factor(p.basisRate)) · ½·(G - |D|)",
            FigureText.dollars(requirement.basisMargin),
        ])
        table.add(sum: ["risk charge", FigureText.dollars(requirement.riskCharge)])
        let floor = FigureText.factor(p.shortOptionFloor)
        table.add(["floor L = \(floor) · short notional", FigureText.dollars(requirement.floor)])
        table.add(["the larger of the two", FigureText.dollars(base)])
        // With other models the add-ons come after them.
        guard combinationLines.isEmpty else {
            return ["", "Margins by the sensitivities, and what is H and L"] + table.lines
        }
        table.add(["add-ons", FigureText.dollars(requirement.addOns)])
        table.add(sum: ["initial margin = larger + add-ons", FigureText.dollars(requirement.initial)])
        table.add([
            "maintenance margin = \(FigureText.factor(p.maintenanceRatio)) · larger + add-ons",
            FigureText.dollars(requirement.maintenance),
        ])
        return ["", "Margins"] + table.lines
    }

    // MARK: - Levels

    var levelLines: [String] {
        let standing = statement.standing
        let ladder = standing.ladder
        var table = TextTable(["state", "entered below", "equity - level", "left at", "still missing", ""])
        for state in AccountState.allCases {
            guard let level = ladder.level(of: state),
                let release = ladder.releaseLevel(of: state, afterDeadline: standing.isAfterDeadline)
            else { continue }
            let missing = state <= standing.state ? FigureText.dollars(max(0, release - ladder.equity)) : ""
            table.add([
                state.name, FigureText.dollars(level), FigureText.dollars(ladder.equity - level),
                FigureText.dollars(release), missing, state == standing.state ? "now" : "",
            ])
        }
        return table.lines + distanceLines
    }

    private var distanceLines: [String] {
        let standing = statement.standing
        var lines: [String] = []
        if standing.ladder.hasUnpricedDebt { lines.append("Debt in an asset without a price: call or worse.") }
        if let worse = standing.nextWorse, let distance = standing.distance(toEntering: worse) {
            let text = FigureText.dollars(distance.magnitude)
            lines.append(
                distance < 0
                    ? "Below the level of \(worse.name), the next worse state, by \(text)."
                    : "To \(worse.name), the next worse state, equity has \(text) to fall.")
        }
        if let distance = standing.distance(toLeaving: standing.state) {
            let text = FigureText.dollars(max(0, distance))
            lines.append("To leave \(standing.state.name), equity has \(text) to rise.")
        }
        let worst = standing.ladder.worstHolding
        if worst > standing.state { lines.append("By the figures alone the account would be in \(worst.name).") }
        return lines
    }
}
