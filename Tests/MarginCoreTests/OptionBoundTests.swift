import MarginTesting
import Testing

@testable import MarginCore

/// Against the product's own prices: what `OptionBound` says can happen in a region is compared with what does happen
/// between points of it.
@Suite("The bounds of an option")
struct OptionBoundTests {
    private struct Region {
        var terms = OptionTerms()
        var forwards = 1.0...1.0
        var deviations = 1.0...1.0
        var shock = PriceShock(size: 0.15)
        var scale = 1.0
        var bound = OptionBound()

        init(_ random: inout SeededGenerator) {
            let forward = power(10, Double.random(in: -6...6, using: &random))
            // From minutes at a low volatility to years at a high one.
            let middle = power(10, Double.random(in: -3.5...0.7, using: &random))
            // In the money, out of it, and at it by how wide the distribution is.
            let distance = Double.random(in: -1...1, using: &random)
            let reach = Bool.random(using: &random) ? middle * 4 : 1.5
            terms.strike = forward * exponential(distance * reach)
            terms.logStrike = naturalLogarithm(terms.strike)
            terms.isCall = Bool.random(using: &random)
            let width = Double.random(in: 0.001...0.028, using: &random)
            forwards = forward * (1 - width)...forward * (1 + width)
            let spread = Double.random(in: 0.001...0.15, using: &random)
            deviations = middle * (1 - spread)...middle * (1 + spread)
            shock = PriceShock(size: Double.random(in: 0.02...0.6, using: &random))
            scale = Bool.random(using: &random) ? 1 : Double.random(in: 0.9...1.1, using: &random)
            bound = OptionBound(
                terms, forwards: forwards,
                logForwards: naturalLogarithm(forwards.lowerBound)...naturalLogarithm(forwards.upperBound),
                deviations: deviations, shock: shock, scale: scale)
        }

        func price(_ forward: Double, _ deviation: Double, _ batch: inout OptionBatch) -> OptionRisk {
            batch.removeAll()
            batch.append(
                label: 0, strike: terms.strike, logStrike: terms.logStrike, deviation: deviation, forward: forward,
                logForward: naturalLogarithm(forward), scale: scale, isCall: terms.isCall)
            batch.price(shock: shock)
            return batch[0]
        }
    }

    /// A point of an interval, often one of its ends.
    private func point(_ range: ClosedRange<Double>, _ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: range.lowerBound
        case 1: range.upperBound
        default: Double.random(in: range, using: &random)
        }
    }

    @Test("are never exceeded inside their region, and are not idle", arguments: UInt64(1)...8)
    func hold(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var batch = OptionBatch()
        var used: [String: Double] = [:]
        func check(_ name: String, _ value: Double, within bound: Double, _ region: Region) {
            // The product's figures are off by a little of the magnitudes that they are differences of.
            let allowance = 1e-11 * region.bound.gross
            #expect(
                value.magnitude <= bound + allowance,
                "seed \(seed), \(name): \(value) above \(bound), \(region.terms) \(region.forwards) \(region.deviations)"
            )
            if bound > 1e-6 * region.bound.gross { used[name] = max(used[name] ?? 0, value.magnitude / bound) }
        }
        for _ in 0..<1500 {
            let region = Region(&random)
            let bound = region.bound
            for _ in 0..<12 {
                let (f, g) = (point(region.forwards, &random), point(region.forwards, &random))
                let (s, t) = (point(region.deviations, &random), point(region.deviations, &random))
                let a = region.price(f, s, &batch)
                let b = region.price(g, s, &batch)
                let c = region.price(f, t, &batch)

                check("gamma", a.cashGamma, within: bound.gamma, region)
                check("delta slope", a.cashDelta + a.cashGamma, within: bound.deltaSlope, region)
                check("vega slope", a.vegaSlope, within: bound.vegaSlope, region)
                check(
                    "curvature slope", max(a.curvatureUpSlope.magnitude, a.curvatureDownSlope.magnitude),
                    within: bound.curvatureSlope, region)

                // From F to F(1 + z): first order, and the rest of it.
                let z = g / f - 1
                let first = z.magnitude / (1 - z.magnitude)
                let second = 0.5 * first * first
                check("value", b.value - a.value - z * a.cashDelta, within: second * bound.gamma, region)
                let delta = b.cashDelta - a.cashDelta
                check("delta", delta, within: first * bound.deltaSlope, region)
                check("delta rest", delta - z * (a.cashDelta + a.cashGamma), within: second * bound.deltaBend, region)
                let vega = b.relativeVega - a.relativeVega
                check("vega", vega, within: first * bound.vegaSlope, region)
                check("vega rest", vega - z * a.vegaSlope, within: second * bound.vegaBend, region)
                let up = b.curvatureUp - a.curvatureUp
                let down = b.curvatureDown - a.curvatureDown
                check("curvature", max(up.magnitude, down.magnitude), within: first * bound.curvatureSlope, region)
                check("curvature up rest", up - z * a.curvatureUpSlope, within: second * bound.curvatureBend, region)
                check(
                    "curvature down rest", down - z * a.curvatureDownSlope, within: second * bound.curvatureBend, region
                )

                // From s to t.
                let drift = (t - s).magnitude
                check("value drift", c.value - a.value, within: drift * bound.valueDrift, region)
                check("delta drift", c.cashDelta - a.cashDelta, within: drift * bound.deltaDrift, region)
                check("vega drift", c.relativeVega - a.relativeVega, within: drift * bound.vegaDrift, region)
                check(
                    "curvature drift",
                    max(
                        (c.curvatureUp - a.curvatureUp).magnitude, (c.curvatureDown - a.curvatureDown).magnitude),
                    within: drift * bound.curvatureDrift, region)
            }
        }
        for (name, share) in used.sorted(by: { $0.key < $1.key }) {
            #expect(share > 0.5, "\(name): at most \(share) of what is allowed was ever used")
        }
    }
}
