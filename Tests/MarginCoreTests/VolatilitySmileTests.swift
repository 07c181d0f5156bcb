import MarginCore
import MarginTesting
import Testing

@Suite("A smile through quotes")
struct VolatilitySmileTests {
    private func point(_ k: Double, _ volatility: Double) -> VolatilitySmile.Point {
        VolatilitySmile.Point(strike: 100 * exponential(k), logMoneyness: k, volatility: volatility)
    }

    @Test(
        "is each quote at its place, bit for bit, and between two of them in between", arguments: [1, 2, 3] as [UInt64])
    func reproduces(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let points = (0..<200).map { _ in
            point(Double.random(in: -3...3, using: &chance), Double.random(in: 0.01...10, using: &chance))
        }
        let smile = try #require(VolatilitySmile(points))
        for point in points { #expect(smile.volatility(at: point.logMoneyness) == point.volatility, "seed \(seed)") }
        for (lower, upper) in zip(smile.points, smile.points.dropFirst()) {
            let k = lower.logMoneyness + (upper.logMoneyness - lower.logMoneyness) * 0.3
            let volatility = smile.volatility(at: k)
            let (low, high) = (min(lower.volatility, upper.volatility), max(lower.volatility, upper.volatility))
            #expect(volatility >= low * (1 - 1e-15) && volatility <= high * (1 + 1e-15), "seed \(seed) at \(k)")
        }
    }

    @Test("is linear in total variance: halfway between 30 % and 50 % it is √0.17")
    func linear() throws {
        let smile = try #require(VolatilitySmile([point(-0.25, 0.5), point(0.25, 0.3)]))
        #expect((smile.volatility(at: 0) - 0.17.squareRoot()).magnitude < 1e-15)
    }

    @Test("is flat beyond the first and the last quote")
    func ends() throws {
        let smile = try #require(VolatilitySmile([point(-0.1, 0.5), point(0.1, 0.3)]))
        #expect(smile.volatility(at: -5) == 0.5)
        #expect(smile.volatility(at: 5) == 0.3)
        #expect(!smile.covers(-0.2) && smile.covers(0.1))
    }

    @Test("may have one quote only, or several at one place, of which the first counts")
    func few() throws {
        #expect(VolatilitySmile([]) == nil)
        let one = try #require(VolatilitySmile([point(0, 10)]))
        for k in [-1.0, 0, 1] { #expect(one.volatility(at: k) == 10) }
        let twice = try #require(VolatilitySmile([point(0.1, 0.4), point(0, 0.3), point(0.1, 0.5)]))
        #expect(twice.points.map(\.volatility) == [0.3, 0.4])
    }

    @Test("has no place for prices that are absurdly far apart")
    func moneyness() {
        #expect(LogMoneyness.of(strike: 1e300, forward: 1e-300) == nil)
        #expect(LogMoneyness.of(strike: 1e-300, forward: 1e300) == nil)
        #expect(LogMoneyness.of(strike: 1, forward: 0) == nil)
        #expect(LogMoneyness.of(strike: 100, forward: 100) == 0)
    }
}

@Suite("A check of the surface")
struct SurfaceCheckTests {
    /// A smile at T = `years` with these volatilities at strikes of 80, 90, …, the forward being 100.
    private func smile(_ volatilities: [Double], years: Double, isFitted: Bool = false) throws -> ExpirySmile {
        let points = volatilities.enumerated().map { place, volatility in
            let strike = 80 + 10 * Double(place)
            return VolatilitySmile.Point(
                strike: strike, logMoneyness: naturalLogarithm(strike / 100), volatility: volatility)
        }
        return ExpirySmile(try #require(VolatilitySmile(points)), years: years, forward: 100, isFitted: isFitted)
    }

    @Test("finds total variance that falls with time, where it falls most, and what volatility is missing")
    func calendar() throws {
        let near = try smile([0.8, 0.8, 0.8, 0.8], years: 0.25)
        // √(0.8²·0.25 ÷ 0.5) = 0.565685…
        let far = try smile([0.7, 0.55, 0.5, 0.6], years: 0.5)
        let found = try #require(SurfaceCheck.calendar(near: near, far: far, tolerance: 0.005))
        #expect(found.strike == 100 && found.nearStrike == 100)
        #expect((found.size - 0.06568542494923801).magnitude < 1e-15)
        #expect(SurfaceCheck.calendar(near: near, far: far, tolerance: 0.07) == nil)
        #expect(SurfaceCheck.calendar(near: far, far: far, tolerance: 0) == nil)
    }

    @Test("looks at the strikes of the nearer expiry too")
    func nearStrikes() throws {
        let near = try smile([0.5, 0.9, 0.5], years: 0.25)
        let points = [0, 2].map {
            let quoted = near.quotes.points[$0]
            return VolatilitySmile.Point(strike: quoted.strike, logMoneyness: quoted.logMoneyness, volatility: 0.6)
        }
        let far = ExpirySmile(try #require(VolatilitySmile(points)), years: 0.5, forward: 100, isFitted: false)
        let found = try #require(SurfaceCheck.calendar(near: near, far: far, tolerance: 0.005))
        #expect(found.nearStrike == 90 && found.strike.isClose(to: 90))
        // √(0.9²·0.25 ÷ 0.5) − 0.6.
        #expect((found.size - (0.405.squareRoot() - 0.6)).magnitude < 1e-15)
    }

    @Test("compares expiries at the same forward moneyness, not at the same strike")
    func moneyness() throws {
        let near = try smile([0.9, 0.5, 0.5], years: 0.25)
        let points = near.quotes.points.map {
            VolatilitySmile.Point(
                strike: $0.strike * 1.1, logMoneyness: $0.logMoneyness, volatility: $0.volatility * 0.75)
        }
        let far = ExpirySmile(try #require(VolatilitySmile(points)), years: 0.5, forward: 110, isFitted: false)
        #expect(SurfaceCheck.calendar(near: near, far: far, tolerance: 0) == nil)
    }

    @Test("looks for nothing where one of two expiries has no quotes")
    func apart() throws {
        let near = try smile([2, 2], years: 0.25)
        let points = [
            VolatilitySmile.Point(strike: 150, logMoneyness: 0.4, volatility: 0.1),
            VolatilitySmile.Point(strike: 160, logMoneyness: 0.5, volatility: 0.1),
        ]
        let far = ExpirySmile(try #require(VolatilitySmile(points)), years: 0.5, forward: 100, isFitted: false)
        #expect(SurfaceCheck.calendar(near: near, far: far, tolerance: 0) == nil)
    }

    @Test("finds the strike whose price is above the line between its neighbours'")
    func butterfly() throws {
        #expect(SurfaceCheck.butterfly(try smile([0.6, 0.6, 0.6, 0.6, 0.6], years: 0.1), tolerance: 0) == nil)
        let dear = try smile([0.6, 0.6, 0.9, 0.6, 0.6], years: 0.1)
        let found = try #require(SurfaceCheck.butterfly(dear, tolerance: 0.01))
        #expect(found.strike == 100)
        // The slopes on both sides, from prices of Black-76.
        let prices = [90.0, 100, 110].map {
            Black76.price(
                forward: 100, strike: $0, volatility: $0 == 100 ? 0.9 : 0.6, years: 0.1, right: .call)
        }
        let size = (prices[1] - prices[0]) / 10 - (prices[2] - prices[1]) / 10
        #expect((found.size - size).magnitude < 1e-12)
        #expect(SurfaceCheck.butterfly(dear, tolerance: size + 1e-9) == nil)
    }

    @Test("finds a last call that is dearer than the one before it")
    func lastStrike() throws {
        let found = try #require(
            SurfaceCheck.butterfly(try smile([0.3, 0.3, 0.3, 2], years: 0.1), tolerance: 0.01))
        #expect(found.strike == 110)
        let two = try #require(SurfaceCheck.butterfly(try smile([0.1, 3], years: 0.1), tolerance: 0.01))
        #expect(two.strike == 90)
    }

    @Test("finds Vogt's butterfly in the quotes of his parameters")
    func vogt() throws {
        let vogt = SVISmile(a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153)
        let points = (0...60).map { place in
            let k = -1.5 + 0.05 * Double(place)
            return VolatilitySmile.Point(
                strike: 100 * exponential(k), logMoneyness: k, volatility: vogt.totalVariance(at: k).squareRoot())
        }
        let quotes = try #require(VolatilitySmile(points))
        let fitted = try #require(
            SurfaceCheck.butterfly(ExpirySmile(quotes, years: 1, forward: 100, isFitted: true), tolerance: 0.02))
        // k ≈ 0.75…0.95.
        #expect(fitted.strike > 205 && fitted.strike < 265)
        #expect(fitted.size > 4e-5 && fitted.size < 5e-5)
        let linear = ExpirySmile(quotes, years: 1, forward: 100, isFitted: false)
        #expect(SurfaceCheck.butterfly(linear, tolerance: 0) != nil)
    }

    @Test("copes with volatilities of 10 and no time left")
    func hostile() throws {
        for years in [1e-17, 1e-9, 100.0] {
            for volatilities in [[10, 10, 10, 10, 10, 10], [10, 1e-8, 10, 1e-8, 10, 1e-8], [1e-8, 1e-8, 1e-8]] {
                for isFitted in [false, true] {
                    let smile = try smile(volatilities, years: years, isFitted: isFitted)
                    let found = SurfaceCheck.butterfly(smile, tolerance: 0)
                    #expect(found.map { $0.size.isFinite && $0.size > 0 } != false)
                    #expect(SurfaceCheck.calendar(near: smile, far: smile, tolerance: 1e-9) == nil)
                }
            }
        }
    }
}
