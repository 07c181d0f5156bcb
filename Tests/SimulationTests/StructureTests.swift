import MarginCore
import MarginTesting
import Testing

/// What structures promise, on random streams; that increments are right is shown by `StreamTests`, whose streams change
/// structures too.
@Suite("Account structures")
struct StructureTests {
    @Test("are in the random streams: groups, parts and pockets raise alerts there", arguments: Simulation.seeds(3))
    func areThere(seed: UInt64) {
        let configuration = Simulation.configuration(seed: seed)
        let monitor = Monitor { $0 = configuration }
        let outcome = monitor.run(RandomTape.lines(2000, seed: seed, mood: .ordinary))
        let sets = Set(outcome.accountAlerts.map(\.nettingSet))
        #expect(sets.contains("group") && sets.contains("USD"), "seed \(seed)")
        let faults = outcome.verdicts.compactMap { if case .rejected(let fault) = $0 { fault.reason } else { nil } }
        #expect(!Set(faults).isDisjoint(with: [.groupAccount, .notAGroup, .groupCycle]), "seed \(seed)")
    }

    /// The same market with a pocket that trades and without: the account beside it, and the group that both name, say the
    /// same bytes but for the numbers of events.
    @Test("leave an account beside a pocket untouched, whatever the pocket loses", arguments: Simulation.seeds(6))
    func pocket(seed: UInt64) {
        var walk = MarketWalk(seed: seed)
        walk.openMarket()
        var opening = Tape(at: walk.tape.now)
        opening.account("beside", group: "desk")
        opening.account("pocket", mode: "isolated", group: "desk")
        for account in ["beside", "pocket"] { opening.portfolio(account, positions: walk.positions()) }
        opening.fill("beside", "BTC-PERP", 40, at: 60_000)
        var lines = walk.takeLines() + opening.lines
        for part in 0..<4 {
            for _ in 0..<Simulation.length(150) { walk.next() }
            lines += walk.takeLines()
            var tape = Tape(at: walk.tape.now)
            tape.balance("beside", "USD", Tape.Number(Double(part) * 40_000 - 20_000))
            tape.transfer("pocket", "USD", Tape.Number(walk.chance(50) ? 30_000 : -200_000))
            tape.portfolio("pocket", positions: walk.positions())
            lines += tape.lines
        }
        let configuration = Simulation.configuration(seed: seed)
        func heard(_ lines: [String]) -> (others: [AccountAlert], pocket: Int) {
            let alerts = Monitor { $0 = configuration }.run(lines).accountAlerts
            let others = alerts.filter { $0.account != "pocket" }.map { alert in
                var alert = alert
                (alert.event, alert.ordinal) = (0, 0)
                return alert
            }
            return (others, alerts.count - others.count)
        }
        // Without the pocket its lines are only the time that passes.
        let without = lines.map { line in
            guard line.contains(#""account":"pocket""#), let comma = line.firstRange(of: ",\"account\"") else {
                return line
            }
            let head = String(line[..<comma.lowerBound])
            return head.replacing(/"type":"[a-z]*"/, with: #""type":"clock""#) + "}"
        }
        let (both, alone) = (heard(lines), heard(without))
        #expect(both.pocket > 0, "seed \(seed): the pocket is heard of")
        #expect(alone.pocket == 0)
        #expect(!both.others.isEmpty, "seed \(seed)")
        #expect(both.others == alone.others, "seed \(seed)")
    }

    /// Without haircuts and concentration. The delta margins of books with options are those of different correlation
    /// scenarios, with their long options or without, and no sum of each other.
    @Test(
        "make a group's equity the sum of its members', and without options its delta margin no more than theirs",
        arguments: Simulation.seeds(10), [true, false])
    func sums(seed: UInt64, hasOptions: Bool) {
        var configuration = MarginConfiguration()
        var profile = MarginProfile()
        for name in ["BTC", "ETH", "SOL", "USD", "USDC", "USDT"] {
            var parameters = profile.parameters(of: name)
            parameters.haircut = 0
            parameters.deltaConcentrationThreshold = 1e30
            parameters.vegaConcentrationThreshold = 1e30
            profile.underlyings[name] = parameters
        }
        profile.otherUnderlyings.haircut = 0
        configuration.profiles = [profile]
        let monitor = Monitor { $0 = configuration }
        var walk = MarketWalk(seed: seed)
        walk.openMarket()
        let accounts = (0..<6).map { "account \($0)" }
        var tape = Tape(at: walk.tape.now)
        for (place, account) in accounts.enumerated() {
            tape.account(account, mode: ["portfolio", "cross"][place % 2], group: place < 4 ? "inner" : "outer")
            var positions = walk.positions()
            if !hasOptions {
                positions = MarketWalk.coins.map { ($0 + walk.pick(["-PERP", "-F4"]), lots(&walk), at: 3000) }
                positions.append(("BTC-INV", lots(&walk), at: 61_000))
            }
            tape.portfolio(account, balances: [("USD", 1000), ("BTC", "-0.5")], positions: positions)
        }
        tape.account("inner", group: "outer")
        monitor.run(walk.takeLines() + tape.lines)
        for _ in 0..<20 {
            for _ in 0..<20 { walk.next() }
            monitor.run(walk.takeLines())
            let structures = AccountStructures(monitor.intake.ledger, monitor.withBook { $0.reports() })
            for group in structures.groups {
                let members = group.members.reduce(0) { $0 + $1.equity }
                let scale = group.members.reduce(1e6) { $0 + $1.equity.magnitude }
                #expect(
                    (group.standing.equity - members).magnitude <= 1e-9 * scale,
                    "seed \(seed), \(group.standing.account): \(group.standing.equity), members \(members)")
            }
            guard !hasOptions else { continue }
            let reports = monitor.withBook { $0.reports() }
            let own = reports.filter { $0.nettingSet != .group }.reduce(0) { $0 + $1.figures.deltaMargin }
            let outer = reports.first { $0.account == "outer" }?.figures.deltaMargin ?? .infinity
            #expect(outer <= own * (1 + 1e-12), "seed \(seed)")
            #expect(own > 0)
        }
        #expect(monitor.audit() == nil, "seed \(seed)")
    }

    private func lots(_ walk: inout MarketWalk) -> Tape.Number { Tape.Number(walk.pick([-9, -4, -1, 2, 3, 7])) }
}
