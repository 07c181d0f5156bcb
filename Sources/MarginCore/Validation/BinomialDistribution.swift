/// How many of `trials` independent trials succeed, each with the same probability.
package struct BinomialDistribution: Sendable {
    /// By number of successes, `0...trials`; they add up to 1.
    package let masses: [Double]
    /// The probability of so many successes or fewer.
    package let cumulative: [Double]

    /// - Returns: `nil` unless 0 ≤ trials ≤ 10,000,000 and 0 < p < 1.
    /// - Complexity: O(trials).
    package init?(trials: Int, probability p: Double) {
        guard (0...10_000_000).contains(trials), p > 0, p < 1 else { return nil }
        // Relative to the mode, where each mass is the ratio p(n−k+1) ÷ (1−p)k of the one before: no logarithm, and
        // far tails fade to 0.
        var masses = [Double](repeating: 0, count: trials + 1)
        let mode = min(trials, Int(Double(trials + 1) * p))
        masses[mode] = 1
        var k = mode
        while k < trials {
            masses[k + 1] = masses[k] * (Double(trials - k) * p) / (Double(k + 1) * (1 - p))
            k += 1
        }
        k = mode
        while k > 0 {
            masses[k - 1] = masses[k] * (Double(k) * (1 - p)) / (Double(trials - k + 1) * p)
            k -= 1
        }
        let total = masses.reduce(0, +)
        var sum = 0.0
        var cumulative: [Double] = []
        cumulative.reserveCapacity(trials + 1)
        for k in masses.indices {
            masses[k] /= total
            sum += masses[k]
            cumulative.append(min(1, sum))
        }
        cumulative[trials] = 1
        self.masses = masses
        self.cumulative = cumulative
    }

    /// The least number of successes that are at least as probable, or fewer, as `probability`: the inverse of
    /// `cumulative`.
    package func quantile(_ probability: Double) -> Int {
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] >= probability { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
