/// The volatility behind an option's price.
package enum ImpliedVolatility {
    /// The annualised volatility at which Black-76 gives `price`, to the last digits that the price determines.
    ///
    /// Solved for the out-of-the-money option of the same time value, whose price does not hide it behind the
    /// intrinsic value: Newton's step, on the price or far off on its logarithm, where it stays inside the bracket;
    /// bisection where it does not.
    ///
    /// - Parameters:
    ///   - price: Undiscounted, in the currency of the forward.
    ///   - years: Time to expiry.
    ///   - maximum: Largest volatility looked for.
    /// - Returns: `nil` where no volatility up to `maximum` gives the price: at or below intrinsic value, at or above
    ///   the forward (call) or the strike (put), at expiry.
    package static func solve(
        price: Double, forward: Double, strike: Double, years: Double, right: Instrument.Right, maximum: Double
    ) -> Double? {
        let intrinsic = Black76.intrinsic(forward: forward, strike: strike, right: right)
        let bound = right == .call ? forward : strike
        guard years > 0, price > intrinsic, price < bound else { return nil }
        let target = price - intrinsic
        let outOfTheMoney: Instrument.Right = forward <= strike ? .call : .put
        let logMoneyness = naturalLogarithm(forward / strike)
        let root = years.squareRoot()

        var low = 0.0
        var high = maximum * root
        func at(_ deviation: Double) -> Black76.Valuation {
            Black76.value(
                forward: forward, strike: strike, logMoneyness: logMoneyness, deviation: deviation,
                right: outOfTheMoney)
        }
        guard at(high).price >= target else { return nil }

        // The inflection point of the price in σ√T: Newton from there moves to the solution from one side.
        var deviation = (2 * logMoneyness.magnitude).squareRoot()
        if !(deviation > 0 && deviation < high) { deviation = 0.5 * high }
        for _ in 0..<200 {
            let valuation = at(deviation)
            let excess = valuation.price - target
            if excess == 0 { break }
            if excess > 0 { high = deviation } else { low = deviation }
            let slope = valuation.relativeVega / deviation
            // Far from the solution the price falls like e^(−1/σ²), and Newton's step on it crawls: it divides the price by
            // e. On its logarithm the step goes the whole way.
            let ratio = valuation.price / target
            let isFar = ratio > 2 || (ratio < 0.5 && ratio >= Double.leastNormalMagnitude)
            let distance = isFar ? valuation.price * naturalLogarithm(ratio) : excess
            let newton = deviation - distance / slope
            let next = slope > 0 && newton > low && newton < high ? newton : 0.5 * (low + high)
            if next == deviation || next == low || next == high { break }
            if (next - deviation).magnitude <= 1e-16 * deviation { break }
            deviation = next
        }
        let volatility = deviation / root
        return volatility > 0 && volatility <= maximum ? volatility : nil
    }
}
