import MarginCore
import MarginTesting
import Testing

@Suite("VaR and expected shortfall in closed form") struct TailDistributionTests {
    /// Quantiles and expected shortfalls from mpmath 1.3 at 30 digits.
    @Test(
        "are those of 30 digits",
        arguments: [
            (3, 0.9, 1.6377443536962103, 2.9108175960399199), (3, 0.99, 4.5407028585681321, 7.0030820362421099),
            (3, 0.999, 10.214531852407383, 15.409336115108882), (2.5, 0.9, 1.7302509288071768, 3.3410274026336955),
            (2.5, 0.99, 5.3531111730308723, 9.0913550357519374), (2.5, 0.999, 13.82219311086596, 23.103768409602402),
        ] as [(Double, Double, Double, Double)])
    func studentT(degrees: Double, level: Double, valueAtRisk: Double, expectedShortfall: Double) throws {
        let risk = try #require(TailDistribution.studentT(degrees).risk(level: level))

        #expect(risk.valueAtRisk.isClose(to: valueAtRisk, within: 5e-14))
        #expect(risk.expectedShortfall.isClose(to: expectedShortfall, within: 5e-14))
    }

    @Test("of a normal are the quantile of its distribution function, and the mean beyond it")
    func normal() throws {
        for level in [0.5, 0.6, 0.9, 0.975, 0.99, 0.9999, 1 - 1e-12] {
            let risk = try #require(TailDistribution.normal.risk(level: level))
            #expect(NormalDistribution.cumulative(-risk.valueAtRisk).isClose(to: 1 - level))
            #expect(risk.expectedShortfall > risk.valueAtRisk)
            #expect(risk.expectedShortfall.isClose(to: mean(beyond: level, of: .normal), within: 1e-5))
        }
    }

    @Test("of a Student-t are the mean beyond its quantile", arguments: [2.0, 3, 4.5, 10, 100])
    func meanBeyond(degrees: Double) throws {
        for level in [0.5, 0.9, 0.99] {
            let risk = try #require(TailDistribution.studentT(degrees).risk(level: level))
            // The sum leaves out what lies beyond 1e-9 of the tail, less than 1e-4 of the mean from two degrees on.
            #expect(risk.expectedShortfall.isClose(to: mean(beyond: level, of: .studentT(degrees)), within: 2e-4))
        }
    }

    /// The mean of the quantiles beyond `level`, summed in steps of equal ratio down to 1e-9 of the tail.
    private func mean(beyond level: Double, of distribution: TailDistribution) -> Double {
        let steps = 2000
        let ratio = exponential(naturalLogarithm(1e-9) / Double(steps))
        var sum = 0.0
        var upper = 1 - level
        var quantile = distribution.upperQuantile(upper)
        for _ in 0..<steps {
            let lower = upper * ratio
            let next = distribution.upperQuantile(lower)
            sum += (upper - lower) * 0.5 * (quantile + next)
            upper = lower
            quantile = next
        }
        return sum / (1 - level)
    }

    @Test("of a Student-t come near the normal's as the degrees grow")
    func limit() throws {
        let normal = try #require(TailDistribution.normal.risk(level: 0.99))
        var excess = Double.infinity
        for degrees in [2.0, 3, 5, 10, 100, 1000, 1e6] {
            let risk = try #require(TailDistribution.studentT(degrees).risk(level: 0.99))
            #expect(risk.valueAtRisk - normal.valueAtRisk < excess)
            excess = risk.valueAtRisk - normal.valueAtRisk
            #expect(excess > 0)
        }
        #expect(excess < 1e-5)
    }

    @Test("stand on the incomplete beta function, whose values at whole parameters are polynomials")
    func incompleteBeta() {
        for x in stride(from: 0.01, to: 1, by: 0.01) {
            // I_x(1, 1) = x, I_x(2, 3) = 6x² − 8x³ + 3x⁴, I_x(1, b) = 1 − (1 − x)^b.
            #expect(IncompleteBeta.regularized(x, complement: 1 - x, 1, 1).isClose(to: x, within: 1e-13))
            let polynomial = x * x * (6 - 8 * x + 3 * x * x)
            #expect((IncompleteBeta.regularized(x, complement: 1 - x, 2, 3) - polynomial).magnitude < 1e-14)
            let power = 1 - (1 - x) * (1 - x) * (1 - x) * (1 - x)
            #expect((IncompleteBeta.regularized(x, complement: 1 - x, 1, 4) - power).magnitude < 1e-14)
        }
        #expect(IncompleteBeta.regularized(0, complement: 1, 2, 3) == 0)
        #expect(IncompleteBeta.regularized(1, complement: 0, 2, 3) == 1)
    }

    @Test("and on the gamma function, whose values at whole numbers are factorials")
    func gamma() {
        var factorial = 1.0
        for n in 1...100 {
            #expect((logGamma(Double(n)) - naturalLogarithm(factorial)).magnitude < 2e-14 + factorial.exponentBound)
            factorial *= Double(n)
        }
        // √π.
        #expect(exponential(logGamma(0.5)).isClose(to: Double.pi.squareRoot(), within: 1e-13))
    }

    @Test("are refused where they do not exist")
    func refused() {
        for level in [0.49, 1, 1.5, -1, .nan, .infinity] {
            #expect(TailDistribution.normal.risk(level: level) == nil)
        }
        for degrees in [1, 0, -3, 1e7, .nan, .infinity] {
            #expect(TailDistribution.studentT(degrees).risk(level: 0.99) == nil)
        }
    }
}

extension Double {
    /// What a logarithm of this number may be off by, from its size alone.
    fileprivate var exponentBound: Double { Double(exponent) * 1e-15 }
}
