import MarginCore
import MarginTesting
import Testing

@Suite("A backtest on a tape") struct ForecastReplayTests {
    private static let hour: Int64 = 3_600_000_000_000

    /// One BTC perpetual, long, at 60,000, in an account with cash, at 00:00.
    private func opening() -> Tape {
        var tape = Tape()
        tape.index("BTC", 60_000)
        tape.perpetual("BTC-PERP", on: "BTC")
        tape.portfolio("alpha", balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
        return tape
    }

    private func series(_ tape: Tape, of account: String = "alpha", every: Int64 = hour) throws -> ForecastSeries {
        let desk = ForecastDesk(every: every)
        for verdict in desk.take(tape.lines) {
            guard case .accepted = verdict else {
                Issue.record("\(verdict)")
                continue
            }
        }
        return try #require(desk.series(of: account))
    }

    @Test("holds a requirement against what the book then lost")
    func outcome() throws {
        var tape = opening()
        for price in [59_000, 59_500, 40_000] {
            tape.wait(seconds: 3600)
            tape.price("BTCX", Tape.Number(price))
        }
        tape.wait(seconds: 1)
        tape.clock()

        let series = try series(tape)

        // RW 0.16 of a delta of one coin at the index of the forecast's hour.
        #expect(series.requirements == [60_000, 59_000, 59_500, 40_000].map { 0.16 * $0 })
        #expect(series.outcomes.map(\.loss) == [1000, -500, 19_500])
        #expect(series.outcomes.map(\.isException) == [false, false, true])
        #expect(series.outcomes.map(\.forecast) == Array(series.requirements.prefix(3)))
    }

    @Test("leaves out what was traded, paid in and restated in between")
    func held() throws {
        var tape = opening()
        tape.wait(seconds: 600)
        tape.fill("alpha", "BTC-PERP", -1, at: 59_900, fee: 25)
        tape.transfer("alpha", "USD", 10_000)
        tape.wait(seconds: 600)
        tape.price("BTCX", 59_000)
        tape.portfolio("alpha", balances: [("USD", 5)], positions: [("BTC-PERP", -2, at: 59_000)])
        tape.balance("alpha", "USD", 7)
        tape.position("alpha", "BTC-PERP", -3, at: 59_000)
        tape.wait(seconds: 3600)
        tape.price("BTCX", 58_000)
        tape.wait(seconds: 3600)
        tape.clock()

        let series = try series(tape)

        // Long one coin from 60,000 to 59,000, then short three from 59,000 to 58,000.
        #expect(series.outcomes.map(\.loss) == [1000, -3000])
    }

    @Test("counts what was settled in between at its settlement")
    func settlement() throws {
        var tape = Tape()
        tape.index("BTC", 60_000)
        let expiry = Timestamp.seconds(1800)
        tape.option("C", on: "BTC", until: expiry, .call, 55_000)
        tape.price("C", iv: 0.5)
        tape.portfolio("alpha", balances: [("USD", 100_000)], positions: [("C", -2, at: 5000)])
        tape.wait(seconds: 1800)
        tape.price("BTCX", 70_000)
        tape.settlement("C", 62_000)
        tape.wait(seconds: 3600)
        tape.clock()

        let series = try series(tape)

        // Worth 5,000 each at the forecast, half an hour before expiry and eight standard deviations in the money.
        let outcome = try #require(series.outcomes.first)
        #expect((outcome.loss - 2 * 2000).magnitude < 1e-6)
        #expect(series.outcomes.count == 1)
    }

    @Test("counts funding")
    func funding() throws {
        var tape = opening()
        tape.wait(seconds: 1800)
        tape.funding("BTC-PERP", 0.001)
        tape.wait(seconds: 3600)
        tape.clock()

        #expect(try series(tape).outcomes.map(\.loss) == [60])
    }

    @Test("judges nothing over steps in which the tape was silent")
    func silence() throws {
        var tape = opening()
        tape.wait(seconds: 1800)
        tape.price("BTCX", 59_000)
        tape.wait(seconds: 3600 * 5)
        tape.price("BTCX", 58_000)
        tape.wait(seconds: 3600)
        tape.clock()
        let desk = ForecastDesk(every: Self.hour)
        _ = desk.take(tape.lines)

        let series = try #require(desk.series(of: "alpha"))

        // From 00:00 to 01:00 and from 05:00 to 06:00.
        #expect(series.outcomes.map(\.loss) == [1000, 1000])
        #expect(desk.replay.silentSteps == 4)
        #expect(desk.replay.forecastSteps == 3)
    }

    @Test("judges nothing that had no price at one end")
    func unpriced() throws {
        var tape = opening()
        tape.perpetual("ETH-PERP", on: "ETH")
        tape.wait(seconds: 1800)
        tape.position("alpha", "ETH-PERP", 1, at: 3000)
        tape.wait(seconds: 3600)
        tape.index("ETH", 2900)
        tape.wait(seconds: 3600)
        tape.price("ETHX", 2800)
        tape.wait(seconds: 3600)
        tape.clock()

        let series = try series(tape)

        #expect(series.outcomes.map(\.loss) == [0, 100])
        #expect(series.unpricedSteps == 1)
        #expect(series.requirements.count == 3)
    }

    @Test("judges nothing that has lost its price at the other end")
    func unpricedOutcome() throws {
        var tape = opening()
        tape.wait(seconds: 1800)
        // New terms put the position on an underlying without an index.
        tape.perpetual("BTC-PERP", on: "ETH")
        tape.wait(seconds: 1801)
        tape.clock()

        let series = try series(tape)

        #expect(series.outcomes.isEmpty)
        #expect(series.unpricedSteps == 1)
    }

    @Test("judges nothing where nothing was required")
    func nothingRequired() throws {
        var tape = opening()
        tape.portfolio("coins", balances: [("BTC", 3)])
        for price in [59_000, 58_000] {
            tape.wait(seconds: 3600)
            tape.price("BTCX", Tape.Number(price))
        }
        tape.wait(seconds: 1)
        tape.clock()

        let coins = try series(tape, of: "coins")

        #expect(coins.requirements == [0, 0, 0] && coins.outcomes.isEmpty)
        // Nor does it save what its coins would require beside a debt.
        #expect(coins.diversification == DiversificationBenefit(portfolio: 0, sumOfParts: 0))
    }

    @Test("says what an account saves against its positions alone")
    func diversification() throws {
        var tape = opening()
        tape.perpetual("BTC-PERP2", on: "BTC")
        tape.position("alpha", "BTC-PERP2", -1, at: 60_000)
        tape.fill("alpha", "BTC-PERP", 1, at: 60_000)
        tape.wait(seconds: 1)
        tape.clock()

        let benefit = try series(tape).diversification

        // Long two and short one against three alone.
        #expect(benefit.portfolio == 0.16 * 60_000)
        #expect(benefit.sumOfParts.isClose(to: 3 * 0.16 * 60_000))
    }

    @Test("forecasts what the engine requires at the same instant, and loses what equity loses", arguments: 1...8)
    func sameAsEngine(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var tape = opening()
        let expiry = Timestamp.seconds(3600 * 30)
        tape.option("C", on: "BTC", until: expiry, .call, 61_000)
        tape.price("C", iv: 0.6)
        tape.option("P", on: "BTC", until: expiry, .put, 58_000)
        tape.price("P", iv: 0.7)
        tape.portfolio(
            "beta", balances: [("USD", 50_000), ("BTC", "0.5")], positions: [("C", -3, at: 900), ("P", 2, at: 700)])
        let desk = StatementDesk()
        desk.apply(tape.lines)
        let backtest = ForecastDesk(every: Self.hour)
        _ = backtest.take(tape.lines)
        var taken = tape.lines.count
        var requirements: [Double] = []
        var equities: [Double] = []
        for _ in 0..<20 {
            // What the engine says on the hour, before anything later.
            let statement = try #require(desk.statement(of: "beta"))
            requirements.append(statement.requirement.initial)
            equities.append(statement.figures.equity)
            for _ in 0..<3 {
                tape.wait(seconds: 1100)
                tape.price("BTCX", Tape.Number(Double(Int.random(in: 55_000...65_000, using: &generator))))
                tape.price("C", iv: Tape.Number(Double(Int.random(in: 40...90, using: &generator)) / 100))
            }
            tape.wait(seconds: 300)
            tape.clock()
            desk.apply(Array(tape.lines[taken...]))
            _ = backtest.take(Array(tape.lines[taken...]))
            taken = tape.lines.count
        }

        let series = try #require(backtest.series(of: "beta"))

        #expect(series.requirements == requirements, "seed \(seed)")
        #expect(series.outcomes.map(\.loss) == zip(equities, equities.dropFirst()).map { $0 - $1 }, "seed \(seed)")
    }

    @Test("takes lines that are refused, out of order or at the ends of time")
    func hostile() throws {
        let desk = ForecastDesk(every: Self.hour)
        var tape = opening()
        tape.line("{")
        tape.line(#"{"type":"clock","ts":-9223372036854775808}"#)
        tape.line(#"{"type":"price","ts":9223372036854775807,"symbol":"BTCX","price":1}"#)
        tape.line(#"{"type":"clock","ts":9223372036854775807}"#)
        tape.line(#"{"type":"clock","ts":9223372036854775807}"#)
        let verdicts = desk.take(tape.lines)

        // The two prices' own lines and the clocks; a price too far ahead is none.
        #expect(verdicts.filter { if case .accepted = $0 { true } else { false } }.count == tape.lines.count - 2)
        #expect(try #require(desk.series(of: "alpha")).outcomes.isEmpty)

        let everyInstant = ForecastDesk(every: 1)
        _ = everyInstant.take([#"{"type":"clock","ts":-9223372036854775808}"#] + tape.lines)
        #expect(everyInstant.replay.silentSteps == .max)

        let fromTheStart = ForecastDesk(every: .max)
        _ = fromTheStart.take([#"{"type":"clock","ts":-9223372036854775808}"#] + tape.lines)
        #expect(fromTheStart.replay.forecastSteps <= 3)
    }
}
