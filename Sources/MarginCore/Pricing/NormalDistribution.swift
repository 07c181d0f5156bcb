/// The standard normal distribution, from our own exponential.
///
/// Accuracy, checked against values of 40 digits in `NormalDistributionTests`: the upper tail within
/// 1e-15 + x²·1e-16 of its value, the distribution function within 3e-16 absolutely.
package enum NormalDistribution {
    /// 1 ÷ √(2π).
    package static let densityAtZero = 0x1.9884533d43651p-2

    /// φ(x).
    package static func density(_ x: Double) -> Double { densityAtZero * exponential(-0.5 * x * x) }

    /// φ of four numbers.
    @inline(__always)
    static func density(_ x: SIMD4<Double>) -> SIMD4<Double> { densityAtZero * exponential(-0.5 * x * x) }

    /// N(x), the probability of a value below x.
    package static func cumulative(_ x: Double) -> Double {
        let tail = density(x) * millsRatio(SIMD2(repeating: x.magnitude)).x
        return x < 0 ? tail : 1 - tail
    }

    /// (1 − N(x)) ÷ φ(x) for several x ≥ 0 at once.
    ///
    /// (1 + x) times the ratio is smooth in t = (x − 4.5) ÷ (x + 4.5), which maps 0…∞ to −1…1; the coefficients are its
    /// Chebyshev series of degree 24, computed with 60 digits and rewritten in powers of t. Largest relative error
    /// seen over 20,000 points: 7e-16.
    @inline(__always)
    static func millsRatio<Lanes: SIMD<Double>>(_ x: Lanes) -> Lanes {
        // One division serves t and the factor 1 + x.
        let shifted = x + 4.5
        let reciprocal = 1 / (shifted * (x + 1))
        let t = (x - 4.5) * ((x + 1) * reciprocal)
        let t2 = t * t
        // Even and odd powers apart: two chains of half the length.
        var even = Lanes(repeating: -2.0233360144274278e-10)
        even = even * t2 + 3.0966863080431226e-09
        even = even * t2 + -2.6568607366345864e-08
        even = even * t2 + 1.776554959256803e-07
        even = even * t2 + -1.077027011407785e-06
        even = even * t2 + 6.397086194815076e-06
        even = even * t2 + -3.734027553691202e-05
        even = even * t2 + 0.0001778509361712195
        even = even * t2 + 0.00029892963405264743
        even = even * t2 + -0.02654791395942041
        even = even * t2 + -0.07614357379042298
        even = even * t2 + 0.05976544964130705
        even = even * t2 + 1.1691381924311748
        var odd = Lanes(repeating: 1.1225507818376512e-09)
        odd = odd * t2 + -1.116274514276316e-08
        odd = odd * t2 + 6.08772375623715e-08
        odd = odd * t2 + -2.7067033965359946e-07
        odd = odd * t2 + 1.3189509079766653e-06
        odd = odd * t2 + -8.988398419155805e-06
        odd = odd * t2 + 8.481181003581699e-05
        odd = odd * t2 + -0.0008848442155582725
        odd = odd * t2 + 0.0067960861307179805
        odd = odd * t2 + 0.056690683235107585
        odd = odd * t2 + 0.04743206622188662
        odd = odd * t2 + -0.2367679825591322
        return (even + odd * t) * (shifted * reciprocal)
    }
}
