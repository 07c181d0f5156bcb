import MarginCore
import MarginTesting
import Testing

@Suite("The audit")
struct AuditTests {
    @Test("finds nothing where an expiry comes up that an account does not hold")
    func newExpiry() {
        // Long and short vega of two expiries: what their bound grants for offsetting depends on the farthest expiry.
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.option("near", on: "BTC", until: .days(30), .call, 60_000)
            $0.option("far", on: "BTC", until: .days(60), .call, 60_000)
            $0.price("near", iv: 0.5)
            $0.price("far", iv: 0.5)
            $0.portfolio(
                "alpha", balances: [("USD", 100_000)], positions: [("near", 1, at: 1), ("far", -1, at: 1)])
        }
        #expect(monitor.audit() == nil)
        monitor.run { $0.forward("BTC", until: .days(2000), 60_000) }
        #expect(monitor.audit() == nil)
    }

    @Test("finds nothing after any way to the same holdings, and the figures are the same to the last bit")
    func anyWay() throws {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.index("ETH", 3000)
            for strike in [50_000, 60_000, 70_000] {
                $0.option("C\(strike)", on: "BTC", until: .days(30), .call, Tape.Number(strike))
                $0.option("P\(strike)", on: "BTC", .inverse, until: .days(90), .put, Tape.Number(strike))
                $0.price("C\(strike)", iv: 0.61)
                $0.price("P\(strike)", iv: 0.57)
            }
            $0.perpetual("PERP", on: "ETH", .inverse, multiplier: 10)
            $0.future("FUT", on: "BTC", until: .days(90))
        }
        let positions: [(String, Tape.Number, at: Tape.Number)] = [
            ("C50000", "0.3", at: 100), ("C60000", "-0.7", at: 100), ("C70000", "1.1", at: 100),
            ("P50000", "-0.9", at: 1),
            ("P60000", "0.2", at: 1), ("PERP", -33, at: 3100), ("FUT", "-0.1", at: 61_000),
        ]
        monitor.run {
            $0.portfolio("at once", balances: [("USD", 50_000), ("BTC", "0.1")], positions: positions)
            $0.balance("one by one", "BTC", "0.3")
            for (symbol, quantity, price) in positions.reversed() {
                $0.position("one by one", symbol, quantity, at: price)
            }
            $0.position("one by one", "P70000", 5, at: 1)
            $0.transfer("one by one", "BTC", "-0.2")
            $0.balance("one by one", "USD", 50_000)
            $0.wait(seconds: 65)
            $0.price("BTCX", 60_500)
            $0.position("one by one", "P70000", 0, at: 1)
        }
        let once = try #require(monitor.report("at once")).figures
        let singly = try #require(monitor.report("one by one")).figures
        #expect(once == singly)
        #expect(once.initialMargin > 0)
        #expect(monitor.audit() == nil)
    }

    @Test("finds nothing in accounts that were emptied, refilled and restated, on one or several underlyings")
    func reshaped() {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.index("ETH", 3000)
            $0.perpetual("A", on: "BTC")
            $0.perpetual("B", on: "ETH")
            for account in ["x", "y", "z"] {
                $0.portfolio(
                    account, balances: [("BTC", 1), ("SOL", 2)], positions: [("A", 1, at: 1), ("B", 1, at: 1)])
            }
            $0.portfolio("y")
            $0.option("A", on: "ETH", until: .days(9), .put, 2900)
            $0.price("A", iv: 0.5)
            $0.portfolio("x", positions: [("B", 3, at: 3000)])
            $0.position("y", "A", -2, at: 10)
            $0.future("B", on: "BTC", .inverse, until: .days(9))
        }
        #expect(monitor.audit() == nil)
        monitor.run {
            $0.price("BTCX", 61_000)
            $0.price("ETHX", 2950)
            $0.index("SOL", 100)
        }
        #expect(monitor.audit() == nil)
    }
}
