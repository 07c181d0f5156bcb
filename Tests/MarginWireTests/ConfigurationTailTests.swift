import MarginCore
import MarginWire
import Testing

@Suite("The configuration of the tail model") struct ConfigurationTailTests {
    private func tail(_ text: String) throws -> TailParameters {
        try configuration(#"{"profiles": {"default": {"models": ["tail"], "tail": \#(text)}}}"#).profiles[0].tail
    }

    @Test("has the defaults of the page")
    func defaults() throws {
        let tail = try tail("{}")
        #expect(tail == TailParameters())
        #expect(tail.method == .historical && tail.measure == .expectedShortfall)
        #expect(tail.effectiveLevel == 0.975)
        #expect(try self.tail(#"{"measure": "var"}"#).effectiveLevel == 0.99)
        #expect(try self.tail(#"{"level": 0.95}"#).effectiveLevel == 0.95)
        #expect(tail.window == 500 && tail.volatilityDecay == 0.97 && tail.ageDecay == 0.99)
        #expect(tail.horizonDays == 1 && tail.horizonRule == .squareRoot)
        #expect(tail.buffer == 0.25 && tail.floor == .none && tail.stressedWeight == 0)
        #expect(tail.scenarios == 10_000 && tail.seed == 1)
        #expect(tail.initialFactor == 1 && tail.maintenanceFactor == 0.8)
        #expect(try configuration("{}").historyPath == nil)
    }

    @Test("takes days, whole numbers and names")
    func values() throws {
        let tail = try tail(
            """
            {"stressed_from": "2020-03-08", "stressed_to": "2020-03-20", "stressed_weight": 0.1,
             "method": "monte_carlo", "seed": 9223372036854775807, "window": 99}
            """)
        #expect(tail.stressedFrom == 18_329 && tail.stressedTo == 18_341)
        #expect(tail.seed == .max && tail.window == 99)
        #expect(try configuration(#"{"history": "closes.csv"}"#).historyPath == "closes.csv")
    }

    @Test("gives an underlying what it does not state from the profile default, else from other")
    func underlyings() throws {
        let profiles = try configuration(
            """
            {"profiles": {
              "default": {"tail": {"underlyings": {"SOL": {"proxy": "ETH"}, "other": {"liquidity_horizon_days": 3}}}},
              "b": {"models": ["tail"],
                    "tail": {"method": "monte_carlo", "underlyings": {"SOL": {"daily_volatility": 0.06}}}}}}
            """
        ).profiles
        let sol = TailUnderlying(horizonDays: 3, proxy: "ETH")
        #expect(profiles[0].tail.settings(of: "SOL") == sol)
        #expect(profiles[0].tail.settings(of: "DOGE") == TailUnderlying(horizonDays: 3))
        #expect(
            profiles[1].tail.settings(of: "SOL")
                == TailUnderlying(horizonDays: 3, proxy: "ETH", dailyVolatility: 0.06))
    }

    @Test(
        "is refused with what it must be",
        arguments: [
            (#"{"window": 1}"#, #""window" must be a whole number from 2 to 100000, not 1"#),
            (#"{"window": 2.5}"#, #""window" must be a whole number from 2 to 100000, not 2.5"#),
            (#"{"level": 1}"#, #"or null (0.99 of var, 0.975 of expected_shortfall), not 1"#),
            (#"{"stressed_from": "2020-02-30"}"#, #"must be a day such as "2020-03-12", or null (none), not "#),
            (#"{"stressed_from": 18329}"#, #"must be a day such as "2020-03-12", or null (none), not 18329"#),
            (#"{"underlyings": {"SOL": {"proxy": ""}}}"#, #""proxy" must be the name of an underlying"#),
            (#"{"correlations": [[1]]}"#, #""correlations" must be an object with underlyings"#),
            (#"{"correlations": {"underlyings": ["A"], "matrix": [["1"]]}}"#, #"must be an object with underlyings"#),
            (
                #"{"correlations": {"underlyings": ["A", "B"], "matrix": [[1, 0.5], [0.4, 1]]}}"#,
                "row 2, column 1 differs from row 1, column 2"
            ),
            (
                #"{"correlations": {"underlyings": ["A", "B"], "matrix": [[1, 0.5], [0.5, 0.9]]}}"#,
                "row 2 has not 1 on the diagonal"
            ),
            (
                #"{"correlations": {"underlyings": ["A", "B"], "matrix": [[1, 2], [2, 1]]}}"#,
                "row 1, column 2 is not in -1...1"
            ),
            (
                #"{"correlations": {"underlyings": ["A", "A"], "matrix": [[1, 0], [0, 1]]}}"#,
                "the correlations need one row for each underlying, and each of these once"
            ),
            (#"{"correlations": {"underlyings": [], "matrix": []}}"#, "the correlations need one row for each"),
        ])
    func refused(text: String, message: String) {
        let found = faults(#"{"profiles": {"default": {"tail": \#(text)}}}"#)
        #expect(found.count == 1)
        #expect(found.first?.contains(message) ?? false, "\(found)")
    }

    @Test("prints correlations as it reads them")
    func correlations() throws {
        let given = #"{"underlyings": ["BTC", "E\"H"], "matrix": [[1, 0.8], [0.8, 1]]}"#
        let text = #"{"method": "monte_carlo", "correlations": \#(given)}"#
        let original = try configuration(#"{"profiles": {"default": {"models": ["tail"], "tail": \#(text)}}}"#)
        #expect(try configuration(ConfigurationPrinter.text(of: original)) == original)
        #expect(original.profiles[0].tail.correlations?.rows == [[1, 0.8], [0.8, 1]])
    }
}
