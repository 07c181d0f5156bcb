import MarginCore
import MarginTesting
import Testing

/// An account of one BTC perpetual at 60,000: initial margin 9600, maintenance 7680, warning level 10,560.
@Suite("The state of an account")
struct JudgementTests {
    private func monitor(_ configure: (inout MarginConfiguration) -> Void = { _ in }) -> Monitor {
        let monitor = Monitor(configure)
        monitor.run {
            $0.index("BTC", 60_000)
            $0.index("ETH", 3000)
            $0.perpetual("PERP", on: "BTC")
            $0.balance("alpha", "USD", 20_000)
            $0.position("alpha", "PERP", 1, at: 60_000)
        }
        return monitor
    }

    @Test("gets worse at once and better step by step, each step at 1.02 of its own level")
    func ladder() {
        let outcome = monitor().run {
            for equity in [
                "10560", "10559.99", "10771.19", "10771.2", "9599.99", "9791.99", "9792", "7679.99", "7833.59",
                "7833.6", "0", "153.59", "153.6", "-1", "20000",
            ] {
                $0.balance("alpha", "USD", Tape.Number(stringLiteral: equity))
            }
        }
        #expect(
            outcome.accountAlerts.map { "\($0.figures.equity) \($0.previous.name) \($0.state.name)" } == [
                "10559.99 normal warning", "10771.2 warning normal", "9599.99 normal call", "9792.0 call warning",
                "7679.99 warning liquidation", "7833.6 liquidation call", "0.0 call insolvent",
                "153.6 insolvent liquidation", "-1.0 liquidation insolvent", "20000.0 insolvent normal",
            ])
    }

    @Test("is judged after what touches the account, and nothing else")
    func touched() {
        let monitor = monitor()
        monitor.run {
            $0.perpetual("OTHER", on: "BTC")
            $0.option("CALL", on: "BTC", until: .days(30), .call, 60_000)
        }
        let outcome = monitor.run {
            // Other symbols and other accounts leave it where it is.
            $0.price("OTHER", 1)
            $0.price("CALL", iv: 9)
            $0.forward("BTC", until: .days(30), 1)
            $0.price("ETHX", 1)
            $0.balance("beta", "USD", -1)
            $0.price("PERP", 45_000)
            // The mark follows to 60,000.
            $0.price("BTCX", 80_000)
        }
        #expect(
            outcome.moves == ["beta: normal → insolvent", "alpha: normal → liquidation", "alpha: liquidation → normal"])
        #expect(outcome.accountAlerts.map(\.event) == [14, 15, 16])
    }

    @Test("is kept when a line replaces the book, and judged by the new one")
    func replaced() {
        let monitor = monitor()
        let outcome = monitor.run {
            $0.balance("alpha", "USD", 9000)
            $0.portfolio("alpha", balances: [("USD", 9700)], positions: [("PERP", 1, at: 60_000)])
            $0.portfolio("alpha", balances: [("USD", 1)])
        }
        // 9700 is above the initial margin, but not above what leaves the call; without a position all is well.
        #expect(outcome.moves == ["alpha: normal → call", "alpha: call → normal"])
        #expect(outcome.accountAlerts.map(\.event) == [8, 10])
    }

    @Test("of an account without a requirement is normal with no equity, and insolvent below that")
    func withoutRequirement() {
        let outcome = monitor().run {
            $0.account("beta")
            $0.balance("beta", "USD", 0)
            $0.balance("beta", "USD", "-0.01")
            $0.balance("beta", "USD", 0)
        }
        #expect(outcome.moves == ["beta: normal → insolvent", "beta: insolvent → normal"])
    }

    @Test("follows the profile that a line gives the account, with its own risk weights and haircuts")
    func profiles() {
        let monitor = monitor {
            var tight = MarginProfile()
            tight.name = "tight"
            tight.underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.32, haircut: 0.5)
            tight.requirement.maintenanceRatio = 0.5
            $0.profiles.append(tight)
        }
        let outcome = monitor.run {
            $0.account("alpha", profile: "tight")
            $0.balance("alpha", "BTC", 1)
            $0.account("alpha", profile: "default")
        }
        // 20,000 of 19,200; with the coin 50,000 of 38,400; by default 78,800 of 19,200.
        #expect(outcome.moves == ["alpha: normal → warning", "alpha: warning → normal"])
        #expect(outcome.accountAlerts.map(\.figures.initialMargin) == [19_200, 38_400])
        #expect(outcome.accountAlerts.map(\.figures.maintenanceMargin) == [9600, 19_200])
        #expect(outcome.accountAlerts.map(\.figures.equity) == [20_000, 50_000])
        #expect(monitor.equity("alpha") == 78_800)
        #expect(monitor.audit() == nil)
    }

    @Test("moves with time alone where an option's value does, at the end of the minute")
    func time() {
        let monitor = monitor()
        monitor.run {
            $0.option("CALL", on: "BTC", until: .seconds(600), .call, 60_000)
            $0.price("CALL", iv: 1)
            $0.portfolio("gamma", balances: [("USD", "-80")], positions: [("CALL", 1, at: 1)])
        }
        var seen: [Timestamp] = []
        for _ in 0..<30 {
            let outcome = monitor.run {
                $0.wait(seconds: 25)
                $0.clock()
            }
            for alert in outcome.accountAlerts {
                #expect(alert.account == "gamma" && alert.trigger == .clock && alert.phase == .valuationTime)
                seen.append(alert.timestamp)
            }
            #expect(monitor.audit() == nil)
        }
        #expect(!seen.isEmpty)
        #expect(seen.allSatisfy { $0.roundedDown(to: 60_000_000_000) == $0 })
    }
}

@Suite("New parameters")
struct ReconfigurationTests {
    private func monitor(_ configuration: MarginConfiguration) -> ShardedMonitor {
        let monitor = ShardedMonitor(configuration, shards: 1)
        _ = monitor.run(at: .seconds(0)) {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio("alpha", balances: [("USD", 20_000)], positions: [("PERP", 1, at: 60_000)])
            $0.portfolio("beta", balances: [("USD", 20_000)], positions: [("PERP", 1, at: 60_000)])
        }
        return monitor
    }

    private func named(_ names: [String]) -> MarginConfiguration {
        var configuration = MarginConfiguration()
        configuration.profiles += names.map { name in
            var profile = MarginProfile()
            profile.name = name
            return profile
        }
        return configuration
    }

    @Test("judge every account with the next event, whatever it is, in its first phase")
    func judged() throws {
        var configuration = MarginConfiguration()
        let monitor = monitor(configuration)
        configuration.profiles[0].underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.4, haircut: 0.02)
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(monitor.audit() == nil)
        let alerts = monitor.run(at: .seconds(5)) { $0.clock() }
        let accounts = alerts.compactMap { if case .account(let alert) = $0 { alert } else { nil } }
        #expect(accounts.map(\.account) == ["alpha", "beta"])
        #expect(accounts.map(\.state) == [.call, .call])
        #expect(accounts.map(\.figures.initialMargin) == [24_000, 24_000])
        #expect(accounts.allSatisfy { $0.trigger == .clock && $0.timestamp == .seconds(0) })
        #expect(monitor.run(at: .seconds(6)) { $0.clock() } == [])
        #expect(monitor.audit() == nil)
    }

    @Test("with another valuation interval hold from the reload on")
    func interval() {
        var configuration = MarginConfiguration()
        let monitor = monitor(configuration)
        _ = monitor.run(at: .seconds(59)) {
            $0.option("CALL", on: "BTC", until: .seconds(600), .call, 60_000)
            $0.price("CALL", iv: 0.6)
            $0.position("alpha", "CALL", 1, at: 1)
        }
        configuration.valuationInterval = 7_000_000_000
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(monitor.audit() == nil)
    }

    @Test("find an account's profile by its name, wherever it stands now")
    func moved() {
        let monitor = monitor(named(["a", "b"]))
        _ = monitor.run(at: .seconds(1)) { $0.account("beta", profile: "b") }
        var configuration = named(["b", "c"])
        configuration.profiles[1].underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.5, haircut: 0)
        #expect(monitor.reconfigure(configuration) == nil)
        _ = monitor.run(at: .seconds(2)) { $0.clock() }
        #expect(monitor.reports().map(\.figures.initialMargin) == [9600, 30_000])
        #expect(monitor.audit() == nil)
    }

    @Test("are refused whole where they lack a profile that an account uses")
    func missing() {
        let monitor = monitor(named(["a"]))
        _ = monitor.run(at: .seconds(1)) { $0.account("beta", profile: "a") }
        var configuration = MarginConfiguration()
        configuration.profiles[0].underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.5, haircut: 0)
        #expect(monitor.reconfigure(configuration) == "a")
        #expect(monitor.run(at: .seconds(2)) { $0.clock() } == [])
        #expect(monitor.reports().map(\.figures.initialMargin) == [9600, 9600])
    }

    @Test("before the first event hold from it on")
    func early() {
        var configuration = MarginConfiguration()
        let monitor = ShardedMonitor(configuration, shards: 1)
        configuration.profiles[0].underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.5, haircut: 0)
        #expect(monitor.reconfigure(configuration) == nil)
        _ = monitor.run(at: .seconds(0)) {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            $0.position("alpha", "PERP", 1, at: 60_000)
        }
        #expect(monitor.reports().map(\.figures.initialMargin) == [30_000])
        #expect(monitor.audit() == nil)
    }
}
