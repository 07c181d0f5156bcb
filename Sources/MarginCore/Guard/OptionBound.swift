import CPricingKernel

/// How fast the figures of one unit of an option can change anywhere in a region of forwards F and deviations s = σ√T; USD,
/// magnitudes.
///
/// Black-76 without discounting depends on volatility and time through s alone, so a region of (F, s) covers price,
/// volatility and time. With k = ln(F/K), d1 = k/s + s/2, d2 = d1 − s and F·φ(d1) = K·φ(d2), for calls and puts alike:
///
///     V   F²·∂²V/∂F² = F·φ(d1)/s                 ∂V/∂s = F·φ(d1)
///     D   F·∂D/∂F    = D + F·φ(d1)/s             F²·∂²D/∂F² = −K·φ(d2)·d2/s²       ∂D/∂s = −K·φ(d2)·d2/s
///     W   F·∂W/∂F    = −K·φ(d2)·d2               F²·∂²W/∂F² = K·φ(d2)·(d2 − (1 − d2²)/s)
///         ∂W/∂s      = F·φ(d1) + K·φ(d2)·d2·(d2 + s)
///     C±  F·∂C±/∂F   = −(D(F·a) − D(F) ∓ R·(D(F) + F·φ(d1)/s))          a = 1 ± R; D of the call
///         F²·∂²C±/∂F² = −(g(F·a) − g(F) ∓ R·F²·∂²D/∂F²), g(F) = F·φ(d1)/s
///         ∂C±/∂s     = −(V_s(F·a) − V_s(F) ∓ R·D_s(F))
///
/// F·φ(d1), K·φ(d2)·|d2|ⁿ and N(d1) are bounded over the intervals of d1 and d2 by where they peak or by their ends, D of
/// the call by its monotony in F and d1.
///
/// Rounding: what is bounded is off by a few 1e-16 of itself; the factor 1 + 1e-9 covers that many times over. Where a
/// density underflows to 0 the true value is below 1e-300 of the price, far under the guard's own allowance.
struct OptionBound: BitwiseCopyable {
    // The region.
    var forwardLow = 0.0
    var forwardHigh = -1.0
    var deviationLow = 0.0
    var deviationHigh = -1.0
    var scale = 0.0

    /// Cash gamma F²·∂²V/∂F².
    var gamma = 0.0
    /// |F·∂D/∂F|, and |F²·∂²D/∂F²|.
    var deltaSlope = 0.0
    var deltaBend = 0.0
    /// |F·∂W/∂F|, and |F²·∂²W/∂F²|.
    var vegaSlope = 0.0
    var vegaBend = 0.0
    /// The larger of |F·∂C±/∂F|, and of |F²·∂²C±/∂F²|.
    var curvatureSlope = 0.0
    var curvatureBend = 0.0
    /// By s: |∂V/∂s|, |∂D/∂s|, |∂W/∂s|, the larger of |∂C±/∂s|.
    var valueDrift = 0.0
    var deltaDrift = 0.0
    var vegaDrift = 0.0
    var curvatureDrift = 0.0
    /// At least the magnitude of every term that the figures are summed from: what rounding is measured against.
    var gross = 0.0

    init() {}

    /// Whether the bound holds for all of these.
    @inline(__always)
    func covers(
        _ reach: UnsafePointer<ExpiryReach>, deviationLow low: Double, deviationHigh high: Double, scale: Double
    ) -> Bool {
        forwardLow <= reach.pointee.forwardLow && reach.pointee.forwardHigh <= forwardHigh
            && deviationLow <= low && high <= deviationHigh && scale <= self.scale
    }

    /// - Parameters:
    ///   - forwards: F; positive.
    ///   - deviations: s; positive.
    ///   - logForwards: The logarithms of the ends of `forwards`.
    ///   - scale: S/F for an inverse option, else 1; the largest.
    init(
        _ terms: OptionTerms, forwards: ClosedRange<Double>, logForwards: ClosedRange<Double>,
        deviations: ClosedRange<Double>, shock: PriceShock, scale: Double
    ) {
        forwardLow = forwards.lowerBound
        forwardHigh = forwards.upperBound
        deviationLow = deviations.lowerBound
        deviationHigh = deviations.upperBound
        self.scale = scale
        let safe = scale * (1 + 1e-9)
        let strike = terms.strike
        let moneyness = Span(logForwards.lowerBound - terms.logStrike, logForwards.upperBound - terms.logStrike)

        let here = Legs(moneyness, deviations)
        let up = Legs(moneyness.moved(by: shock.kernel.log_up), deviations)
        let down = Legs(moneyness.moved(by: shock.kernel.log_down), deviations)
        // F·φ(d1) at F, F·(1 + R) and F·(1 − R).
        let density = forwardHigh * here.d1.largestDensity
        let densityUp = forwardHigh * shock.kernel.up * up.d1.largestDensity
        let densityDown = forwardHigh * shock.kernel.down * down.d1.largestDensity
        let slope = strike * here.d2.largestDensityTimesMagnitude
        let least = deviationLow

        // The delta of the call, and its derivative D + F·φ(d1)/s, at least and at most.
        let delta = Span(forwardLow * here.d1.cumulative.low, forwardHigh * here.d1.cumulative.high)
        let deltaUp = Span(
            forwardLow * shock.kernel.up * up.d1.cumulative.low, forwardHigh * shock.kernel.up * up.d1.cumulative.high)
        let deltaDown = Span(
            forwardLow * shock.kernel.down * down.d1.cumulative.low,
            forwardHigh * shock.kernel.down * down.d1.cumulative.high)
        let bend = Span(delta.low, delta.high + density / least)

        gamma = safe * (density / least)
        // A put's delta lies F below the call's.
        deltaSlope = safe * max(bend.high, forwardHigh)
        deltaBend = safe * (slope / (least * least))
        let square = strike * here.d2.largestDensityTimesSquare
        vegaSlope = safe * slope
        vegaBend = safe * (slope + (strike * here.d2.largestDensity + square) / least)
        curvatureBend =
            safe * (max(density, densityUp, densityDown) / least + shock.kernel.size * slope / (least * least))
        let rise = Span(
            deltaUp.low - delta.high - shock.kernel.size * bend.high,
            deltaUp.high - delta.low - shock.kernel.size * bend.low)
        let fall = Span(
            deltaDown.low - delta.high + shock.kernel.size * bend.low,
            deltaDown.high - delta.low + shock.kernel.size * bend.high)
        curvatureSlope = safe * max(rise.magnitude, fall.magnitude)
        valueDrift = safe * density
        deltaDrift = safe * (slope / least)
        vegaDrift = safe * (density + square + deviationHigh * slope)
        // By s the value drifts between the least and the most of F·φ(d1), all above 0.
        let drift = Span(forwardLow * here.d1.smallestDensity, density)
        let hedge = shock.kernel.size * (slope / least)
        let driftUp = Span(forwardLow * shock.kernel.up * up.d1.smallestDensity, densityUp)
        let driftDown = Span(forwardLow * shock.kernel.down * down.d1.smallestDensity, densityDown)
        curvatureDrift =
            safe
            * (max(
                driftUp.high - drift.low, drift.high - driftUp.low, driftDown.high - drift.low,
                drift.high - driftDown.low) + hedge)
        gross = safe * (2 * forwardHigh + strike) * (2 + deviationHigh)
    }

    /// d1 and d2 over the region.
    private struct Legs {
        var d1: Span
        var d2: Span

        init(_ moneyness: Span, _ deviations: ClosedRange<Double>) {
            let least = deviations.lowerBound
            let most = deviations.upperBound
            let ratio = Span(
                moneyness.low / (moneyness.low < 0 ? least : most), moneyness.high / (moneyness.high > 0 ? least : most)
            )
            // An ulp on every side for the roundings of the quotient and the sum.
            d1 = Span(ratio.low + 0.5 * least, ratio.high + 0.5 * most).widened
            d2 = Span(ratio.low - 0.5 * most, ratio.high - 0.5 * least).widened
        }
    }

    /// An interval of numbers.
    private struct Span {
        var low: Double
        var high: Double

        init(_ low: Double, _ high: Double) {
            self.low = low
            self.high = high
        }

        func moved(by distance: Double) -> Span { Span(low + distance, high + distance) }

        /// Wider by far more than what rounding moved the ends.
        var widened: Span {
            let margin = 1e-12 * (1 + max(low.magnitude, high.magnitude))
            return Span(low - margin, high + margin)
        }

        var magnitude: Double { max(low.magnitude, high.magnitude) }
        var smallestMagnitude: Double { low <= 0 && high >= 0 ? 0 : min(low.magnitude, high.magnitude) }

        /// N at both ends, with room for its error.
        var cumulative: Span {
            Span(
                max(0, NormalDistribution.cumulative(low) - 1e-14), min(1, NormalDistribution.cumulative(high) + 1e-14))
        }

        /// sup φ(x): nearest to 0.
        var largestDensity: Double { NormalDistribution.density(smallestMagnitude) }

        /// inf φ(x): farthest from 0.
        var smallestDensity: Double { NormalDistribution.density(magnitude) }

        /// sup φ(x)·|x|, which peaks at |x| = 1.
        var largestDensityTimesMagnitude: Double {
            let x = peak(at: 1)
            return NormalDistribution.density(x) * x
        }

        /// sup φ(x)·x², which peaks at |x| = √2.
        var largestDensityTimesSquare: Double {
            let x = peak(at: 0x1.6a09e667f3bcdp+0)
            return NormalDistribution.density(x) * x * x
        }

        /// The magnitude in the interval that comes nearest to `top`.
        private func peak(at top: Double) -> Double { min(max(smallestMagnitude, top), magnitude) }
    }
}
