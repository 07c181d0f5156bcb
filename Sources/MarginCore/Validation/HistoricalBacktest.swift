/// Rolling historical simulation of one price, and what came of each forecast: with fractions of the price as amounts.
///
/// At every step the returns of the `window` steps before, in ascending order x₀ ≤ x₁ ≤ …, forecast the next one:
/// VaR = −x₍ₖ₋₁₎ and ES = −mean of x₀ … x₍ₖ₋₁₎ with k of `TailRank`.
package struct HistoricalBacktest: Sendable {
    /// In the order of time: the first is of the return after the first `window` returns.
    package let outcomes: [ForecastOutcome]
    package let level: Double

    /// - Parameter prices: One a step, oldest first; each positive and finite.
    /// - Returns: `nil` unless ½ ≤ level < 1, window ≥ 1 and every price is positive and finite. Without more than
    ///   `window` + 1 prices there are no outcomes.
    package init?(prices: [Double], window: Int, level: Double) {
        guard level >= 0.5, level < 1, window >= 1, prices.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        self.level = level
        let returns = zip(prices, prices.dropFirst()).map { $1 / $0 - 1 }
        guard returns.count > window else {
            outcomes = []
            return
        }
        let count = TailRank.count(of: window, tail: 1 - level)
        var sorted = returns[..<window].sorted()
        outcomes = (window..<returns.count).map { place in
            let tail = sorted[..<count]
            let outcome = ForecastOutcome(
                loss: -returns[place], forecast: -sorted[count - 1],
                expectedShortfall: -tail.reduce(0, +) / Double(count))
            sorted.remove(at: Self.place(of: returns[place - window], in: sorted))
            sorted.insert(returns[place], at: Self.place(of: returns[place], in: sorted))
            return outcome
        }
    }

    /// The first place whose value is not below `value`.
    private static func place(of value: Double, in sorted: [Double]) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
