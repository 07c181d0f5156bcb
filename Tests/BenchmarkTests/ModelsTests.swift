import MarginCore
import Testing

@testable import margind_bench

@Suite("The benchmark of the models") struct ModelsTests {
    private let holdings = Holdings(chain: Chain(), positionsPerAccount: 10, seed: 5)

    private func run(_ model: ModelCase) throws -> TickRun {
        let history = try HistorySample.history(holdings.chain, days: 501, seed: 5)
        let configuration = model.configuration(history: history)
        let cash = CashChoice.cash(holdings, accounts: 30, configuration: configuration)
        let walk = TickWalk(
            holdings.chain, volatility: 4e-3, volatilityShare: 0, seed: 5, from: BookLoader.clock)
        return TickRun(model.guards, holdings, cash: cash, walk: walk, configuration: configuration)
    }

    @Test("gives each case the models that its name says, and packs that margind brings along")
    func cases() throws {
        let history = try HistorySample.history(holdings.chain, days: 501, seed: 5)
        for model in ModelCase.allCases {
            let profile = model.configuration(history: history).profiles[0]
            for name in ["sensitivities", "scenario", "tail"] where model.name.hasPrefix(name) {
                #expect(profile.models.map(\.rawValue) == [name], "\(model.name)")
            }
            if profile.models == [.scenario] { #expect(model.name == "scenario \(profile.scenario.name)") }
            if model == .largest { #expect(profile.models == MarginModelName.allCases) }
        }
    }

    @Test("has a history that ends at the prices of the chain, the same for a seed")
    func history() throws {
        let history = try HistorySample.history(holdings.chain, days: 501, seed: 5)
        #expect(history == (try HistorySample.history(holdings.chain, days: 501, seed: 5)))
        #expect(history != (try HistorySample.history(holdings.chain, days: 501, seed: 6)))
        for underlying in holdings.chain.underlyings {
            let series = try #require(history[underlying.name])
            #expect(series.closes.count == 501)
            #expect(series.closes.last == underlying.price)
        }
    }

    @Test(
        "judges every account at a tick, and prices nothing for a changed position",
        arguments: [ModelCase.derive, .deribit, .span, .historical, .largest])
    func positions(model: ModelCase) throws {
        let run = try run(model)
        let segment = run.advance(seconds: 1000, ticksMax: 40)
        #expect(segment.judgements > 0 && segment.prices > 0)
        let first = run.changePositions(30)
        let second = run.changePositions(30)
        #expect(first.count == 30)
        #expect(second.count == 30 && second.prices == 0)
    }

    @Test("reports a row for each model and move, and one that says what was left out")
    func rows() throws {
        let benchmark = ModelsBenchmark(
            accounts: [12], positions: 5, volatilities: [3e-5, 4e-3], rounds: 2, seconds: 1000, ticksMax: 10, seed: 5,
            cases: [.sensitivities, .deribit, .historical])
        let rows = try benchmark.run()
        #expect(rows.count == 6)
        for row in rows {
            #expect(row.samples.values.count == 2, "\(row.workload)")
            #expect(row.details.contains { $0.name == "a changed position" && $0.value > 0 })
        }
        #expect(rows.map(\.workload)[1] == "scenario deribit-eth-2026, 12 accounts × 5, 3e-05 a tick")
    }
}
