import MarginCore
import MarginTesting
import MarginWire
import Testing

/// Netting never costs where a model's loss is that of sums: what one account gains can only help another.
@Suite("A group under other models")
struct GroupModelTests {
    @Test(
        "loses no more in its worst cell and in its tail than its members do together", arguments: BuiltInPacks.all,
        Simulation.seeds(3))
    func losses(pack: ScenarioPack, seed: UInt64) throws {
        var configuration = MarginConfiguration()
        configuration.history = Simulation.history(seed: seed)
        configuration.profiles[0].models = [.scenario, .tail]
        configuration.profiles[0].scenario = pack
        configuration.profiles[0].tail.window = 50
        configuration.profiles[0].tail.measure = .expectedShortfall
        let desk = StatementDesk(configuration: configuration)
        var walk = MarketWalk(seed: seed)
        walk.openMarket()
        let accounts = (0..<5).map { "account \($0)" }
        var tape = Tape(at: walk.tape.now)
        for account in accounts {
            tape.account(account, group: "desk")
            tape.portfolio(account, balances: [("USD", 1000), ("BTC", "0.5")], positions: walk.positions())
        }
        desk.apply(walk.takeLines() + tape.lines)
        var benefits = 0
        for _ in 0..<10 {
            for _ in 0..<10 { walk.next() }
            for line in walk.takeLines() { desk.applyIfAccepted(line) }
            var worst = 0.0
            var shortfall = 0.0
            for account in accounts {
                let statement = try #require(desk.statement(of: account))
                worst += statement.scenario?.charge.worst ?? 0
                shortfall += statement.tail?.charge.expectedShortfall ?? 0
            }
            let group = try #require(desk.statement(of: "desk"))
            let scenario = try #require(group.scenario).charge
            let tail = try #require(group.tail).charge
            #expect(scenario.worst <= worst * (1 + 1e-9), "seed \(seed), \(pack.name)")
            #expect(tail.expectedShortfall <= shortfall * (1 + 1e-9), "seed \(seed), \(pack.name)")
            if scenario.worst < 0.999 * worst || tail.expectedShortfall < 0.999 * shortfall { benefits += 1 }
        }
        #expect(benefits > 0, "seed \(seed): accounts that offset nothing prove nothing")
    }

    /// Scenario by scenario: the margin of a group may be decided by another one than a member's, and the delta margins
    /// that are stated then are under different correlations. The accounts hold options; without concentration.
    @Test(
        "has a delta margin of no more than its members' together, under each of the correlations",
        arguments: Simulation.seeds(10))
    func deltaMargin(seed: UInt64) throws {
        var configuration = MarginConfiguration()
        configuration.profiles[0] = ModelCase.sensitivities[0].profile
        let desk = StatementDesk(configuration: configuration)
        var walk = MarketWalk(seed: seed)
        walk.openMarket()
        let accounts = (0..<5).map { "account \($0)" }
        var tape = Tape(at: walk.tape.now)
        for account in accounts {
            tape.account(account, group: "desk")
            tape.portfolio(account, balances: [("USD", 1000), ("BTC", "-0.5")], positions: walk.positions())
        }
        desk.apply(walk.takeLines() + tape.lines)
        var benefits = 0
        for _ in 0..<20 {
            for _ in 0..<20 { walk.next() }
            for line in walk.takeLines() { desk.applyIfAccepted(line) }
            let group = try #require(desk.statement(of: "desk"))
            let members = try accounts.map { try #require(desk.statement(of: $0)) }
            for (place, scenario) in CorrelationScenario.allCases.enumerated() {
                let sum = members.reduce(0) { $0 + $1.charges[place].delta }
                #expect(group.charges[place].delta <= sum * (1 + 1e-12), "seed \(seed), \(scenario)")
                let cappedSum = members.reduce(0) { $0 + $1.chargesWithoutLongs[place].delta }
                #expect(group.chargesWithoutLongs[place].delta <= cappedSum * (1 + 1e-12), "seed \(seed), \(scenario)")
                if group.charges[place].delta < 0.999 * sum { benefits += 1 }
            }
        }
        #expect(benefits > 0, "seed \(seed): accounts that offset nothing prove nothing")
    }
}
