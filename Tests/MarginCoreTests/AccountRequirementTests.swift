import MarginCore
import MarginTesting
import Testing

/// What an account requires, from its lines; BTC at 60,000 with a risk weight of 16 %, ETH at 3000 with 18 %.
@Suite("The requirement of an account")
struct AccountRequirementTests {
    private func monitor() -> Monitor {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.index("ETH", 3000)
            $0.perpetual("PERP", on: "BTC")
            $0.perpetual("ETHP", on: "ETH")
            $0.future("NEAR", on: "BTC", until: .days(30))
            $0.future("FAR", on: "BTC", until: .days(60))
            $0.option("CALL", on: "BTC", until: .days(30), .call, 60_000)
            $0.option("FARCALL", on: "BTC", until: .days(30), .call, 200_000)
            $0.price("CALL", iv: 0.6)
            $0.price("FARCALL", iv: 0.6)
        }
        return monitor
    }

    private func figures(
        _ positions: [(String, Tape.Number, at: Tape.Number)], balances: [(String, Tape.Number)] = []
    ) throws -> MarginFigures {
        let monitor = monitor()
        monitor.run { $0.portfolio("alpha", balances: balances, positions: positions) }
        #expect(monitor.audit() == nil)
        return try #require(monitor.report("alpha")).figures
    }

    @Test("of a short call is its delta, vega and curvature margin, as 40 digits give them")
    func shortCall() throws {
        // mpmath: F = K = 60,000, σ = 60 %, 30 days; h(30 days) = 1.
        let figures = try figures([("CALL", -1, at: 1)])
        #expect(figures.equity.isClose(to: -4112.3644309521283517))
        #expect(figures.deltaMargin.isClose(to: 5128.9891544761702681))
        #expect(figures.vegaMargin.isClose(to: 2051.1171759599672198))
        #expect(figures.curvatureMargin.isClose(to: 1782.7235504598088449))
        #expect(figures.initialMargin.isClose(to: 8962.8298808959463328))
        #expect(figures.maintenanceMargin.isClose(to: 0.8 * 8962.8298808959463328))
        #expect(figures.premiumMargin == 0 && figures.basisMargin == 0 && figures.addOns == 0)
    }

    @Test("of a long call alone is the call's value: the premium cap")
    func longCall() throws {
        let figures = try figures([("CALL", 1, at: 1)])
        #expect(figures.premiumMargin.isClose(to: 4112.3644309521283517))
        #expect(figures.initialMargin == figures.premiumMargin)
        #expect(figures.deltaMargin == 0 && figures.vegaMargin == 0 && figures.curvatureMargin == 0)
        #expect(figures.maintenanceMargin.isClose(to: 0.8 * 4112.3644309521283517))
        #expect(figures.factors.map(\.share) == [0])
        // The factors tell of the whole account all the same.
        #expect(figures.factors[0].delta.isClose(to: 32_056.182215476064176))
    }

    @Test("of a long call beside a short perpetual is capped by the perpetual's charge and the call's value")
    func hedgedCall() throws {
        // Whole: 0.16·|32,056.18 − 6000| + vega + 0 = 6220. Without: 960, and the call's 4112.
        let figures = try figures([("CALL", 1, at: 1), ("PERP", "-0.1", at: 60_000)])
        #expect(figures.deltaMargin == 960)
        #expect(figures.premiumMargin.isClose(to: 4112.3644309521283517))
        // The basis charge is that of the whole account: 0.01·½·(6000 + 32,056 − 26,056).
        #expect(figures.basisMargin.isClose(to: 60))
        #expect(figures.initialMargin.isClose(to: 5132.3644309521283517))
        #expect(figures.factors[0].share == 960)
    }

    @Test("of options far out of the money that are sold is half a percent of the coins they are written on")
    func floor() throws {
        let figures = try figures([("FARCALL", -10, at: 1)])
        #expect(figures.deltaMargin + figures.vegaMargin + figures.curvatureMargin < 3000)
        #expect(figures.initialMargin == 3000 && figures.maintenanceMargin == 2400)
    }

    @Test("of deltas that offset across expiries is a percent of half what offsets")
    func basis() throws {
        // G = |−1 + 0| perpetual 60,000 + 60,000 + 60,000; D = −60,000: ½·0.01·(180,000 − 60,000).
        let figures = try figures([("PERP", -1, at: 60_000), ("NEAR", 1, at: 60_000), ("FAR", -1, at: 60_000)])
        #expect(figures.basisMargin == 600)
        #expect(figures.deltaMargin == 9600 && figures.initialMargin == 10_200)
        // Coins and perpetuals are one: they offset without a charge.
        let coins = try self.figures([("PERP", -1, at: 60_000)], balances: [("BTC", 1)])
        #expect(coins.basisMargin == 0 && coins.initialMargin == 0)
        #expect(coins.equity == 58_800)
    }

    @Test("of two underlyings knows their correlation, higher for deltas of one sign, lower for opposite ones")
    func twoUnderlyings() throws {
        // A = 9600 and ±10,800, A² + A² = 208.8e6, A·A = 103.68e6; γ = 0.75 and 0.45: √364.32e6 and √115.488e6 (mpmath).
        let same = try figures([("PERP", 1, at: 60_000), ("ETHP", 20, at: 3000)])
        #expect(same.scenario == .high)
        #expect(same.deltaMargin.isClose(to: 19_087.1684647042396245))
        let opposite = try figures([("PERP", 1, at: 60_000), ("ETHP", -20, at: 3000)])
        #expect(opposite.scenario == .low)
        #expect(opposite.deltaMargin.isClose(to: 10_746.5343250742934571))
        #expect(opposite.factors.map(\.underlying) == ["BTC", "ETH"])
    }

    @Test("without positions and debt is nothing, whatever coins are there; debt ends that")
    func exempt() throws {
        let owner = try figures([], balances: [("BTC", 100), ("ETH", 5), ("USD", 1)])
        #expect(owner.initialMargin == 0 && owner.deltaMargin == 0)
        #expect(owner.factors.map(\.underlying) == ["BTC", "ETH"] && owner.factors.allSatisfy { $0.share == 0 })
        #expect(owner.scenario == .medium)
        let debtor = try figures([], balances: [("BTC", 1), ("USD", "-0.000000000000000001")])
        #expect(debtor.initialMargin == 9600)
    }

    @Test("doubles to the last bit with every position of a small book", arguments: 1...5)
    func scaling(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let once = ["PERP", "ETHP", "NEAR", "FAR", "CALL", "FARCALL"].map {
            ($0, Int.random(in: -40...40, using: &random))
        }
        func book(_ factor: Double) -> [(String, Tape.Number, at: Tape.Number)] {
            once.map { ($0, Tape.Number(Double($1) / 8 * factor), at: 60_000) }
        }
        let small = try figures(book(0.25))
        let large = try figures(book(0.5))
        #expect(large.initialMargin == 2 * small.initialMargin, "seed \(seed)")
        #expect(large.equity == 2 * small.equity, "seed \(seed)")
        #expect(large.factors.map(\.share) == small.factors.map { 2 * $0.share }, "seed \(seed)")
    }

    @Test("of a bought call and a sold put at one strike is that of the forward: put-call parity")
    func parity() throws {
        let monitor = monitor()
        monitor.run {
            $0.option("PUT", on: "BTC", until: .days(30), .put, 60_000)
            $0.price("PUT", iv: 0.6)
            $0.portfolio("options", positions: [("CALL", 1, at: 1), ("PUT", -1, at: 1)])
            $0.portfolio("future", positions: [("NEAR", 1, at: 60_000)])
            $0.price("BTCX", 61_000)
        }
        let options = try #require(monitor.report("options")).figures
        let future = try #require(monitor.report("future")).figures
        #expect((options.equity - future.equity).magnitude < 1e-9)
        #expect(options.factors[0].delta.isClose(to: future.factors[0].delta))
        #expect(options.factors[0].vega.magnitude < 1e-9)
        #expect(options.premiumMargin == 0)
        #expect(options.initialMargin.isClose(to: future.initialMargin))
    }
}
