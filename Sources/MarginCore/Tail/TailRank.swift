/// How many of n outcomes are the tail of a level.
///
/// Outcomes in ascending order, x[0] the worst, and p = 1 − level: VaR is `x[k − 1]` and expected shortfall the mean of
/// `x[0 ..< k]` with k = ⌈n·p⌉. This is the convention of Open Source Risk Engine's historical VaR; an interpolated
/// quantile lies between two outcomes and is smaller.
package enum TailRank {
    /// k = ⌈n·p⌉, in 1...n; 0 where there are no outcomes.
    ///
    /// 1 − 0.975 is a little more than 0.025, so that 1000 of it are a little more than 25: what is within a billionth of
    /// a whole number is that number.
    ///
    /// - Parameter tail: p, in 0 < … ≤ 1.
    package static func count(of outcomes: Int, tail: Double) -> Int {
        guard outcomes > 0 else { return 0 }
        let product = Double(outcomes) * tail
        guard product > 1 else { return 1 }
        guard product < Double(outcomes) else { return outcomes }
        let nearest = product.rounded()
        return Int((product - nearest).magnitude <= tolerance ? nearest : product.rounded(.up))
    }

    /// How far a product that is meant to be whole may be from it, by rounding; far more than a million outcomes need.
    static let tolerance = 1e-9
}
