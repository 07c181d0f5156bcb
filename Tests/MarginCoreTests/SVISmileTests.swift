import MarginCore
import MarginTesting
import Testing

/// Parameters that others have published.
private enum PublishedSVI {
    /// Axel Vogt's, in Gatheral and Jacquier, *Arbitrage-free SVI volatility surfaces* (2014), example 3.1: the wings
    /// are within Lee's bound and the total variance is positive, and yet there is a butterfly arbitrage.
    static let vogt = SVISmile(a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153)
    /// The same in jump wings (equation 3.5, T = 1), and what section 5.1 changes so that no butterfly is left: the slope
    /// on the right and the least variance.
    static let wings = JumpWings(
        variance: 0.01742625, skew: -0.1752111, putSlope: 0.6997381, callSlope: 1.316798, leastVariance: 0.0116249)
    static let repairedWings = JumpWings(
        variance: 0.01742625, skew: -0.1752111, putSlope: 0.6997381, callSlope: 0.3493158, leastVariance: 0.01548182)
}

/// SVI by what a trader sees of it, at T = 1; Gatheral and Jacquier, section 3.3.
private struct JumpWings {
    var variance: Double
    var skew: Double
    var putSlope: Double
    var callSlope: Double
    var leastVariance: Double

    /// Lemma 3.2, for m ≠ 0.
    var raw: SVISmile {
        let root = variance.squareRoot()
        let b = 0.5 * root * (callSlope + putSlope)
        let rho = 1 - putSlope * root / b
        let beta = rho - 2 * skew * root / b
        let sign = beta < 0 ? -1.0 : 1
        let alpha = sign * (1 / (beta * beta) - 1).squareRoot()
        let bend = (1 - rho * rho).squareRoot()
        let m = (variance - leastVariance) / (b * (-rho + sign * (1 + alpha * alpha).squareRoot() - alpha * bend))
        let sigma = alpha * m
        return SVISmile(a: leastVariance - b * sigma * bend, b: b, rho: rho, m: m, sigma: sigma)
    }
}

@Suite("An SVI smile")
struct SVISmileTests {
    @Test("of Vogt is admissible, and a butterfly arbitrage all the same")
    func vogt() {
        let smile = PublishedSVI.vogt
        #expect(smile.isAdmissible)
        #expect(smile.butterfly(at: 0.88) < -0.03)
        #expect(smile.butterfly(at: 0) > 0)
        let least = (0...300).map { smile.butterfly(at: -1.5 + 0.01 * Double($0)) }.min()
        #expect(least.map { $0 < -0.03 && $0 > -0.04 } == true)
    }

    @Test("of Vogt is the published one, repaired it has no butterfly")
    func jumpWings() {
        let again = PublishedSVI.wings.raw
        for (a, b) in [
            (again.a, PublishedSVI.vogt.a), (again.b, PublishedSVI.vogt.b), (again.rho, PublishedSVI.vogt.rho),
            (again.m, PublishedSVI.vogt.m), (again.sigma, PublishedSVI.vogt.sigma),
        ] {
            #expect((a - b).magnitude < 1e-5, "\(again)")
        }
        expectClose(PublishedSVI.vogt.totalVariance(at: 0), PublishedSVI.wings.variance, 1e-8)
        expectClose(PublishedSVI.vogt.leastTotalVariance, PublishedSVI.wings.leastVariance, 1e-7)

        let repaired = PublishedSVI.repairedWings.raw
        expectClose(repaired.leastTotalVariance, 0.01548182, 1e-12)
        for place in -150...150 { #expect(repaired.butterfly(at: 0.01 * Double(place)) >= 0) }
    }

    @Test("that is flat has g = 1 everywhere")
    func flat() {
        let smile = SVISmile(a: 0.04, b: 0, rho: 0, m: 0, sigma: 0.1)
        for k in [-2.0, -0.1, 0, 0.3, 5] { #expect(smile.butterfly(at: k) == 1) }
        #expect(smile.leastTotalVariance == 0.04)
    }

    @Test("has a density that sums to 1 where it is free of arbitrage")
    func density() {
        let smile = SVISmile(a: 0.04, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2)
        let step = 0.001
        let sum = (-8_000..<8_000).reduce(0) { $0 + smile.density(at: (Double($1) + 0.5) * step) * step }
        #expect((sum - 1).magnitude < 1e-9)
    }

    @Test("is not admissible with a steep wing, a negative variance or no width")
    func inadmissible() {
        #expect(!SVISmile(a: 0.04, b: 1.5, rho: -0.4, m: 0, sigma: 0.1).isAdmissible)
        #expect(!SVISmile(a: -0.04, b: 0.1, rho: 0, m: 0, sigma: 0.1).isAdmissible)
        #expect(!SVISmile(a: 0.04, b: 0.1, rho: 0, m: 0, sigma: 0).isAdmissible)
        #expect(!SVISmile(a: 0.04, b: 0.1, rho: 1.1, m: 0, sigma: 0.1).isAdmissible)
        #expect(SVISmile(a: -0.04, b: 0.1, rho: 0, m: 0, sigma: 0.1).butterfly(at: 0) == -.infinity)
    }

    private func expectClose(_ value: Double, _ expected: Double, _ tolerance: Double) {
        #expect((value - expected).magnitude <= tolerance, "\(value) instead of \(expected)")
    }
}

@Suite("A fit of SVI")
struct SVIFitTests {
    private func listing(_ smile: SVISmile, _ count: Int, _ range: ClosedRange<Double>, years: Double)
        -> VolatilitySmile?
    {
        let step = (range.upperBound - range.lowerBound) / Double(count - 1)
        return VolatilitySmile(
            (0..<count).map { place in
                let k = range.lowerBound + Double(place) * step
                return VolatilitySmile.Point(
                    strike: 100 * exponential(k), logMoneyness: k,
                    volatility: (smile.totalVariance(at: k) / years).squareRoot())
            })
    }

    private func fit(_ smile: VolatilitySmile, years: Double) -> SVISmile? {
        ExpirySmile(smile, years: years, forward: 100, isFitted: true).svi
    }

    /// A smile, how many points of it, between which moneynesses, and the time to expiry.
    private static let smiles: [(SVISmile, Int, ClosedRange<Double>, Double)] = [
        (PublishedSVI.vogt, 31, -1.5...1.5, 1.0), (PublishedSVI.vogt, 5, -1.5...1.5, 1.0),
        (SVISmile(a: 0.04, b: 0.4, rho: -0.4, m: 0.05, sigma: 0.1), 21, -0.5...0.5, 1.0),
        (SVISmile(a: 0.0305, b: 0.1023, rho: 0.1, m: 0.3, sigma: 0.05), 21, -0.5...0.5, 0.25),
        (SVISmile(a: 0.0001, b: 0.005, rho: -0.6, m: -0.01, sigma: 0.02), 40, -0.15...0.1, 2.0 / 365),
        (SVISmile(a: 0.04, b: 0.8, rho: -0.999, m: 0.05, sigma: 0.1), 21, -0.5...0.5, 1.0),
    ]

    @Test("finds the parameters again from their own points", arguments: smiles)
    func recovers(smile: SVISmile, count: Int, range: ClosedRange<Double>, years: Double) throws {
        let quotes = try #require(listing(smile, count, range, years: years))
        let found = try #require(fit(quotes, years: years))
        for (a, b) in [
            (found.a, smile.a), (found.b, smile.b), (found.rho, smile.rho), (found.m, smile.m),
            (found.sigma, smile.sigma),
        ] {
            #expect((a - b).magnitude < 1e-11, "\(found)")
        }
        for point in quotes.points {
            let volatility = (found.totalVariance(at: point.logMoneyness) / years).squareRoot()
            #expect((volatility - point.volatility).magnitude < 1e-12)
        }
    }

    @Test("of quotes that are anything is admissible, and the same twice", arguments: [1, 2, 3, 4] as [UInt64])
    func hostile(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let width = Double.random(in: 1e-6...3, using: &chance)
            let terms: [Double] = [1e-15, 1e-6, 0.02, 1, 100]
            let years = terms[Int.random(in: 0..<5, using: &chance)]
            var points: [VolatilitySmile.Point] = []
            for _ in 0..<Int.random(in: 5...25, using: &chance) {
                let volatilities: [Double] = [0.0001, 10, Double.random(in: 0.01...10, using: &chance)]
                points.append(
                    VolatilitySmile.Point(
                        strike: 1, logMoneyness: Double.random(in: -width...width, using: &chance),
                        volatility: volatilities[Int.random(in: 0..<3, using: &chance)]))
            }
            let quotes = try #require(VolatilitySmile(points))
            let found = try #require(fit(quotes, years: years), "seed \(seed), \(points)")
            #expect(found.isAdmissible, "seed \(seed): \(found)")
            #expect(fit(quotes, years: years) == found)
            let smile = ExpirySmile(quotes, years: years, forward: 1, isFitted: true)
            for k: Double in [-700, -width, 0, width, 700] {
                let volatility = smile.volatility(at: k)
                #expect(volatility > 0 && volatility <= 10, "seed \(seed) at \(k)")
            }
        }
    }

    @Test("takes five strikes at least")
    func fewQuotes() throws {
        let quotes = try #require(listing(PublishedSVI.vogt, 4, -1...1, years: 1))
        let smile = ExpirySmile(quotes, years: 1, forward: 100, isFitted: true)
        #expect(smile.svi == nil)
        for point in quotes.points { #expect(smile.volatility(at: point.logMoneyness) == point.volatility) }
    }
}
