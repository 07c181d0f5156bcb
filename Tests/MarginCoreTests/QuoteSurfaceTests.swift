import MarginCore
import MarginTesting
import Testing

/// A year after the beginning of a tape.
private let year = Timestamp.seconds(365 * 86_400)

/// What one option is valued by.
extension Monitor {
    fileprivate func volatility(_ symbol: String) -> Double? {
        intake.market.listings.first { $0.symbol == symbol }.map(\.volatility)
    }
}

extension Tape {
    /// Calls `C80`, `C90`, … of one year, with these IVs; 0 for an option without one. The forward is the index, 100.
    fileprivate mutating func chain(
        _ volatilities: [Double], named prefix: String = "C", until expiry: Timestamp = year
    ) {
        for (place, volatility) in volatilities.enumerated() {
            let symbol = "\(prefix)\(80 + 10 * place)"
            option(symbol, on: "BTC", until: expiry, .call, Tape.Number(80 + 10 * place))
            if volatility > 0 { price(symbol, iv: Tape.Number(volatility)) }
        }
    }

    fileprivate mutating func hold(_ symbol: String, _ account: String = "a") {
        position(account, symbol, 1, at: 1)
    }
}

@Suite("An option without a quote")
struct UnquotedOptionTests {
    private func monitor(_ smile: SurfaceRules.Smile, stick: SurfaceRules.Stick = .strike) -> Monitor {
        Monitor {
            $0.surface.smile = smile
            $0.surface.stick = stick
        }
    }

    @Test("has no volatility where there is no smile")
    func off() {
        let monitor = monitor(.off)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.5, 0, 0.4])
            $0.hold("C90")
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 0)
    }

    @Test("has that of the smile from the event on that gives somebody a position in it", arguments: [true, false])
    func firstNeed(isFitted: Bool) throws {
        let monitor = monitor(isFitted ? .svi : .linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.5, 0, 0.4, 0.4])
        }
        #expect(monitor.volatility("C90") == 0)
        monitor.run { $0.hold("C90") }
        // Three quotes are too few for SVI.
        let share = naturalLogarithm(9.0 / 8) / naturalLogarithm(10.0 / 8)
        let variance = 0.25 + (0.16 - 0.25) * share
        let volatility = try #require(monitor.volatility("C90"))
        #expect((volatility - variance.squareRoot()).magnitude < 1e-15)
        #expect(monitor.audit() == nil)
        // And a value: nothing of the account is unpriced.
        #expect(monitor.report("a")?.figures.addOns == 0)
    }

    @Test("follows the quotes of the others at the next valuation time, and not before")
    func valuationTime() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.4, 0, 0.4, 0.4])
            $0.hold("C90")
            $0.wait(seconds: 30)
            for symbol in ["C80", "C100", "C110"] { $0.price(symbol, iv: 0.8) }
        }
        #expect(monitor.volatility("C90") == 0.4)
        monitor.run {
            $0.wait(seconds: 30)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 0.8)
        #expect(monitor.audit() == nil)
    }

    @Test("is read at its moneyness when the smile was formed, wherever the forward has gone since")
    func formedForward() throws {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.5, 0, 0, 0.4, 0.4])
            $0.hold("C90")
            $0.price("BTCX", 110)
            $0.hold("C100")
        }
        let share = naturalLogarithm(10.0 / 8) / naturalLogarithm(11.0 / 8)
        let volatility = try #require(monitor.volatility("C100"))
        #expect((volatility - (0.25 + (0.16 - 0.25) * share).squareRoot()).magnitude < 1e-15)
        #expect(monitor.audit() == nil)
    }

    @Test("waits until its expiry has quotes for a smile")
    func tooFew() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.4, 0, 0.4])
            $0.hold("C90")
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 0)
        monitor.run {
            $0.option("P120", on: "BTC", until: year, .put, 120)
            $0.price("P120", iv: 0.4)
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 0.4)
    }

    @Test("takes its own quote at once and keeps it")
    func listedWins() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.4, 0, 0.4, 0.4])
            $0.hold("C90")
            $0.price("C90", iv: 0.9)
        }
        #expect(monitor.volatility("C90") == 0.9)
        monitor.run {
            $0.price("BTCX", 103)
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 0.9)
        #expect(monitor.audit() == nil)
    }

    @Test("that somebody holds before it is defined is read when it is")
    func definedLater() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.4, 0.4, 0.4])
            $0.hold("P85")
            $0.option("P85", on: "BTC", until: year, .put, 85)
        }
        #expect(monitor.volatility("P85") == 0.4)
        #expect(monitor.audit() == nil)
    }

    @Test("that nobody holds is not read")
    func unheld() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.4, 0, 0.4, 0.4])
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 0)
    }

    @Test("has the quote of the other right at its strike; of two quotes the one out of the money")
    func otherRight() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.4, 0.5, 0.4])
            for (strike, iv) in [(90, 0.6), (80, 0), (100, 0.9)] as [(Int, Double)] {
                $0.option("P\(strike)", on: "BTC", until: year, .put, Tape.Number(strike))
                if iv > 0 { $0.price("P\(strike)", iv: Tape.Number(iv)) }
            }
            $0.option("X90", on: "BTC", .inverse, until: year, .call, 90)
            $0.option("X100", on: "BTC", .inverse, until: year, .put, 100)
            for symbol in ["P80", "X90", "X100"] { $0.hold(symbol) }
        }
        #expect(monitor.volatility("P80") == 0.4)
        #expect(monitor.volatility("X90") == 0.6)
        // At the money the call counts as out of it.
        #expect(monitor.volatility("X100") == 0.4)
    }

    @Test("is read at its own strike whatever the forward, under sticky strike")
    func stickyStrike() {
        let monitor = monitor(.linear)
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.5, 0, 0.4, 0.4])
            $0.hold("C90")
        }
        let before = monitor.volatility("C90") ?? 0
        monitor.run {
            $0.price("BTCX", 90)
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(((monitor.volatility("C90") ?? 0) - before).magnitude < 1e-14)
    }

    @Test("survives a reload that switches the smile off and on again")
    func reload() {
        var configuration = MarginConfiguration()
        configuration.surface.smile = .linear
        let monitor = ShardedMonitor(configuration, shards: 2)
        func volatility() -> Double? { monitor.intake.market.listings.first { $0.symbol == "C90" }?.volatility }
        _ = monitor.run(at: .seconds(0)) {
            $0.index("BTC", 100)
            $0.chain([0.4, 0, 0.4, 0.4])
            $0.hold("C90")
        }
        #expect(volatility() == 0.4)
        configuration.surface.smile = .off
        #expect(monitor.reconfigure(configuration) == nil)
        _ = monitor.run(at: .seconds(60)) { for symbol in ["C80", "C100", "C110"] { $0.price(symbol, iv: 0.6) } }
        #expect(volatility() == 0.4)
        configuration.surface.smile = .svi
        #expect(monitor.reconfigure(configuration) == nil)
        _ = monitor.run(at: .seconds(61)) { $0.clock() }
        #expect(volatility() == 0.6)
        #expect(monitor.audit() == nil)
    }
}

@Suite("Under sticky delta")
struct StickyDeltaTests {
    private func monitor() -> Monitor {
        let monitor = Monitor {
            $0.surface.smile = .linear
            $0.surface.stick = .delta
        }
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.7, 0.6, 0.5, 0.45, 0.4])
            $0.hold("C100")
        }
        return monitor
    }

    @Test("a quote stands while the forward does")
    func stands() {
        let monitor = monitor()
        monitor.run {
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C100") == 0.5)
    }

    @Test("a held option has the volatility of its new moneyness from the next valuation time on")
    func moves() {
        let monitor = monitor()
        // K = 100 at F = 125 has the moneyness that K = 80 had at F = 100.
        monitor.run { $0.price("BTCX", 125) }
        #expect(monitor.volatility("C100") == 0.5)
        monitor.run {
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(((monitor.volatility("C100") ?? 0) - 0.7).magnitude < 1e-14)
        #expect(monitor.volatility("C90") == 0.6, "nobody holds it")
        #expect(monitor.audit() == nil)
        monitor.run {
            $0.price("BTCX", 100)
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C100") == 0.5, "and its own again")
    }

    @Test("a quote that moves with the smile stays within what a line could state")
    func largest() {
        let monitor = Monitor {
            $0.surface.smile = .linear
            $0.surface.stick = .delta
        }
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([10, 5, 5])
            $0.option("P90", on: "BTC", until: year, .put, 90)
            $0.price("P90", iv: 2)
            $0.hold("C90")
            // The moneyness of 80 at 100: the smile, which counts the put, rises from 2 to 10.
            $0.price("BTCX", "112.5")
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C90") == 10, "and not 5 times as much as 5")
        #expect(monitor.audit() == nil)
    }

    @Test("an option is read when somebody gets it")
    func firstNeed() {
        let monitor = monitor()
        monitor.run {
            $0.price("BTCX", 125)
            $0.wait(seconds: 60)
            $0.clock()
            $0.option("P125", on: "BTC", until: year, .put, 125)
            $0.hold("P125")
        }
        #expect(((monitor.volatility("P125") ?? 0) - 0.5).magnitude < 1e-14)
    }

    @Test("a new quote counts at once")
    func newQuote() {
        let monitor = monitor()
        monitor.run {
            $0.price("BTCX", 125)
            $0.wait(seconds: 60)
            $0.clock()
            $0.price("C100", iv: 0.55)
        }
        #expect(monitor.volatility("C100") == 0.55)
        monitor.run {
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.volatility("C100") == 0.55)
    }
}

@Suite("Arbitrage in the quotes")
struct QuoteArbitrageTests {
    private let late = Timestamp.seconds(2 * 365 * 86_400)

    private func monitor(_ smile: SurfaceRules.Smile = .off, checks: Bool = true) -> Monitor {
        Monitor {
            $0.surface.smile = smile
            $0.surface.checks = checks
        }
    }

    private func tick(_ monitor: Monitor, _ write: (inout Tape) -> Void) -> [FeedAlert.Condition] {
        monitor.run {
            write(&$0)
            $0.wait(seconds: 60)
            $0.clock()
        }.feedConditions
    }

    @Test("between two expiries is reported once when it appears and once when it is gone")
    func calendar() throws {
        let monitor = monitor()
        let first = tick(monitor) {
            $0.index("BTC", 100)
            $0.chain([0.5, 0.5, 0.5])
            $0.chain([0.5, 0.5, 0.5], named: "D", until: late)
        }
        #expect(first == [])
        let found = tick(monitor) { for symbol in ["D80", "D90", "D100"] { $0.price(symbol, iv: 0.3) } }
        guard
            case .calendarArbitrage(let underlying, let expiry, let strike, let near, let nearStrike, let size) = found[
                0]
        else {
            Issue.record("\(found)")
            return
        }
        #expect(found.count == 1 && underlying == "BTC" && expiry == late && near == year)
        #expect(strike == 80 && nearStrike == 80)
        // √(0.25 ÷ 2) − 0.3, but for the two minutes that have passed.
        #expect((size - 0.05355).magnitude < 1e-4)
        #expect(tick(monitor) { _ in } == [])
        #expect(
            tick(monitor) { for symbol in ["D80", "D90", "D100"] { $0.price(symbol, iv: 0.5) } }
                == [.arbitrageEnded(.calendar, underlying: "BTC", expiry: late)])
    }

    @Test("within an expiry likewise", arguments: [SurfaceRules.Smile.off, .linear])
    func butterfly(smile: SurfaceRules.Smile) {
        let monitor = monitor(smile)
        #expect(
            tick(monitor) {
                $0.index("BTC", 100)
                $0.chain([0.5, 0.5, 0.5, 0.5, 0.5])
            } == [])
        let found = tick(monitor) { $0.price("C100", iv: 0.9) }
        guard case .butterflyArbitrage("BTC", year, 100, let size)? = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(size > 0.5 && found.count == 1)
        #expect(
            tick(monitor) { $0.price("C100", iv: 0.5) } == [
                .arbitrageEnded(.butterfly, underlying: "BTC", expiry: year)
            ])
    }

    @Test("is over when its expiry is")
    func expired() {
        let monitor = monitor()
        var conditions = tick(monitor) {
            $0.index("BTC", 100)
            $0.chain([0.5, 9, 0.5], until: .seconds(80_000))
        }
        guard case .butterflyArbitrage? = conditions.first else {
            Issue.record("\(conditions)")
            return
        }
        conditions =
            monitor.run {
                $0.wait(seconds: 80_000)
                $0.clock()
            }.feedConditions
        #expect(conditions.contains(.arbitrageEnded(.butterfly, underlying: "BTC", expiry: .seconds(80_000))))
    }

    @Test("is looked for where that is asked for only")
    func off() {
        let monitor = monitor(.linear, checks: false)
        #expect(
            tick(monitor) {
                $0.index("BTC", 100)
                $0.chain([0.5, 9, 0.5])
            } == [])
    }

    @Test("is looked for at valuation times only")
    func between() {
        let monitor = monitor()
        monitor.run {
            $0.index("BTC", 100)
            $0.chain([0.5, 0.5, 0.5])
        }
        let outcome = monitor.run {
            $0.wait(seconds: 59)
            $0.price("C90", iv: 9)
        }
        #expect(outcome.feedConditions == [])
        #expect(tick(monitor) { _ in }.count == 1)
    }
}
