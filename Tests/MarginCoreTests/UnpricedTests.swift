import MarginCore
import MarginTesting
import Testing

@Suite("What cannot be valued")
struct UnpricedTests {
    private static let rows: [(symbol: String, addOn: Double)] = [
        // |q·m| = 0.2 times the index 60,000 where it is known, else the strike or the entry price, 40,000 and 50,000.
        ("call without volatility", 12_000), ("call without index", 8000), ("future without index", 10_000),
        ("perpetual without index", 10_000), ("inverse future without index", 0.2), ("never defined", 100_000),
    ]

    private func market() -> Monitor {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.option("call without volatility", on: "BTC", until: .days(30), .call, 40_000, multiplier: 0.1)
            $0.option("call without index", on: "ETH", until: .days(30), .call, 40_000, multiplier: 0.1)
            $0.future("future without index", on: "ETH", until: .days(30), multiplier: 0.1)
            $0.perpetual("perpetual without index", on: "ETH", multiplier: 0.1)
            $0.future("inverse future without index", on: "ETH", .inverse, until: .days(30), multiplier: 0.1)
        }
        return monitor
    }

    @Test("is worth nothing and adds its size to both margins", arguments: rows.indices)
    func addOn(place: Int) throws {
        let row = Self.rows[place]
        for quantity: Tape.Number in [2, -2] {
            let monitor = market()
            monitor.run { $0.position("alpha", row.symbol, quantity, at: 50_000) }
            let report = try #require(monitor.report("alpha"))
            #expect(report.isUnpriced)
            #expect(report.figures.equity == 0)
            #expect(report.figures.addOns.isClose(to: row.addOn), "\(row.symbol)")
            let floor = row.symbol == "call without volatility" && quantity.text == "-2" ? 0.005 * 12_000 : 0
            #expect(report.figures.initialMargin.isClose(to: row.addOn + floor))
            #expect(report.figures.maintenanceMargin.isClose(to: row.addOn + 0.8 * floor))
            #expect(monitor.audit() == nil)
        }
    }

    @Test("raises no alert for sixty seconds after the account was first named, then it is judged with the add-on")
    func warmUp() {
        let monitor = market()
        var outcome = monitor.run {
            $0.balance("alpha", "USD", 11_000)
            $0.position("alpha", "call without volatility", 2, at: 1)
            $0.wait(seconds: 59)
            $0.balance("alpha", "USD", 11_500)
        }
        #expect(outcome.moves == [])
        outcome = monitor.run {
            $0.wait(nanoseconds: 999_999_999)
            $0.balance("alpha", "USD", 11_400)
            $0.wait(nanoseconds: 1)
            $0.clock()
        }
        #expect(outcome.moves == ["alpha: normal → liquidation"])
        #expect(outcome.accountAlerts.first?.timestamp == .seconds(60))
        #expect(outcome.accountAlerts.first?.figures.addOns == 12_000)
    }

    @Test("is judged at once where it enters an account later")
    func later() {
        let monitor = market()
        let outcome = monitor.run {
            $0.balance("alpha", "USD", 11_000)
            $0.wait(seconds: 61)
            $0.position("alpha", "call without volatility", 2, at: 1)
        }
        #expect(outcome.moves == ["alpha: normal → liquidation"])
    }

    @Test("ends as soon as it can be valued, and the account with it is judged by its figures at once")
    func ends() {
        let monitor = market()
        let outcome = monitor.run {
            $0.balance("alpha", "USD", 1)
            $0.position("alpha", "never defined", 0.01, at: 50_000)
            $0.perpetual("never defined", on: "BTC")
        }
        // Equity 1 + 0.01·(60,000 − 50,000) = 101; initial margin 0.16·600 = 96.
        #expect(outcome.moves == ["alpha: normal → warning"])
        #expect(monitor.report("alpha")?.isUnpriced == false)
        #expect(monitor.report("alpha")?.figures.addOns == 0)
    }

    @Test("as a position in what became an index adds its size at that index, wherever the index goes")
    func positionInAnIndex() {
        let monitor = market()
        monitor.run {
            $0.position("alpha", "DOGEX", 100, at: 2)
            $0.spot("DOGEX", on: "DOGE")
        }
        #expect(monitor.report("alpha")?.figures.addOns == 200)
        monitor.run { $0.price("DOGEX", 3) }
        #expect(monitor.report("alpha")?.figures.addOns == 300)
        #expect(monitor.audit() == nil)
        let outcome = monitor.run {
            $0.balance("alpha", "USD", 1000)
            $0.wait(seconds: 60)
            $0.price("DOGEX", 9.5)
        }
        #expect(outcome.moves == ["alpha: normal → warning"])
        #expect(monitor.report("alpha")?.figures.addOns == 950)
        #expect(monitor.audit() == nil)
    }

    @Test("as a balance counts nothing where it is owned, and keeps the account at a call where it is owed")
    func balances() {
        let monitor = market()
        var outcome = monitor.run {
            $0.portfolio("owner", balances: [("DOGE", 5), ("USD", 100)])
            $0.portfolio("debtor", balances: [("DOGE", -5), ("USD", 1_000_000)])
            $0.wait(seconds: 60)
            $0.clock()
        }
        #expect(monitor.equity("owner") == 100)
        #expect(outcome.moves == ["debtor: normal → call"])
        #expect(outcome.accountAlerts.first?.reason == .unpricedDebt)
        outcome = monitor.run { $0.index("DOGE", 0.1) }
        #expect(outcome.moves == ["debtor: call → normal"])
        #expect(monitor.equity("owner") == 100.4)
        #expect(monitor.equity("debtor") == 999_999.5)
    }
}
