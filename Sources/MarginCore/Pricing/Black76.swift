/// European options on a forward, undiscounted.
///
/// - Source: Black, *The pricing of commodity contracts*, J. Financial Economics 3 (1976); with r = 0.
package enum Black76 {
    /// Price, delta and vega of one option on one unit of the underlying, in units of the forward's currency.
    package struct Valuation {
        /// The option's price, 0…forward (call) or 0…strike (put); within 1e-15 × (forward + strike).
        package var price: Double
        /// Cash delta F·∂B/∂F: F·N(d1), for a put −F·N(−d1).
        package var cashDelta: Double
        /// Relative vega σ·∂B/∂σ: F·φ(d1)·σ√T.
        package var relativeVega: Double
    }

    /// - Parameters:
    ///   - forward: Forward of the expiry; positive.
    ///   - logMoneyness: ln(forward ÷ strike).
    ///   - deviation: σ√T, the standard deviation to expiry; positive.
    @inline(__always)
    package static func value(
        forward: Double, strike: Double, logMoneyness: Double, deviation: Double, right: Instrument.Right
    ) -> Valuation {
        let d1 = logMoneyness / deviation + 0.5 * deviation
        let d2 = d1 - deviation
        let density = NormalDistribution.density(d1)
        // K·φ(d2) = F·φ(d1): one exponential serves both tails.
        let densities = SIMD2(density, density * (forward / strike))
        let tails = densities * NormalDistribution.millsRatio(SIMD2(d1.magnitude, d2.magnitude))
        // Probabilities N(±d1), N(±d2) of the side that pays.
        let paysAbove = right == .call
        let p1 = (d1 < 0) == paysAbove ? tails.x : 1 - tails.x
        let p2 = (d2 < 0) == paysAbove ? tails.y : 1 - tails.y
        let asset = forward * p1
        let cash = strike * p2
        return Valuation(
            price: paysAbove ? asset - cash : cash - asset,
            cashDelta: paysAbove ? asset : -asset,
            relativeVega: forward * density * deviation)
    }

    /// The price alone, from volatility and time.
    ///
    /// - Parameters:
    ///   - volatility: Annualised, as a fraction.
    ///   - years: Time to expiry; 0 gives the intrinsic value.
    package static func price(
        forward: Double, strike: Double, volatility: Double, years: Double, right: Instrument.Right
    ) -> Double {
        let deviation = volatility * years.squareRoot()
        guard deviation > 0 else { return intrinsic(forward: forward, strike: strike, right: right) }
        return value(
            forward: forward, strike: strike, logMoneyness: naturalLogarithm(forward / strike), deviation: deviation,
            right: right
        ).price
    }

    /// What exercise at `forward` would pay.
    @inline(__always)
    package static func intrinsic(forward: Double, strike: Double, right: Instrument.Right) -> Double {
        right == .call ? max(0, forward - strike) : max(0, strike - forward)
    }
}
