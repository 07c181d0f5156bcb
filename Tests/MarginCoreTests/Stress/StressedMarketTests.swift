import MarginCore
import MarginTesting
import Testing

/// Prices beside the index that a stress scenario moves, and who is counted.
@Suite("A stressed market")
struct StressedMarketTests {
    private func outcome(
        of scenario: StressScenario, on monitor: Monitor = Monitor(), _ write: (inout Tape) -> Void
    ) throws -> StressTest.Outcome {
        for verdict in monitor.run(write).verdicts {
            guard case .accepted = verdict else { preconditionFailure("\(verdict)") }
        }
        return try #require(StressTest.run([scenario], on: monitor.intake.image).first)
    }

    @Test("has its basis in the forwards that price options")
    func forwards() throws {
        func value(_ forward: Double) -> Double {
            let deviation = 0.6 * (30.0 / 365).squareRoot()
            let d1 = naturalLogarithm(forward / 50_000) / deviation + deviation / 2
            return forward * NormalDistribution.cumulative(d1)
                - 50_000 * NormalDistribution.cumulative(d1 - deviation)
        }
        var gap = StressScenario()
        gap.basis = -0.02
        let outcome = try outcome(of: gap) {
            $0.index("BTC", 50_000)
            $0.option("CALL", on: "BTC", until: .days(30), .call, 50_000)
            $0.forward("BTC", until: .days(30), 51_000)
            $0.price("CALL", iv: 0.6)
            $0.portfolio("alpha", balances: [("USD", 5_000)], positions: [("CALL", 1, at: 1)])
        }
        #expect((outcome.profitAndLoss - (value(0.98 * 51_000) - value(51_000))).magnitude < 1e-6)
    }

    @Test("has the median of the sources move as the index does")
    func medians() throws {
        let monitor = Monitor {
            $0.profiles[0].collateralPrice = .minimumOfMedian
            $0.profiles[0].underlyings["BTC"]?.haircut = 0
        }
        var crash = StressScenario()
        crash.moves = ["BTC": -0.5]
        let outcome = try outcome(of: crash, on: monitor) {
            $0.spot("BTCX", on: "BTC")
            $0.balance("alpha", "BTC", 1)
            $0.number(1, from: "a")
            $0.price("BTCX", 100)
            $0.number(1, from: "b")
            $0.price("BTCX", 140)
        }
        // The median of 120 is below the index of 140.
        #expect(outcome.accounts.map(\.present.equity) == [120])
        #expect(outcome.accounts.map(\.stressed.equity) == [60])
    }

    @Test("infects with the fall where a rise is as large, and with the larger where one is")
    func opposite() {
        var scenario = StressScenario()
        scenario.contagion = 0.5
        scenario.volatilityContagion = 0.5
        for (rise, infected) in [(0.3, -0.15), (0.4, 0.2), (0.2, -0.15)] {
            scenario.moves = ["BTC": rise, "ETH": -0.3]
            scenario.volatilityMoves = scenario.moves
            #expect(scenario.move(of: "SOL", isCash: false, history: .none) == infected)
            #expect(scenario.volatilityMove(of: "SOL", history: .none) == infected)
        }
    }

    @Test("costs a group nothing that it does not cost its members")
    func groups() throws {
        var crash = StressScenario()
        crash.moves = ["BTC": -0.3]
        let outcome = try outcome(of: crash) {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            for (account, quantity) in [("a", 2), ("b", -1)] {
                $0.account(account, group: "G")
                $0.position(account, "PERP", Tape.Number(quantity), at: 50_000)
            }
        }
        #expect(outcome.accounts.map(\.account) == ["G", "a", "b"])
        #expect(outcome.accounts.map(\.profitAndLoss) == [-15_000, -30_000, 15_000])
        #expect(outcome.profitAndLoss == -15_000)
    }
}
