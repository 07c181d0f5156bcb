import MarginCore
import MarginWire
import Testing

@Suite("The stress scenarios of a configuration") struct ConfigurationStressTests {
    @Test("are none, and run only on demand, where nothing is said")
    func absent() throws {
        #expect(try configuration("{}").stress == StressParameters())
        #expect(StressParameters().interval == nil && StressParameters().scenarios.isEmpty)
    }

    @Test("are read in the order of the file, each with what it states")
    func read() throws {
        let stress = try configuration(
            """
            {"stress": {"interval": 3600, "scenarios": {
                "crash": {"moves": {"BTC": -0.3, "SOL": -0.5}, "contagion": 0.8, "volatility_moves": {"BTC": 0.6},
                          "volatility_contagion": 1, "basis": -0.02, "gap_cost": 0.01},
                "again": {"day": "2020-03-12"},
                "gap": {"gap_cost": 0.02}
            }}}
            """
        ).stress
        #expect(stress.interval == 3_600_000_000_000)
        #expect(stress.scenarios.map(\.name) == ["crash", "again", "gap"])
        let crash = try #require(stress.scenarios.first)
        #expect(crash.moves == ["BTC": -0.3, "SOL": -0.5] && crash.volatilityMoves == ["BTC": 0.6])
        #expect(crash.contagion == 0.8 && crash.volatilityContagion == 1)
        #expect(crash.basis == -0.02 && crash.gapCost == 0.01 && crash.day == nil)
        // Days since 1970: fifty years, thirteen of them leap years but for 2020's own days, and 71 of 2020.
        #expect(stress.scenarios[1].day == 18_333)
    }

    @Test(
        "have a place and a reason for what is wrong with them",
        arguments: [
            (#"{"moves": {"BTC": -1}}"#, #""BTC" must be a number"#),
            (#"{"moves": {"BTC": 101}}"#, #""BTC" must be a number"#),
            (#"{"moves": -0.3}"#, #""moves" must be an object"#),
            (#"{"contagion": 1.5}"#, #""contagion" must be a number"#),
            (#"{"basis": -1}"#, #""basis" must be a number"#),
            (#"{"gap_cost": "1"}"#, #""gap_cost" must be a number"#),
            (#"{"day": "2020-02-30"}"#, #""day" must be"#),
            (#"{"move": {}}"#, #"did you mean "moves""#),
        ])
    func faulty(scenario: String, message: String) throws {
        let found = faults(#"{"stress": {"scenarios": {"crash": \#(scenario)}}}"#)
        #expect(found.count == 1)
        let fault = try #require(found.first)
        #expect(fault.hasPrefix("1:") && fault.contains(message), "\(fault)")
    }

    @Test("run at most once a second")
    func interval() {
        #expect(faults(#"{"stress": {"interval": 0.5}}"#).count == 1)
        #expect(faults(#"{"stress": {"interval": 1, "scenarios": {"gap": {"gap_cost": 0.02}}}}"#) == [])
        #expect(faults(#"{"stress": {"interval": null}}"#) == [])
    }
}
