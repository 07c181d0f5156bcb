/// Z₂ of forecasts that are right, simulated: what the statistic is held against.
///
/// A path draws how many of its T profits and losses are exceptions, binomially, and each exception from the tail: the
/// same distribution as T draws of which most do not count. `Philox` numbers the draws by path, so that a seed, a number of
/// paths and the distribution decide every bit.
package struct AcerbiSzekelySimulation: Sendable {
    /// In ascending order.
    private let statistics: [Double]

    /// - Parameters:
    ///   - observations: T.
    ///   - alpha: The tail probability: 0.025 for forecasts at 97.5 %.
    /// - Returns: `nil` unless T and the number of paths are within 1…10,000,000, 1e-12 ≤ α < ½ and the distribution
    ///   has an expected shortfall.
    package init?(
        observations: Int, tail alpha: Double, distribution: TailDistribution = .normal, paths: Int = 100_000,
        seed: UInt64 = 1
    ) {
        let counts = 1...10_000_000
        guard counts.contains(observations), counts.contains(paths), alpha >= 1e-12, alpha < 0.5,
            let risk = distribution.risk(level: 1 - alpha),
            let exceptions = BinomialDistribution(trials: observations, probability: alpha)
        else { return nil }
        let scale = Double(observations) * alpha * risk.expectedShortfall
        let tail = TailTable(distribution, tail: alpha)
        let draws = Philox(seed: seed)
        var statistics: [Double] = []
        statistics.reserveCapacity(paths)
        for path in 0..<paths {
            let count = exceptions.quantile(draws.uniform(scenario: path, factor: 0))
            var loss = 0.0
            for exception in 0..<count {
                loss += tail.quantile(draws.uniform(scenario: path, factor: exception + 1))
            }
            statistics.append(1 - loss / scale)
        }
        statistics.sort()
        self.statistics = statistics
    }

    /// The value that a share of the paths does not exceed, such as 0.05: the ⌈share·paths⌉-th smallest. Z₂ below it
    /// rejects the forecasts at that level.
    ///
    /// - Returns: `nil` unless 0 < share < 1.
    package func criticalValue(_ share: Double) -> Double? {
        guard share > 0, share < 1 else { return nil }
        let place = Int((share * Double(statistics.count)).rounded(.up)) - 1
        return statistics[min(max(place, 0), statistics.count - 1)]
    }

    /// The share of paths at or below `statistic`, in 0…1.
    package func pValue(of statistic: Double) -> Double {
        var low = 0
        var high = statistics.count
        while low < high {
            let middle = (low + high) / 2
            if statistics[middle] <= statistic { low = middle + 1 } else { high = middle }
        }
        return Double(low) / Double(statistics.count)
    }
}
