extension ScenarioPack.Margins {
    /// Both, and what initial margin holds.
    package var total: Double { maintenance + initial }

    /// The margins of an amount.
    func of(_ amount: Double) -> ScenarioPack.Margins {
        ScenarioPack.Margins(maintenance: maintenance * amount, initial: initial * amount)
    }

    static func += (a: inout ScenarioPack.Margins, b: ScenarioPack.Margins) {
        a.maintenance += b.maintenance
        a.initial += b.initial
    }
}

extension ScenarioPack.ConfidenceRule {
    /// What is charged per USD of notional that hangs on prices of a confidence.
    func charge(_ confidence: Double) -> Double {
        confidence < threshold ? (1 - confidence) * factor : 0
    }
}

extension ScenarioPack.MinimumCharge {
    /// The least charge; USD.
    ///
    /// - Parameters:
    ///   - shortOptions: Net short options × index, USD.
    ///   - linear: Notional of futures and perpetuals, both sides, USD.
    package func charge(onShortOptions shortOptions: Double, linear: Double) -> Double {
        let raw = shortOption * shortOptions + self.linear * linear
        guard let first = tiers.first else { return raw }
        var charge = min(raw, first.from)
        for (i, tier) in tiers.enumerated() where raw > tier.from {
            let end = i + 1 < tiers.count ? min(raw, tiers[i + 1].from) : raw
            charge += (end - tier.from) * tier.multiple
        }
        return charge
    }
}
