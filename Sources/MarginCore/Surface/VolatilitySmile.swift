/// The implied volatilities of one expiry over log-moneyness, from its quotes: linear in total variance between them.
///
/// At a quote's own place the smile is the quote, bit for bit. Beyond the first and the last quote the volatility is
/// theirs (flat): the total variance does not grow there, so that it keeps below Lee's bound of slope 2 at any distance.
/// At one time to expiry T the total variance is σ²·T, so that linear in it is linear in σ², and T is not needed.
///
/// - Source: Lee, *The moment formula for implied volatility at extreme strikes*, Mathematical Finance 14 (2004).
package struct VolatilitySmile: Equatable, Sendable {
    package struct Point: Equatable, Sendable, BitwiseCopyable {
        /// As listed, in USD.
        package var strike: Double
        /// k = ln(strike ÷ forward); finite.
        package var logMoneyness: Double
        /// Annualised, as a fraction; positive.
        package var volatility: Double

        package init(strike: Double, logMoneyness: Double, volatility: Double) {
            self.strike = strike
            self.logMoneyness = logMoneyness
            self.volatility = volatility
        }
    }

    /// By log-moneyness, no two at one place; at least one.
    package let points: [Point]

    /// - Parameter points: In any order. Of several at one log-moneyness the first one counts.
    /// - Returns: `nil` without a point.
    package init?(_ points: [Point]) {
        guard !points.isEmpty else { return nil }
        let order = points.indices.sorted {
            (points[$0].logMoneyness, $0) < (points[$1].logMoneyness, $1)
        }
        var sorted: [Point] = []
        sorted.reserveCapacity(points.count)
        for place in order where sorted.last?.logMoneyness != points[place].logMoneyness {
            sorted.append(points[place])
        }
        self.points = sorted
    }

    /// The annualised volatility at a log-moneyness; positive.
    package func volatility(at logMoneyness: Double) -> Double {
        let next = firstPlace(from: logMoneyness)
        guard next < points.count else { return points[points.count - 1].volatility }
        let upper = points[next]
        guard next > 0, upper.logMoneyness != logMoneyness else { return upper.volatility }
        let lower = points[next - 1]
        let share = (logMoneyness - lower.logMoneyness) / (upper.logMoneyness - lower.logMoneyness)
        let (from, to) = (lower.volatility * lower.volatility, upper.volatility * upper.volatility)
        return (from + (to - from) * share).squareRoot()
    }

    /// Whether the log-moneyness lies between the first and the last quote.
    package func covers(_ logMoneyness: Double) -> Bool {
        logMoneyness >= points[0].logMoneyness && logMoneyness <= points[points.count - 1].logMoneyness
    }

    /// The quote that is nearest to a log-moneyness; the lower one where two are.
    package func nearest(to logMoneyness: Double) -> Point {
        let next = firstPlace(from: logMoneyness)
        guard next < points.count else { return points[points.count - 1] }
        guard next > 0 else { return points[0] }
        let isLower = logMoneyness - points[next - 1].logMoneyness <= points[next].logMoneyness - logMoneyness
        return points[isLower ? next - 1 : next]
    }

    /// The place of the first quote at a log-moneyness or above it.
    private func firstPlace(from logMoneyness: Double) -> Int {
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].logMoneyness < logMoneyness { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
