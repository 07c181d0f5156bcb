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
    ///   - reciprocal: 1 ÷ deviation.
    @inline(__always)
    package static func value(
        forward: Double, strike: Double, logMoneyness: Double, deviation: Double, reciprocal: Double,
        right: Instrument.Right
    ) -> Valuation {
        let d1 = logMoneyness * reciprocal + 0.5 * deviation
        let d2 = d1 - deviation
        // F·φ(d1) = K·φ(d2): one exponential serves both legs, and a leg's tail is that times its Mills ratio.
        let density = forward * NormalDistribution.density(d1)
        let tails = density * NormalDistribution.millsRatio(SIMD2(d1.magnitude, d2.magnitude))
        let paysAbove = right == .call
        let asset = (d1 < 0) == paysAbove ? tails.x : forward - tails.x
        let cash = (d2 < 0) == paysAbove ? tails.y : strike - tails.y
        return Valuation(
            price: paysAbove ? asset - cash : cash - asset, cashDelta: paysAbove ? asset : -asset,
            relativeVega: density * deviation)
    }

    /// The same, with the reciprocal worked out.
    package static func value(
        forward: Double, strike: Double, logMoneyness: Double, deviation: Double, right: Instrument.Right
    ) -> Valuation {
        value(
            forward: forward, strike: strike, logMoneyness: logMoneyness, deviation: deviation,
            reciprocal: 1 / deviation, right: right)
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
