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

    /// Four valuations of one option side by side, at different forwards.
    struct Valuations {
        var price: SIMD4<Double>
        var cashDelta: SIMD4<Double>
        var relativeVega: SIMD4<Double>
    }

    /// - Parameters:
    ///   - forwards: Forwards of the expiry; positive.
    ///   - logMoneyness: ln(forward ÷ strike) for each.
    ///   - deviation: σ√T, the standard deviation to expiry; positive.
    @inline(__always)
    static func values(
        forwards: SIMD4<Double>, strike: Double, logMoneyness: SIMD4<Double>, deviation: Double, isCall: Bool
    ) -> Valuations {
        let d1 = logMoneyness * (1 / deviation) + 0.5 * deviation
        let d2 = d1 - deviation
        // F·φ(d1) = K·φ(d2): one exponential serves both legs, and a leg's tail is that times its Mills ratio.
        let densities = forwards * NormalDistribution.density(d1)
        let isBelow1 = d1 .< 0
        let isBelow2 = d2 .< 0
        let magnitudes = SIMD8(
            lowHalf: d1.replacing(with: 0 - d1, where: isBelow1), highHalf: d2.replacing(with: 0 - d2, where: isBelow2))
        let ratios = NormalDistribution.millsRatio(magnitudes)
        let tails1 = densities * ratios.lowHalf
        let tails2 = densities * ratios.highHalf
        // The side that pays: N(d) for a call, N(−d) for a put.
        let paysAbove = SIMDMask<SIMD4<Int64>>(repeating: isCall)
        let asset = (forwards - tails1).replacing(with: tails1, where: isBelow1 .== paysAbove)
        let cash = (strike - tails2).replacing(with: tails2, where: isBelow2 .== paysAbove)
        let sign = isCall ? 1.0 : -1.0
        return Valuations(price: sign * (asset - cash), cashDelta: sign * asset, relativeVega: densities * deviation)
    }

    /// - Parameters:
    ///   - forward: Forward of the expiry; positive.
    ///   - logMoneyness: ln(forward ÷ strike).
    ///   - deviation: σ√T, the standard deviation to expiry; positive.
    package static func value(
        forward: Double, strike: Double, logMoneyness: Double, deviation: Double, right: Instrument.Right
    ) -> Valuation {
        let lanes = values(
            forwards: SIMD4(repeating: forward), strike: strike, logMoneyness: SIMD4(repeating: logMoneyness),
            deviation: deviation, isCall: right == .call)
        return Valuation(
            price: lanes.price.x, cashDelta: lanes.cashDelta.x, relativeVega: lanes.relativeVega.x)
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
