/// The regularised incomplete beta function I_x(a, b).
package enum IncompleteBeta {
    /// - Parameters:
    ///   - x: In 0…1.
    ///   - complement: 1 − x, given apart since the difference may have lost its digits.
    ///   - a: Positive; as `b`, up to 1e6.
    /// - Returns: The value within about 1e-13 of itself where x ≤ (a + 1) ÷ (a + b + 2), else within 1e-14.
    /// - Source: DLMF 8.17.4 and 8.17.22 (continued fraction, by the method of Lentz).
    package static func regularized(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard complement > 0 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - regularized(complement, complement: x, b, a) }
        let logFront =
            a * naturalLogarithm(x) + b * naturalLogarithm(complement) + logGamma(a + b) - logGamma(a) - logGamma(b)
        return exponential(logFront) * fraction(x, a, b) / a
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func nonzero(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
        var result = d
        // About √max(a, b) terms are needed.
        for term in 1...10_000 {
            let m = Double(term)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d)
            c = nonzero(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d)
            c = nonzero(1 + odd / c)
            let step = d * c
            result *= step
            if (step - 1).magnitude < 1e-16 { break }
        }
        return result
    }
}
