import MarginCore
import MarginTesting
import Testing

/// Accounts that are judged by other parameters beside their own.
@Suite("Shadow profiles")
struct ShadowTests {
    private func configuration(seed: UInt64, shadows: Bool) -> MarginConfiguration {
        var configuration = Simulation.configuration(seed: seed)
        guard shadows else { return configuration }
        // `tight` and `plain` stand in the place of `default`, `plain` alone in that of `tight`.
        configuration.profiles[0].shadows = ["tight", "plain"]
        configuration.profiles[1].shadows = ["plain"]
        return configuration
    }

    private func withoutIDs(_ alerts: [Alert]) -> [AccountAlert] {
        alerts.compactMap { alert in
            guard case .account(var own) = alert, own.shadow == nil else { return nil }
            own.ordinal = 0
            return own
        }
    }

    @Test("change nothing that an account's own profile says", arguments: Simulation.seeds(4))
    func ownAlerts(seed: UInt64) {
        let lines = RandomTape.lines(Simulation.length(300), seed: seed, mood: .ordinary)
        let plain = ShardedMonitor(configuration(seed: seed, shadows: false), shards: 1).run(lines)
        let shadowed = ShardedMonitor(configuration(seed: seed, shadows: true), shards: 1).run(lines)
        #expect(withoutIDs(shadowed) == withoutIDs(plain), "seed \(seed)")
    }

    @Test("give the same bytes in any number of books, with guards and without", arguments: Simulation.seeds(4))
    func shards(seed: UInt64) {
        let lines = RandomTape.lines(Simulation.length(300), seed: seed, mood: .ordinary)
        let configuration = configuration(seed: seed, shadows: true)
        let expected = Simulation.text(ShardedMonitor(configuration, shards: 1, guards: false).run(lines))
        #expect(expected.contains("\"shadow\":\"plain\""), "seed \(seed)")
        for shards in [1, 3] {
            #expect(
                Simulation.text(ShardedMonitor(configuration, shards: shards).run(lines)) == expected,
                "seed \(seed), \(shards) books")
        }
    }

    @Test("stand where rebuilt figures put them", arguments: Simulation.seeds(4))
    func audit(seed: UInt64) {
        let configuration = configuration(seed: seed, shadows: true)
        let monitor = Monitor { $0 = configuration }
        for (number, line) in RandomTape.lines(Simulation.length(200), seed: seed, mood: .hostile).enumerated() {
            var alerts: [Alert] = []
            _ = monitor.run(line, into: &alerts)
            guard number % 10 == 0, let difference = monitor.audit() else { continue }
            Issue.record("seed \(seed), line \(number + 1): \(difference)")
            return
        }
    }

    @Test("go on as they were after a reload that changes nothing", arguments: Simulation.seeds(4))
    func unchangedReload(seed: UInt64) {
        let lines = RandomTape.lines(Simulation.length(300), seed: seed, mood: .ordinary)
        // Profiles share shadows, and stand in each other's place.
        var configuration = configuration(seed: seed, shadows: true)
        configuration.profiles[2].shadows = ["default", "tight"]
        let expected = accountAlerts(ShardedMonitor(configuration, shards: 1).run(lines))
        let monitor = ShardedMonitor(configuration, shards: 2)
        var alerts = monitor.run(Array(lines[..<150]))
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(monitor.audit() == nil, "seed \(seed)")
        alerts += monitor.run(Array(lines[150...]))
        #expect(accountAlerts(alerts).filter { $0.shadow != nil }.isEmpty == false)
        #expect(monitor.audit() == nil, "seed \(seed)")
        // A reload judges everybody at the next event, which may be sooner than a price would have.
        #expect(accountAlerts(alerts).map(\.account) == expected.map(\.account), "seed \(seed)")
        #expect(accountAlerts(alerts).map(\.shadow) == expected.map(\.shadow), "seed \(seed)")
    }

    private func accountAlerts(_ alerts: [Alert]) -> [AccountAlert] {
        alerts.compactMap { if case .account(let alert) = $0 { alert } else { nil } }
    }

    @Test("begin anew where a reload names another profile")
    func otherShadow() {
        func profile(_ name: String, _ weight: Double) -> MarginProfile {
            var profile = MarginProfile()
            profile.name = name
            profile.underlyings["BTC"]?.riskWeight = weight
            return profile
        }
        var configuration = MarginConfiguration()
        configuration.profiles += [profile("strict", 0.5), profile("stricter", 0.6)]
        configuration.profiles[0].shadows = ["strict"]
        let monitor = ShardedMonitor(configuration, shards: 1)
        _ = monitor.run(at: .days(20_000)) {
            $0.index("BTC", 60_000)
            $0.perpetual("P", on: "BTC")
            $0.portfolio("desk", balances: [("USD", 20_000)], positions: [("P", 1, at: 60_000)])
        }
        configuration.profiles[0].shadows = ["stricter"]
        #expect(monitor.reconfigure(configuration) == nil)
        let alerts = monitor.run(at: .days(20_000)) { $0.clock() }
        guard case .account(let alert)? = alerts.first else {
            Issue.record("the other shadow says nothing")
            return
        }
        #expect(alerts.count == 1)
        #expect(alert.shadow == "stricter" && alert.previous == .normal && alert.state == .liquidation)
        #expect(monitor.audit() == nil)
    }

    /// A desk that asks in the middle of the day is told at the next event who would be called.
    @Test("begin with the first event after a reload that names them, and end with one that does not")
    func reload() {
        var configuration = MarginConfiguration()
        let monitor = ShardedMonitor(configuration, shards: 2)
        let before = monitor.run(at: .days(20_000)) {
            $0.index("BTC", 60_000)
            $0.perpetual("P", on: "BTC")
            $0.portfolio("calm", balances: [("USD", 20_000)], positions: [("P", 1, at: 60_000)])
        }
        #expect(before.isEmpty)

        var tomorrow = MarginProfile()
        tomorrow.name = "tomorrow"
        tomorrow.underlyings["BTC"]?.riskWeight = 0.5
        configuration.profiles[0].shadows = ["tomorrow"]
        configuration.profiles.append(tomorrow)
        #expect(monitor.reconfigure(configuration) == nil)
        let during = monitor.run(at: .days(20_000)) { $0.clock() }
        #expect(during.count == 1)
        guard case .account(let alert)? = during.first else { return }
        #expect(alert.shadow == "tomorrow" && alert.state == .liquidation && alert.figures.initialMargin == 30_000)
        #expect(monitor.audit() == nil)

        configuration.profiles[0].shadows = []
        #expect(monitor.reconfigure(configuration) == nil)
        let after = monitor.run(at: .days(20_000)) {
            $0.wait(seconds: 60)
            $0.index("BTC", 50_000)
        }
        #expect(after.allSatisfy { if case .account(let alert) = $0 { alert.shadow == nil } else { true } })
    }
}
