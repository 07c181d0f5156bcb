import CPricingKernel

/// The standard normal distribution, from the pricing kernel.
///
/// Accuracy, checked against values of 40 digits in `NormalDistributionTests`: the upper tail within
/// 1e-15 + x²·1e-16 of its value, the distribution function within 3e-16 absolutely.
package enum NormalDistribution {
    /// 1 ÷ √(2π).
    package static let densityAtZero = 0x1.9884533d43651p-2

    /// φ(x).
    package static func density(_ x: Double) -> Double { densityAtZero * exponential(-0.5 * x * x) }

    /// N(x), the probability of a value below x.
    package static func cumulative(_ x: Double) -> Double {
        let tail = density(x) * millsRatio(x.magnitude)
        return x < 0 ? tail : 1 - tail
    }

    /// (1 − N(x)) ÷ φ(x) for x ≥ 0.
    package static func millsRatio(_ x: Double) -> Double { pk_mills_ratio(x) }
}
