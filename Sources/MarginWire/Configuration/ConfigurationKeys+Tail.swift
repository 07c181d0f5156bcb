import MarginCore

extension TailParameters {
    // In three parts: as one list they take the type checker long.
    static var keys: [ConfigurationKey<TailParameters>] { scenarioKeys + procyclicalityKeys + simulationKeys }

    private static var scenarioKeys: [ConfigurationKey<TailParameters>] {
        [
            .word("method", \.method, "Where scenarios come from"),
            .word("measure", \.measure, "What is asked of the losses"),
            .number(
                "level", \.level, .from(0.5, to: 0.9999), absence: "0.99 of var, 0.975 of expected_shortfall",
                "Probability that losses stay within the measure, or out of its tail"),
            .integer("window", \.window, 2...100_000, "Days of the history that are scenarios, the last ones"),
            .number(
                "volatility_decay", \.volatilityDecay, .betweenZeroAndOne,
                "What a day's weight in EWMA volatilities is of the next day's"),
            .number(
                "age_decay", \.ageDecay, .betweenZeroAndOne,
                "What a day's weight as a scenario of age_weighted is of the next day's"),
            .number(
                "horizon_days", \.horizonDays, .from(0.01, to: 366),
                "Liquidity horizon of an underlying that has none of its own"),
            .word("horizon_rule", \.horizonRule, "How moves of a day become moves over the horizon"),
            .tailUnderlyings(
                "underlyings", "Per underlying; \"other\" stands for those that are not named. In each:"),
            .number("initial_factor", \.initialFactor, .positive(to: 100), "Initial margin over the measure"),
            .number(
                "maintenance_factor", \.maintenanceFactor, .positive(to: 100), "Maintenance margin over the measure"),
        ]
    }

    private static var procyclicalityKeys: [ConfigurationKey<TailParameters>] {
        [
            .number(
                "buffer", \.buffer, .from(0, to: 10),
                "What is charged on top while volatility is at most that of the whole history; used up as it rises"),
            .word("floor", \.floor, "Whether moves are scaled up to the volatility of the whole history"),
            .number(
                "stressed_weight", \.stressedWeight, .from(0, to: 0.9),
                "Probability of the stressed days together; 0 for none"),
            .day("stressed_from", \.stressedFrom, absence: "none", "The first stressed day"),
            .day("stressed_to", \.stressedTo, absence: "none", "The last stressed day"),
        ]
    }

    private static var simulationKeys: [ConfigurationKey<TailParameters>] {
        [
            .integer("scenarios", \.scenarios, 100...1_000_000, "How many scenarios Monte Carlo draws"),
            .integer("seed", \.seed, 0...Int64.max, "What Monte Carlo's draws depend on"),
            .word("estimate", \.estimate, "How Monte Carlo weighs the days of the window in what it estimates"),
            .correlations("correlations", \.correlations, "Correlations that are given rather than estimated"),
            .word("repair", \.repair, "What becomes of correlations that cannot be those of anything"),
        ]
    }
}

extension TailUnderlying {
    static var keys: [ConfigurationKey<TailUnderlying>] {
        [
            .number(
                "liquidity_horizon_days", \.horizonDays, .from(0.01, to: 366), absence: "horizon_days",
                "How long it takes to close a position"),
            .text(
                "proxy", \.proxy, "the name of an underlying of the history", absence: "none",
                "Whose moves stand for those that the underlying does not have"),
            .number(
                "daily_volatility", \.dailyVolatility, .positive(to: 10), absence: "estimated",
                "Monte Carlo's volatility of one day, as a fraction"),
        ]
    }
}

extension ConfigurationKey<TailParameters> {
    private static var other: String { "other" }

    /// Parameters by underlying. What an underlying does not state it takes from the same underlying of the profile
    /// that is inherited from, and where that does not name it, from `other` of this profile.
    static func tailUnderlyings(_ name: String, _ meaning: String) -> ConfigurationKey {
        let keys = TailUnderlying.keys
        let explained = keys.map { "\n- \($0.name): \($0.comment)" }.joined()
        return ConfigurationKey(name: name, meaning: meaning + explained.dropLast(), domain: nil) {
            found, tail, reader in
            let members = reader.namedMembers(of: found, named: name)
            for member in members where member.name == other {
                reader.read(member.value, named: other, keys: keys, into: &tail.otherUnderlyings)
            }
            for member in members where member.name != other {
                var settings = tail.settings(of: member.name)
                reader.read(member.value, named: member.name, keys: keys, into: &settings)
                tail.underlyings[member.name] = settings
            }
        } print: { tail, printer in
            var entries = tail.underlyings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            entries.append((key: other, value: tail.otherUnderlyings))
            printer.printObject(entries) { entry, printer in
                printer.write("\(entry.key.quoted): ")
                printer.printInLine(entry.value, keys: keys)
            }
        }
    }

    /// A matrix with the names of its rows: `{"underlyings": ["BTC", "ETH"], "matrix": [[1, 0.8], [0.8, 1]]}`.
    static func correlations(
        _ name: String, _ path: WritableKeyPath<TailParameters, GivenCorrelations?>, _ meaning: String
    ) -> ConfigurationKey {
        let domain = ConfigurationDomain(
            kind: "an object ", values: "with underlyings, their names, and matrix, its rows; or null (estimated)")
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, tail, reader in
            if found.content == .null {
                tail[keyPath: path] = nil
            } else if let given = GivenCorrelations(found.content) {
                tail[keyPath: path] = given
                // Whether they are positive semidefinite is asked where they are used: that may be repaired.
                if let fault = given.fault { reader.complain(at: found.offset, "\(name.quoted): \(fault)") }
            } else {
                reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
        } print: { tail, printer in
            guard let given = tail[keyPath: path] else { return printer.write("null") }
            let names = given.underlyings.map(\.quoted).joined(separator: ", ")
            let rows = given.rows.map { "[" + $0.map(ConfigurationRange.text).joined(separator: ", ") + "]" }
            printer.write("{\"underlyings\": [\(names)], \"matrix\": [\(rows.joined(separator: ", "))]}")
        }
    }
}

extension GivenCorrelations {
    /// `nil` where the value has another shape.
    fileprivate init?(_ content: ConfigurationDocument.Content) {
        guard case .object(let members) = content, members.count == 2,
            case .array(let names)? = members.first(where: { $0.name == "underlyings" })?.value.content,
            case .array(let rows)? = members.first(where: { $0.name == "matrix" })?.value.content
        else { return nil }
        self.init(underlyings: [], rows: [])
        for name in names {
            guard case .string(let text) = name.content, !text.isEmpty else { return nil }
            underlyings.append(text)
        }
        for row in rows {
            guard case .array(let entries) = row.content else { return nil }
            var values: [Double] = []
            for entry in entries {
                guard case .number(var text) = entry.content else { return nil }
                guard let value = text.withUTF8({ NumberText($0).double }) else { return nil }
                values.append(value)
            }
            self.rows.append(values)
        }
    }
}
