import MarginCore
import MarginTesting
import Testing

/// A book over days that its history has: every midnight it learns one close more.
@Suite("An account margined by a tail, from day to day")
struct TailDayBookTests {
    /// Of BTC +10 %, −10 %, +6 % before the tape's first day; on that day −25 %, on the next +10 %.
    private func history() throws -> PriceHistory {
        try PriceHistory(
            [PriceHistory.Series(underlying: "BTC", firstDay: -4, closes: [100, 110, 99, 104.94, 78.705, 86.5755])])
    }

    private func desk(_ history: PriceHistory) -> ModelBookDesk {
        ModelBookDesk([.tail]) {
            $0.history = history
            $0.maxJump = 100 * 86_400_000_000_000
            $0.profiles[0].tail.window = 3
            $0.profiles[0].tail.buffer = 0
        }
    }

    private func perpetual(_ quantity: Int, cash: Int = 200_000, in desk: ModelBookDesk) {
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio(
                "alpha", balances: [("USD", Tape.Number(cash))],
                positions: [("PERP", Tape.Number(quantity), at: 50_000)]
            )
        }
    }

    @Test("is charged the worst of the three days before, never of the present one")
    func window() throws {
        let long: [(Double, String)] = [
            (10_000, "1969-12-30"), (25_000, "1970-01-01"), (25_000, "1970-01-01"), (25_000, "1970-01-01"),
        ]
        let short: [(Double, String)] = [
            (10_000, "1969-12-29"), (6_000, "1969-12-31"), (10_000, "1970-01-02"), (10_000, "1970-01-02"),
        ]
        for (quantity, charges) in [(2, long), (-2, short)] {
            let desk = desk(try history())
            perpetual(quantity, in: desk)
            for (margin, day) in charges {
                for seconds: Int64 in [0, 86_399] {
                    desk.run {
                        $0.wait(seconds: seconds)
                        $0.clock()
                    }
                    let figures = try desk.figures()
                    #expect(isSame(figures.initialMargin, margin) && figures.models?.scenario == day)
                }
                desk.run { $0.wait(seconds: 1) }
            }
        }
    }

    @Test("is called at midnight, by the clock and at the prices of before")
    func midnight() throws {
        let desk = desk(try history())
        perpetual(2, cash: 20_000, in: desk)
        let quiet = desk.run {
            $0.wait(seconds: 86_399)
            $0.price("BTCX", 50_000)
        }
        #expect(quiet.accountAlerts.isEmpty)
        let alerts = desk.run {
            $0.wait(seconds: 1)
            $0.price("BTCX", 49_000)
        }.accountAlerts
        let call = try #require(alerts.first)
        // 25 % of two coins at 50,000 are 25,000, four fifths of them 20,000: a call, no liquidation yet.
        #expect(call.phase == .valuationTime && call.state == .call && call.trigger == .clock)
        #expect(call.figures.equity == 20_000 && isSame(call.figures.initialMargin, 25_000))
        #expect(desk.monitor.audit() == nil)
    }

    @Test("is charged by the sensitivities as long as the days before do not fill the window, and that is said")
    func tooShort() throws {
        let young = PriceHistory.Series(underlying: "BTC", firstDay: 0, closes: [100, 110, 99, 104.94])
        let desk = desk(try PriceHistory([young]))
        perpetual(2, in: desk)
        var conditions: [FeedAlert.Condition] = []
        for day in 0...4 {
            conditions += desk.run {
                $0.wait(seconds: day == 0 ? 60 : 86_400)
                $0.clock()
            }.feedConditions.filter { $0 != .stale(symbol: "BTCX", since: .seconds(0)) }
            let figures = try desk.figures()
            #expect(isSame(figures.initialMargin, day < 4 ? 16_000 : 10_000), "day \(day)")
            #expect(figures.models?.scenario == (day < 4 ? "none" : "1970-01-03"))
        }
        #expect(
            conditions == [
                .historyShort(underlying: "BTC", profile: "default", days: 0, window: 3),
                .historyFull(underlying: "BTC", profile: "default"),
            ])
    }

    @Test("has forecasts that are the same whatever happens after the day that they are for")
    func backtest() throws {
        func requirements(_ closes: [Double]) throws -> [Double] {
            var configuration = MarginConfiguration()
            configuration.profiles[0].models = [.tail]
            configuration.profiles[0].tail.window = 3
            configuration.profiles[0].tail.buffer = 0
            configuration.history = try PriceHistory(
                [PriceHistory.Series(underlying: "BTC", firstDay: -4, closes: closes)])
            let desk = ForecastDesk(every: 86_400_000_000_000, configuration: configuration)
            var tape = Tape()
            tape.index("BTC", 50_000)
            tape.perpetual("PERP", on: "BTC")
            tape.portfolio("alpha", balances: [("USD", 200_000)], positions: [("PERP", 2, at: 50_000)])
            for _ in 0..<3 {
                tape.wait(seconds: 86_400)
                tape.price("BTCX", 50_000)
            }
            tape.wait(seconds: 1)
            tape.clock()
            _ = desk.take(tape.lines)
            return try #require(desk.series(of: "alpha", "tail")).requirements
        }
        // At midnight of days 0 to 3, before whatever those days bring.
        let seen = try requirements([100, 110, 99, 104.94, 78.705, 86.5755, 90])
        for (requirement, expected) in zip(seen, [10_000.0, 25_000, 25_000, 25_000]) {
            #expect(isSame(requirement, expected))
        }
        let other = try requirements([100, 110, 99, 104.94, 78.705, 20, 300])
        #expect(other.prefix(2) == seen.prefix(2) && other.count == 4)
        #expect(isSame(other[2], (1 - 20 / 78.705) * 100_000))
    }
}
