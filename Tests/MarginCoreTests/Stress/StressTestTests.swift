import MarginCore
import MarginTesting
import MarginWire
import Testing

/// What a scenario does to accounts, worked out by hand from docs/stress.md.
@Suite("A stress scenario")
struct StressTestTests {
    private func scenario(_ change: (inout StressScenario) -> Void) -> StressScenario {
        var scenario = StressScenario()
        scenario.name = "crash"
        change(&scenario)
        return scenario
    }

    /// √(a² + b² + 2·0.75·a·b).
    private func correlated(_ a: Double, _ b: Double) -> Double {
        let squares = a * a + b * b
        return (squares + 1.5 * a * b).squareRoot()
    }

    private func run(
        _ scenario: StressScenario, history: PriceHistory = .none, _ write: (inout Tape) -> Void
    ) throws -> StressTest.AccountOutcome {
        let monitor = Monitor { $0.history = history }
        for verdict in monitor.run(write).verdicts {
            guard case .accepted = verdict else { preconditionFailure("\(verdict)") }
        }
        let outcomes = StressTest.run([scenario], on: monitor.intake.image)
        #expect(outcomes.count == 1 && outcomes[0].scenario == "crash")
        return try #require(outcomes[0].accounts.first { $0.account == "alpha" })
    }

    @Test("moves what it names, infects the others, opens a gap that costs, and judges what is left")
    func workedExample() throws {
        let crash = scenario {
            $0.moves = ["BTC": -0.3]
            $0.contagion = 0.5
            $0.basis = -0.02
            $0.gapCost = 0.01
        }
        let outcome = try run(crash) {
            $0.index("BTC", 50_000)
            $0.index("ETH", 3_000)
            $0.perpetual("PERP", on: "BTC")
            $0.perpetual("ETH-PERP", on: "ETH")
            $0.portfolio(
                "alpha", balances: [("USD", 20_000)],
                positions: [("PERP", 1, at: 50_000), ("ETH-PERP", 1, at: 3_000)])
        }
        #expect(isSame(outcome.present.equity, 20_000))
        #expect(outcome.present.state == .normal && outcome.present.shortfall == nil)
        // 0.16 · 50,000 and 0.18 · 3,000 at the correlation 0.75 of the scenario `high`.
        #expect(isSame(outcome.present.initialMargin, correlated(8_000, 540)))
        // Marks of 0.98 · 35,000 and 0.98 · 2,550, ETH having moved by half of 30 %; 1 % of both is the cost.
        let (first, second) = (34_300.0, 2_499.0)
        let loss = (50_000 - first) + (3_000 - second) + 0.01 * (first + second)
        #expect(isSame(outcome.profitAndLoss, -loss))
        #expect(isSame(outcome.stressed.equity, 20_000 - loss))
        let initial = correlated(0.16 * first, 0.18 * second)
        #expect(isSame(outcome.stressed.initialMargin, initial))
        #expect(isSame(outcome.stressed.maintenanceMargin, 0.8 * initial))
        #expect(outcome.stressed.state == .liquidation)
        #expect(isSame(outcome.stressed.shortfall ?? 0, 0.8 * initial - outcome.stressed.equity))
    }

    @Test("moves volatilities of what it names, infects the others, and holds them within what a line could state")
    func volatilities() throws {
        func value(_ spot: Double, _ volatility: Double) -> Double {
            let deviation = volatility * (30.0 / 365).squareRoot()
            let d1 = naturalLogarithm(spot / 50_000) / deviation + deviation / 2
            return spot * NormalDistribution.cumulative(d1)
                - 50_000 * NormalDistribution.cumulative(d1 - deviation)
        }
        for (name, move, volatility) in [("BTC", 0.5, 0.9), ("ETH", 1, 0.9), ("BTC", 100, 10), ("BTC", -0.5, 0.3)] {
            let crash = scenario {
                $0.moves = ["BTC": -0.1]
                $0.volatilityMoves = [name: move]
                $0.volatilityContagion = 0.5
            }
            let outcome = try run(crash) {
                $0.index("BTC", 50_000)
                $0.option("CALL", on: "BTC", until: .days(30), .call, 50_000)
                $0.price("CALL", iv: 0.6)
                $0.portfolio("alpha", balances: [("USD", 5_000)], positions: [("CALL", 1, at: 1)])
            }
            let expected = value(45_000, volatility) - value(50_000, 0.6)
            #expect((outcome.profitAndLoss - expected).magnitude < 1e-6, "\(name) by \(move)")
        }
    }

    @Test("takes the peg off a stablecoin that it names, and leaves money alone that it does not")
    func depeg() throws {
        let depeg = scenario {
            $0.moves = ["USDT": -0.08]
            $0.contagion = 1
        }
        let outcome = try run(depeg) {
            $0.index("USDT", 0.99)
            $0.portfolio("alpha", balances: [("USDT", 1_000), ("USDC", 500)])
        }
        // A haircut of 2 % on USDT, none on USDC.
        #expect(isSame(outcome.present.equity, 0.98 * 990 + 500))
        #expect(isSame(outcome.stressed.equity, 0.98 * 0.92 * 990 + 500))
    }

    @Test("repeats a day of the history for what was there, unless it names it")
    func day() throws {
        for (named, expected) in [([:], -5_000.0), (["BTC": -0.2], -10_000)] as [([String: Double], Double)] {
            let outcome = try run(
                scenario {
                    $0.day = -2
                    $0.moves = named
                }, history: try threeDays()
            ) {
                $0.index("BTC", 50_000)
                $0.index("ETH", 3_000)
                $0.perpetual("PERP", on: "BTC")
                $0.perpetual("ETH-PERP", on: "ETH")
                $0.portfolio(
                    "alpha", balances: [("USD", 20_000)],
                    positions: [("PERP", 1, at: 50_000), ("ETH-PERP", 1, at: 3_000)])
            }
            #expect(isSame(outcome.profitAndLoss, expected))
        }
    }

    /// BTC's volatility rose from 0.5 to 0.75 on the day, ETH has none recorded: half of that rise is 0.25 of 0.6.
    @Test("infects volatilities with what a day of the history did to others")
    func volatilityOfDay() throws {
        let history = try PriceHistory([
            PriceHistory.Series(underlying: "BTC", firstDay: -4, closes: [100, 100], volatilities: [0.5, 0.75])
        ])
        func profit(_ change: (inout StressScenario) -> Void) throws -> Double {
            try run(scenario(change), history: history) {
                $0.index("ETH", 3_000)
                $0.option("CALL", on: "ETH", until: .days(30), .call, 3_000)
                $0.price("CALL", iv: 0.6)
                $0.portfolio("alpha", balances: [("USD", 5_000)], positions: [("CALL", 1, at: 1)])
            }.profitAndLoss
        }
        let infected = try profit {
            $0.day = -3
            $0.volatilityContagion = 0.5
        }
        let stated = try profit { $0.volatilityMoves = ["ETH": 0.25] }
        #expect(infected > 1 && infected == stated)
    }

    @Test("comes to what the same prices would, by every model")
    func sameAsRealPrices() throws {
        let history = try threeDays()
        func monitor(_ btc: Tape.Number, _ usdt: Tape.Number, _ iv: Tape.Number) -> Monitor {
            let monitor = Monitor {
                $0.history = history
                $0.profiles[0].models = MarginModelName.allCases
                $0.profiles[0].combination.rule = .sum
                $0.profiles[0].tail.window = 3
            }
            monitor.run {
                $0.index("BTC", btc)
                $0.index("USDT", usdt)
                $0.perpetual("PERP", on: "BTC", .inverse)
                $0.option("PUT", on: "BTC", .inverse, until: .days(30), .put, 45_000)
                $0.option("CALL", on: "BTC", until: .days(90), .call, 60_000)
                $0.price("PUT", iv: iv)
                $0.price("CALL", iv: iv)
                $0.portfolio(
                    "alpha", balances: [("USDT", 40_000), ("BTC", "0.5")],
                    positions: [("PERP", 30_000, at: 51_000), ("PUT", -2, at: 1), ("CALL", "-0.5", at: 1)])
            }
            return monitor
        }
        let crash = scenario {
            $0.moves = ["BTC": -0.25, "USDT": -0.5]
            $0.volatilityMoves = ["BTC": 1]
        }
        // All of these products are exact in binary.
        let outcome = try #require(
            StressTest.run([crash], on: monitor(50_000, 1, 0.5).intake.image)[0].accounts.first)
        let real = try #require(monitor(37_500, 0.5, 1).report("alpha")).figures
        #expect(outcome.stressed.equity == real.equity)
        #expect(outcome.stressed.initialMargin == real.initialMargin)
        #expect(outcome.stressed.maintenanceMargin == real.maintenanceMargin)
    }

    @Test("gives finite figures for the largest prices and moves that can be stated")
    func hostile() throws {
        var scenarios: [StressScenario] = []
        for move in [100, -0.999999999999] {
            for basis in [10, -0.9] {
                scenarios.append(
                    scenario {
                        $0.moves = ["BTC": move, "USDT": move]
                        $0.contagion = 1
                        $0.volatilityMoves = ["BTC": move]
                        $0.volatilityContagion = 1
                        $0.basis = basis
                        $0.gapCost = 1
                    })
            }
        }
        for price in ["1e300", "1e100", "1e30", "1e-30", "1e-300"] {
            let monitor = Monitor { $0.profiles[0].models = [.sensitivities, .scenario] }
            let verdicts = monitor.run {
                $0.index("BTC", Tape.Number(stringLiteral: price))
                $0.index("USDT", Tape.Number(stringLiteral: price))
                $0.perpetual("PERP", on: "BTC")
                $0.perpetual("COIN", on: "BTC", .inverse)
                $0.option("CALL", on: "BTC", .inverse, until: .days(30), .call, 45_000)
                $0.price("CALL", iv: 0.5)
                $0.portfolio(
                    "alpha", balances: [("USDT", 40_000), ("BTC", "-0.5")],
                    positions: [("PERP", 30_000, at: 51_000), ("COIN", -2, at: 1), ("CALL", "-0.5", at: 1)])
            }.verdicts
            #expect(verdicts.count == 9)
            let outcomes = StressTest.run(scenarios, on: monitor.intake.image)
            for figures in outcomes.flatMap(\.accounts).flatMap({ [$0.present, $0.stressed] }) {
                #expect(figures.equity.isFinite && figures.initialMargin.isFinite, "\(price): \(figures)")
                #expect(figures.maintenanceMargin.isFinite && figures.initialMargin >= 0, "\(price): \(figures)")
            }
            #expect(outcomes.allSatisfy { $0.profitAndLoss.isFinite }, "\(price)")
            #expect(monitor.audit() == nil)
        }
    }
}
