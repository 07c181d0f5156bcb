import MarginCore
import MarginTesting
import Testing

@Suite("An account structure")
struct StructureTests {
    /// A market without haircuts and concentration, so that sums of accounts are sums.
    private func monitor() -> Monitor {
        let monitor = Monitor {
            for name in $0.profiles[0].underlyings.keys { $0.profiles[0].underlyings[name]?.haircut = 0 }
        }
        monitor.run {
            $0.index("BTC", 100)
            $0.perpetual("PERP", on: "BTC")
            $0.perpetual("INV", on: "BTC", .inverse, multiplier: 10)
            $0.option("C", on: "BTC", until: .days(30), .call, 100)
            $0.price("C", iv: 0.6)
        }
        return monitor
    }

    /// The one report of an account's set.
    private func report(_ monitor: Monitor, _ account: String, _ set: NettingSet) -> MarginBook.AccountReport? {
        monitor.withBook { $0.reports() }.first { $0.account == account && $0.nettingSet == set }
    }

    // MARK: - Groups

    @Test("nets opposite positions of its members to no risk, and keeps what they have locked in")
    func netting() throws {
        let monitor = monitor()
        monitor.run {
            $0.account("a", group: "G")
            $0.account("b", group: "G")
            $0.balance("a", "USD", 50)
            $0.position("a", "PERP", 1, at: 90)
            $0.position("b", "PERP", -1, at: 130)
        }
        let group = try #require(report(monitor, "G", .group))
        #expect(group.figures.initialMargin == 0)
        #expect(group.figures.equity == 90)
        #expect(monitor.position("G", "PERP") == nil)
        #expect(monitor.balance("G", "USD") == "90")
        #expect(monitor.balance("a", "USD") == "50")
        #expect(monitor.audit() == nil)
        // The price moves the members, and the group not by a cent.
        monitor.run { $0.price("BTCX", 170) }
        #expect(monitor.equity("a") == 130)
        #expect(monitor.equity("b") == -40)
        #expect(monitor.equity("G") == 90)
    }

    @Test("moves what is locked in with the terms of the contract, and gives it up with the position")
    func lockedIn() {
        let monitor = monitor()
        monitor.run {
            for account in ["a", "b"] { $0.account(account, group: "G") }
            $0.position("a", "PERP", 1, at: 80)
            $0.position("b", "PERP", -1, at: 100)
        }
        #expect(monitor.balance("G", "USD") == "20")
        monitor.run { $0.perpetual("PERP", on: "BTC", .inverse) }
        #expect(monitor.balance("G", "USD") == "0")
        #expect(monitor.balance("G", "BTC") == "0.0025", "1/80 − 1/100")
        #expect(monitor.audit() == nil)
        monitor.run { $0.position("b", "PERP", 0, at: 1) }
        #expect(monitor.balance("G", "BTC") == "0")
        #expect(monitor.position("G", "PERP")?.entry == 80)
        #expect(monitor.audit() == nil)
    }

    @Test("averages one side, and keeps the entry of the larger of two")
    func entries() {
        let monitor = monitor()
        monitor.run {
            for account in ["a", "b", "c"] { $0.account(account, group: "G") }
            $0.position("a", "PERP", 1, at: 90)
            $0.position("b", "PERP", 3, at: 110)
        }
        #expect(monitor.position("G", "PERP")?.entry == 105)
        monitor.run { $0.position("c", "PERP", -1, at: 125) }
        #expect(monitor.position("G", "PERP")?.entry == 105)
        #expect(monitor.position("G", "PERP")?.quantity == "3")
        #expect(monitor.balance("G", "USD") == "20")
        // Inverse: 10 USD a contract, bought at 80 and sold at 100: 10 · (1/80 − 1/100) coins.
        monitor.run {
            $0.position("a", "INV", 1, at: 80)
            $0.position("b", "INV", -3, at: 100)
        }
        #expect(monitor.balance("G", "BTC") == "0.025")
        #expect(monitor.position("G", "INV")?.quantity == "-2")
        #expect(monitor.position("G", "INV")?.entry == 100)
        #expect(monitor.audit() == nil)
    }

    @Test("averages inverse contracts by the coins that they are")
    func harmonicEntry() throws {
        let monitor = monitor()
        monitor.run {
            for account in ["a", "b"] { $0.account(account, group: "G") }
            $0.position("a", "INV", 1, at: 80)
            $0.position("b", "INV", 3, at: 100)
        }
        // 4 ÷ (1/80 + 3/100).
        #expect(try #require(monitor.position("G", "INV")).entry.isClose(to: 1_600 / 17))
        #expect(monitor.audit() == nil)
    }

    @Test("of options nets quantities alone: they have no entry to lock anything in")
    func options() {
        let monitor = monitor()
        monitor.run {
            $0.account("a", group: "G")
            $0.account("b", group: "G")
            $0.position("a", "C", 2, at: 5)
            $0.position("b", "C", -5, at: 9)
        }
        #expect(monitor.position("G", "C")?.quantity == "-3")
        #expect(monitor.balance("G", "USD") == "0")
        #expect(monitor.audit() == nil)
    }

    @Test("is followed by settlement, funding, trades, transfers and books that are replaced")
    func follows() {
        let monitor = monitor()
        monitor.run {
            $0.future("FUT", on: "BTC", until: .seconds(60))
            $0.account("a", group: "G")
            $0.account("b", mode: "cross", group: "G")
            $0.position("a", "FUT", 2, at: 90)
            $0.position("b", "FUT", -1, at: 100)
            $0.fill("b", "PERP", -4, at: 100, fee: "0.5")
            $0.transfer("a", "USD", 7)
            $0.funding("PERP", "0.01")
        }
        #expect(monitor.audit() == nil)
        #expect(monitor.balance("G", "USD") == "20.5", "10 locked in − 0.5 + 7 + 4")
        monitor.run {
            $0.wait(seconds: 61)
            $0.settlement("FUT", 110)
        }
        #expect(monitor.audit() == nil)
        #expect(monitor.position("G", "FUT") == nil)
        #expect(monitor.balance("G", "USD") == "40.5", "40 − 10 instead of the 10 that were locked in")
        monitor.run { $0.portfolio("a", balances: [("USD", 1)]) }
        #expect(monitor.audit() == nil)
        #expect(monitor.balance("G", "USD") == "-5.5", "what b has, and 1")
    }

    @Test("is left with an empty name, and its alerts bear its name and the word group")
    func alerts() {
        let monitor = monitor()
        let outcome = monitor.run {
            $0.account("a", group: "G")
            $0.balance("a", "USD", 5)
            $0.position("a", "PERP", 1, at: 100)
        }
        #expect(outcome.moves == ["G: normal → liquidation", "a: normal → liquidation"])
        #expect(outcome.accountAlerts.map(\.nettingSet) == ["group", nil])
        let leaving = monitor.run { $0.account("a", group: "") }
        #expect(leaving.moves == ["G: liquidation → normal"])
        #expect(leaving.accountAlerts.map(\.nettingSet) == ["group"])
        #expect(monitor.audit() == nil)
    }

    @Test("is one set through all its layers, each judged by its own profile")
    func layers() throws {
        let monitor = Monitor {
            $0.profiles.append(MarginProfile())
            $0.profiles[1].name = "strict"
            $0.profiles[1].underlyings["BTC"]?.riskWeight = 0.5
        }
        monitor.run {
            $0.index("BTC", 100)
            $0.perpetual("PERP", on: "BTC")
            $0.account("top", profile: "strict")
            $0.account("desk", group: "top")
            $0.account("a", group: "desk")
            $0.account("b", group: "top")
            $0.position("a", "PERP", 2, at: 100)
            $0.position("b", "PERP", -1, at: 100)
            $0.balance("b", "USD", 11)
        }
        #expect(report(monitor, "desk", .group)?.figures.initialMargin == 32)
        #expect(report(monitor, "top", .group)?.figures.initialMargin == 50)
        #expect(monitor.balance("top", "USD") == "11")
        #expect(monitor.audit() == nil)
        monitor.run { $0.account("desk", profile: "strict", group: "") }
        #expect(report(monitor, "top", .group)?.figures.initialMargin == 50, "−1 instead of 1")
        #expect(report(monitor, "desk", .group)?.figures.initialMargin == 100)
        #expect(monitor.audit() == nil)
    }

    // MARK: - Parts and pockets

    @Test("in cross has a set for each currency, and one for what is not defined")
    func cross() {
        let monitor = monitor()
        monitor.run {
            $0.account("x", mode: "cross")
            $0.portfolio(
                "x", balances: [("USD", 100), ("BTC", 2), ("DOGE", 5)],
                positions: [("PERP", 1, at: 100), ("INV", 3, at: 100), ("LATER", 1, at: 100)])
        }
        let sets = monitor.withBook { $0.reports() }.filter { $0.account == "x" }
        #expect(
            sets.map(\.nettingSet.name).sorted { ($0 ?? "-") < ($1 ?? "-") } == ["", "BTC", "DOGE", "USD"],
            "the whole is none of them")
        #expect(report(monitor, "x", .currency("USD"))?.figures.initialMargin == 16)
        #expect(report(monitor, "x", .undefinedSymbols)?.figures.addOns == 100)
        #expect(monitor.audit() == nil)
        // Defined, it goes where it pays.
        monitor.run { $0.perpetual("LATER", on: "BTC", .inverse) }
        #expect(report(monitor, "x", .undefinedSymbols)?.figures.addOns == 0)
        #expect(monitor.audit() == nil)
        // Restated, it goes elsewhere.
        monitor.run { $0.perpetual("LATER", on: "BTC") }
        #expect(report(monitor, "x", .currency("USD"))?.figures.initialMargin == 32)
        #expect(monitor.audit() == nil)
    }

    @Test("in cross has every set judged by the account's profile, those that come later and all when it changes")
    func crossProfile() {
        let monitor = Monitor {
            $0.profiles.append(MarginProfile())
            $0.profiles[1].name = "strict"
            $0.profiles[1].underlyings["BTC"]?.riskWeight = 0.5
        }
        monitor.run {
            $0.index("BTC", 100)
            $0.perpetual("PERP", on: "BTC")
            $0.account("x", profile: "strict", mode: "cross")
            $0.position("x", "PERP", 1, at: 100)
        }
        #expect(report(monitor, "x", .currency("USD"))?.figures.initialMargin == 50)
        #expect(monitor.audit() == nil)
        monitor.run { $0.account("x", profile: "default") }
        #expect(report(monitor, "x", .currency("USD"))?.figures.initialMargin == 16)
        #expect(monitor.audit() == nil)
    }

    @Test("in cross calls one set while the others are well, and ends what the whole was in")
    func crossAlerts() {
        let monitor = monitor()
        let first = monitor.run {
            $0.portfolio("x", balances: [("USD", 5), ("BTC", -3)], positions: [("INV", 40, at: 100)])
        }
        #expect(first.moves == ["x: normal → insolvent"])
        let changed = monitor.run { $0.account("x", mode: "cross") }
        #expect(changed.accountAlerts.map(\.nettingSet) == [nil, "BTC"])
        #expect(changed.moves == ["x: insolvent → normal", "x: normal → insolvent"])
        let back = monitor.run { $0.account("x", mode: "portfolio") }
        #expect(back.accountAlerts.map(\.nettingSet) == [nil, "BTC"])
        #expect(monitor.audit() == nil)
    }

    @Test("that is isolated is in no netting, whatever group it names")
    func pocket() throws {
        let monitor = monitor()
        monitor.run {
            $0.account("a", group: "G")
            $0.account("pocket", mode: "isolated", group: "G")
            $0.balance("a", "USD", 1000)
            $0.position("pocket", "PERP", 5, at: 100)
        }
        #expect(monitor.equity("G") == 1000)
        #expect(monitor.position("G", "PERP") == nil)
        let intake = monitor.intake
        let reports = monitor.withBook { $0.reports() }
        let structure = AccountStructures(intake.ledger, reports).groups[0]
        #expect(structure.members.map(\.account) == ["a"])
        #expect(structure.pockets.map(\.account) == ["pocket"])
        monitor.run { $0.account("pocket", mode: "portfolio") }
        #expect(monitor.position("G", "PERP")?.quantity == "5")
        monitor.run { $0.account("pocket", mode: "isolated") }
        #expect(monitor.position("G", "PERP") == nil)
        #expect(monitor.audit() == nil)
    }

    @Test("reports what netting saves, and what it costs where concentration makes the group dearer")
    func benefit() {
        let monitor = Monitor { $0.profiles[0].underlyings["BTC"]?.deltaConcentrationThreshold = 1500 }
        monitor.run {
            $0.index("BTC", 100)
            $0.perpetual("PERP", on: "BTC")
            for account in ["a", "b"] { $0.account(account, group: "G") }
            $0.position("a", "PERP", 10, at: 100)
            $0.position("b", "PERP", -4, at: 100)
        }
        func benefit() -> DiversificationBenefit? {
            AccountStructures(monitor.intake.ledger, monitor.withBook { $0.reports() }).groups[0].benefit
        }
        #expect(benefit() == DiversificationBenefit(portfolio: 96, sumOfParts: 224), "0.16 · 600, 0.16 · (1000 + 400)")
        #expect(benefit()?.saved == 128)
        monitor.run { $0.position("b", "PERP", 10, at: 100) }
        // The group's delta of 2,000 is a third above the threshold: CR = √(4/3).
        #expect(benefit()?.sumOfParts == 320)
        #expect(benefit()?.portfolio.isClose(to: 320 * (4.0 / 3).squareRoot()) == true)
        #expect(benefit()?.share?.isClose(to: 1 - (4.0 / 3).squareRoot()) == true)
    }

    // MARK: - What cannot be

    @Test("refuses cycles, groups with books, books of groups and too many layers; and nothing has changed")
    func refused() {
        let monitor = monitor()
        monitor.run {
            $0.balance("held", "USD", 1)
            $0.account("pocket", mode: "isolated")
            $0.account("a", group: "G")
            $0.account("G", group: "H")
        }
        func fault(_ write: (inout Tape) -> Void) -> LineFault? {
            if case .rejected(let fault) = monitor.verdict(write) { fault } else { nil }
        }
        #expect(fault { $0.account("a", group: "a") } == LineFault(.groupCycle, .group))
        #expect(fault { $0.account("new", group: "new") } == LineFault(.groupCycle, .group))
        #expect(fault { $0.account("H", group: "G") } == LineFault(.groupCycle, .group))
        #expect(fault { $0.account("H", group: "H") } == LineFault(.groupCycle, .group))
        #expect(fault { $0.account("a", group: "held") } == LineFault(.notAGroup, .group))
        #expect(fault { $0.account("a", group: "pocket") } == LineFault(.notAGroup, .group))
        #expect(fault { $0.balance("G", "USD", 1) } == LineFault(.groupAccount, .account))
        #expect(fault { $0.transfer("G", "USD", 1) } == LineFault(.groupAccount, .account))
        #expect(fault { $0.portfolio("H") } == LineFault(.groupAccount, .account))
        #expect(fault { $0.position("G", "PERP", 1, at: 1) } == LineFault(.groupAccount, .account))
        #expect(fault { $0.fill("G", "PERP", 1, at: 1) } == LineFault(.groupAccount, .account))
        #expect(fault { $0.account("G", mode: "cross") } == LineFault(.groupAccount, .mode))
        #expect(monitor.intake.accountNames == ["held", "pocket", "a", "G", "H"])
        for layer in 2...7 {
            #expect(fault { $0.account(layer == 2 ? "H" : "\(layer)", group: "\(layer + 1)") } == nil)
        }
        #expect(fault { $0.account("8", group: "9") } == LineFault(.groupTooDeep, .group))
        #expect(monitor.audit() == nil)
    }

    @Test("counts the layers above a group that somebody joins")
    func layersAbove() {
        let monitor = monitor()
        let verdicts = monitor.run {
            for layer in 1...9 { $0.account("\(layer + 1)", group: "\(layer)") }
        }.verdicts
        for verdict in verdicts.dropLast() {
            guard case .accepted = verdict else { preconditionFailure("\(verdict)") }
        }
        #expect(verdicts.last == .rejected(LineFault(.groupTooDeep, .group)))
        #expect(monitor.audit() == nil)
    }

    @Test("gives a name back that nobody is in: to an account that gets a book")
    func nameOfAGroup() {
        let monitor = monitor()
        monitor.run {
            $0.account("a", group: "mistake")
            $0.account("a", group: "")
            $0.balance("mistake", "USD", 3)
        }
        #expect(report(monitor, "mistake", .whole)?.figures.equity == 3)
        #expect(monitor.intake.groupCount == 0)
        #expect(monitor.audit() == nil)
    }

    @Test("takes sums that no decimal holds, and refuses nobody for them")
    func hugeSums() {
        let monitor = monitor()
        let outcome = monitor.run {
            for account in ["a", "b", "c"] { $0.account(account, group: "G") }
            $0.balance("a", "USD", "9e30")
            $0.balance("b", "USD", "1e-18")
            $0.position("a", "PERP", "9e30", at: "1e30")
            $0.position("b", "PERP", "-7e-30", at: "1e-30")
            $0.position("c", "PERP", "-9e30", at: "3.3e-30")
            $0.position("c", "INV", "9e30", at: "1e-30")
            $0.position("b", "INV", "-8.123456789e30", at: "1e30")
        }
        #expect(outcome.verdicts.allSatisfy { if case .accepted = $0 { true } else { false } })
        #expect(monitor.balance("G", "USD")?.isPositive == false, "bought at 1e30, sold at nothing")
        #expect(monitor.audit() == nil)
    }
}
