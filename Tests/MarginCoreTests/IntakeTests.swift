import MarginCore
import MarginTesting
import Testing

@Suite("An accepted line")
struct IntakeTests {
    @Test("is numbered from 1, without holes, whatever comes between")
    func numbering() {
        let outcome = Monitor().run {
            $0.line("no object")
            $0.clock()
            $0.price("UNKNOWN", 1)
            $0.clock()
            $0.line("{}")
            $0.account("alpha")
        }
        let numbers: [UInt64] = outcome.verdicts.compactMap {
            if case .accepted(let number) = $0 { number } else { nil }
        }
        #expect(numbers == [1, 2, 3])
    }

    @Test("moves the clock forward only; an older one is applied with the clock where it is")
    func clock() {
        let monitor = Monitor()
        monitor.run {
            $0.wait(seconds: 100)
            $0.clock()
            $0.wait(seconds: -50)
            $0.balance("alpha", "USD", 5)
        }
        #expect(monitor.intake.clock == .seconds(100))
        #expect(monitor.balance("alpha", "USD") == "5")
        // Named first at the clock, not at the line's own time.
        #expect(monitor.intake.ledger.accounts.first?.since == .seconds(100))
    }

    @Test("is the only one that moves the clock: a rejected, a late and a repeated line leave it")
    func others() {
        let monitor = Monitor()
        monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.wait(seconds: 50)
            $0.number(1)
            $0.price("BTCX", 1)
            $0.wait(seconds: 50)
            $0.price("BTCX", 0)
            $0.number(1)
            $0.price("BTCX", 2)
        }
        #expect(monitor.intake.clock == .seconds(50))
        #expect(monitor.intake.eventNumber == 2)
    }

    @Test("is at most a day ahead of the clock, unless it is a clock line or the first of all")
    func jump() {
        let outcome = Monitor().run {
            $0.wait(seconds: 1_000_000)
            $0.account("alpha")
            $0.wait(seconds: 86_400)
            $0.account("alpha")
            $0.wait(seconds: 86_400)
            $0.wait(nanoseconds: 1)
            $0.account("alpha")
            $0.clock()
            $0.account("alpha")
        }
        #expect(
            outcome.verdicts == [
                .accepted(1), .accepted(2), .rejected(LineFault(.timeJump, .ts)), .accepted(3), .accepted(4),
            ])
    }

    @Test("may carry any time that 64 bits hold")
    func extremes() {
        let monitor = Monitor { $0.profiles[0].levels.callGrace = .max }
        let outcome = monitor.run {
            $0.now = Timestamp(nanoseconds: .min)
            $0.index("BTC", 60_000)
            $0.option("near", on: "BTC", until: Timestamp(nanoseconds: .min), .call, 50_000)
            $0.option("far", on: "BTC", until: Timestamp(nanoseconds: .max), .call, 50_000)
            $0.price("far", 20_000)
            $0.price("near", iv: 1)
            $0.portfolio("alpha", balances: [("USD", 100)], positions: [("near", 1, at: 1), ("far", -1, at: 1)])
            $0.now = Timestamp(nanoseconds: .max)
            $0.clock()
            $0.price("BTCX", 61_000)
            $0.settlement("far", 61_000)
            $0.settlement("near", 61_000)
        }
        #expect(outcome.verdicts.allSatisfy { if case .accepted = $0 { true } else { false } })
        // 100 − 11,000 + 11,000
        #expect(monitor.balance("alpha", "USD") == "100")
        #expect(monitor.audit() == nil)
    }

    @Test("of a price older than the last of its symbol is late: dropped, and it changes nothing")
    func latePrice() {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.perpetual("PERP", on: "BTC")
            $0.wait(seconds: 10)
            $0.price("BTCX", 100)
            $0.wait(seconds: -1)
            $0.price("BTCX", 200)
            $0.price("PERP", 101)
            $0.wait(seconds: 1)
            $0.price("BTCX", 300)
        }
        // Another symbol's price at that time is not late, nor is one of the same time.
        #expect(outcome.verdicts.suffix(3) == [.late, .accepted(4), .accepted(5)])
        #expect(monitor.intake.market[UnderlyingID(0)].index == 300)
    }

    @Test("of a forward older than the last of its expiry is late, also where that came as a future's price")
    func lateForward() {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.index("BTC", 100)
            $0.future("FUT", on: "BTC", until: .days(30))
            $0.wait(seconds: 10)
            $0.price("FUT", 110)
            $0.wait(seconds: -1)
            $0.forward("BTC", until: .days(30), 120)
            $0.forward("BTC", until: .days(60), 130)
            $0.forward("ETH", until: .days(30), 140)
            $0.wait(seconds: 1)
            $0.forward("BTC", until: .days(30), 150)
        }
        #expect(outcome.verdicts.suffix(4) == [.late, .accepted(5), .accepted(6), .accepted(7)])
    }

    @Test("of a future's price older than the last forward of its expiry is its mark only")
    func markOnly() throws {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.index("BTC", 100)
            $0.future("FUT", on: "BTC", until: .days(30))
            $0.wait(seconds: 10)
            $0.forward("BTC", until: .days(30), 120)
            $0.wait(seconds: -1)
            $0.price("FUT", 110)
        }
        #expect(outcome.last == .accepted(5))
        let market = monitor.intake.market
        #expect(market.mark(of: InstrumentID(1)) == 110)
        #expect(market.forward(of: ExpiryID(0)) == 120)
    }
}

@Suite("Alerts of one event")
struct AlertOrderTests {
    @Test("come by phase, then by the bytes of the account's name, then those of the feeds; ids count through")
    func order() {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            for account in ["f", "a", "B", "ä", "😀", "aa", "e\u{301}"] {
                $0.portfolio(account, balances: [("USD", 20_000)], positions: [("PERP", 1, at: 60_000)])
            }
            // Without a price this one is judged at the end of its warm-up: in the first phase of the next minute.
            $0.portfolio("z", positions: [("unknown", 1, at: 1), ("PERP", 1, at: 60_000)])
        }
        let outcome = monitor.run {
            $0.wait(seconds: 60)
            $0.number(5)
            $0.price("BTCX", 45_000)
            $0.number(9)
            $0.clock()
        }
        let ids = outcome.alerts.map {
            switch $0 {
            case .account(let alert): "\(alert.event)-\(alert.ordinal) \(alert.account)"
            case .feed(let alert): "\(alert.event)-f\(alert.ordinal)"
            case .stress(let alert): "\(alert.event)-s\(alert.ordinal)"
            }
        }
        // 42 < 61 < 6161 < 65cc81 < 66 < c3a4 < f09f9880: by bytes, where a Swift string would put the é after the f.
        #expect(
            ids == [
                "12-1 z", "12-2 B", "12-3 a", "12-4 aa", "12-5 e\u{301}", "12-6 f", "12-7 ä", "12-8 😀", "12-f1",
                "13-f1",
            ])
        #expect(outcome.accountAlerts.map(\.phase) == [.valuationTime] + Array(repeating: .event, count: 7))
    }

    @Test("are raised in two phases where it moves valuation time: the old prices first, at that time")
    func twoPhases() {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.option("call", on: "BTC", until: .seconds(120), .call, 60_000)
            $0.price("call", iv: 1)
            // A long option near expiry loses its time value.
            $0.portfolio("alpha", balances: [("USD", -40)], positions: [("call", 1, at: 1)])
            $0.wait(seconds: 130)
        }
        let outcome = monitor.run { $0.price("BTCX", 61_000) }
        #expect(outcome.moves == ["alpha: liquidation → insolvent", "alpha: insolvent → normal"])
        #expect(outcome.accountAlerts.map(\.timestamp) == [.seconds(120), .seconds(130)])
        #expect(outcome.accountAlerts.map(\.trigger) == [.clock, .price(symbol: "BTCX", Quote(price: 61_000))])
        #expect(outcome.accountAlerts.map(\.event) == [6, 6])
        #expect(outcome.accountAlerts.map(\.ordinal) == [1, 2])
    }
}
