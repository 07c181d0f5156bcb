/// The model `tail`: value at risk or expected shortfall of an account's profits over the scenarios of a `ShockTable`.
///
/// Where all scenarios are alike, k = ⌈n·p⌉ of them are the tail (`TailRank`). Where they have weights w, sorted with the
/// losses, k is the first rank at which they add up to p; value at risk is x[k − 1], and in expected shortfall that last
/// one has only the weight that was missing: (Σ w·x over the k − 1 before it + (p − Σ w)·x[k − 1]) ÷ p. Both expected
/// shortfalls are coherent (Acerbi and Tasche, *On the coherence of expected shortfall*, J. Banking & Finance 26, 2002):
/// of a sum of accounts never more than the sum of theirs.
package struct TailModel: Equatable, Sendable {
    /// What an account is charged; USD, nothing of it negative.
    package struct Charge: Equatable, Sendable {
        package let initial: Double
        package let maintenance: Double
        /// Both, whichever of them the margin is made of.
        package let valueAtRisk: Double
        package let expectedShortfall: Double
        /// Which scenario's label goes into the alert: that of the value at risk itself, or the worst of the expected
        /// shortfall; `nil` where nothing is lost.
        package let decidingScenario: Int?
    }

    package let measure: TailParameters.Measure
    /// p = 1 − level.
    package let tail: Double
    let scenarioCount: Int
    /// `nil` where all scenarios are alike.
    let weights: [Double]?
    let initialFactor: Double
    let maintenanceFactor: Double
    /// k where all scenarios are alike; a first guess where they are not.
    private let rank: Int

    /// - Parameters:
    ///   - parameters: Level in 0 < … < 1, factors positive.
    ///   - scenarioCount: n.
    ///   - weights: By scenario, with the sum 1; `nil` where all are alike.
    package init(_ parameters: TailParameters, scenarioCount: Int, weights: [Double]? = nil) {
        measure = parameters.measure
        tail = 1 - parameters.effectiveLevel
        self.scenarioCount = scenarioCount
        precondition(weights.map { $0.count == scenarioCount } ?? true, "a scenario has one weight")
        self.weights = weights
        initialFactor = parameters.initialFactor
        maintenanceFactor = parameters.maintenanceFactor
        rank = TailRank.count(of: scenarioCount, tail: tail)
    }

    package init(_ table: ShockTable) {
        self.init(table.parameters, scenarioCount: table.scenarios.count, weights: table.weights)
    }

    /// Whether the charge never moves by more than `initialFactor` times what a profit moves by, but for rounding; see
    /// `MarginBook+ModelOutlines`.
    var isSteady: Bool { measure == .expectedShortfall || weights == nil }

    /// The charge for an account.
    ///
    /// - Parameters:
    ///   - profits: By scenario, negative for a loss; USD, finite; as many as there are scenarios.
    ///   - selection: Storage, and afterwards the tail: what `share(of:in:)` takes.
    /// - Complexity: O(n), no allocation once `selection` has grown.
    package func charge(_ profits: UnsafeBufferPointer<Double>, selection: inout TailSelection) -> Charge {
        let outcome = outcome(of: profits, selection: &selection)
        guard let last = selection.worst.last, let first = selection.worst.first else {
            return Charge(initial: 0, maintenance: 0, valueAtRisk: 0, expectedShortfall: 0, decidingScenario: nil)
        }
        // 0 − x rather than −x: a requirement of −0 would be written with its sign.
        let valueAtRisk = max(0, 0 - outcome.quantile)
        let expectedShortfall = max(0, 0 - outcome.mean)
        let isShortfall = measure == .expectedShortfall
        let risk = isShortfall ? expectedShortfall : valueAtRisk
        let deciding = risk > 0 ? Int((isShortfall ? first : last).scenario) : nil
        return Charge(
            initial: initialFactor * risk, maintenance: maintenanceFactor * risk, valueAtRisk: valueAtRisk,
            expectedShortfall: expectedShortfall, decidingScenario: deciding)
    }

    /// The profit at the tail's end and the mean of the tail, with their signs; USD. Both 0 where there is no scenario.
    ///
    /// Parameters as in `charge`.
    package func outcome(
        of profits: UnsafeBufferPointer<Double>, selection: inout TailSelection
    ) -> (quantile: Double, mean: Double) {
        precondition(profits.count == scenarioCount, "an account has one profit for each scenario")
        selectTail(of: profits, into: &selection)
        guard let last = selection.worst.last else { return (0, 0) }
        return (last.profit, mean(of: selection.worst, profits))
    }

    /// A part's share of the last charge's initial margin, by Euler's theorem: what it loses in the scenarios that the
    /// margin is made of. The shares of all parts add up to the margin, but for rounding; a part that hedges has a
    /// negative one.
    ///
    /// - Parameter profits: Of the part, by scenario, as in `charge`; USD.
    package func share(of profits: UnsafeBufferPointer<Double>, in selection: TailSelection) -> Double {
        precondition(profits.count == scenarioCount, "a part has one profit for each scenario")
        if measure == .valueAtRisk {
            guard let last = selection.worst.last else { return 0 }
            return 0 - initialFactor * profits[Int(last.scenario)]
        }
        return 0 - initialFactor * mean(of: selection.worst, profits)
    }

    /// The k worst of the profits.
    private func selectTail(of profits: UnsafeBufferPointer<Double>, into selection: inout TailSelection) {
        guard let weights else { return selection.select(rank, of: profits) }
        // How many are needed is known when they are there: twice as many each time.
        var count = rank
        while true {
            selection.select(count, of: profits)
            var sum = 0.0
            for (index, outcome) in selection.worst.enumerated() {
                sum += weights[Int(outcome.scenario)]
                if sum >= tail - Self.tolerance { return selection.keep(index + 1) }
            }
            guard count < profits.count else { return }
            count = min(profits.count, 2 * count)
        }
    }

    /// The mean of profits over the scenarios of a tail, the worst first, as `weights` have it.
    private func mean(of tail: [TailSelection.Outcome], _ profits: UnsafeBufferPointer<Double>) -> Double {
        var sum = 0.0
        guard let weights else {
            for outcome in tail { sum += profits[Int(outcome.scenario)] }
            return sum / Double(max(1, tail.count))
        }
        var missing = self.tail
        for (index, outcome) in tail.enumerated() {
            let weight = index == tail.count - 1 ? missing : weights[Int(outcome.scenario)]
            sum += weight * profits[Int(outcome.scenario)]
            missing -= weight
        }
        return sum / self.tail
    }

    /// What rounding may leave of a sum of weights that is meant to be p.
    private static let tolerance = 1e-12
}
