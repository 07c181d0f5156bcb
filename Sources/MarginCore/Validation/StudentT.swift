/// Student's t distribution with ν degrees of freedom.
package struct StudentT: Sendable {
    package let degrees: Double
    /// The density at 0: Γ((ν+1)/2) ÷ (√(νπ)·Γ(ν/2)).
    private let peak: Double

    /// - Precondition: 0 < degrees ≤ 1e6.
    package init(degrees: Double) {
        self.degrees = degrees
        peak =
            exponential(logGamma(0.5 * degrees + 0.5) - logGamma(0.5 * degrees)) / (degrees * Double.pi).squareRoot()
    }

    package func density(_ t: Double) -> Double {
        peak * power(1 + t * t / degrees, -0.5 * (degrees + 1))
    }

    /// The probability of a value above `t` ≥ 0: ½·I(ν ÷ (ν + t²); ν/2, ½).
    package func upperTail(_ t: Double) -> Double {
        let square = t * t
        let sum = degrees + square
        return 0.5 * IncompleteBeta.regularized(degrees / sum, complement: square / sum, 0.5 * degrees, 0.5)
    }

    /// The value that is exceeded with `probability`, above 0 and up to ½; within 1e-13 of itself up to a hundred degrees
    /// of freedom, 1e-9 up to a million.
    ///
    /// Newton's method on the logarithms, between bounds that close in: a tail is nearly a power of t, so nearly straight there.
    package func upperQuantile(_ probability: Double) -> Double {
        guard probability < 0.5 else { return 0 }
        var low = 0.0
        var high = Double.infinity
        var t = 1.0
        for _ in 0..<1100 {
            let tail = upperTail(t)
            if tail > probability { low = t } else { high = t }
            let density = density(t)
            let next =
                t > 1
                ? t * exponential(naturalLogarithm(tail / probability) * tail / (t * density))
                : t + (tail - probability) / density
            let inside = next >= low && next <= min(high, 2 * t) ? next : min(2 * t, 0.5 * (low + high))
            let step = (inside - t).magnitude
            t = inside
            if step <= 2e-16 * t { break }
        }
        return t
    }
}
