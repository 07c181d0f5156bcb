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

    /// The risk of one unit of an option.
    ///
    /// - Parameters:
    ///   - index: S of the underlying; 0 where there is none yet.
    ///   - forward: F of the expiry, and its logarithm.
    ///   - years: T, and its root.
    ///   - shock: RW of the underlying and the logarithms of 1 ± RW.
    ///   - tenor: Place of the expiry in the underlying's tenor table.
    ///   - version: `MarginBook.versions` of the underlying.
    @inline(__always)
    init(
        option terms: OptionTerms, index: Double, forward: Double, logForward: Double, years: Double,
        rootYears: Double, shock: PriceShock, tenor: Int32, version: UInt32
    ) {
        self.tenor = tenor
        self.version = version
        guard index > 0 else {
            vegaAndAddOn.y = terms.strike
            return
        }
        guard years > 0 else {
            // The payoff is fixed. A linear contract is money; an inverse one a claim in coin, which moves with it.
            let value = UnitRisk.bounded(Black76.intrinsic(forward: index, strike: terms.strike, right: terms.right))
            valueAndDelta = SIMD2(value, terms.isInverse ? value : 0)
            return
        }
        floorNotional = index
        guard terms.volatility > 0 else {
            vegaAndAddOn.y = index
            return
        }

        // At F, F·(1 + RW) and F·(1 − RW); the fourth lane is idle.
        let logMoneyness = logForward - terms.logStrike
        let lanes = Black76.values(
            forwards: forward * shock.factors, strike: terms.strike, logMoneyness: logMoneyness + shock.logs,
            deviation: terms.volatility * rootYears, isCall: terms.isCall)
        // Linear contracts pay the price of the option, inverse ones that much in coin at F, which is worth S/F of it.
        let scale = terms.isInverse ? index / forward : 1
        valueAndDelta = SIMD2(UnitRisk.bounded(scale * lanes.price.x), UnitRisk.bounded(scale * lanes.cashDelta.x))
        vegaAndAddOn.x = UnitRisk.bounded(scale * lanes.relativeVega.x)
        let hedge = shock.size * lanes.cashDelta.x
        curvature = SIMD2(
            UnitRisk.bounded(-scale * (lanes.price.y - lanes.price.x - hedge)),
            UnitRisk.bounded(-scale * (lanes.price.z - lanes.price.x + hedge)))
    }

    /// Held within ±1e120, far beyond any price, so that no product or square of it can leave the finite numbers.
    @inline(__always)
    private static func bounded(_ x: Double) -> Double { max(-1e120, min(1e120, x)) }
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

/// A relative move of all prices of an underlying, up and down.
struct PriceShock: BitwiseCopyable {
    /// RW, in 0 < … < 1.
    var size: Double
    /// 1, 1 + RW, 1 − RW, 1, and their logarithms.
    var factors: SIMD4<Double>
    var logs: SIMD4<Double>

    init(size: Double) {
        self.size = size
        factors = SIMD4(1, 1 + size, 1 - size, 1)
        logs = SIMD4(0, naturalLogarithm(1 + size), naturalLogarithm(1 - size), 0)
    }
}
