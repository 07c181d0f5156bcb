import MarginCore
import MarginTesting
import Testing

/// Methodology, section 1, prices.
@Suite("A price between its own news")
struct MarketTests {
    private struct Prices {
        var spot: Double
        var mark: Double
        var forward: Double
    }

    /// The index, the mark of a perpetual and the forward after some lines.
    private func prices(_ write: (inout Tape) -> Void) -> Prices {
        let monitor = Monitor()
        monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.perpetual("PERP", on: "BTC")
            $0.future("FUT", on: "BTC", until: .days(30))
            write(&$0)
        }
        let market = monitor.intake.market
        return Prices(
            spot: market[UnderlyingID(0)].index, mark: market.mark(of: InstrumentID(1)),
            forward: market.forward(of: ExpiryID(0)))
    }

    @Test("moves with the index and keeps its basis")
    func follows() {
        let after = prices {
            $0.price("BTCX", 50_000)
            $0.price("PERP", 50_500)
            $0.forward("BTC", until: .days(30), 51_000)
            $0.price("BTCX", 55_000)
            $0.price("BTCX", 60_000)
        }
        #expect(after.mark == 60_600)
        #expect(after.forward == 61_200)
    }

    @Test("that came before any index was taken at the first index after it")
    func beforeIndex() {
        let after = prices {
            $0.price("PERP", 50_500)
            $0.forward("BTC", until: .days(30), 51_000)
            $0.price("BTCX", 50_000)
            $0.price("BTCX", 60_000)
        }
        #expect(after.mark == 60_600)
        #expect(after.forward == 61_200)
    }

    @Test("is the index where there is none of its own, and nothing before the index")
    func none() {
        let after = prices { $0.price("BTCX", 50_000) }
        #expect(after.mark == 50_000 && after.forward == 50_000)
        let before = prices {
            $0.price("PERP", 50_500)
            $0.forward("BTC", until: .days(30), 51_000)
        }
        #expect(before.spot == 0 && before.mark == 0 && before.forward == 0)
    }

    @Test("of a future is the forward of its expiry too, and a future without one is at the forward")
    func future() {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 50_000)
            $0.future("FUT", on: "BTC", until: .days(30))
            $0.future("TWIN", on: "BTC", .inverse, until: .days(30))
            $0.price("FUT", 51_000)
        }
        #expect(monitor.intake.market.forward(of: ExpiryID(0)) == 51_000)
        #expect(monitor.intake.market.mark(of: InstrumentID(2)) == 51_000)
        monitor.run {
            $0.wait(seconds: 1)
            $0.forward("BTC", until: .days(30), 52_000)
        }
        // The forward is news of the expiry, not of the contract that has a price of its own.
        #expect(monitor.intake.market.mark(of: InstrumentID(1)) == 51_000)
        #expect(monitor.intake.market.mark(of: InstrumentID(2)) == 52_000)
    }

    @Test("is not changed by bid and ask of a perpetual or future")
    func bidAndAsk() {
        let after = prices {
            $0.price("BTCX", 50_000)
            $0.price("PERP", bid: 70_000, ask: 70_001)
            $0.price("FUT", bid: 70_000, ask: 70_001)
        }
        #expect(after.mark == 50_000 && after.forward == 50_000)
    }

    @Test("of another kind of contract under the same name is forgotten")
    func restated() {
        let after = prices {
            $0.price("BTCX", 50_000)
            $0.price("PERP", 70_000)
            $0.perpetual("PERP", on: "BTC", .inverse)
        }
        #expect(after.mark == 50_000)
    }
}

/// The option is the call of `ValuationTests`: 6153.2022725095741 at σ = 80 % (mpmath), F = 61,200, K = 60,000, 30 days.
@Suite("An implied volatility")
struct VolatilityTests {
    private func volatility(
        _ settlement: Tape.Settlement = .linear, _ write: (inout Tape) -> Void
    ) -> Double {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.forward("BTC", until: .days(30), 61_200)
            $0.option("CALL", on: "BTC", settlement, until: .days(30), .call, 60_000)
            write(&$0)
        }
        #expect(monitor.audit() == nil)
        return monitor.intake.market[InstrumentID(1)].volatility
    }

    @Test("is the one that is given, before any price beside it")
    func given() { #expect(volatility { $0.price("CALL", 6153.2, bid: 1, ask: 2, iv: 0.5) } == 0.5) }

    @Test("is else the one behind the price, else behind the middle of bid and ask")
    func implied() {
        #expect(volatility { $0.price("CALL", 6153.2022725095741) }.isClose(to: 0.8, within: 1e-13))
        #expect(volatility { $0.price("CALL", bid: 6053.2022725095741, ask: 6253.2022725095741) }.isClose(to: 0.8))
        #expect(volatility { $0.price("CALL", 6153.2022725095741, bid: 1, ask: 2) }.isClose(to: 0.8))
        #expect(volatility(.inverse) { $0.price("CALL", 0.10054252079264010005) }.isClose(to: 0.8))
    }

    @Test("is left alone by a price that implies none, without recourse to the middle")
    func none() {
        for price: Tape.Number in [0, 1200, 1199, 61_200, 70_000, 61_199] {
            let kept = volatility {
                $0.price("CALL", iv: 0.7)
                $0.price("CALL", price, bid: 6053, ask: 6253)
            }
            #expect(kept == 0.7, "\(price.text)")
        }
    }

    @Test("is left alone by one side of the book")
    func oneSide() {
        #expect(volatility { $0.price("CALL", bid: 6000) } == 0)
        #expect(volatility { $0.price("CALL", ask: 6000) } == 0)
    }

    @Test("stays with the instrument when prices and time move")
    func sticky() {
        let kept = volatility {
            $0.price("CALL", 6153.2022725095741)
            $0.price("BTCX", 50_000)
            $0.wait(seconds: 86_400)
            $0.clock()
        }
        #expect(kept.isClose(to: 0.8, within: 1e-13))
    }

    @Test("is worked out with the valuation time and the forward of its moment")
    func moment() {
        // At 29 days the same price is worth a volatility of 81.4 % (mpmath); the minute before is still valued there.
        for seconds: Int64 in [0, 59] {
            let later = volatility {
                $0.wait(seconds: 86_400)
                $0.clock()
                $0.wait(seconds: seconds)
                $0.price("CALL", 6153.2022725095741)
            }
            #expect(later.isClose(to: 0.81367620434497245638, within: 1e-13))
        }
    }

    @Test("never comes before there is an index")
    func withoutIndex() {
        let monitor = Monitor()
        monitor.run {
            $0.option("CALL", on: "ETH", until: .days(30), .call, 100)
            $0.forward("ETH", until: .days(30), 100)
            $0.price("CALL", 10)
        }
        #expect(monitor.intake.market[InstrumentID(0)].volatility == 0)
    }
}
