import MarginCore
import MarginWire
import Testing

// The numbers are those of the methodology, written out: were they taken from the code, they would prove nothing.
@Suite("An empty configuration file") struct ConfigurationDefaultsTests {
    @Test("stands for the defaults, and so does one whose sections are all empty")
    func empty() throws {
        #expect(try configuration("{}") == MarginConfiguration())
        let sections = """
            {"feed": {}, "profiles": {"default": {
              "underlyings": {"BTC": {}, "other": {}}, "sensitivities": {}, "requirement": {}, "levels": {}}}}
            """
        #expect(try configuration(sections) == MarginConfiguration())
    }

    @Test("values every minute, allows a jump of a day, and an hour for a settlement")
    func times() throws {
        let read = try configuration("{}")
        #expect(read.valuationInterval == 60 * 1_000_000_000)
        #expect(read.maxJump == 86_400 * 1_000_000_000)
        #expect(read.settlementGrace == 3_600 * 1_000_000_000)
        #expect(read.convention == nil)
        #expect(read.feed.staleAfter == 600_000_000_000)
        #expect(read.feed.outlierMove == 0.10)
        #expect(read.feed.historyStaleAfter == 259_200_000_000_000)
    }

    @Test("reads no volatility from a smile and checks no surface")
    func surface() throws {
        let rules = try configuration("{}").surface
        #expect(rules.smile == .off)
        #expect(rules.stick == .strike)
        #expect(!rules.checks)
        #expect(rules.calendarTolerance == 0.005)
        #expect(rules.butterflyTolerance == 0.02)
        #expect(rules.quotesMin == 3)
    }

    @Test("has one profile with one model")
    func profile() throws {
        let read = try configuration("{}")
        #expect(read.profiles.map(\.name) == ["default"])
        #expect(read.profiles[0].models == [.sensitivities])
    }

    @Test(
        "has the risk weights and haircuts of the methodology",
        arguments: [
            ("BTC", 0.16, 0.02), ("ETH", 0.18, 0.05), ("USD", 0.25, 0), ("USDC", 0.25, 0), ("USDT", 0.25, 0.02),
            ("SOL", 0.25, 0.20), ("anything else", 0.25, 0.20),
        ])
    func underlyings(name: String, riskWeight: Double, haircut: Double) throws {
        let parameters = try configuration("{}").profiles[0].parameters(of: name)
        #expect(parameters.riskWeight == riskWeight)
        #expect(parameters.haircut == haircut)
        #expect(parameters.deltaConcentrationThreshold == 20_000_000)
        #expect(parameters.vegaConcentrationThreshold == 10_000_000)
    }

    @Test("has the sensitivities of the methodology")
    func sensitivities() throws {
        let parameters = try configuration("{}").profiles[0].sensitivities
        #expect(parameters.vegaWeight == 0.5)
        #expect(parameters.vegaReferenceDays == 30)
        #expect(parameters.vegaPowerShort == 0.30)
        #expect(parameters.vegaPowerLong == 0.13)
        #expect(parameters.tenorDecay == 0.01)
        #expect(parameters.tenorFloorDays == 1)
        #expect(parameters.gamma == 0.60)
        #expect(parameters.crossAsset == .correlated)
        #expect(parameters.highFactor == 1.25)
        #expect(parameters.lowFactor == 0.75)
    }

    @Test("has the requirement and the levels of the methodology")
    func levels() throws {
        let profile = try configuration("{}").profiles[0]
        #expect(profile.requirement.basisRate == 0.01)
        #expect(profile.requirement.shortOptionFloor == 0.005)
        #expect(profile.requirement.maintenanceRatio == 0.8)
        #expect(profile.levels.warning == 1.10)
        #expect(profile.levels.release == 1.02)
        #expect(profile.levels.insolvencyRelease == 0.02)
        #expect(profile.levels.warmup == 60 * 1_000_000_000)
        #expect(profile.levels.callGrace == nil)
        #expect(profile.levels.reminderInterval == nil)
    }
}
