import MarginCore
import MarginWire
import Testing

@Suite("A configuration file") struct ConfigurationValueTests {
    @Test("sets what it states and leaves the rest")
    func states() throws {
        var expected = MarginConfiguration()
        expected.maxJump = 7_200_000_000_000
        expected.convention = .deribit
        expected.feed.outlierMove = nil
        expected.profiles[0].sensitivities.crossAsset = .none
        expected.profiles[0].levels.callGrace = 900_000_000_000
        let text = """
            {"max_jump": 7200, "convention": "deribit", "feed": {"outlier_move": null},
             "profiles": {"default": {"sensitivities": {"cross_asset": "none"}, "levels": {"call_grace": 900}}}}
            """
        #expect(try configuration(text) == expected)
    }

    @Test("sets with each key what the key is called")
    func everyKey() throws {
        let text = """
            {"valuation_interval": 1, "max_jump": 2, "settlement_grace": 3, "convention": "deribit",
             "feed": {"stale_after": 4, "outlier_move": 5, "history_stale_after": 6},
             "surface": {"smile": "svi", "stick": "delta", "checks": true, "calendar_tolerance": 0.41,
               "butterfly_tolerance": 0.42, "quotes_min": 43},
             "profiles": {"default": {
               "models": ["sensitivities"],
               "underlyings": {"BTC": {"risk_weight": 0.01, "haircut": 0.02,
                 "delta_concentration_threshold": 6, "vega_concentration_threshold": 7},
                 "other": {"risk_weight": 0.03, "haircut": 0.04}},
               "sensitivities": {"vega_weight": 0.11, "vega_reference_days": 0.12, "vega_power_short": 0.13,
                 "vega_power_long": 0.14, "tenor_decay": 0.15, "tenor_floor_days": 0.16, "gamma": 0.17,
                 "cross_asset": "none", "high_factor": 1.18, "low_factor": 0.19},
               "requirement": {"basis_rate": 0.21, "short_option_floor": 0.22, "maintenance_ratio": 0.23},
               "levels": {"warning": 1.31, "release": 1.32, "insolvency_release": 0.33, "warmup": 34,
                 "call_grace": 35, "reminder_interval": 36}}}}
            """
        let read = try configuration(text)
        #expect(
            [read.valuationInterval, read.maxJump, read.settlementGrace, read.feed.staleAfter]
                == [1_000_000_000, 2_000_000_000, 3_000_000_000, 4_000_000_000])
        #expect(read.convention == .deribit)
        #expect(read.feed.outlierMove == 5 && read.feed.historyStaleAfter == 6_000_000_000)
        #expect(read.surface.smile == .svi)
        #expect(read.surface.stick == .delta)
        #expect(read.surface.checks)
        #expect([read.surface.calendarTolerance, read.surface.butterflyTolerance] == [0.41, 0.42])
        #expect(read.surface.quotesMin == 43)
        let profile = read.profiles[0]
        #expect(profile.models == [.sensitivities])
        let bitcoin = profile.parameters(of: "BTC")
        #expect([bitcoin.riskWeight, bitcoin.haircut] == [0.01, 0.02])
        #expect([bitcoin.deltaConcentrationThreshold, bitcoin.vegaConcentrationThreshold] == [6, 7])
        #expect([profile.otherUnderlyings.riskWeight, profile.otherUnderlyings.haircut] == [0.03, 0.04])
        let vega = profile.sensitivities
        #expect(
            [vega.vegaWeight, vega.vegaReferenceDays, vega.vegaPowerShort, vega.vegaPowerLong]
                == [0.11, 0.12, 0.13, 0.14])
        #expect([vega.tenorDecay, vega.tenorFloorDays, vega.gamma] == [0.15, 0.16, 0.17])
        #expect([vega.highFactor, vega.lowFactor] == [1.18, 0.19])
        #expect(vega.crossAsset == .none)
        let requirement = profile.requirement
        #expect(
            [requirement.basisRate, requirement.shortOptionFloor, requirement.maintenanceRatio] == [0.21, 0.22, 0.23])
        let levels = profile.levels
        #expect([levels.warning, levels.release, levels.insolvencyRelease] == [1.31, 1.32, 0.33])
        #expect(
            [levels.warmup, levels.callGrace, levels.reminderInterval]
                == [34_000_000_000, 35_000_000_000, 36_000_000_000])
    }

    @Test(
        "has times in seconds, to the nanosecond",
        arguments: [
            ("0", 0), ("-0", 0), ("0.000", 0), ("0e99", 0), ("1", 1_000_000_000), ("0.1", 100_000_000),
            ("1.000000001", 1_000_000_001), ("1e-9", 1), ("0.10e-8", 1), ("6e1", 60_000_000_000),
            ("1e9", 1_000_000_000_000_000_000), ("999999999.999999999", 999_999_999_999_999_999),
            ("1000000000.000000000000", 1_000_000_000_000_000_000),
        ])
    func times(text: String, nanoseconds: Int64) throws {
        #expect(try configuration(#"{"max_jump": \#(text)}"#).maxJump == nanoseconds)
    }

    @Test(
        "has no time that is negative, longer than 1e9 s or finer than a nanosecond",
        arguments: ["-1", "-1e-9", "1000000000.000000001", "1e10", "1e400", "5e-10", "1.0000000001", "1e-400"])
    func timesOutOfRange(text: String) {
        let expected = #"1:14: "max_jump" must be a time in seconds from 0 to 1e9, not \#(text)"#
        #expect(faults(#"{"max_jump": \#(text)}"#) == [expected])
    }

    @Test(
        "takes a number at the ends of its range",
        arguments: [
            #""gamma": 0"#, #""gamma": 1"#, #""gamma": -0.0"#, #""vega_weight": 1e1"#, #""tenor_floor_days": 0.01"#,
        ])
    func ends(member: String) {
        #expect(faults(#"{"profiles": {"default": {"sensitivities": {\#(member)}}}}"#) == [])
    }

    @Test(
        "has no number beyond the ends of its range",
        arguments: [
            (#"underlyings": {"BTC"#, "risk_weight", "0", "a number greater than 0 and less than 1"),
            (#"underlyings": {"BTC"#, "risk_weight", "1", "a number greater than 0 and less than 1"),
            (#"underlyings": {"BTC"#, "haircut", "1.01", "a number from 0 to 1"),
            (#"underlyings": {"BTC"#, "delta_concentration_threshold", "0", "a number from 1 to 1e18"),
            (#"underlyings": {"BTC"#, "vega_concentration_threshold", "1e400", "a number from 1 to 1e18"),
            ("sensitivities", "gamma", "-0.01", "a number from 0 to 1"),
            ("sensitivities", "gamma", "1e-31", "a number from 0 to 1"),
            ("sensitivities", "tenor_floor_days", "0", "a number from 0.01 to 36500"),
            ("sensitivities", "high_factor", "0.99", "a number from 1 to 100"),
            ("requirement", "maintenance_ratio", "0", "a number greater than 0 and at most 1"),
            ("levels", "warning", "0.999", "a number from 1 to 1000"),
            ("levels", "release", "0", "a number from 1 to 1000"),
            ("levels", "reminder_interval", "0.5", "a time in seconds from 1 to 1e9, or null (never)"),
        ])
    func outOfRange(section: String, key: String, value: String, domain: String) throws {
        let close = String(repeating: "}", count: section.contains("{") ? 5 : 4)
        let text = #"{"profiles": {"default": {"\#(section)": {\#n"\#(key)": \#(value)\#(close)"#
        #expect(faults(text) == [#"2:\#(key.count + 5): "\#(key)" must be \#(domain), not \#(value)"#])
    }
}

@Suite("A profile") struct ConfigurationProfileTests {
    @Test("takes from the profile default what it does not state, wherever that stands")
    func inheritance() throws {
        let text = """
            {"profiles": {
              "conservative": {"underlyings": {"BTC": {"haircut": 0.5}}, "levels": {"release": 1.5}},
              "default": {"underlyings": {"BTC": {"risk_weight": 0.3}}, "levels": {"warning": 2}}}}
            """
        let profiles = try configuration(text).profiles
        #expect(profiles.map(\.name) == ["default", "conservative"])
        #expect(profiles[1].underlyings["BTC"] == UnderlyingParameters(riskWeight: 0.3, haircut: 0.5))
        #expect(profiles[1].levels.warning == 2)
        #expect(profiles[1].levels.release == 1.5)
        #expect(profiles[0].levels.release == 1.02)
    }

    @Test("comes after default, in the order of the file")
    func order() throws {
        let names = try configuration(#"{"profiles": {"z": {}, "default": {}, "a": {}}}"#).profiles.map(\.name)
        #expect(names == ["default", "z", "a"])
    }

    @Test("gives an underlying that only it names its own other, wherever that stands")
    func other() throws {
        let text = """
            {"profiles": {"wide": {"underlyings": {
              "SOL": {"risk_weight": 0.4}, "ETH": {"risk_weight": 0.5}, "other": {"haircut": 0.9}}}}}
            """
        let profiles = try configuration(text).profiles
        #expect(profiles[1].underlyings["SOL"] == UnderlyingParameters(riskWeight: 0.4, haircut: 0.9))
        #expect(profiles[1].underlyings["ETH"] == UnderlyingParameters(riskWeight: 0.5, haircut: 0.05))
        #expect(profiles[1].otherUnderlyings == UnderlyingParameters(riskWeight: 0.25, haircut: 0.9))
        #expect(profiles[0] == MarginProfile())
    }

    @Test("keeps an underlying that default has added, even where its own other says something else")
    func added() throws {
        let text = """
            {"profiles": {"default": {"underlyings": {"SOL": {"risk_weight": 0.4}}},
              "wide": {"underlyings": {"other": {"haircut": 0.9}, "SOL": {"risk_weight": 0.5}}}}}
            """
        let profiles = try configuration(text).profiles
        #expect(profiles[1].underlyings["SOL"] == UnderlyingParameters(riskWeight: 0.5, haircut: 0.2))
    }

    @Test("has the same meaning whatever the order of its keys")
    func keyOrder() throws {
        let one =
            #"{"profiles": {"p": {"levels": {"warning": 3, "release": 2}, "requirement": {"basis_rate": 0}}}}"#
        let two =
            #"{"profiles": {"p": {"requirement": {"basis_rate": 0}, "levels": {"release": 2, "warning": 3}}}}"#
        #expect(try configuration(one) == configuration(two))
    }
}
