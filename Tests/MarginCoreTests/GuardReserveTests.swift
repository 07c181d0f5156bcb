import MarginTesting
import Testing

@testable import MarginCore

@Suite("The reserve of a guard")
struct GuardReserveTests {
    @Test("never takes a drift for cheaper than it is, nor itself for larger", arguments: UInt64(1)...4)
    func isConservative(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func size() -> Double {
            Int.random(in: 0..<20, using: &random) == 0
                ? 0
                : Double.random(in: 1..<2, using: &random) * power(2, Double(Int.random(in: -60...200, using: &random)))
        }
        for _ in 0..<20_000 {
            let exact = DriftCost(value: size(), delta: size(), vega: size(), curvature: size(), reserve: size())
            let kept = GuardReserve(exact).cost
            for (ours, theirs) in [
                (kept.value, exact.value), (kept.delta, exact.delta), (kept.vega, exact.vega),
                (kept.curvature, exact.curvature),
            ] {
                #expect(ours >= theirs, "seed \(seed): \(exact)")
                #expect(
                    ours <= theirs * (1 + 0x1p-6) + 0x1p-100 || ours == .infinity && theirs > 0x1p127, "seed \(seed)")
            }
            #expect(kept.reserve <= exact.reserve, "seed \(seed)")
        }
    }

    @Test("pays until it does not suffice, and then not at all")
    func pays() {
        var reserve = GuardReserve(DriftCost(value: 1, delta: 0, vega: 2, curvature: 0, reserve: 100))
        let drift = OptionDrift(value: 4, delta: 1e9, weightedVega: 3, curvature: 1e9)
        // 4·1 + 3·2 a unit.
        let first = reserve.pay(for: drift, size: 6)
        #expect(first && abs(reserve.cost.reserve - 40) < 1e-3)
        let second = reserve.pay(for: drift, size: 6)
        #expect(!second && abs(reserve.cost.reserve - 40) < 1e-3)
        #expect(reserve.exists)
        let endless = reserve.pay(for: OptionDrift(value: .infinity, delta: 0, weightedVega: 0, curvature: 0), size: 0)
        #expect(!endless, "0 × ∞ is no number")
    }

    @Test("pays nothing where a cost is infinite or no number", arguments: [Double.infinity, .nan, 1e300])
    func absurdCosts(cost: Double) {
        var reserve = GuardReserve(DriftCost(value: 0, delta: cost, vega: 0, curvature: 0, reserve: 1e30))
        let isPaid = reserve.pay(for: OptionDrift(value: 0, delta: 1, weightedVega: 0, curvature: 0), size: 1)
        #expect(!isPaid)
        #expect(!GuardReserve(DriftCost(reserve: .nan)).exists)
        #expect(!GuardReserve().exists)
    }
}
