/// Looks for static arbitrage in the smiles of one underlying: between two expiries, and within one.
///
/// A finding says where it is worst and by how much. Each size is one that a desk can weigh, and a tolerance is of the
/// same unit, since quotes are rounded and never free of small ones.
package enum SurfaceCheck {
    /// A far expiry with less total variance than a near one, at the same forward moneyness.
    package struct Calendar: Equatable, Sendable {
        /// Of the far expiry, and of the near one at the same moneyness: one of them is listed.
        package var strike: Double
        package var nearStrike: Double
        /// The volatility that the far expiry lacks there: √(w near ÷ T far) − σ far. A fraction; positive.
        package var size: Double
    }

    /// Prices of one expiry that are not convex in the strike.
    package struct Butterfly: Equatable, Sendable {
        /// As listed, where it is worst: the middle one of a butterfly that costs less than nothing.
        package var strike: Double
        /// How far the probability that the prices give to prices around the strike is below zero; positive.
        package var size: Double
    }

    // MARK: - Calendar

    /// The worst strike at which total variance falls with time, looked for at the quotes of both expiries where both
    /// have quotes on either side.
    ///
    /// - Parameters:
    ///   - near: The smile of the earlier expiry.
    ///   - far: The smile of the later one.
    ///   - tolerance: Smallest size that is a finding; a volatility, as a fraction.
    package static func calendar(near: ExpirySmile, far: ExpirySmile, tolerance: Double) -> Calendar? {
        var worst: Calendar?
        func look(at point: VolatilitySmile.Point, strike: Double, nearStrike: Double) {
            let k = point.logMoneyness
            guard near.quotes.covers(k), far.quotes.covers(k) else { return }
            let needed = (near.totalVariance(at: k) / far.years).squareRoot()
            let size = needed - far.volatility(at: k)
            if size > max(tolerance, worst?.size ?? 0) {
                worst = Calendar(strike: strike, nearStrike: nearStrike, size: size)
            }
        }
        for point in far.quotes.points {
            look(at: point, strike: point.strike, nearStrike: near.forward * exponential(point.logMoneyness))
        }
        for point in near.quotes.points {
            look(at: point, strike: far.forward * exponential(point.logMoneyness), nearStrike: point.strike)
        }
        return worst
    }

    // MARK: - Butterfly

    /// The worst butterfly of one expiry: of its SVI where it has one, else of the prices at its quotes.
    ///
    /// - Parameter tolerance: Smallest size that is a finding; a probability. It is for quotes, which are rounded: an SVI
    ///   is not, and any negative g(k) is a finding.
    package static func butterfly(_ smile: ExpirySmile, tolerance: Double) -> Butterfly? {
        if let svi = smile.svi { return butterfly(of: svi, smile.quotes) }
        guard let worst = butterfly(of: smile), worst.size > tolerance else { return nil }
        return worst
    }

    /// Between two strikes the slope of the call price is minus the probability of ending above; it may only rise with
    /// the strike, from the price at strike 0, which is the forward, to slope 0 at the end.
    private static func butterfly(of smile: ExpirySmile) -> Butterfly? {
        var worst = Butterfly(strike: 0, size: 0)
        // In units of the forward.
        var last = (strike: 0.0, price: 1.0, listed: 0.0)
        var slope = -1.0
        let root = smile.years.squareRoot()
        func look(_ next: Double) {
            if slope - next > worst.size { worst = Butterfly(strike: last.listed, size: slope - next) }
            slope = next
        }
        for point in smile.quotes.points {
            let strike = exponential(point.logMoneyness)
            guard strike.isNormal, strike > last.strike else { continue }
            let price = Black76.value(
                forward: 1, strike: strike, logMoneyness: -point.logMoneyness, deviation: point.volatility * root,
                right: .call
            ).price
            let next = (price - last.price) / (strike - last.strike)
            // The first slope is between the bounds of any Black-76 price; a strike of 0 is not listed.
            if last.strike > 0 { look(next) } else { slope = next }
            last = (strike, price, point.strike)
        }
        look(0)
        return worst.size > 0 ? worst : nil
    }

    /// Steps between the first and the last quote in which a density is summed.
    private static let steps = 256

    /// The probability that an SVI gives to places with a negative density, between its first and last quote.
    private static func butterfly(of svi: SVISmile, _ quotes: VolatilitySmile) -> Butterfly? {
        let points = quotes.points
        let low = points[0].logMoneyness
        let width = (points[points.count - 1].logMoneyness - low) / Double(steps)
        var size = 0.0
        var least = (density: 0.0, place: 0.0)
        for step in 0..<steps {
            let place = low + (Double(step) + 0.5) * width
            let density = svi.density(at: place)
            if density < 0 { size -= density * width }
            if density < least.density { least = (density, place) }
        }
        return size > 0 ? Butterfly(strike: quotes.nearest(to: least.place).strike, size: size) : nil
    }
}
