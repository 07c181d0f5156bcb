import MarginCore
import MarginTesting
import Testing

@Suite("A feed")
struct FeedWatchTests {
    private func monitor(_ configure: (inout MarginConfiguration) -> Void = { _ in }) -> Monitor {
        let monitor = Monitor(configure)
        monitor.run { $0.index("BTC", 60_000) }
        return monitor
    }

    @Test("is stale after ten minutes without a price, once, and recovers with the next price")
    func stale() {
        let monitor = monitor()
        var outcome = monitor.run {
            $0.wait(nanoseconds: 599_999_999_999)
            $0.clock()
        }
        #expect(outcome.feedConditions == [])
        outcome = monitor.run {
            $0.wait(nanoseconds: 1)
            $0.clock()
            $0.wait(seconds: 1000)
            $0.clock()
        }
        #expect(outcome.feedConditions == [.stale(symbol: "BTCX", since: .seconds(0))])
        outcome = monitor.run { $0.price("BTCX", 60_001) }
        #expect(outcome.feedConditions == [.recovered(symbol: "BTCX")])
    }

    @Test("is found stale before the price that ends the silence")
    func silence() {
        let outcome = monitor().run {
            $0.wait(seconds: 700)
            $0.price("BTCX", 60_000)
        }
        #expect(outcome.feedConditions == [.stale(symbol: "BTCX", since: .seconds(0)), .recovered(symbol: "BTCX")])
    }

    @Test("is never stale where no time is set, and its time counts from a reload that sets one")
    func reload() {
        var configuration = MarginConfiguration()
        configuration.feed.staleAfter = nil
        let monitor = ShardedMonitor(configuration, shards: 1)
        #expect(monitor.run(at: .seconds(0)) { $0.index("BTC", 60_000) } == [])
        #expect(monitor.run(at: .seconds(5000)) { $0.clock() } == [])
        configuration.feed.staleAfter = 10_000_000_000
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(monitor.run(at: .seconds(5001)) { $0.clock() }.count == 1)
    }

    @Test("of a symbol that is no index any more is not missed", arguments: [true, false])
    func restated(isContract: Bool) {
        let outcome = monitor().run {
            if isContract { $0.perpetual("BTCX", on: "BTC") } else { $0.spot("BTCX", on: "ETH") }
            $0.wait(seconds: 1000)
            $0.clock()
        }
        #expect(outcome.feedConditions == [])
    }

    @Test("that moves by more than a tenth in one step is an outlier, and its price is used all the same")
    func outlier() {
        let monitor = monitor()
        let outcome = monitor.run {
            $0.price("BTCX", 54_000)
            $0.price("BTCX", 59_401)
            $0.perpetual("PERP", on: "BTC")
            $0.price("PERP", 1)
            $0.position("alpha", "PERP", 1, at: 1)
        }
        #expect(outcome.feedConditions == [.outlier(symbol: "BTCX", price: 59_401, previous: 54_000)])
        #expect(monitor.intake.market[UnderlyingID(0)].index == 59_401)
    }

    @Test("that skips sequence numbers has a gap, reported with the next accepted event")
    func gap() {
        let outcome = monitor().run {
            $0.number(5, from: "desk")
            $0.clock()
            $0.number(8, from: "desk")
            $0.price("UNKNOWN", 1)
            $0.number(9, from: "desk")
            $0.clock()
        }
        #expect(outcome.feedConditions == [.gap(source: "desk", first: 6, last: 7)])
        #expect(outcome.verdicts.count == 3)
        #expect(outcome.verdicts.last == .accepted(4))
        guard case .feed(let alert)? = outcome.alerts.first else { return }
        #expect(alert.event == 4 && alert.ordinal == 1)
    }

    @Test("of a contract that nobody settles is reported an hour after expiry, where somebody holds it")
    func unsettled() {
        let monitor = monitor()
        var outcome = monitor.run {
            $0.future("HELD", on: "BTC", until: .seconds(100))
            $0.future("FREE", on: "BTC", until: .seconds(100))
            $0.balance("alpha", "USD", 1_000_000)
            $0.position("alpha", "HELD", 1, at: 60_000)
            $0.wait(seconds: 3699)
            $0.price("BTCX", 60_000)
        }
        #expect(outcome.feedConditions == [.stale(symbol: "BTCX", since: .seconds(0)), .recovered(symbol: "BTCX")])
        outcome = monitor.run {
            $0.wait(seconds: 1)
            $0.clock()
        }
        #expect(outcome.feedConditions == [.unsettled(symbol: "HELD", expiry: .seconds(100))])
        outcome = monitor.run {
            $0.wait(seconds: 100)
            $0.clock()
        }
        #expect(outcome.feedConditions == [])
    }

    @Test("of a contract restated to another expiry and back is missed once")
    func restatedExpiry() {
        let outcome = monitor { $0.feed.staleAfter = nil }.run {
            $0.future("HELD", on: "BTC", until: .seconds(100))
            $0.future("HELD", on: "BTC", until: .seconds(200))
            $0.future("HELD", on: "BTC", until: .seconds(100))
            $0.balance("alpha", "USD", 1_000_000)
            $0.position("alpha", "HELD", 1, at: 60_000)
            $0.wait(seconds: 4000)
            $0.clock()
        }
        #expect(outcome.feedConditions == [.unsettled(symbol: "HELD", expiry: .seconds(100))])
    }
}
