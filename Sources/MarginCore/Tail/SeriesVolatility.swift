/// The volatility of a price history: the root of the mean squared relative move, with mean zero, as a fraction per move.
enum SeriesVolatility {
    /// Of all moves over `days` days of a series; 0 where it has none.
    static func longRun(_ series: PriceHistory.Series, days: Int) -> Double {
        var sum = 0.0
        var count = 0
        for day in (series.firstDay + days)..<max(series.firstDay + days, series.lastDay + 1) {
            guard let move = series.move(to: day, over: days) else { continue }
            sum += move * move
            count += 1
        }
        return count == 0 ? 0 : (sum / Double(count)).squareRoot()
    }

    /// Of moves with weights that sum up to 1.
    static func weighted(_ moves: [Double], _ weights: [Double]) -> Double {
        var sum = 0.0
        for (move, weight) in zip(moves, weights) { sum += weight * move * move }
        return sum.squareRoot()
    }

    /// EWMA forecasts of one-day volatility: σ²ₜ₊₁ = λ·σ²ₜ + (1 − λ)·r²ₜ, begun with the long-run volatility.
    ///
    /// No forecast is below a hundredth of the long-run volatility: years without a move would else bring one to
    /// nothing, and divide by it.
    /// - Returns: σ for `firstDay + 1`, made before it, and so on up to the day after the last close: as many as closes.
    ///   All 0 for a series that never moves.
    /// - Source: J. P. Morgan, *RiskMetrics Technical Document*, 4th edition (1996), 5.2.
    static func forecasts(_ series: PriceHistory.Series, decay: Double) -> [Double] {
        let longRun = longRun(series, days: 1)
        let least = 0.01 * longRun
        var variance = longRun * longRun
        var forecasts = [longRun]
        forecasts.reserveCapacity(series.closes.count)
        for day in (series.firstDay + 1)..<max(series.firstDay + 1, series.lastDay + 1) {
            let move = series.move(to: day, over: 1) ?? 0
            variance = decay * variance + (1 - decay) * move * move
            forecasts.append(max(variance.squareRoot(), least))
        }
        return forecasts
    }

    /// Weights that fall with age and sum up to 1: λ^age · (1 − λ) ÷ (1 − λⁿ); the last is the newest.
    static func ageWeights(_ count: Int, decay: Double) -> [Double] {
        var weights = [Double](repeating: 1, count: count)
        var sum = 0.0
        var weight = 1.0
        for index in weights.indices.reversed() {
            weights[index] = weight
            sum += weight
            weight *= decay
        }
        for index in weights.indices { weights[index] /= sum }
        return weights
    }
}
