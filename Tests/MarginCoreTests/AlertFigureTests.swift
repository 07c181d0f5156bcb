import MarginCore
import MarginTesting
import Testing

@Suite("The figures of an alert")
struct AlertFigureTests {
    @Test("are finite however far out of the money the last cent of equity lies")
    func utilisation() throws {
        let monitor = Monitor()
        // A call 50 times out of the money is worth some 1e-301 USD; the add-on is 100 million.
        let outcome = monitor.run {
            $0.index("BTC", 60_000)
            $0.option("far", on: "BTC", until: .days(30), .call, 3_000_000)
            $0.price("far", iv: 0.366)
            $0.position("alpha", "far", 1, at: 1)
            $0.position("alpha", "unknown", 100_000, at: 1000)
            $0.wait(seconds: 60)
            $0.clock()
        }
        let alert = try #require(outcome.accountAlerts.first)
        #expect(alert.figures.equity > 0 && alert.figures.equity < 1e-300)
        #expect(alert.figures.utilisation?.isFinite == true)
    }

    @Test("stay finite at the ends of what a line may say")
    func extremes() throws {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.index("BTC", "1e-30")
            $0.option("A", on: "BTC", until: .days(1000), .call, "1e30", multiplier: "1e30")
            $0.option("B", on: "BTC", .inverse, until: .days(1000), .put, "1e-30", multiplier: "1e30")
            $0.future("C", on: "BTC", .inverse, until: .days(1000), multiplier: "1e30")
            $0.forward("BTC", until: .days(1000), "1e30")
            $0.price("A", iv: 10)
            $0.price("B", iv: "1e-30")
            $0.price("C", "1e-30")
            $0.price("BTCX", "1e30")
            for (account, quantity) in [("long", "9e30"), ("short", "-9e30")] {
                for symbol in ["A", "B", "C"] {
                    $0.position("\(account)\(symbol)", symbol, Tape.Number(stringLiteral: quantity), at: "1e-30")
                    $0.position("all", symbol, Tape.Number(stringLiteral: quantity), at: "1e30")
                }
            }
        }
        #expect(outcome.accountAlerts.count > 3)
        for alert in outcome.accountAlerts {
            let figures = alert.figures
            let all =
                [
                    figures.equity, figures.initialMargin, figures.maintenanceMargin, figures.deltaMargin,
                    figures.vegaMargin, figures.curvatureMargin, figures.premiumMargin, figures.basisMargin,
                    figures.addOns, alert.shortfall ?? 0, figures.utilisation ?? 0,
                ] + figures.factors.flatMap { [$0.delta, $0.vega, $0.share] }
            #expect(all.allSatisfy { $0.isFinite }, "\(alert.account)")
        }
        #expect(monitor.audit() == nil)
    }

    @Test("add up: the shares of the underlyings to delta, vega and curvature margin, all parts to the initial margin")
    func sums() throws {
        let monitor = Monitor()
        monitor.run {
            for (coin, price) in [("BTC", 60_000), ("ETH", 3000), ("SOL", 150)] {
                $0.index(coin, Tape.Number(price))
                $0.perpetual("\(coin)P", on: coin)
                $0.option("\(coin)C", on: coin, until: .days(20), .call, Tape.Number(price))
                $0.option("\(coin)D", on: coin, until: .days(90), .put, Tape.Number(price))
                $0.price("\(coin)C", iv: 0.6)
                $0.price("\(coin)D", iv: 0.7)
            }
            $0.portfolio(
                "alpha", balances: [("USD", 10_000), ("ETH", -3)],
                positions: [
                    ("BTCP", 1, at: 60_000), ("BTCC", -2, at: 1), ("BTCD", 1, at: 1), ("ETHC", -20, at: 1),
                    ("ETHP", -10, at: 3000), ("SOLD", -100, at: 1), ("UNKNOWN", 1, at: 10),
                ])
        }
        let figures = try #require(monitor.report("alpha")).figures
        #expect(figures.factors.map(\.underlying) == ["BTC", "ETH", "SOL"])
        let shares = figures.factors.reduce(0) { $0 + $1.share }
        #expect(shares.isClose(to: figures.deltaMargin + figures.vegaMargin + figures.curvatureMargin))
        let risk = shares + figures.premiumMargin + figures.basisMargin
        #expect((risk + figures.addOns).isClose(to: figures.initialMargin))
        #expect((0.8 * risk + figures.addOns).isClose(to: figures.maintenanceMargin))
        #expect(figures.addOns == 10)
    }

    @Test("say what caused the alert, and by how much the account is short of the state's level")
    func cause() throws {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            $0.balance("alpha", "USD", 9599)
            $0.fill("alpha", "PERP", 1, at: 60_000)
            $0.transfer("alpha", "USD", -2000)
            $0.wait(seconds: 61)
            $0.price("BTCX", 61_000)
            $0.price("PERP", 52_000, bid: 51_999)
        }
        #expect(
            outcome.accountAlerts.map(\.trigger) == [
                .fill(account: "alpha", symbol: "PERP"), .transfer(account: "alpha"),
                .price(symbol: "BTCX", Quote(price: 61_000)),
                .price(symbol: "PERP", Quote(price: 52_000, bid: 51_999)),
            ])
        #expect(outcome.accountAlerts.map(\.state) == [.call, .liquidation, .call, .insolvent])
        // 9600 − 9599, 7680 − 7599, 0.16·61,000 − 8599, 0 − (7599 − 8000).
        #expect(outcome.accountAlerts.map(\.shortfall) == [1, 81, 1161, 401])
        #expect(
            outcome.accountAlerts.map(\.reason) == [
                .equityBelowInitial, .equityBelowMaintenance, .equityBelowInitial, nil,
            ])
    }
}
