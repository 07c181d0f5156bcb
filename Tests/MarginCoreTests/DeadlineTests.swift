import MarginCore
import MarginTesting
import Testing

/// An account of one BTC perpetual at 60,000: initial margin 9600, maintenance 7680, warning level 10,560. A call is left
/// at 9792.
@Suite("The time of a call")
struct DeadlineTests {
    private func monitor(grace: Int64? = 60, other: Int64? = nil, reminder: Int64? = nil) -> Monitor {
        let monitor = Monitor {
            $0.profiles[0].levels.callGrace = grace.map { $0 * 1_000_000_000 }
            $0.profiles[0].levels.reminderInterval = reminder.map { $0 * 1_000_000_000 }
            var profile = MarginProfile()
            profile.name = "other"
            profile.levels.callGrace = other.map { $0 * 1_000_000_000 }
            profile.levels.reminderInterval = reminder.map { 2 * $0 * 1_000_000_000 }
            $0.profiles.append(profile)
        }
        monitor.run {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            $0.balance("alpha", "USD", 9000)
            $0.position("alpha", "PERP", 1, at: 60_000)
        }
        return monitor
    }

    @Test("runs out at exactly its end, at the end of the first event that reaches it, whatever that event is about")
    func runsOut() throws {
        let monitor = monitor()
        #expect(monitor.state("alpha") == .call)
        var outcome = monitor.run {
            $0.wait(nanoseconds: 59_999_999_999)
            $0.clock()
        }
        #expect(outcome.moves == [])
        outcome = monitor.run {
            $0.wait(nanoseconds: 1)
            $0.account("somebody else")
        }
        #expect(outcome.moves == ["alpha: call → liquidation"])
        let alert = try #require(outcome.accountAlerts.first)
        #expect(alert.reason == .deadlinePassed)
        #expect(alert.trigger == .clock)
        #expect(alert.phase == .deadline)
        #expect(alert.timestamp == .seconds(60))
        #expect(alert.shortfall == -1320)  // 7680 − 9000
    }

    @Test("has no end where none is set")
    func never() {
        let monitor = monitor(grace: nil)
        monitor.run {
            $0.wait(seconds: 80_000)
            $0.clock()
        }
        #expect(monitor.state("alpha") == .call)
    }

    @Test("is over at once where it is nothing")
    func zero() { #expect(monitor(grace: 0).state("alpha") == .liquidation) }

    @Test("ends with the call, and begins anew with the next")
    func broken() {
        let monitor = monitor()
        var outcome = monitor.run {
            $0.wait(seconds: 50)
            $0.balance("alpha", "USD", 9792)
            $0.wait(seconds: 5)
            $0.balance("alpha", "USD", 9599)
            $0.wait(seconds: 59)
            $0.clock()
        }
        #expect(outcome.moves == ["alpha: call → warning", "alpha: warning → call"])
        outcome = monitor.run {
            $0.wait(seconds: 1)
            $0.clock()
        }
        #expect(outcome.moves == ["alpha: call → liquidation"])
    }

    @Test("once over, leaves the account in liquidation until it could leave the call")
    func afterwards() {
        let monitor = monitor()
        var outcome = monitor.run {
            $0.wait(seconds: 60)
            $0.balance("alpha", "USD", 9791.99)
        }
        #expect(outcome.moves == ["alpha: call → liquidation"])
        outcome = monitor.run { $0.balance("alpha", "USD", 9792) }
        #expect(outcome.moves == ["alpha: liquidation → warning"])
    }

    @Test("of unpriced debt, once over, leaves the account in liquidation until the debt has a price")
    func unpricedDebt() {
        let monitor = Monitor {
            $0.profiles[0].levels.callGrace = 60_000_000_000
            $0.profiles[0].levels.warmup = 0
        }
        let outcome = monitor.run {
            $0.portfolio("alpha", balances: [("DOGE", -5), ("USD", 1_000_000)])
            $0.wait(seconds: 60)
            $0.clock()
            $0.wait(seconds: 60)
            $0.balance("alpha", "USD", 2_000_000)
            $0.index("DOGE", 0.1)
        }
        #expect(
            outcome.moves == ["alpha: normal → call", "alpha: call → liquidation", "alpha: liquidation → normal"])
    }

    @Test("does not begin where an account improves from liquidation to a call")
    func improvement() {
        let monitor = monitor()
        let outcome = monitor.run {
            $0.balance("alpha", "USD", 7000)
            $0.balance("alpha", "USD", 9000)
            $0.wait(seconds: 600)
            $0.clock()
        }
        #expect(outcome.moves == ["alpha: call → liquidation", "alpha: liquidation → call"])
    }

    @Test("is that of the account's profile, also of one that it changes to in between", arguments: [30, 60, 120])
    func profiles(grace: Int64) {
        let monitor = monitor(grace: 60, other: grace)
        let outcome = monitor.run {
            $0.wait(seconds: 10)
            $0.account("alpha", profile: "other")
            for _ in 0..<20 {
                $0.wait(seconds: 10)
                $0.clock()
            }
        }
        #expect(outcome.moves == ["alpha: call → liquidation"])
        #expect(outcome.accountAlerts.first?.timestamp == .seconds(grace))
    }

    @Test("follows new parameters, counted from when the call began")
    func reload() {
        var configuration = MarginConfiguration()
        let monitor = ShardedMonitor(configuration, shards: 1)
        _ = monitor.run(at: .seconds(0)) {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            $0.balance("alpha", "USD", 9000)
            $0.position("alpha", "PERP", 1, at: 60_000)
        }
        configuration.profiles[0].levels.callGrace = 90_000_000_000
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(monitor.run(at: .seconds(89)) { $0.clock() } == [])
        #expect(monitor.run(at: .seconds(90)) { $0.clock() }.count == 1)
    }

    @Test("brings a reminder of a call or worse after every interval without news of the account")
    func reminders() {
        let monitor = monitor(grace: nil, reminder: 100)
        var times: [Int64] = []
        for _ in 0..<35 {
            let outcome = monitor.run {
                $0.wait(seconds: 10)
                $0.clock()
            }
            for alert in outcome.accountAlerts where alert.kind == .reminder {
                #expect(alert.state == .call && alert.previous == .call && alert.reason == nil)
                times.append(alert.timestamp.nanoseconds / 1_000_000_000)
            }
        }
        #expect(times == [100, 200, 300])
        let outcome = monitor.run {
            $0.wait(seconds: 10)
            $0.balance("alpha", "USD", 7000)
            $0.wait(seconds: 99)
            $0.clock()
            $0.wait(seconds: 1)
            $0.clock()
            $0.balance("alpha", "USD", 20_000)
            $0.wait(seconds: 1000)
            $0.clock()
        }
        #expect(
            outcome.moves == [
                "alpha: call → liquidation", "alpha: liquidation → liquidation", "alpha: liquidation → normal",
            ])
    }

    @Test("brings reminders at the interval of the profile that the account changed to")
    func reminderOfProfile() {
        let monitor = monitor(grace: nil, reminder: 100)
        let outcome = monitor.run {
            $0.wait(seconds: 10)
            $0.account("alpha", profile: "other")
            for _ in 0..<45 {
                $0.wait(seconds: 10)
                $0.clock()
            }
        }
        #expect(outcome.accountAlerts.map(\.timestamp) == [.seconds(200), .seconds(400)])
    }
}
