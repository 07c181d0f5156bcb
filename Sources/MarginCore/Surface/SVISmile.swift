/// The total variance of one expiry in raw SVI: `w(k) = a + b·(ρ·(k − m) + √((k − m)² + σ²))`, k = ln(K ÷ F).
///
/// - Source: Gatheral, *A parsimonious arbitrage-free implied volatility parameterization*, Global Derivatives (2004);
///   Gatheral and Jacquier, *Arbitrage-free SVI volatility surfaces*, Quantitative Finance 14 (2014).
package struct SVISmile: Equatable, Sendable, BitwiseCopyable {
    /// Level of the total variance.
    package var a: Double
    /// Half the sum of the wings' slopes; not negative.
    package var b: Double
    /// Tilt, in −1…1.
    package var rho: Double
    /// Log-moneyness of the centre.
    package var m: Double
    /// Width of the bend; positive.
    package var sigma: Double

    package init(a: Double, b: Double, rho: Double, m: Double, sigma: Double) {
        self.a = a
        self.b = b
        self.rho = rho
        self.m = m
        self.sigma = sigma
    }

    /// w(k).
    package func totalVariance(at logMoneyness: Double) -> Double {
        let x = logMoneyness - m
        return a + b * (rho * x + (x * x + sigma * sigma).squareRoot())
    }

    /// The least total variance at any strike: a + bσ√(1 − ρ²).
    package var leastTotalVariance: Double { a + b * sigma * max(0, 1 - rho * rho).squareRoot() }

    /// The slope of the steeper wing: b(1 + |ρ|). Above 2, no distribution has these prices (Lee).
    package var wingSlope: Double { b * (1 + rho.magnitude) }

    /// Whether the parameters are such that the total variance is nowhere negative and the wings are not too steep.
    ///
    /// Needed for the absence of arbitrage, and not enough for it: see `butterfly(at:)`.
    package var isAdmissible: Bool {
        b >= 0 && rho.magnitude <= 1 && sigma > 0 && leastTotalVariance >= 0 && wingSlope <= 2
    }

    /// Gatheral's and Jacquier's g(k): the density of ln(S ÷ F) over that of a normal distribution with the total
    /// variance of this strike. Where it is negative, a butterfly costs less than nothing.
    ///
    /// - Returns: g(k); 1 for a flat smile. −∞ where the total variance is not positive.
    package func butterfly(at logMoneyness: Double) -> Double {
        let w = totalVariance(at: logMoneyness)
        guard w > 0 else { return -.infinity }
        let x = logMoneyness - m
        let root = (x * x + sigma * sigma).squareRoot()
        let slope = b * (rho + x / root)
        let share = sigma / root
        let bend = b * share * share / root
        let tilt = 1 - logMoneyness * slope / (2 * w)
        return tilt * tilt - slope * slope / 4 * (1 / w + 0.25) + bend / 2
    }

    /// The density of ln(S ÷ F) at a log-moneyness: g(k)·φ(d₂); negative where a butterfly is.
    package func density(at logMoneyness: Double) -> Double {
        let w = totalVariance(at: logMoneyness)
        guard w > 0 else { return 0 }
        let deviation = w.squareRoot()
        let d2 = -logMoneyness / deviation - deviation / 2
        return butterfly(at: logMoneyness) * NormalDistribution.density(d2) / deviation
    }
}
