// How a book lays out what its accounts hold. An account's holdings of one underlying are a slice; its options lie sorted
// by expiry, short before long, and then by instrument, so that every sum runs in one order, whatever order the events came in.

/// An option position.
struct OptionPosition: BitwiseCopyable {
    var instrument: Int32
    /// Signed quantity × multiplier.
    var size: Double
}

/// What positions in a perpetual or a dated future share.
struct LinearTerms: BitwiseCopyable {
    /// Place of the expiry in the underlying's tenor table; −1 for a perpetual.
    var tenor: Int32 = -1
    var isInverse = false
}

/// A perpetual or a dated future.
struct LinearPosition: BitwiseCopyable {
    var instrument: Int32 = 0
    var terms = LinearTerms()
    /// Signed quantity × multiplier; for an inverse contract N, in USD.
    var size = 0.0
    /// Average entry price.
    var entry = 0.0

    var tenor: Int32 { @inline(__always) get { terms.tenor } }
    var isInverse: Bool { @inline(__always) get { terms.isInverse } }

    /// V(0) and D, USD.
    ///
    /// - Parameters:
    ///   - spot: S; positive.
    ///   - mark: P.
    @inline(__always)
    func valueAndDelta(spot: Double, mark: Double) -> SIMD2<Double> {
        isInverse
            ? SIMD2(size * spot * (1 / entry - 1 / mark), size * spot / entry)
            : SIMD2(size * (mark - entry), size * mark)
    }

    /// What it adds to the requirement where there is no index to value it by, USD.
    var unpricedAddOn: Double { isInverse ? size.magnitude : size.magnitude * entry }
}

/// One expiry of a slice: the sums over its options, short and long, and over its futures; USD.
struct TenorSum: BitwiseCopyable {
    var short = SideSum()
    var long = SideSum()
    /// D(u,e) of futures.
    var futureDelta = 0.0
    /// Place of the expiry in the underlying's tenor table.
    var place: Int32 = 0

    /// W(u,e).
    var vega: Double { @inline(__always) get { short.vega + long.vega } }
}

/// Sums over options of one side, in the pairs of `UnitRisk`.
struct SideSum: BitwiseCopyable {
    var valueAndDelta = SIMD2<Double>.zero
    var curvature = SIMD2<Double>.zero
    /// The add-on is signed as the positions are.
    var vegaAndAddOn = SIMD2<Double>.zero

    var delta: Double { @inline(__always) get { valueAndDelta.y } }
    var vega: Double { @inline(__always) get { vegaAndAddOn.x } }

    @inline(__always)
    mutating func add(_ risk: UnsafePointer<UnitRisk>, size: Double) {
        valueAndDelta += size * risk.pointee.valueAndDelta
        curvature += size * risk.pointee.curvature
        vegaAndAddOn += size * risk.pointee.vegaAndAddOn
    }

    /// Keeps the sums where all bits of `mask` are set, and begins again from 0 where none is.
    @inline(__always)
    mutating func keep(_ mask: UInt64) {
        valueAndDelta = SideSum.kept(valueAndDelta, mask)
        curvature = SideSum.kept(curvature, mask)
        vegaAndAddOn = SideSum.kept(vegaAndAddOn, mask)
    }

    @inline(__always)
    private static func kept(_ sum: SIMD2<Double>, _ mask: UInt64) -> SIMD2<Double> {
        unsafeBitCast(unsafeBitCast(sum, to: SIMD2<UInt64>.self) & mask, to: SIMD2<Double>.self)
    }

    static func += (a: inout SideSum, b: SideSum) {
        a.valueAndDelta += b.valueAndDelta
        a.curvature += b.curvature
        a.vegaAndAddOn += b.vegaAndAddOn
    }
}

/// What one slice adds to its account's charge at most; USD. See `MarginBook+Bounds`.
struct ChargeBound: BitwiseCopyable, Equatable {
    /// A(u), exact.
    var delta = 0.0
    /// At least K(u) and |S(u)| of vega, under every scenario.
    var vega = 0.0
    /// K(u) of curvature, exact.
    var curvature = 0.0

    var total: Double { @inline(__always) get { delta.magnitude + vega + curvature } }
}

/// One account's holdings of one underlying. Coins of it stand among the account's balances.
struct Slice {
    var underlying: Int32
    /// Place in the underlying's `GuardIndex`.
    var place: Int32
    /// Its places in the arenas.
    var options: Range<Int>
    var linears: Range<Int>
}

/// A slice as it is kept: 12 bytes.
struct StoredSlice: BitwiseCopyable {
    var underlying: Int32 = 0
    var place: Int32 = 0
    private var packedEnds: UInt32 = 0

    private static let linearBits: UInt32 = 12

    init() {}

    init(underlying: Int32, place: Int32) {
        self.underlying = underlying
        self.place = place
    }

    /// Where `SliceEnds.fit`.
    var ends: SliceEnds {
        @inline(__always) get {
            SliceEnds(
                options: Int(packedEnds >> Self.linearBits), linears: Int(packedEnds & (1 << Self.linearBits - 1)))
        }
        set {
            packedEnds =
                UInt32(truncatingIfNeeded: newValue.options) << Self.linearBits
                | UInt32(truncatingIfNeeded: newValue.linears)
        }
    }

    /// The most that fits: 1,048,575 options, 4,095 perpetuals and futures.
    static let most = SliceEnds(options: 1 << (32 - Int(linearBits)) - 1, linears: 1 << Int(linearBits) - 1)
}

/// Where a slice's positions end and those of the next one begin, counted from where the account's positions begin.
struct SliceEnds: BitwiseCopyable, Equatable {
    var options = 0
    var linears = 0

    /// Whether a `StoredSlice` has room for them.
    var fit: Bool { options <= StoredSlice.most.options && linears <= StoredSlice.most.linears }
}

/// The sums over a slice at the present prices; USD. Never kept: worked out for the account in hand.
struct SliceSums: BitwiseCopyable {
    var underlying: Int32 = 0
    /// Where its expiries lie among the `tenorSums` of the account in hand.
    var tenorStart: Int32 = 0
    var tenorCount: Int32 = 0
    /// V(0) of everything, coins after their haircut: what the slice adds to equity.
    var value = 0.0
    /// V₀: value of the long options.
    var premium = 0.0
    /// Whole, and without the long options.
    var exposure = SensitivityModel.Exposure()
    var exposureWithoutLongs = SensitivityModel.Exposure()
    /// ½·(G(u) − |D(u)|).
    var offsettingDelta = 0.0
    /// Σ max(0, −q·m)·S over unexpired options.
    var shortNotional = 0.0
    /// For positions that cannot be valued.
    var addOn = 0.0
    var bound = ChargeBound()
    /// Coins of an asset without a price: owned, owed.
    var hasUnpricedCoins = false
    var hasUnpricedDebt = false

    var isUnpriced: Bool { addOn > 0 || hasUnpricedCoins }
}

/// A slice's exposures, weighed: worked out when somebody asks.
struct SliceWeights: BitwiseCopyable {
    var whole = SensitivityModel.WeightedExposure()
    var withoutLongs = SensitivityModel.WeightedExposure()
    var hasWhole = false
    var hasWithoutLongs = false

    @inline(__always)
    func exposure(withoutLongs: Bool) -> SensitivityModel.WeightedExposure { withoutLongs ? self.withoutLongs : whole }

    @inline(__always)
    func vegaSum(withoutLongs: Bool) -> Double { withoutLongs ? self.withoutLongs.vegaSum : whole.vegaSum }
}
