import MarginCore
import MarginTesting
import Testing

@Suite("The tail model")
struct TailModelTests {
    private func charge(_ profits: [Double], _ model: TailModel) -> TailModel.Charge {
        var selection = TailSelection()
        return profits.withUnsafeBufferPointer { model.charge($0, selection: &selection) }
    }

    private func parameters(_ measure: TailParameters.Measure, _ level: Double? = nil) -> TailParameters {
        var parameters = TailParameters()
        parameters.measure = measure
        parameters.level = level
        return parameters
    }

    @Test("charges the k-th worst loss or the mean of the k worst, and names the scenario")
    func charge() {
        // Of 100 outcomes at 97.5 %, three are the tail.
        var profits = (0..<100).map { Double($0) }
        profits[40] = -100
        profits[70] = -50
        profits[10] = -30
        let shortfall = charge(profits, TailModel(parameters(.expectedShortfall), scenarioCount: 100))
        #expect(shortfall.initial == 60)
        #expect(shortfall.maintenance == 48)
        #expect(shortfall.decidingScenario == 40)
        let risk = charge(profits, TailModel(parameters(.valueAtRisk, 0.975), scenarioCount: 100))
        #expect(risk.initial == 30)
        #expect(risk.decidingScenario == 10)
        #expect(risk.expectedShortfall == 60)
        // At 99 %, the level where none is set, one is.
        #expect(charge(profits, TailModel(parameters(.valueAtRisk), scenarioCount: 100)).initial == 100)
    }

    @Test("charges nothing where nothing is lost, and names no scenario")
    func gains() {
        for profits in [[1.0, 2, 3], [0, 0, 0], [-0.0, 0, 0], []] {
            let charge = charge(profits, TailModel(parameters(.expectedShortfall), scenarioCount: profits.count))
            #expect(charge.initial.bitPattern == 0)
            #expect(charge.maintenance.bitPattern == 0)
            #expect(charge.decidingScenario == nil)
        }
    }

    /// Six moves with weights of λ = 0.9, computed apart from this code.
    @Test("weighs scenarios by their weights", arguments: [(0.75, 0.02970297029702973, 0.03550607036899399)])
    func weighted(level: Double, valueAtRisk: Double, shortfall: Double) {
        let moves = [
            0.020000000000000018, -0.02941176470588236, 0.06060606060606055, -0.03809523809523807,
            -0.02970297029702973, 0.05102040816326525,
        ]
        let weights = [
            0.12602254998836862, 0.14002505554263178, 0.15558339504736868, 0.17287043894152074, 0.19207826549057858,
            0.21342029498953174,
        ]
        let model = TailModel(parameters(.expectedShortfall, level), scenarioCount: 6, weights: weights)
        let charge = charge(moves, model)
        #expect(charge.valueAtRisk == valueAtRisk)
        #expect(charge.expectedShortfall.isClose(to: shortfall))
        #expect(charge.decidingScenario == 3)
    }

    @Test("weighs equal weights as no weights where n·p is whole", arguments: [UInt64(1), 2, 3])
    func equalWeights(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let profits = (0..<400).map { _ in Double.random(in: -1e6...1e6, using: &random) }
        let plain = TailModel(parameters(.expectedShortfall), scenarioCount: 400)
        let weighted = TailModel(
            parameters(.expectedShortfall), scenarioCount: 400, weights: [Double](repeating: 1.0 / 400, count: 400))
        let (a, b) = (charge(profits, plain), charge(profits, weighted))
        #expect(a.valueAtRisk == b.valueAtRisk)
        #expect(a.expectedShortfall.isClose(to: b.expectedShortfall))
    }

    @Test("is the same whether the tail is sorted out of all or selected", arguments: [UInt64(1), 2, 3])
    func selection(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let profits = (0..<1000).map { _ in Double.random(in: -1e6...1e6, using: &random) }
        let worst = profits.sorted().prefix(25)
        let charge = charge(profits, TailModel(parameters(.expectedShortfall), scenarioCount: 1000))
        #expect(charge.valueAtRisk == -worst[24])
        #expect(charge.expectedShortfall == -(worst.reduce(0, +) / 25))
    }
}

@Suite("Laws of the tail model", .serialized)
struct TailModelLawTests {
    /// Models of both measures, with and without weights.
    private static func models(_ count: Int) -> [TailModel] {
        let ages = (0..<count).map { Double($0 + 1) }
        let total = ages.reduce(0, +)
        return TailParameters.Measure.allCases.flatMap { measure in
            var parameters = TailParameters()
            parameters.measure = measure
            return [
                TailModel(parameters, scenarioCount: count),
                TailModel(parameters, scenarioCount: count, weights: ages.map { $0 / total }),
            ]
        }
    }

    private func charge(_ profits: [Double], _ model: TailModel) -> TailModel.Charge {
        var selection = TailSelection()
        return profits.withUnsafeBufferPointer { model.charge($0, selection: &selection) }
    }

    @Test("hold for random accounts", arguments: 1...40)
    func laws(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 1...600, using: &random)
        func account() -> [Double] { (0..<count).map { _ in Double.random(in: -1e5...1.2e5, using: &random) } }
        let (a, b) = (account(), account())
        let sum = zip(a, b).map(+)
        for model in Self.models(count) {
            let (chargeA, chargeB, both) = (charge(a, model), charge(b, model), charge(sum, model))
            // No requirement is negative, and a mean of losses is no less than the mildest of them.
            #expect(chargeA.initial >= 0 && chargeA.maintenance >= 0)
            #expect(chargeA.expectedShortfall >= chargeA.valueAtRisk * (1 - 1e-12))
            // Twice the account, twice the charge, to the bit.
            let twice = charge(a.map { 2 * $0 }, model)
            #expect(twice.initial == 2 * chargeA.initial && twice.maintenance == 2 * chargeA.maintenance)
            // A sum of accounts is charged no more than they are.
            let separate = chargeA.expectedShortfall + chargeB.expectedShortfall
            #expect(both.expectedShortfall <= separate * (1 + 1e-12), "seed \(seed)")
            // A loss in every scenario is charged in full; an account and its opposite are charged nothing.
            let worse = charge(a.map { $0 - 1000 }, model)
            #expect((worse.valueAtRisk - chargeA.valueAtRisk - 1000).magnitude <= 1e-9 || chargeA.valueAtRisk == 0)
            #expect(charge(zip(a, a.map { -$0 }).map(+), model).initial == 0)
        }
    }

    @Test("The shares of the parts add up to the margin", arguments: 1...20)
    func shares(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let count = 500
        let parts = (0..<3).map { _ in (0..<count).map { _ in Double.random(in: -1e5...1e5, using: &random) } }
        let sum = (0..<count).map { index in parts.reduce(0) { $0 + $1[index] } }
        for model in Self.models(count) {
            var selection = TailSelection()
            let charge = sum.withUnsafeBufferPointer { model.charge($0, selection: &selection) }
            let shares = parts.map { part in part.withUnsafeBufferPointer { model.share(of: $0, in: selection) } }
            #expect(shares.reduce(0, +).isClose(to: charge.initial, within: 1e-11), "seed \(seed)")
        }
    }
}
