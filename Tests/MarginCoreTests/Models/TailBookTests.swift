import MarginCore
import MarginTesting
import Testing

/// The model `tail` in a book, over a history that can be worked out by hand.
@Suite("An account margined by the tail of a history")
struct TailBookTests {
    private func desk(_ change: (inout TailParameters) -> Void = { _ in }) throws -> ModelBookDesk {
        let history = try threeDays()
        return ModelBookDesk([.tail]) {
            $0.history = history
            $0.profiles[0].tail.window = 3
            $0.profiles[0].tail.buffer = 0
            change(&$0.profiles[0].tail)
        }
    }

    private func perpetual(_ quantity: Int, in desk: ModelBookDesk) {
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio(
                "alpha", balances: [("USD", 200_000)], positions: [("PERP", Tape.Number(quantity), at: 50_000)])
        }
    }

    @Test("is charged the worst day of three")
    func worstDay() throws {
        for (quantity, loss, day) in [(2, 10_000.0, "1969-12-30"), (-2, 10_000, "1969-12-29")] {
            let desk = try desk()
            perpetual(quantity, in: desk)
            let figures = try desk.figures()
            #expect(isSame(figures.initialMargin, loss))
            #expect(isSame(figures.maintenanceMargin, 0.8 * loss))
            #expect(figures.models?.decidedBy == .tail && figures.models?.scenario == day)
            #expect(isSame(figures.factors[0].share, loss))
        }
    }

    @Test("is charged the mean of the two worst, or the second of them, at a level of a half")
    func half() throws {
        // A short position loses 10 % and 6 %; a long one loses 10 % and gains 6 %, and in the second worst it gains.
        for (measure, quantity, part) in [
            (TailParameters.Measure.expectedShortfall, -2, 0.08), (.valueAtRisk, -2, 0.06),
            (.expectedShortfall, 2, 0.02), (.valueAtRisk, 2, 0),
        ] {
            let desk = try desk {
                $0.measure = measure
                $0.level = 0.5
            }
            perpetual(quantity, in: desk)
            #expect(isSame(try desk.figures().initialMargin, part * 100_000), "\(measure), \(quantity)")
        }
    }

    @Test("has an option revalued in full: a bought call loses its premium at most, by Black-76 at the moved forward")
    func option() throws {
        let desk = try desk()
        desk.run {
            $0.index("BTC", 50_000)
            $0.option("CALL", on: "BTC", until: .days(30), .call, 50_000)
            $0.price("CALL", iv: 0.6)
            $0.portfolio("alpha", balances: [("USD", 50_000)], positions: [("CALL", 3, at: 1)])
        }
        func value(_ forward: Double) -> Double {
            let deviation = 0.6 * (30.0 / 365).squareRoot()
            let d1 = naturalLogarithm(forward / 50_000) / deviation + deviation / 2
            return forward * NormalDistribution.cumulative(d1)
                - 50_000 * NormalDistribution.cumulative(d1 - deviation)
        }
        let figures = try desk.figures()
        #expect((figures.initialMargin - 3 * (value(50_000) - value(45_000))).magnitude < 1e-6)
        #expect(figures.models?.scenario == "1969-12-30")
    }

    @Test("is charged by the sensitivities for an underlying without a history, on top")
    func unseen() throws {
        let desk = try desk()
        desk.run {
            $0.index("BTC", 50_000)
            $0.index("SOL", 150)
            $0.perpetual("PERP", on: "BTC")
            $0.perpetual("SOL-PERP", on: "SOL")
            $0.portfolio(
                "alpha", balances: [("USD", 200_000)], positions: [("PERP", 2, at: 50_000), ("SOL-PERP", 10, at: 150)])
        }
        let figures = try desk.figures()
        // A quarter of 1,500, beside the worst day of BTC.
        #expect(isSame(figures.initialMargin, 10_000 + 375))
        #expect(isSame(figures.maintenanceMargin, 0.8 * 10_375))
        #expect(figures.factors.map(\.underlying) == ["BTC", "SOL"])
        #expect(isSame(figures.factors[0].share, 10_000) && isSame(figures.factors[1].share, 375))
    }

    @Test("is charged by the sensitivities alone where there is no history at all")
    func noHistory() throws {
        let desk = ModelBookDesk([.tail])
        perpetual(2, in: desk)
        let figures = try desk.figures()
        #expect(isSame(figures.initialMargin, 16_000) && isSame(figures.maintenanceMargin, 12_800))
        #expect(figures.models?.scenario == "none")
        #expect(isSame(figures.factors[0].share, 16_000))
    }

    @Test("has the payoff of an expired option: money where it is linear, coins where it is inverse")
    func expired() throws {
        for (settlement, margin) in [(Tape.Settlement.linear, 0.0), (.inverse, 1_000)] {
            let desk = try desk()
            desk.run {
                $0.index("BTC", 50_000)
                $0.option("CALL", on: "BTC", settlement, until: .seconds(3_600), .call, 40_000)
                $0.price("CALL", iv: 0.5)
                $0.portfolio("alpha", balances: [("USD", 100)], positions: [("CALL", 1, at: 1)])
                $0.wait(seconds: 3_600)
                $0.price("BTCX", 50_000)
            }
            #expect(isSame(try desk.figures().initialMargin, margin))
        }
    }

    /// The charge of an account may depend on what others list as little as on what they hold: short one expiry, long another,
    /// with far and near expiries on the list or without.
    @Test("is charged for an underlying without a history by what it holds, whatever else is listed")
    func listed() throws {
        var initial: [Double] = []
        for models in [[MarginModelName.tail], [.sensitivities]] {
            let history = try threeDays()
            let desk = ModelBookDesk(models) {
                $0.history = history
                $0.profiles[0].tail.window = 3
                // No cap, so that both models charge the whole book.
                $0.profiles[0].underlyings["SOL"] = UnderlyingParameters(riskWeight: 0.25, haircut: 0.2)
            }
            desk.run {
                $0.index("SOL", 100)
                $0.option("NEAR", on: "SOL", until: .days(30), .call, 100)
                $0.option("FAR", on: "SOL", until: .days(60), .call, 100)
                for symbol in ["NEAR", "FAR"] { $0.price(symbol, iv: 0.8) }
                $0.portfolio(
                    "alpha", balances: [("USD", 100_000)],
                    positions: [("NEAR", -1000, at: 9), ("FAR", 800, at: 12)])
            }
            initial.append(try desk.figures().initialMargin)
            desk.run { $0.option("FARTHEST", on: "SOL", until: .days(1500), .call, 100) }
            initial.append(try desk.figures().initialMargin)
            desk.run { $0.option("NEAREST", on: "SOL", until: .seconds(43_200), .call, 100) }
            initial.append(try desk.figures().initialMargin)
        }
        #expect(initial[0] > 0)
        for margin in initial { #expect(isSame(margin, initial[0]), "\(initial)") }
    }

    @Test("says in parts that add up what its initial margin is made of")
    func parts() throws {
        let desk = try desk()
        desk.run {
            $0.index("BTC", 50_000)
            $0.index("SOL", 100)
            $0.perpetual("PERP", on: "BTC")
            $0.future("FUTURE", on: "BTC", until: .days(30))
            $0.perpetual("SOL-PERP", on: "SOL")
            $0.portfolio(
                "alpha", balances: [("USD", 200_000)],
                positions: [("PERP", 3, at: 50_000), ("FUTURE", -1, at: 50_000), ("SOL-PERP", 10, at: 100)])
        }
        // Two coins that lose 10 %; 25 % of 1,000 USD of SOL; 1 % of the 50,000 that are offset.
        let parts = try desk.models().parts
        #expect(parts.map(\.name) == ["measure", "without_history", "basis"])
        for (part, amount) in zip(parts, [10_000.0, 250, 500]) { #expect(isSame(part.amount, amount)) }
        #expect(isSame(try desk.figures().initialMargin, 10_750))
    }

    @Test("owes floor and add-on of a short option without a volatility")
    func unpriced() throws {
        let desk = try desk()
        desk.run {
            $0.index("BTC", 50_000)
            $0.option("CALL", on: "BTC", until: .days(40), .call, 60_000)
            $0.portfolio("alpha", balances: [("USD", 60_000)], positions: [("CALL", -1, at: 1)])
        }
        let figures = try desk.figures()
        #expect(isSame(figures.initialMargin, 250 + 50_000) && isSame(figures.maintenanceMargin, 200 + 50_000))
    }

    @Test("is charged for the basis between expiries that offset each other, which no move of the index shows")
    func basis() throws {
        let desk = try desk()
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            $0.future("FUTURE", on: "BTC", until: .days(40))
            $0.portfolio(
                "alpha", balances: [("USD", 200_000)],
                positions: [("PERP", 2, at: 50_000), ("FUTURE", -1, at: 50_000)])
        }
        // A tenth of the net of one coin, and 1 % of the coin that is both long and short.
        #expect(isSame(try desk.figures().initialMargin, 5_000 + 500))
        #expect(isSame(try desk.figures().maintenanceMargin, 0.8 * 5_500))
    }
}
