import MarginCore
import MarginTesting
import Testing

/// Methodology, section 2: q·m·max(±(p − K), 0), inverse that ÷ p; a future is realised; funding −rate·q·m·P or −rate·N/P.
@Suite("A payment to every holder")
struct PaymentTests {
    /// Long 2 and short 3 contracts, of 0.1 coins or 10 USD each, entered at 50,000.
    private func holders(_ define: (inout Tape) -> Void) -> Monitor {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            define(&$0)
            $0.position("long", "IT", 2, at: 50_000)
            $0.position("short", "IT", -3, at: 50_000)
            $0.balance("short", "USD", 100)
        }
        return monitor
    }

    private func settle(_ monitor: Monitor, at price: Tape.Number) {
        monitor.run {
            $0.wait(seconds: 100)
            $0.settlement("IT", price)
        }
        #expect(monitor.position("long", "IT") == nil)
        #expect(monitor.position("short", "IT") == nil)
        #expect(monitor.intake.ledger.isHeld(InstrumentID(1)) == false)
        #expect(monitor.audit() == nil)
    }

    @Test("settles an option at its intrinsic value", arguments: [(Tape.Right.call, 65_000), (.put, 55_000)])
    func linearOption(right: Tape.Right, price: Int) {
        let monitor = holders { $0.option("IT", on: "BTC", until: .seconds(100), right, 60_000, multiplier: 0.1) }
        settle(monitor, at: Tape.Number(price))
        #expect(monitor.balance("long", "USD") == "1000")
        #expect(monitor.balance("short", "USD") == "-1400")
    }

    @Test(
        "settles an inverse option in coin", arguments: [(Tape.Right.call, 64_000, "0.0125"), (.put, 50_000, "0.04")])
    func inverseOption(right: Tape.Right, price: Int, coins: String) {
        let monitor = holders {
            $0.option("IT", on: "BTC", .inverse, until: .seconds(100), right, 60_000, multiplier: 0.1)
        }
        settle(monitor, at: Tape.Number(price))
        #expect(monitor.balance("long", "BTC") == Decimal(stringLiteral: coins))
        #expect(monitor.balance("short", "USD") == "100")
    }

    @Test("settles an inverse option to the last of 18 decimals")
    func rounding() {
        let monitor = holders { $0.option("IT", on: "BTC", .inverse, until: .seconds(100), .call, 60_000) }
        settle(monitor, at: 65_000)
        // 2·5000 ÷ 65,000 = 0.153846153846153846153…
        #expect(monitor.balance("long", "BTC") == "0.153846153846153846")
        #expect(monitor.balance("short", "BTC") == "-0.230769230769230769")
    }

    @Test("settles an option out of the money at nothing", arguments: [(Tape.Right.call, 60_000), (.put, 60_001)])
    func worthless(right: Tape.Right, price: Int) {
        let monitor = holders { $0.option("IT", on: "BTC", until: .seconds(100), right, 60_000) }
        settle(monitor, at: Tape.Number(price))
        #expect(monitor.balance("long", "USD") == .zero)
        #expect(monitor.balance("short", "USD") == "100")
    }

    @Test("realises a future at the delivery price")
    func future() {
        let linear = holders { $0.future("IT", on: "BTC", until: .seconds(100), multiplier: 0.1) }
        settle(linear, at: 62_500)
        #expect(linear.balance("long", "USD") == "2500")
        #expect(linear.balance("short", "USD") == "-3650")
        let inverse = holders { $0.future("IT", on: "BTC", .inverse, until: .seconds(100), multiplier: 10) }
        settle(inverse, at: 62_500)
        // 20·(1/50,000 − 1/62,500)
        #expect(inverse.balance("long", "BTC") == "0.00008")
        #expect(inverse.balance("short", "BTC") == "-0.00012")
    }

    @Test("settles nothing a second time")
    func twice() {
        let monitor = holders { $0.option("IT", on: "BTC", until: .seconds(100), .call, 60_000) }
        settle(monitor, at: 65_000)
        #expect(monitor.verdict { $0.settlement("IT", 70_000) } == .accepted(8))
        #expect(monitor.balance("long", "USD") == "10000")
    }

    @Test("funds a perpetual at its mark: longs pay shorts, the other way round below zero")
    func funding() {
        let monitor = holders {
            $0.perpetual("IT", on: "BTC", multiplier: 0.1)
            $0.price("IT", 60_600)
            $0.price("BTCX", 50_000)
        }
        monitor.run { $0.funding("IT", "0.01") }
        // The mark follows the index: 50,500. 0.01·0.2·50,500 and 0.01·0.3·50,500.
        #expect(monitor.balance("long", "USD") == "-101")
        #expect(monitor.balance("short", "USD") == "251.5")
        monitor.run { $0.funding("IT", "-0.01") }
        #expect(monitor.balance("long", "USD") == .zero)
        #expect(monitor.balance("short", "USD") == "100")
        #expect(monitor.position("long", "IT")?.entry == 50_000)
        #expect(monitor.audit() == nil)
    }

    @Test("funds an inverse perpetual in coin, and at the index where it has no price of its own")
    func inverseFunding() {
        let monitor = holders { $0.perpetual("IT", on: "BTC", .inverse, multiplier: 10) }
        monitor.run { $0.funding("IT", "0.03") }
        #expect(monitor.balance("long", "BTC") == "-0.00001")
        #expect(monitor.balance("short", "BTC") == "0.000015")
    }

    @Test("is made to all of them, however much it is to one")
    func largeAmounts() {
        let monitor = holders { $0.perpetual("IT", on: "BTC") }
        monitor.run {
            $0.balance("short", "USD", "170000000000000000000")
            $0.funding("IT", "1e15")
        }
        // 1e15·2·60,000 and 1e15·3·60,000.
        #expect(monitor.balance("long", "USD") == "-12e19")
        #expect(monitor.balance("short", "USD") == "35e19")
        #expect(monitor.audit() == nil)
    }

    @Test("judges every holder at once")
    func judged() {
        let monitor = holders { $0.perpetual("IT", on: "BTC", multiplier: 0.1) }
        monitor.run {
            $0.balance("long", "USD", 1000)
            $0.balance("short", "USD", 10_000)
        }
        let outcome = monitor.run { $0.funding("IT", "0.1") }
        // The long had 1000 + 2000 and pays 1200 of a requirement of 1920.
        #expect(outcome.moves == ["long: normal → call"])
        #expect(outcome.accountAlerts.first?.trigger == .funding(symbol: "IT"))
    }
}
