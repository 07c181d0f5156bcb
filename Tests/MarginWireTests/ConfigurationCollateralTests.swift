import MarginCore
import MarginWire
import Testing

@Suite("Collateral and limits in a configuration file") struct ConfigurationCollateralTests {
    private func underlyings(_ text: String) -> String {
        "{\"profiles\": {\"default\": {\"underlyings\": {\n\(text)}}}}"
    }

    @Test("are off by default")
    func off() throws {
        let profile = try configuration("{}").profiles[0]
        #expect(!profile.hasCollateralRules)
        #expect(profile.limits == LimitParameters())
        #expect(profile.levels.target == nil)
    }

    @Test("say what they say")
    func read() throws {
        let profile = try configuration(
            """
            {"profiles": {"default": {
                "collateral_price": "min_median",
                "underlyings": {"BTC": {
                    "haircut_tiers": [{"from": 1000000, "haircut": 0.05}, {"from": 5e6, "haircut": 0.2}],
                    "collateral_share": 0.4, "collateral_cap": 250000}},
                "levels": {"target": 1.5},
                "limits": {"gross_delta": 1e6, "net_delta": {"BTC": 5e5, "other": 1e5}, "leverage": 5}}}}
            """
        ).profiles[0]
        #expect(profile.collateralPrice == .minimumOfMedian)
        let bitcoin = profile.parameters(of: "BTC")
        #expect(bitcoin.haircut == 0.02)
        #expect(
            bitcoin.haircutTiers
                == [HaircutTier(from: 1_000_000, haircut: 0.05), HaircutTier(from: 5_000_000, haircut: 0.2)])
        #expect(bitcoin.collateralShare == 0.4)
        #expect(bitcoin.collateralCap == 250_000)
        #expect(profile.levels.target == 1.5)
        #expect(profile.limits.grossDelta == 1_000_000)
        #expect(profile.limits.netDelta(of: "BTC") == 500_000)
        #expect(profile.limits.netDelta(of: "SOL") == 100_000)
        #expect(profile.limits.leverage == 5)
        #expect(profile.limits.vega == nil)
    }

    @Test(
        "name what is wrong with a schedule, and where",
        arguments: [
            (
                #""BTC": {"haircut_tiers": [{"from": 2, "haircut": 0.1}, {"from": 2, "haircut": 0.2}]}"#,
                #"2:56: "from" in "haircut_tiers" must rise from tier to tier"#
            ),
            (
                #""BTC": {"haircut_tiers": [{"from": 2, "haircut": 0.2}, {"from": 3, "haircut": 0.1}]}"#,
                #"2:56: "haircut" in "haircut_tiers" must not fall from tier to tier"#
            ),
            (
                #""BTC": {"haircut_tiers": [{"from": 2}]}"#,
                #"2:27: a tier of "haircut_tiers" must state "from" and "haircut""#
            ),
            (
                #""BTC": {"haircut_tiers": [{"from": 2, "haircut": 0.1}], "haircut": 0.3}"#,
                #"2:1: "haircut_tiers" of "BTC" begin below its haircut: haircuts must not fall with size"#
            ),
            (
                #""BTC": {"haircut_tiers": [{"from": 2, "haircut": 1.1}]}"#,
                #"2:50: "haircut" must be a number from 0 to 1, not 1.1"#
            ),
            (
                #""BTC": {"collateral_share": 1.5}"#,
                #"2:29: "collateral_share" must be a number from 0 to 1, or null (no limit), not 1.5"#
            ),
        ])
    func faulty(text: String, fault: String) {
        #expect(faults(underlyings(text)) == [fault])
    }
}
