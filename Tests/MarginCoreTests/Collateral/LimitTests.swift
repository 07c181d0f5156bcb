import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A limit") struct LimitTests {
    private func monitor(guards: Bool = true, _ configure: (inout MarginProfile) -> Void) -> Monitor {
        Monitor(guards: guards) {
            $0.profiles[0].underlyings["BTC"]?.riskWeight = 0.1
            configure(&$0.profiles[0])
        }
    }

    /// `breached gross_delta 300.0/200.0`.
    private func notices(_ outcome: Monitor.Outcome) -> [String] {
        outcome.accountAlerts.compactMap { alert in
            guard case .limit(let notice) = alert.kind else { return nil }
            let subject = notice.limit.name + (notice.underlying.map { " \($0)" } ?? "")
            let value = notice.value.map { "\($0)" } ?? "none"
            return "\(notice.isBreached ? "breached" : "restored") \(subject) \(value)/\(notice.bound ?? .nan)"
        }
    }

    private func open(_ monitor: Monitor) {
        monitor.run {
            $0.index("BTC", 100)
            $0.index("ETH", 10)
            $0.perpetual("B", on: "BTC")
            $0.perpetual("E", on: "ETH")
            $0.balance("a", "USD", 1000)
        }
    }

    @Test("on the gross delta is breached once, and kept again at the release level")
    func grossDelta() {
        let monitor = monitor { $0.limits.grossDelta = 510 }
        open(monitor)
        #expect(notices(monitor.run { $0.position("a", "B", 5, at: 100) }) == [])
        let breached = monitor.run { $0.position("a", "E", -2, at: 10) }
        #expect(notices(breached) == ["breached gross_delta 520.0/510.0"])
        #expect(breached.accountAlerts[0].state == .normal)
        // 505 is below 510, and above 510 / 1.02 = 500.
        #expect(notices(monitor.run { $0.position("a", "E", "-0.5", at: 10) }) == [])
        #expect(notices(monitor.run { $0.position("a", "E", 0, at: 10) }) == ["restored gross_delta 500.0/510.0"])
        #expect(monitor.audit() == nil)
    }

    @Test("on an underlying's delta is one for each, and ends with the position")
    func netDelta() {
        let monitor = monitor { $0.limits.netDelta = ["BTC": 300, "other": 50] }
        open(monitor)
        let opened = monitor.run {
            $0.position("a", "B", -4, at: 100)
            $0.position("a", "E", 6, at: 10)
        }
        #expect(notices(opened) == ["breached net_delta BTC 400.0/300.0", "breached net_delta ETH 60.0/50.0"])
        #expect(monitor.audit() == nil)
        let closed = monitor.run {
            $0.portfolio("a", balances: [("USD", 1000)], positions: [("B", 1, at: 100)])
        }
        #expect(notices(closed) == ["restored net_delta BTC 100.0/300.0", "restored net_delta ETH 0.0/50.0"])
        #expect(monitor.audit() == nil)
    }

    @Test("on initial margin, leverage, share and over-collateralisation is what it says")
    func others() {
        let monitor = monitor {
            $0.limits.initialMargin = 55
            $0.limits.leverage = 0.5
            $0.limits.underlyingShare = 0.9
            $0.levels.target = 15
        }
        open(monitor)
        // Initial margin 60 = 0.1 · 600; leverage 600 / 1,000; one underlying alone; 1,000 / 60 = 16.7 times.
        let opened = monitor.run { $0.position("a", "B", 6, at: 100) }
        #expect(
            notices(opened) == [
                "breached initial_margin 60.0/55.0", "breached leverage 0.6/0.5",
                "breached underlying_share BTC 1.0/0.9",
            ])
        #expect(opened.accountAlerts.map(\.phase) == [.event, .event, .event])
        // 850 / 60 = 14.2.
        let poorer = monitor.run { $0.transfer("a", "USD", -150) }
        #expect(notices(poorer) == ["breached target \(850.0 / 60)/15.0"])
        // 20 of ETH: the share is 180 / 200. Its release is 0.882.
        let mixed = monitor.run {
            $0.position("a", "B", "1.8", at: 100)
            $0.position("a", "E", 2, at: 10)
        }
        #expect(
            notices(mixed) == [
                "restored initial_margin 18.0/55.0", "restored leverage \(180 / 850.0)/0.5",
                "restored target \(850 / 18.0)/15.0",
            ])
        #expect(monitor.audit() == nil)
    }

    @Test("on leverage is breached without equity to divide by, and not without risk")
    func leverageWithoutEquity() {
        let monitor = monitor { $0.limits.leverage = 1000 }
        open(monitor)
        let outcome = monitor.run {
            $0.position("a", "B", 1, at: 100)
            $0.transfer("a", "USD", -2000)
        }
        #expect(notices(outcome) == ["breached leverage none/1000.0"])
        let flat = monitor.run { $0.position("a", "B", 0, at: 100) }
        #expect(notices(flat) == ["restored leverage none/1000.0"])
        #expect(monitor.state("a") == .insolvent)
        #expect(monitor.audit() == nil)
    }

    @Test("on vega is one on the net of long and short")
    func vega() {
        let monitor = monitor { $0.limits.vega = 10 }
        open(monitor)
        let outcome = monitor.run {
            for (symbol, strike) in [("C", 100), ("D", 101)] {
                $0.option(symbol, on: "BTC", until: .days(30), .call, Tape.Number(strike))
                $0.price(symbol, iv: 0.5)
            }
            $0.position("a", "C", 2, at: 5)
            $0.position("a", "D", -2, at: 5)
        }
        #expect(notices(outcome).map { String($0.prefix(13)) } == ["breached vega", "restored vega"])
    }

    @Test("on vega is one on sold options as on bought ones")
    func soldVega() {
        func opened(_ quantity: Tape.Number) -> [String] {
            let monitor = monitor { $0.limits.vega = 10 }
            open(monitor)
            return notices(
                monitor.run {
                    $0.option("C", on: "BTC", until: .days(30), .call, 100)
                    $0.price("C", iv: 0.5)
                    $0.position("a", "C", quantity, at: 5)
                })
        }
        #expect(opened(-2).count == 1 && opened(-2)[0].hasPrefix("breached vega "))
        #expect(opened(-2) == opened(2))
    }

    @Test("counts after the account's state, in one numbering with it")
    func numbering() {
        let monitor = monitor {
            $0.limits.grossDelta = 10
            $0.limits.netDelta = ["other": 5]
        }
        open(monitor)
        let outcome = monitor.run {
            $0.portfolio("a", positions: [("B", 1, at: 100), ("E", 1, at: 10)])
        }
        let text = outcome.alerts.map { alert in
            var encoder = AlertEncoder()
            var bytes: [UInt8] = []
            encoder.encode(alert, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(outcome.accountAlerts.map(\.ordinal) == [1, 2, 3, 4])
        #expect(text[0].contains(#""type":"insolvent""#))
        let middle = #","ts":0,"event":8,"account":"a","condition":"breached","limit":"#
        let tail = #""state":"insolvent","equity":0.0,"initial_margin":"#
        #expect(
            text[1].hasPrefix(
                #"{"type":"limit","id":"8-2""# + middle + #""gross_delta","value":110.0,"bound":10.0,"# + tail))
        #expect(
            text[2].hasPrefix(
                #"{"type":"limit","id":"8-3""# + middle + #""net_delta","underlying":"BTC","value":100.0,"bound":5.0,"#)
        )
        #expect(text[3].contains(#""underlying":"ETH","value":10.0"#))
        #expect(text[3].hasSuffix(#""trigger":{"type":"portfolio","account":"a"}}"# + "\n"))
    }
}

@Suite("A reload") struct LimitReloadTests {
    @Test("keeps what was breached, and ends the breach of a limit that it takes away", arguments: [true, false])
    func reload(guards: Bool) {
        var configuration = MarginConfiguration()
        configuration.profiles[0].limits.grossDelta = 100
        configuration.profiles[0].limits.leverage = 0.001
        let monitor = ShardedMonitor(configuration, shards: 2, guards: guards)
        let opened = monitor.run(at: .seconds(0)) {
            $0.index("BTC", 100)
            $0.perpetual("B", on: "BTC")
            $0.portfolio("a", balances: [("USD", 100_000)], positions: [("B", 2, at: 100)])
        }
        #expect(opened.count == 2)
        configuration.profiles[0].limits.grossDelta = 150
        #expect(monitor.reconfigure(configuration) == nil)
        #expect(monitor.run(at: .seconds(1)) { $0.clock() }.isEmpty, "still breached")
        #expect(monitor.audit() == nil)
        configuration.profiles[0].limits = LimitParameters()
        #expect(monitor.reconfigure(configuration) == nil)
        let ended = monitor.run(at: .seconds(2)) { $0.clock() }
        let notices: [LimitNotice] = ended.compactMap { alert in
            guard case .account(let alert) = alert, case .limit(let notice) = alert.kind else { return nil }
            return notice
        }
        #expect(notices.map(\.limit) == [.grossDelta, .leverage])
        #expect(notices.allSatisfy { !$0.isBreached && $0.bound == nil })
        #expect(monitor.run(at: .seconds(70)) { $0.clock() }.isEmpty)
        #expect(monitor.audit() == nil)
    }
}

@Suite("Two models of an account") struct ModelDisagreementAlertTests {
    @Test("are reported when they come to differ by more than is allowed, and when they do so no longer")
    func disagreement() throws {
        let monitor = Monitor {
            $0.profiles[0].models = [.sensitivities, .scenario]
            $0.profiles[0].combination.disagreement = 1.5
            $0.profiles[0].combination.disagreementFloor = 0
            $0.profiles[0].underlyings["BTC"]?.riskWeight = 0.4
        }
        func notices(_ write: (inout Tape) -> Void) -> [ModelsNotice] {
            monitor.run(write).accountAlerts.compactMap {
                if case .models(let notice) = $0.kind { notice } else { nil }
            }
        }
        // 0.4 of the delta by the one, a range of less than 0.2 by the pack.
        let opened = notices {
            $0.index("BTC", 100)
            $0.perpetual("B", on: "BTC")
            $0.portfolio("a", balances: [("USD", 1000)], positions: [("B", 1, at: 100)])
            $0.price("BTCX", 101)
        }
        #expect(opened.map(\.isDisagreement) == [true])
        let pair = try #require(opened.first?.pair)
        #expect(pair.largest == ModelDisagreement.Figure(model: "sensitivities", requirement: 40))
        #expect(pair.smallest.model == "scenario")
        #expect(pair.ratio == 40 / pair.smallest.requirement && pair.ratio > 1.5)
        #expect(monitor.audit() == nil)
        let closed = notices { $0.position("a", "B", 0, at: 100) }
        #expect(closed == [ModelsNotice(isDisagreement: false, pair: nil, bound: 1.5)])
        #expect(monitor.audit() == nil)
    }

    @Test("are not while they require little: up to the floor, and once they disagree down to it by the release level")
    func floor() {
        // 0.4 of the delta by the one model: 400 USD a coin at 1000 USD. The pack asks for about half of that.
        let monitor = Monitor {
            $0.profiles[0].models = [.sensitivities, .scenario]
            $0.profiles[0].combination.disagreement = 1.5
            $0.profiles[0].levels.release = 1.25
            $0.profiles[0].underlyings["BTC"]?.riskWeight = 0.4
        }
        func notices(_ coins: Tape.Number) -> [Bool] {
            let alerts = monitor.run { $0.position("a", "B", coins, at: 1000) }.accountAlerts
            #expect(monitor.audit() == nil)
            return alerts.compactMap { if case .models(let notice) = $0.kind { notice.isDisagreement } else { nil } }
        }
        let opened = monitor.run {
            $0.index("BTC", 1000)
            $0.perpetual("B", on: "BTC")
            $0.portfolio("a", balances: [("USD", 100_000)], positions: [("B", 1, at: 1000)])
        }
        #expect(opened.accountAlerts.isEmpty)
        #expect(notices(2) == [], "800 is below the floor of 1000")
        #expect(notices(3) == [true], "1200 is above it")
        #expect(notices(2.1) == [], "840 times 1.25 still is")
        #expect(notices(1.9) == [false], "760 times 1.25 is not")
        #expect(notices(2.1) == [])
        #expect(notices(-3) == [true])
    }
}

@Suite("The models furthest apart") struct ModelDisagreementTests {
    private func figures(_ requirements: [Double]) -> [ModelDisagreement.Figure] {
        zip(["a", "b", "c", "d"], requirements).map { .init(model: $0, requirement: $1) }
    }

    @Test("are named with the ratio between them, of equal ones the first")
    func pair() throws {
        let found = try #require(ModelDisagreement(among: figures([200, 90, 300, 90])))
        #expect(found.smallest.model == "b" && found.largest.model == "c")
        #expect(found.ratio == 300.0 / 90)
        #expect(try #require(ModelDisagreement(among: figures([0, 1]))).ratio == .infinity)
    }

    @Test("may be as far apart as the bound says, or as the floor")
    func allowed() throws {
        let found = try #require(ModelDisagreement(among: figures([200, 90])))
        #expect(found.allowed(bound: 2, floor: 100) == 180)
        #expect(found.allowed(bound: 2, floor: 1000) == 1000)
        #expect(found.allowed(bound: 2, floor: 0) == 180)
    }

    @Test("are none in nothing, in one model, in zeros or in what is no number")
    func agreement() {
        for requirements in [[], [5], [0, 0], [.nan, 5, 100]] as [[Double]] {
            #expect(ModelDisagreement(among: figures(requirements)) == nil)
        }
    }
}
