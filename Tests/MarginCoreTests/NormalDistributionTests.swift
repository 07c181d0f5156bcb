import MarginCore
import Testing

/// Expected values: mpmath's `ncdf` and `npdf` at 40 digits of the doubles on the left.
@Suite("The normal distribution")
struct NormalDistributionTests {
    @Test("The distribution function is within 3e-16 everywhere", arguments: values)
    func cumulative(x: Double, probability: Double, density: Double) {
        #expect((NormalDistribution.cumulative(x) - probability).magnitude <= 3e-16)
    }

    @Test("The lower tail is within 1e-15 + x²·1e-16 of its own size", arguments: values.filter { $0.0 <= 0 })
    func tail(x: Double, probability: Double, density: Double) {
        let error = (NormalDistribution.cumulative(x) / probability - 1).magnitude
        #expect(error <= 1e-15 + x * x * 1e-16)
    }

    @Test("The density is within 1e-15 + x²·1e-16 of its own size", arguments: values)
    func density(x: Double, probability: Double, density: Double) {
        #expect((NormalDistribution.density(x) / density - 1).magnitude <= 1e-15 + x * x * 1e-16)
    }

    @Test("N(x) + N(−x) = 1, and N grows with x")
    func symmetryAndOrder() {
        var previous = 0.0
        for step in -3000...3000 {
            let x = Double(step) * 0.00125 + 0.0001
            let value = NormalDistribution.cumulative(x)
            #expect((value + NormalDistribution.cumulative(-x) - 1).magnitude <= 2.3e-16, "at \(x)")
            #expect(value > previous, "at \(x)")
            previous = value
        }
    }

    @Test("Far out the tails are 0 and 1")
    func extremes() {
        #expect(NormalDistribution.cumulative(-50) == 0)
        #expect(NormalDistribution.cumulative(50) == 1)
        #expect(NormalDistribution.density(50) == 0)
    }
}

/// x, N(x), φ(x).
private let values: [(Double, Double, Double)] = [
    (-37.5, 4.605353009581955e-308, 1.7282337322841054e-306),
    (-30.0, 4.906713927148187e-198, 1.4736461348785476e-196),
    (-20.0, 2.7536241186062337e-89, 5.520948362159764e-88),
    (-12.0, 1.776482112077679e-33, 2.1463837356630605e-32),
    (-10.0, 7.619853024160525e-24, 7.694598626706419e-23), (-8.0, 6.220960574271784e-16, 5.052271083536892e-15),
    (-6.0, 9.86587645037698e-10, 6.075882849823285e-09), (-5.0, 2.866515718791939e-07, 1.4867195147342977e-06),
    (-4.5, 3.3976731247300603e-06, 1.5983741106905475e-05),
    (-4.0, 3.1671241833119924e-05, 0.00013383022576488534),
    (-3.0, 0.0013498980316300946, 0.0044318484119380075), (-2.5, 0.006209665325776135, 0.017528300493568537),
    (-2.3263478740408408, 0.010000000000000009, 0.02665214220345807),
    (-2.0, 0.02275013194817921, 0.05399096651318805),
    (-1.6448536269514722, 0.05000000000000005, 0.10313564037537139),
    (-1.0, 0.15865525393145705, 0.24197072451914334), (-0.7, 0.24196365222307303, 0.31225393336676127),
    (-0.5, 0.3085375387259869, 0.35206532676429947), (-0.25, 0.4012936743170763, 0.3866681168028492),
    (-0.1, 0.460172162722971, 0.39695254747701175), (-0.001, 0.49960105778608893, 0.39894208093034234),
    (-1e-10, 0.49999999996010575, 0.3989422804014327), (0.0, 0.5, 0.3989422804014327),
    (1e-10, 0.5000000000398942, 0.3989422804014327), (0.001, 0.500398942213911, 0.39894208093034234),
    (0.1, 0.539827837277029, 0.39695254747701175), (0.5, 0.6914624612740131, 0.35206532676429947),
    (0.7, 0.758036347776927, 0.31225393336676127), (1.0, 0.8413447460685429, 0.24197072451914334),
    (1.6448536269514722, 0.95, 0.10313564037537139), (2.0, 0.9772498680518208, 0.05399096651318805),
    (2.3263478740408408, 0.99, 0.02665214220345807), (3.0, 0.9986501019683699, 0.0044318484119380075),
    (4.0, 0.9999683287581669, 0.00013383022576488534), (5.0, 0.9999997133484281, 1.4867195147342977e-06),
    (6.0, 0.9999999990134123, 6.075882849823285e-09), (8.0, 0.9999999999999993, 5.052271083536892e-15),
]
