/// Upper tails of the chi-square distribution, as far as likelihood ratios need them.
package enum ChiSquare {
    /// The probability of a value above `x` with one degree of freedom: 2·(1 − N(√x)), that is erfc(√(x/2)).
    ///
    /// 1 for what is not above 0. Error within 1e-15 + x·2e-16 of the value.
    package static func upperTail1(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        guard x.isFinite else { return 0 }
        return min(1, 2 * NormalDistribution.cumulative(-x.squareRoot()))
    }

    /// The same with two degrees of freedom: e^(−x/2).
    package static func upperTail2(_ x: Double) -> Double { x > 0 ? exponential(-0.5 * x) : 1 }
}

/// The log-likelihood ratio of a count: n·ln(share ÷ expected), where 0·ln 0 is 0.
///
/// Both are positive where n is not zero.
func logLikelihoodRatio(_ count: Int, _ share: Double, over expected: Double) -> Double {
    count == 0 ? 0 : Double(count) * naturalLogarithm(share / expected)
}
