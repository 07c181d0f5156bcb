import MarginCore
import MarginTesting
import Testing

@Suite("A history that accounts are margined by")
struct HistoryWatchTests {
    private static let day: Int64 = 86_400

    /// Closes whose last day is `last`, eight of each.
    private static func history(_ last: [(String, Int)]) throws -> PriceHistory {
        try PriceHistory(
            last.map { name, last in
                PriceHistory.Series(
                    underlying: name, firstDay: last - 7, closes: [100, 101, 99, 100, 102, 98, 100, 101])
            })
    }

    private static func configuration(_ last: [(String, Int)]) throws -> MarginConfiguration {
        var configuration = MarginConfiguration()
        configuration.history = try history(last)
        configuration.feed.staleAfter = nil
        configuration.maxJump = 100 * day * 1_000_000_000
        configuration.profiles[0].models = [.tail]
        configuration.profiles[0].tail.window = 3
        return configuration
    }

    private func market(_ tape: inout Tape) {
        tape.index("BTC", 50_000)
        tape.index("ETH", 3_000)
        tape.account("alpha")
    }

    private func monitor(_ configuration: MarginConfiguration) -> ShardedMonitor {
        let monitor = ShardedMonitor(configuration, shards: 2)
        #expect(monitor.run(at: .seconds(0), market).isEmpty)
        return monitor
    }

    /// What the clock brings at each of some times; seconds.
    private func conditions(_ monitor: ShardedMonitor, at seconds: [Int64]) -> [[FeedAlert.Condition]] {
        seconds.map { second in
            monitor.run(at: .seconds(second)) { $0.clock() }.map { alert in
                guard case .feed(let alert) = alert else { preconditionFailure("\(alert)") }
                return alert.condition
            }
        }
    }

    @Test("is stale three days after the end of its last day, once, and recovers with a reload that brings newer days")
    func stale() throws {
        let day = Self.day
        var configuration = try Self.configuration([("BTC", -1)])
        let monitor = monitor(configuration)
        let stale = FeedAlert.Condition.historyStale(underlying: "BTC", since: .seconds(0))
        #expect(
            conditions(monitor, at: [day, 3 * day - 1, 3 * day, 3 * day + 60, 5 * day]) == [[], [], [stale], [], []])

        configuration.history = try Self.history([("BTC", 3)])
        #expect(monitor.reconfigure(configuration) == nil)
        let recovered = FeedAlert.Condition.historyRecovered(underlying: "BTC")
        let again = FeedAlert.Condition.historyStale(underlying: "BTC", since: .seconds(4 * day))
        #expect(conditions(monitor, at: [5 * day, 7 * day - 60, 7 * day]) == [[recovered], [], [again]])
    }

    @Test("is found stale at the time that is set, or never")
    func limit() throws {
        var configuration = try Self.configuration([("BTC", -1)])
        configuration.feed.historyStaleAfter = 90_000_000_000
        // At valuation times, which are minutes.
        let stale = FeedAlert.Condition.historyStale(underlying: "BTC", since: .seconds(0))
        #expect(conditions(monitor(configuration), at: [60, 119, 120]) == [[], [], [stale]])
        configuration.feed.historyStaleAfter = nil
        #expect(conditions(monitor(configuration), at: [60, 90 * Self.day]) == [[], []])
    }

    @Test("is nobody's matter where no account has the model, by its profile or a shadow of it")
    func unused() throws {
        var configuration = try Self.configuration([("BTC", -1)])
        configuration.profiles[0].models = [.sensitivities]
        var tail = MarginProfile()
        tail.name = "tail"
        tail.models = [.tail]
        tail.tail.window = 3
        configuration.profiles.append(tail)
        #expect(conditions(monitor(configuration), at: [9 * Self.day]) == [[]])

        let stale = FeedAlert.Condition.historyStale(underlying: "BTC", since: .seconds(0))
        let recovered = FeedAlert.Condition.historyRecovered(underlying: "BTC")
        let monitor = monitor(configuration)
        _ = monitor.run(at: .seconds(30)) { $0.account("alpha", profile: "tail") }
        #expect(conditions(monitor, at: [9 * Self.day]) == [[stale]])
        _ = monitor.run(at: .seconds(9 * Self.day)) { $0.account("alpha", profile: "default") }
        #expect(conditions(monitor, at: [9 * Self.day + 60]) == [[recovered]])
        configuration.profiles[0].shadows = ["tail"]
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(conditions(monitor, at: [9 * Self.day + 61]) == [[stale]])
    }

    @Test("is stale and too short by itself where it ends before the others; unless a proxy stands in")
    func endsEarlier() throws {
        let day = Self.day
        var configuration = try Self.configuration([("BTC", -1), ("ETH", -3)])
        // The last three days are -3 … -1, of which ETH has one move.
        let short = FeedAlert.Condition.historyShort(underlying: "ETH", profile: "default", days: 1, window: 3)
        let staleETH = FeedAlert.Condition.historyStale(underlying: "ETH", since: .seconds(-2 * day))
        let staleBTC = FeedAlert.Condition.historyStale(underlying: "BTC", since: .seconds(0))
        #expect(
            conditions(monitor(configuration), at: [60, day, 2 * day, 3 * day]) == [
                [short], [staleETH], [], [staleBTC],
            ])

        configuration.profiles[0].tail.underlyings["ETH"] = TailUnderlying(proxy: "BTC")
        #expect(conditions(monitor(configuration), at: [60, day, 3 * day]) == [[], [staleETH], [staleBTC]])

        // SOL is nowhere on the tape.
        configuration = try Self.configuration([("BTC", 2), ("SOL", -30)])
        #expect(conditions(monitor(configuration), at: [60, 5 * day]) == [[], []])
    }

    @Test("is not needed by Monte Carlo with all that it draws from given")
    func given() throws {
        var configuration = try Self.configuration([("BTC", -1), ("ETH", -1)])
        configuration.profiles[0].tail.method = .monteCarlo
        configuration.profiles[0].tail.scenarios = 100
        configuration.profiles[0].tail.correlations = GivenCorrelations(
            underlyings: ["BTC", "ETH"], rows: [[1, 0.5], [0.5, 1]])
        configuration.profiles[0].tail.underlyings["BTC"] = TailUnderlying(dailyVolatility: 0.03)
        configuration.profiles[0].tail.underlyings["ETH"] = TailUnderlying(dailyVolatility: 0.04)
        #expect(conditions(monitor(configuration), at: [60, 90 * Self.day]) == [[], []])
        configuration.profiles[0].tail.underlyings["ETH"] = nil
        let stale = FeedAlert.Condition.historyStale(underlying: "ETH", since: .seconds(0))
        #expect(conditions(monitor(configuration), at: [60, 90 * Self.day]) == [[], [stale]])
    }

    @Test("is spoken of with the event that moves valuation time, in one order, after what came before it")
    func order() throws {
        var configuration = try Self.configuration([("BTC", -1), ("ETH", -3)])
        configuration.feed.staleAfter = 600_000_000_000
        let monitor = ShardedMonitor(configuration, shards: 3)
        _ = monitor.run(at: .seconds(0), market)
        let alerts = monitor.run(at: .seconds(9 * Self.day)) { $0.clock() }
        let ids = alerts.compactMap { alert -> String? in
            guard case .feed(let alert) = alert else { return nil }
            let name =
                switch alert.condition {
                case .stale(let symbol, _): symbol
                case .historyStale(let underlying, _): "stale \(underlying)"
                case .historyShort(let underlying, _, let days, _): "short \(underlying) \(days)"
                default: "\(alert.condition)"
                }
            return "\(alert.event)-f\(alert.ordinal) \(name)"
        }
        #expect(ids == ["6-f1 BTCX", "6-f2 ETHX", "6-f3 stale BTC", "6-f4 stale ETH", "6-f5 short ETH 1"])
    }
}
