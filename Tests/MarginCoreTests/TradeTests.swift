import MarginCore
import MarginTesting
import Testing

/// Methodology, section 2; the numbers are worked out by hand.
@Suite("A fill")
struct TradeTests {
    private func monitor() -> Monitor {
        let monitor = Monitor()
        monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.perpetual("LINEAR", on: "BTC", multiplier: 0.1)
            $0.perpetual("INVERSE", on: "BTC", .inverse, multiplier: 10)
            $0.option("CALL", on: "BTC", until: .days(30), .call, 60_000, multiplier: 0.1)
            $0.option("COINCALL", on: "BTC", .inverse, until: .days(30), .call, 60_000)
            $0.future("FUT", on: "BTC", until: .days(30))
        }
        return monitor
    }

    @Test("into a position averages its entry price by quantity")
    func average() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "LINEAR", 2, at: 100)
            $0.fill("alpha", "LINEAR", 1, at: 130)
            $0.fill("beta", "LINEAR", -1, at: 130)
            $0.fill("beta", "LINEAR", -3, at: 110)
        }
        #expect(monitor.position("alpha", "LINEAR")?.entry == 110)
        #expect(monitor.position("alpha", "LINEAR")?.quantity == "3")
        #expect(monitor.position("beta", "LINEAR")?.entry == 115)
        #expect(monitor.balance("alpha", "USD") == .zero)
    }

    @Test("into an inverse position averages harmonically, for its profit is in 1/price")
    func harmonic() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "INVERSE", 100, at: 50)
            $0.fill("alpha", "INVERSE", 100, at: 100)
            // 200 ÷ (100/50 + 100/100) = 66.66…
            $0.fill("alpha", "INVERSE", -200, at: 80)
        }
        // 2000·(1/66.66… − 1/80) = 30 − 25.
        let profit = monitor.balance("alpha", "BTC")?.doubleValue ?? 0
        #expect(profit.isClose(to: 5))
    }

    @Test("that shrinks a position leaves its entry and realises the part it closes")
    func shrink() {
        let monitor = monitor()
        monitor.run {
            $0.fill("long", "LINEAR", 3, at: 100)
            $0.fill("long", "LINEAR", -2, at: 110)
            $0.fill("short", "LINEAR", -3, at: 100)
            $0.fill("short", "LINEAR", "0.5", at: 110)
            $0.fill("coin", "INVERSE", 1000, at: 50_000)
            $0.fill("coin", "INVERSE", -1000, at: 62_500)
        }
        // 2·0.1·10, −0.5·0.1·10, 10,000·(1/50,000 − 1/62,500).
        #expect(monitor.balance("long", "USD") == "2")
        #expect(monitor.position("long", "LINEAR")?.entry == 100)
        #expect(monitor.balance("short", "USD") == "-0.5")
        #expect(monitor.position("short", "LINEAR")?.quantity == "-2.5")
        #expect(monitor.balance("coin", "BTC") == "0.04")
        #expect(monitor.position("coin", "INVERSE") == nil)
    }

    @Test("through zero realises the whole old position and opens the rest at its price")
    func throughZero() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "LINEAR", 3, at: 100)
            $0.fill("alpha", "LINEAR", -5, at: 90)
            $0.fill("beta", "INVERSE", -100, at: 50)
            $0.fill("beta", "INVERSE", 150, at: 40)
        }
        #expect(monitor.balance("alpha", "USD") == "-3")
        #expect(monitor.position("alpha", "LINEAR")?.quantity == "-2")
        #expect(monitor.position("alpha", "LINEAR")?.entry == 90)
        // −1000·(1/50 − 1/40)
        #expect(monitor.balance("beta", "BTC") == "5")
        #expect(monitor.position("beta", "INVERSE")?.entry == 40)
    }

    @Test("of an inverse contract rounds its profit once, half to even, to 18 decimals")
    func rounding() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "INVERSE", 600, at: 50_000)
            $0.fill("alpha", "INVERSE", -600, at: 70_000)
        }
        // 6000·(1/50,000 − 1/70,000) = 0.0342857142857142857142…
        #expect(monitor.balance("alpha", "BTC") == "0.034285714285714286")
    }

    @Test("of an option pays the premium in its currency and realises nothing else")
    func premium() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "CALL", 3, at: 500)
            $0.fill("alpha", "CALL", -1, at: 800)
            $0.fill("beta", "COINCALL", -2, at: 0.0215)
        }
        // −3·0.1·500 + 0.1·800
        #expect(monitor.balance("alpha", "USD") == "-70")
        #expect(monitor.position("alpha", "CALL")?.quantity == "2")
        #expect(monitor.position("alpha", "CALL")?.entry == 500)
        #expect(monitor.balance("beta", "BTC") == "0.043")
        #expect(monitor.balance("beta", "USD") == .zero)
    }

    @Test("of spot moves both balances and opens no position")
    func spot() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "BTCX", "0.1", at: 60_000.5, fee: "1.25")
            $0.fill("alpha", "BTCX", "-0.03", at: 61_000)
        }
        #expect(monitor.balance("alpha", "BTC") == "0.07")
        // −6000.05 − 1.25 + 1830
        #expect(monitor.balance("alpha", "USD") == "-4171.3")
        #expect(monitor.position("alpha", "BTCX") == nil)
    }

    @Test("pays its fee in the contract's currency, and earns a negative one")
    func fees() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "LINEAR", 1, at: 100, fee: "0.1")
            $0.fill("alpha", "LINEAR", 1, at: 100, fee: "0.2")
            $0.fill("beta", "INVERSE", 1, at: 100, fee: "-0.000125")
        }
        #expect(monitor.balance("alpha", "USD") == "-0.3")
        #expect(monitor.balance("beta", "BTC") == "0.000125")
    }

    @Test("is counted exactly: a tenth three times is three tenths")
    func exact() {
        let monitor = monitor()
        monitor.run {
            for _ in 0..<3 { $0.fill("alpha", "FUT", "0.1", at: 0.1) }
            $0.fill("alpha", "FUT", "-0.3", at: 0.3)
            $0.fill("beta", "CALL", "0.00000000000000000000000000000000000007", at: 1)
        }
        #expect(monitor.position("alpha", "FUT") == nil)
        #expect(monitor.balance("alpha", "USD")?.doubleValue.isClose(to: 0.06) == true)
        #expect(monitor.position("beta", "CALL") == nil)
    }

    @Test("leaves an average between the prices that it averages", arguments: 1...5)
    func between(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let monitor = monitor()
        for _ in 0..<40 {
            let symbol = Bool.random(using: &random) ? "LINEAR" : "INVERSE"
            let before = monitor.position("alpha", symbol)
            let price = Double.random(in: 0.001...1000, using: &random)
            let quantity = Tape.Number(Int.random(in: 1...1_000_000, using: &random))
            monitor.run { $0.fill("alpha", symbol, quantity, at: Tape.Number(price)) }
            let entry = monitor.position("alpha", symbol)?.entry ?? 0
            let old = before?.entry ?? price
            #expect(entry >= min(old, price) && entry <= max(old, price), "seed \(seed)")
        }
    }

    @Test("opens, changes and closes what the book holds as it does in the ledger")
    func book() {
        let monitor = monitor()
        monitor.run {
            $0.price("BTCX", 60_000)
            $0.balance("alpha", "USD", 10_000)
            $0.fill("alpha", "LINEAR", 2, at: 59_000)
        }
        #expect(monitor.equity("alpha") == 10_200)
        monitor.run { $0.fill("alpha", "LINEAR", -3, at: 60_000) }
        #expect(monitor.equity("alpha") == 10_200)
        #expect(monitor.report("alpha")?.figures.factors.first?.delta == -6000)
        monitor.run { $0.fill("alpha", "LINEAR", 1, at: 60_000) }
        #expect(monitor.equity("alpha") == 10_200)
        #expect(monitor.report("alpha")?.figures.initialMargin == 0)
        #expect(monitor.audit() == nil)
    }
}
