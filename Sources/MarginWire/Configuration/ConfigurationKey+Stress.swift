import MarginCore

extension StressParameters {
    static var keys: [ConfigurationKey<StressParameters>] {
        [
            .time(
                "interval", \.interval, .fromOneSecond, absence: "only on demand",
                "Event time between two runs of all scenarios"),
            .stressScenarios("scenarios", "What-ifs, by name. In each:"),
        ]
    }
}

extension StressScenario {
    static var keys: [ConfigurationKey<StressScenario>] {
        [
            .table(
                "moves", \.moves, .stressMove, "How far prices move, by underlying or cash asset; -0.3 is 30 % down"),
            .number(
                "contagion", \.contagion, .fraction,
                "An underlying that is not named moves by this fraction of the largest named move"),
            .table(
                "volatility_moves", \.volatilityMoves, .stressMove,
                "How far implied volatilities move, relative to themselves, by underlying"),
            .number(
                "volatility_contagion", \.volatilityContagion, .fraction,
                "An underlying that is not named moves its volatilities by this fraction of the largest named move"),
            .number(
                "basis", \.basis, .from(-0.9, to: 10),
                "How far perpetuals, futures and forwards move beyond the index"),
            .number(
                "gap_cost", \.gapCost, .fraction, "What closing into the gap costs, as a fraction of the net cash delta"
            ),
            .day(
                "day", \.day, absence: "none",
                "A day of the history: underlyings that it has move as on that day, unless they are named"),
        ]
    }
}

extension ConfigurationRange {
    /// A relative move that leaves something.
    fileprivate static let stressMove = ConfigurationRange(lower: -1, upper: 100, isLowerIncluded: false)
}

extension ConfigurationKey<StressParameters> {
    /// Scenarios by name, in the order of the file.
    fileprivate static func stressScenarios(_ name: String, _ meaning: String) -> ConfigurationKey {
        let keys = StressScenario.keys
        let explained = keys.map { "\n- \($0.name): \($0.comment)" }.joined()
        return ConfigurationKey(name: name, meaning: meaning + explained.dropLast(), domain: nil) {
            found, parameters, reader in
            parameters.scenarios = reader.namedMembers(of: found, named: name).map { member in
                var scenario = StressScenario()
                scenario.name = member.name
                reader.read(member.value, named: member.name, keys: keys, into: &scenario)
                return scenario
            }
        } print: { parameters, printer in
            guard !parameters.scenarios.isEmpty else { return printer.write("{}") }
            printer.printObject(parameters.scenarios) { scenario, printer in
                printer.write("\(scenario.name.quoted): ")
                printer.printInLine(scenario, keys: keys)
            }
        }
    }
}
