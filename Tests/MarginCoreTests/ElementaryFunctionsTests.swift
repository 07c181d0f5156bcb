import MarginCore
import Testing

/// Expected values: mpmath at 40 digits of the very doubles that stand on the left, as the nearest double and what
/// is left to the true value, since a bound of one unit in the last place is finer than doubles can tell.
@Suite("Elementary functions")
struct ElementaryFunctionsTests {
    @Test("The exponential is within 1 unit in the last place", arguments: exponentials)
    func exponentialAccuracy(x: Double, nearest: Double, rest: Double) {
        #expect(unitsInLastPlace(from: exponential(x), to: nearest, rest) <= 1)
    }

    @Test("The logarithm is within 1 unit in the last place", arguments: logarithms)
    func logarithmAccuracy(x: Double, nearest: Double, rest: Double) {
        #expect(unitsInLastPlace(from: naturalLogarithm(x), to: nearest, rest) <= 1)
    }

    @Test(
        "A power is within 4 units in the last place for the bases and exponents of term structures", arguments: powers)
    func powerAccuracy(base: Double, exponent: Double, expected: Double) {
        #expect(unitsInLastPlace(from: power(base, exponent), to: expected, 0) <= 4)
    }

    @Test("What is exact comes out exactly")
    func exactValues() {
        #expect(exponential(0) == 1)
        #expect(naturalLogarithm(1) == 0)
        #expect(power(1, 123) == 1)
        #expect(power(7, 0) == 1)
    }

    @Test("Outside −708...709 the exponential is 0 and infinite")
    func exponentialRange() {
        #expect(exponential(-708.000001) == 0)
        #expect(exponential(-.infinity) == 0)
        #expect(exponential(709.000001) == .infinity)
        #expect(exponential(.infinity) == .infinity)
    }

    @Test("The logarithm undoes the exponential within the rounding of its argument")
    func inverse() {
        for step in -1400...1400 {
            let x = Double(step) / 2
            let error = (naturalLogarithm(exponential(x)) - x).magnitude
            #expect(error <= 4e-16 + x.magnitude.ulp, "at \(x)")
        }
    }

    @Test("The exponential grows with its argument across its argument reduction")
    func monotone() {
        var previous = 0.0
        for step in -4000...4000 {
            let value = exponential(Double(step) * 0.01)
            #expect(value > previous, "at step \(step)")
            previous = value
        }
    }
}

/// How far `value` lies from the true value `nearest` + `rest`, in units of the last place of `nearest`.
private func unitsInLastPlace(from value: Double, to nearest: Double, _ rest: Double) -> Double {
    ((value - nearest) - rest).magnitude / nearest.ulp
}

/// x, e^x and the rest; among them where the series' argument is largest and where an error of 1.3 units was once seen.
private let exponentials: [(Double, Double, Double)] = [
    (-708.0, 3.307553003638408e-308, 0), (-700.25, 7.678723813110872e-305, 0),
    (-345.6, 8.087737632630891e-151, 2.394e-167), (-100.11669666039347, 3.310328507173501e-44, 1.093e-60),
    (-37.0, 8.533047625744066e-17, -7.398e-35), (-10.0, 4.5399929762484854e-05, -2.638e-21),
    (-2.302585092994046, 0.09999999999999998, 4.969e-19), (-1.0, 0.36787944117144233, -1.243e-17),
    (-0.5, 0.6065306597126334, -6.593e-19), (-0.34657359027997264, 0.7071067811865476, -4.014e-17),
    (-0.1, 0.9048374180359595, 5.056e-17), (-0.001, 0.999000499833375, -3.026e-17),
    (-1e-09, 0.999999999, -2.778e-17), (-1e-17, 1.0, -1.000e-17), (0.0, 1.0, 0), (1e-17, 1.0, 1.000e-17),
    (1e-09, 1.000000001, -8.224e-17), (0.001, 1.0010005001667084, -4.291e-17),
    (0.1, 1.1051709180756477, -8.150e-17), (0.34657359027997264, 1.414213562373095, 1.090e-16),
    (0.37421252433601215, 1.4538460953026087, -6.584e-17), (0.5, 1.6487212707001282, -4.732e-17),
    (0.6931471805599453, 2.0, -4.638e-17), (1.0, 2.718281828459045, 1.446e-16),
    (2.302585092994046, 10.000000000000002, 3.944e-16), (5.5, 244.69193226422038, 4.129e-15),
    (10.0, 22026.465794806718, -1.378e-12), (37.0, 1.1719142372802612e16, -6.912e-01),
    (100.1, 2.9708288895158073e43, 5.002e26), (345.6, 1.2364397133326717e150, -8.882e133),
    (433.5964929076522, 2.0349991979599432e188, -7.107e170), (700.25, 1.3022997366991783e304, 7.155e287),
    (709.0, 8.218407461554972e307, -1.956e291),
]

/// x, ln x and the rest: the ends of the normal numbers, both sides of √½, 1 and √2, where the largest error was seen.
private let logarithms: [(Double, Double, Double)] = [
    (2.2250738585072014e-308, -708.3964185322641, -2.748e-14), (1e-300, -690.7755278982137, -2.367e-14),
    (1e-100, -230.25850929940458, 1.107e-14), (1e-10, -23.025850929940457, 4.308e-16),
    (0.001, -6.907755278982137, -2.161e-16), (0.1, -2.3025850929940455, -1.715e-16),
    (0.5, -0.6931471805599453, -2.319e-17), (0.6317176671593514, -0.45931271382672784, -1.066e-17),
    (0.6322754505980082, -0.4584301402319398, -1.792e-17),
    (0.7071067811865475, -0.34657359027997275, 1.078e-17), (0.7071067811865476, -0.3465735902799726, 1.252e-18),
    (0.75, -0.2876820724517809, -2.607e-17), (0.9, -0.10536051565782628, 4.810e-18),
    (0.999, -0.0010005003335835344, -2.564e-20), (0.9999999, -1.0000000494736474e-07, -5.530e-24),
    (0.9999999999999999, -1.1102230246251565e-16, -6.163e-33), (1.0, 0.0, 0),
    (1.0000000000000002, 2.2204460492503128e-16, 3.649e-48), (1.0000001, 9.999999505838704e-08, 1.525e-24),
    (1.001, 0.0009995003330834232, -6.782e-20), (1.1, 0.09531017980432493, 5.927e-18),
    (1.25, 0.22314355131420976, -9.091e-18), (1.414213562373095, 0.3465735902799726, -2.154e-17),
    (1.4142135623730951, 0.3465735902799727, 2.444e-17), (1.5, 0.4054651081081644, -2.881e-18),
    (2.0, 0.6931471805599453, 2.319e-17), (2.718281828459045, 1.0, -5.318e-17),
    (3.0, 1.0986122886681098, -9.071e-17), (10.0, 2.302585092994046, -2.171e-16),
    (1234.5678, 7.118476228297786, 6.305e-17), (9096.11, 9.115602128585042, -1.741e-16),
    (10000000000.0, 23.025850929940457, -3.944e-16), (1e100, 230.25850929940458, -1.103e-14),
    (1e300, 690.7755278982137, 2.375e-14), (1.7976931348623157e308, 709.782712893384, 2.364e-14),
]

/// Base, exponent and the power.
private let powers: [(Double, Double, Double)] = [
    (30.0, 0.3, 2.774191114672181), (30.0, 0.13, 1.5560579369645755),
    (4.285714285714286, 0.3, 1.5474155772108131), (0.09090909090909091, 0.13, 0.7321818364170408),
    (2.0, 10.0, 1024.0), (2.0, 0.5, 1.4142135623730951), (1.0, 123.0, 1.0), (10.0, -3.0, 0.001),
    (0.1, 0.3, 0.5011872336272724),
]
