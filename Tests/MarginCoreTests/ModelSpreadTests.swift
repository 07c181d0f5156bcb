import MarginCore
import MarginTesting
import Testing

@Suite("How far models come apart in a backtest")
struct ModelSpreadTests {
    private func requirements(_ sensitivities: Double, _ scenario: Double) -> ModelRequirements {
        var requirements = ModelRequirements()
        requirements.sensitivities = ModelRequirement(initial: sensitivities)
        requirements.scenario = ModelRequirement(initial: scenario)
        return requirements
    }

    @Test("is counted beyond the bound, and told by the largest ratio and its time")
    func counted() throws {
        var combination = ModelCombination()
        combination.disagreement = 2
        combination.disagreementFloor = 0
        var spread = ModelSpread()
        for (second, pair) in [(100.0, 200.0), (100, 201), (900, 300), (50, 100), (0, 0)].enumerated() {
            spread.observe(requirements(pair.0, pair.1), combination, at: .seconds(Int64(second)))
        }

        let widest = try #require(spread.widest)
        #expect(spread.steps == 5 && spread.disagreements == 2)
        #expect(widest.pair.ratio == 3 && widest.time == .seconds(2))
        #expect(widest.pair.smallest == .init(model: "scenario", requirement: 300))
        #expect(widest.pair.largest == .init(model: "sensitivities", requirement: 900))
    }

    @Test("is told without a bound as well, and infinite where a model requires nothing")
    func unbounded() throws {
        var spread = ModelSpread()
        spread.observe(requirements(5000, 1000), ModelCombination(), at: .seconds(1))
        #expect(spread.disagreements == nil)
        #expect(try #require(spread.widest).pair.ratio == 5)
        spread.observe(requirements(5000, 0), ModelCombination(), at: .seconds(2))
        #expect(try #require(spread.widest).pair.ratio == .infinity)
        #expect(try #require(spread.widest).time == .seconds(2))
    }

    @Test("means nothing of an account that holds next to nothing")
    func floor() throws {
        var combination = ModelCombination()
        combination.disagreement = 2
        combination.disagreementFloor = 500
        var spread = ModelSpread()
        for pair in [(500.0, 0.0), (0, 1)] {
            spread.observe(requirements(pair.0, pair.1), combination, at: .seconds(1))
        }
        #expect(spread.steps == 2 && spread.disagreements == 0 && spread.widest == nil)
        spread.observe(requirements(501, 0), combination, at: .seconds(2))
        #expect(spread.disagreements == 1 && spread.widest?.time == .seconds(2))
    }

    /// Two perpetuals of 50,000: 16 % by the sensitivities; by the default pack's worst cell as much, and 1 % of roll.
    @Test("is that of the forecasts that were judged", arguments: [(1.05, 2), (1.07, 0)])
    func replay(bound: Double, disagreements: Int) throws {
        var configuration = MarginConfiguration()
        configuration.profiles[0].models = [.sensitivities, .scenario]
        configuration.profiles[0].combination.disagreement = bound
        var tape = Tape()
        tape.index("BTC", 50_000)
        tape.perpetual("P", on: "BTC")
        tape.portfolio("desk", balances: [("USD", 60_000)], positions: [("P", 2, at: 50_000)])
        tape.portfolio("idle", balances: [("USD", 1)])
        for _ in 0..<3 {
            tape.wait(seconds: 3600)
            tape.price("BTCX", 50_000)
        }
        let desk = ForecastDesk(every: 3_600_000_000_000, configuration: configuration)
        _ = desk.take(tape.lines)

        let spread = try #require(desk.series(of: "desk", "requirement")?.spread)
        #expect(spread.steps == 2 && spread.disagreements == disagreements)
        let widest = try #require(spread.widest)
        #expect(widest.pair.ratio.isClose(to: 17_000.0 / 16_000) && widest.time == .seconds(0))
        #expect(widest.pair.largest.model == "scenario")
        #expect(desk.series(of: "desk")?.spread == nil)
        #expect(try #require(desk.series(of: "idle", "requirement")).spread == nil)
    }
}
