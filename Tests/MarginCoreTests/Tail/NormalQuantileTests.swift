import MarginCore
import Testing

/// Expected values: mpmath's `erfc`, solved at 50 digits for the doubles on the left.
@Suite("The inverse of the normal distribution")
struct NormalQuantileTests {
    @Test("is within 1e-15 of its size or 4e-16 up to one half", arguments: values.filter { $0.0 <= 0.5 })
    func lower(p: Double, x: Double) {
        let error = (NormalDistribution.quantile(p) - x).magnitude
        #expect(error <= max(1e-15 * x.magnitude, 4e-16))
    }

    @Test("is above one half what p says about the tail", arguments: values.filter { $0.0 > 0.5 })
    func upper(p: Double, x: Double) {
        let error = (NormalDistribution.quantile(p) - x).magnitude
        #expect(error <= max(1e-15 * x.magnitude, 4e-16) + 1.2e-16 / NormalDistribution.density(x))
    }

    @Test("grows, is odd, and is inverted by the distribution")
    func order() {
        var previous = -Double.infinity
        for step in 1..<4096 {
            let p = Double(step) / 4096
            let x = NormalDistribution.quantile(p)
            #expect(x > previous, "at \(p)")
            #expect(NormalDistribution.quantile(1 - p) == -x, "at \(p)")
            #expect((NormalDistribution.cumulative(x) - p).magnitude <= 5e-16, "at \(p)")
            previous = x
        }
    }

    @Test("is infinite where there is no probability", arguments: [0.0, -1, .nan, -.infinity])
    func below(p: Double) { #expect(NormalDistribution.quantile(p) == -.infinity) }

    @Test("is infinite where there is nothing but probability", arguments: [1.0, 2, .infinity])
    func above(p: Double) { #expect(NormalDistribution.quantile(p) == .infinity) }
}

private let values: [(Double, Double)] = [
    (1e-300, -37.047096299361199237), (1e-100, -21.273453560965324294), (1e-30, -11.46402468844361572),
    (1e-16, -8.2220822161304356152), (1e-10, -6.3613409024040561991), (1e-06, -4.7534243088228989573),
    (0.0001, -3.7190164854556805523), (0.001, -3.0902323061678135354), (0.01, -2.3263478740408410931),
    (0.025, -1.9599639845400542118), (0.05, -1.644853626951472688), (0.1, -1.2815515655446004353),
    (0.2, -0.84162123357291416552), (0.3, -0.52440051270804081597), (0.4, -0.25334710313579974132),
    (0.49, -0.025068908258711058033), (0.4999, -0.00025066283008800749239),
    (0.49999999, -2.5066282733116223143e-8), (0.5, 0.0), (0.51, 0.025068908258711058033),
    (0.6, 0.25334710313579974132), (0.75, 0.6744897501960817432), (0.9, 1.2815515655446005935),
    (0.95, 1.6448536269514722843), (0.975, 1.9599639845400538556), (0.99, 2.3263478740408407676),
    (0.999, 3.0902323061678132778), (0.999999, 4.7534243088170877657),
]
