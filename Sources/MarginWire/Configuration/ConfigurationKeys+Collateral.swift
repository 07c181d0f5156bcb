import MarginCore

// What limits a profile sets, and what its balances count as collateral.

extension LimitParameters {
    static var keys: [ConfigurationKey<LimitParameters>] {
        [
            .number(
                "gross_delta", \.grossDelta, .dollars, absence: "no limit",
                "Most cash delta of all underlyings together, each without its sign, in USD"),
            .table(
                "net_delta", \.netDelta, .dollars,
                "Most cash delta of one underlying, in USD, by its name; \"other\" stands for those not named"),
            .number(
                "vega", \.vega, .dollars, absence: "no limit",
                "Most relative vega of the account, long and short offset, in USD"),
            .number(
                "initial_margin", \.initialMargin, .dollars, absence: "no limit", "Most initial margin, in USD"),
            .number(
                "leverage", \.leverage, .positive(to: 1000), absence: "no limit", "Most gross delta over equity"),
            .number(
                "underlying_share", \.underlyingShare, .positive(to: 1), absence: "no limit",
                "Most of the gross delta that one underlying may make"),
        ]
    }
}

extension HaircutTier {
    static var keys: [ConfigurationKey<HaircutTier>] {
        [
            .number("from", \.from, .dollars, "Value of the balance from which on, in USD"),
            .number("haircut", \.haircut, .fraction, "Haircut of what lies above"),
        ]
    }
}

extension ConfigurationKey<UnderlyingParameters> {
    /// Tiers that rise; what is wrong is said at the tier.
    static func haircutTiers(_ name: String, _ meaning: String) -> ConfigurationKey {
        let unset = HaircutTier(from: 0, haircut: -1)
        let list = ConfigurationKey.list(name, \.haircutTiers, HaircutTier.keys, standard: unset, meaning)
        return ConfigurationKey(name: name, meaning: list.meaning, domain: nil) { found, parameters, reader in
            let complaints = reader.complaintCount
            list.read(found, &parameters, &reader)
            guard reader.complaintCount == complaints, case .array(let elements) = found.content else { return }
            var last: HaircutTier?
            for (element, tier) in zip(elements, parameters.haircutTiers) {
                if tier.from == unset.from || tier.haircut == unset.haircut {
                    reader.complain(
                        at: element.offset, "a tier of \(name.quoted) must state \"from\" and \"haircut\"")
                } else if let last, tier.from <= last.from {
                    reader.complain(at: element.offset, "\"from\" in \(name.quoted) must rise from tier to tier")
                } else if let last, tier.haircut < last.haircut {
                    reader.complain(
                        at: element.offset, "\"haircut\" in \(name.quoted) must not fall from tier to tier")
                }
                last = tier
            }
        } print: { parameters, printer in
            list.print(parameters, &printer)
        }
    }
}

extension ConfigurationReader {
    /// Notes a schedule that begins below the haircut before it, which may be inherited.
    mutating func checkHaircuts(_ parameters: UnderlyingParameters, of member: ConfigurationDocument.Member) {
        // Below 0 it is not stated, which has been said.
        guard let first = parameters.haircutTiers.first, first.haircut >= 0, first.haircut < parameters.haircut
        else { return }
        complain(
            at: member.offset,
            "\"haircut_tiers\" of \(member.name.quoted) begin below its haircut: haircuts must not fall with size")
    }
}
