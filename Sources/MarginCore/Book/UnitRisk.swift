/// What one unit (quantity × multiplier 1) of a contract is worth and risks, shared by every account that holds it; USD.
///
/// A pure function of prices, volatility, valuation time and the risk weight. 64 bytes: one cache line.
struct UnitRisk: BitwiseCopyable {
    // In pairs, as the sums read them.

    /// V(0), and D.
    var valueAndDelta = SIMD2<Double>.zero
    /// Loss beyond delta when all prices of the underlying move by +RW and by −RW.
    var curvature = SIMD2<Double>.zero
    /// W, and what a unit adds to the requirement because it cannot be valued (0 where it can).
    var vegaAndAddOn = SIMD2<Double>.zero
    /// S while the option is unexpired: what the short-option floor counts.
    var floorNotional = 0.0
    /// Place of the expiry in the underlying's tenor table; part of the terms, not of the price.
    var tenor: Int32 = 0
    /// `MarginBook.versions` of the underlying when it was priced; 0 never.
    var version: UInt32 = 0

    init() {}

    /// The risk of one unit of an option for which no price has to be modelled; `nil` where one has.
    ///
    /// - Parameters:
    ///   - index: S of the underlying; 0 where there is none yet.
    ///   - years: T.
    @inline(__always)
    init?(unmodelled terms: OptionTerms, index: Double, years: Double) {
        guard index > 0 else {
            vegaAndAddOn.y = terms.strike
            return
        }
        guard years > 0 else {
            // The payoff is fixed. A linear contract is money; an inverse one a claim in coin, which moves with it.
            let intrinsic = Black76.intrinsic(forward: index, strike: terms.strike, right: terms.right)
            let value = max(-1e120, min(1e120, intrinsic))
            valueAndDelta = SIMD2(value, terms.isInverse ? value : 0)
            return
        }
        guard terms.volatility > 0 else {
            floorNotional = index
            vegaAndAddOn.y = index
            return
        }
        return nil
    }

    /// The risk of one unit of an unexpired option that was priced.
    @inline(__always)
    init(_ risk: OptionRisk, index: Double) {
        valueAndDelta = SIMD2(risk.value, risk.cashDelta)
        curvature = SIMD2(risk.curvatureUp, risk.curvatureDown)
        vegaAndAddOn = SIMD2(risk.relativeVega, 0)
        floorNotional = index
    }
}

/// What the figures of one unit of an option move by with the index, in first order: F·∂/∂F of each; USD.
struct UnitSlope: BitwiseCopyable {
    /// F²·∂²V/∂F², which D moves by beyond D itself.
    var gamma = 0.0
    /// Of W.
    var vega = 0.0
    /// Of C+ and C−.
    var curvature = SIMD2<Double>.zero

    init() {}

    init(_ risk: OptionRisk) {
        gamma = risk.cashGamma
        vega = risk.vegaSlope
        curvature = SIMD2(risk.curvatureUpSlope, risk.curvatureDownSlope)
    }
}

/// What the price of an option needs of the option.
struct OptionTerms: BitwiseCopyable {
    var strike = 1.0
    var logStrike = 0.0
    /// Annualised, as a fraction; 0 where there is none yet.
    var volatility = 0.0
    var expiry: Int32 = 0
    var isCall = true
    var isInverse = false

    init() {}

    init(_ listing: Market.Listing) {
        guard let terms = listing.terms, terms.kind == .option, let expiry = terms.expiry else { return }
        strike = terms.strike
        logStrike = naturalLogarithm(terms.strike)
        volatility = listing.volatility
        self.expiry = expiry.index
        isCall = terms.right == .call
        isInverse = terms.isInverse
    }

    var right: Instrument.Right {
        @inline(__always) get { isCall ? .call : .put }
    }
}
