import MarginCore
import Testing

/// Methodology, section 4; the numbers are worked out by hand.
@Suite("A requirement")
struct RequirementTests {
    private func charge(_ delta: Double, _ vega: Double = 0, _ curvature: Double = 0) -> SensitivityModel.Charge {
        var charge = SensitivityModel.Charge()
        charge.delta = delta
        charge.vega = vega
        charge.curvature = curvature
        return charge
    }

    private func requirement(
        _ all: SensitivityModel.Charge, rest: SensitivityModel.Charge? = nil, premium: Double = 0, basis: Double = 0,
        notional: Double = 0, addOns: Double = 0
    ) -> Requirement {
        Requirement(
            all: all, withoutLongOptions: rest, premium: premium, basis: basis, shortOptionNotional: notional,
            addOns: addOns, parameters: RequirementParameters())
    }

    @Test("is charge and basis; maintenance is eight tenths of it")
    func plain() {
        let plain = requirement(charge(700, 200, 90), basis: 10)
        #expect(plain.initial == 1000 && plain.maintenance == 800)
        #expect(plain.riskCharge == 1000 && plain.floor == 0 && !plain.isCapped)
    }

    @Test("is at least half a percent of what the short options are written on")
    func floor() {
        let floored = requirement(charge(100), notional: 60_000)
        #expect(floored.floor == 300 && floored.initial == 300 && floored.maintenance == 240)
        #expect(requirement(charge(301), notional: 60_000).initial == 301)
    }

    @Test("counts add-ons in full, in both margins, above floor and charge")
    func addOns() {
        let requirement = requirement(charge(100), notional: 60_000, addOns: 50)
        #expect(requirement.initial == 350 && requirement.maintenance == 290 && requirement.addOns == 50)
    }

    @Test("charges long options no more than they can lose: the rest's charge and their value")
    func premiumCap() {
        let capped = requirement(charge(700, 200, 100), rest: charge(300, 50), premium: 120, basis: 5)
        #expect(capped.isCapped)
        #expect(capped.charge.total == 350 && capped.premiumMargin == 120)
        #expect(capped.initial == 475 && capped.maintenance == 380)
    }

    @Test("keeps the whole charge where the cap is no smaller", arguments: [650.0, 651])
    func uncapped(premium: Double) {
        let uncapped = requirement(charge(1000), rest: charge(350), premium: premium)
        #expect(!uncapped.isCapped && uncapped.premiumMargin == 0 && uncapped.initial == 1000)
    }

    @Test("is nothing for an account without positions and debt")
    func none() {
        let none = Requirement.none(parameters: RequirementParameters())
        #expect(none.initial == 0 && none.maintenance == 0 && none.charge.scenario == .medium)
    }
}

@Suite("A concentrated book")
struct ConcentrationTests {
    @Test("pays for its size only above the threshold, by the root of it")
    func factor() {
        #expect(Aggregation.concentration(20e6, threshold: 20e6) == 1)
        #expect(Aggregation.concentration(-80e6, threshold: 20e6) == 2)
        #expect(Aggregation.concentration(0, threshold: 20e6) == 1)
    }
}
