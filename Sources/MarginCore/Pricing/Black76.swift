import CPricingKernel

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

    /// One option, by the same formulas as `OptionBatch`.
    ///
    /// - Parameters:
    ///   - forward: Forward of the expiry; positive.
    ///   - logMoneyness: ln(forward ÷ strike).
    ///   - deviation: σ√T, the standard deviation to expiry; positive.
    package static func value(
        forward: Double, strike: Double, logMoneyness: Double, deviation: Double, right: Instrument.Right
    ) -> Valuation {
        let value = pk_value(forward, strike, logMoneyness, deviation, right == .call ? 1 : -1)
        return Valuation(price: value.price, cashDelta: value.cash_delta, relativeVega: value.relative_vega)
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
