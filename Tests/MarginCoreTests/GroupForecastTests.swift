import MarginCore
import MarginTesting
import Testing

/// What a group requires against what its members do, forecast by forecast.
@Suite("A backtest of a group")
struct GroupForecastTests {
    private static let hour: Int64 = 3_600_000_000_000

    /// Runs a tape for an hour and a bit: the forecast of 00:00 is judged at 01:00, where the next one is made.
    private func desk(
        _ configuration: MarginConfiguration = MarginConfiguration(), shadow: String? = nil,
        _ write: (inout Tape) -> Void
    ) -> ForecastDesk {
        var tape = Tape()
        tape.index("BTC", 60_000)
        tape.index("ETH", 3000)
        tape.perpetual("BTC-PERP", on: "BTC")
        tape.perpetual("ETH-PERP", on: "ETH")
        write(&tape)
        tape.wait(seconds: 3600)
        tape.clock()
        tape.wait(seconds: 1)
        tape.clock()
        let desk = ForecastDesk(every: Self.hour, configuration: configuration, shadow: shadow)
        for verdict in desk.take(tape.lines) {
            guard case .accepted = verdict else { preconditionFailure("\(verdict)") }
        }
        return desk
    }

    @Test("says what netting saves, also of members in parts, and leaves pockets out")
    func benefit() throws {
        let desk = desk {
            $0.account("long", group: "desk")
            $0.account("short", mode: "cross", group: "desk")
            $0.account("pocket", mode: "isolated", group: "desk")
            $0.portfolio("long", balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            $0.portfolio("short", balances: [("USD", 100_000)], positions: [("BTC-PERP", "-0.5", at: 60_000)])
            $0.portfolio("pocket", balances: [("USD", 100_000)], positions: [("BTC-PERP", 7, at: 60_000)])
        }

        let group = try #require(desk.series(of: "desk"))
        let netting = try #require(group.netting)

        // 16 % of half a coin, of a coin and of half a coin, at two forecasts.
        #expect(group.requirements == [4800, 4800])
        #expect(group.nettingSteps == 2)
        #expect(netting == DiversificationBenefit(portfolio: 9600, sumOfParts: 2 * (9600 + 4800)))
        #expect(try #require(netting.share).isClose(to: 2.0 / 3))
        // One position, netted, is no dearer alone.
        #expect(group.diversification == DiversificationBenefit(portfolio: 9600, sumOfParts: 9600))
        #expect(try #require(desk.series(of: "long")).netting == nil)
        #expect(desk.series(of: "short") == nil, "an account in parts is no set")
        #expect(try #require(desk.series(of: "short USD")).diversification.share == 0)
    }

    @Test("says what it costs where positions of the members add up to a concentration")
    func concentration() throws {
        var configuration = MarginConfiguration()
        configuration.profiles[0].underlyings["BTC"]?.deltaConcentrationThreshold = 90_000
        let desk = desk(configuration) {
            for account in ["a", "b"] {
                $0.account(account, group: "desk")
                $0.portfolio(account, balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            }
        }

        let group = try #require(desk.series(of: "desk"))
        let netting = try #require(group.netting)

        // Each is below the threshold, two together are a third above it: CR = √(120,000 ÷ 90,000).
        let factor = (4.0 / 3).squareRoot()
        #expect(group.requirements.allSatisfy { $0.isClose(to: 0.16 * 120_000 * factor) })
        #expect(netting.sumOfParts == 2 * 2 * 9600)
        #expect(try #require(netting.share).isClose(to: 1 - factor))
    }

    /// Each member's second worst day of ten lost 1 %; the two of them have two days on which one lost 10 %. The
    /// history ends as the tape begins, on the first day of 1970.
    @Test("says what it costs where value at risk does not see the worst day of each member")
    func valueAtRisk() throws {
        var configuration = MarginConfiguration()
        configuration.history = try PriceHistory([
            PriceHistory.Series(
                underlying: "BTC", firstDay: -11, closes: [100, 90] + [Double](repeating: 89.1, count: 9)),
            PriceHistory.Series(
                underlying: "ETH", firstDay: -11, closes: [100, 100, 100, 90] + [Double](repeating: 89.1, count: 7)),
        ])
        configuration.profiles[0].models = [.sensitivities, .tail]
        configuration.profiles[0].tail.measure = .valueAtRisk
        configuration.profiles[0].tail.level = 0.8
        configuration.profiles[0].tail.window = 10
        configuration.profiles[0].tail.buffer = 0
        let desk = desk(configuration) {
            for account in ["a", "b"] { $0.account(account, group: "desk") }
            $0.portfolio("a", balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            $0.portfolio("b", balances: [("USD", 100_000)], positions: [("ETH-PERP", 20, at: 3000)])
        }

        let tail = try #require(desk.series(of: "desk", "tail")?.netting)
        #expect(tail.sumOfParts.isClose(to: 2 * (600 + 600)))
        #expect(tail.portfolio.isClose(to: 2 * 6000))
        #expect(try #require(tail.share).isClose(to: 1 - 5))
        // Two underlyings that are not the same one: the sensitivities save, and they decide.
        let both = ["sensitivities", "requirement"].map { desk.series(of: "desk", $0)?.netting }
        #expect(both[0] == both[1])
        #expect(try #require(both[0]?.sumOfParts).isClose(to: 2 * (0.16 + 0.18) * 60_000))
        #expect(try #require(both[0]?.saved) > 0)
    }

    @Test("has no sum of a model that a member does without, nor under a shadow that does not judge a member")
    func incomparable() throws {
        var configuration = MarginConfiguration()
        configuration.profiles[0].models = [.sensitivities, .scenario]
        var simple = MarginProfile()
        simple.name = "simple"
        var tomorrow = MarginProfile()
        tomorrow.name = "tomorrow"
        tomorrow.underlyings["BTC"]?.riskWeight = 0.5
        configuration.profiles += [simple, tomorrow]
        configuration.profiles[0].shadows = ["tomorrow"]
        func write(_ tape: inout Tape) {
            tape.account("a", group: "desk")
            tape.account("b", profile: "simple", group: "desk")
            for account in ["a", "b"] {
                tape.portfolio(account, balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            }
        }

        let own = desk(configuration, write)
        #expect(try #require(own.series(of: "desk", "scenario")).netting == nil)
        #expect(try #require(own.series(of: "desk", "sensitivities")).netting != nil)
        #expect(try #require(own.series(of: "desk", "requirement")).netting?.sumOfParts ?? 0 > 0)

        let shadowed = desk(configuration, shadow: "tomorrow", write)
        #expect(try #require(shadowed.series(of: "a")).requirements == [30_000, 30_000])
        #expect(shadowed.series(of: "b") == nil)
        let group = try #require(shadowed.series(of: "desk"))
        #expect(group.requirements == [60_000, 60_000] && group.netting == nil)
    }
}
