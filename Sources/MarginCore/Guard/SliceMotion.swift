/// How an account's slice can move with its underlying: what of it is linear, exactly, and how much the rest can bend; USD.
///
/// Moves are relative: x of the index, s of an option's deviation.
struct SliceMotion: BitwiseCopyable {
    var underlying: Int32 = 0
    /// D(u), whole and without the long options.
    var delta = 0.0
    var deltaWithoutLongs = 0.0
    /// C+ and C−, likewise.
    var curvature = SIMD2<Double>.zero
    var curvatureWithoutLongs = SIMD2<Double>.zero
    /// V moves by `valueSlope`·x in first order, V₀ by `premiumSlope`·x.
    var valueSlope = 0.0
    var premiumSlope = 0.0
    /// Σ_e |D(u,e)| of the options, and of the long ones: what a move of the forwards alone can cost in first order.
    var expiryDelta = 0.0
    var longExpiryDelta = 0.0
    /// Σ|D| of perpetuals and futures, and the most that one of them moves by when its mark does, as a fraction of S.
    var linearDelta = 0.0
    /// |D| of coins.
    var coinDelta = 0.0
    var short = SideMotion()
    var long = SideMotion()
    /// The sum of both.
    private(set) var both = SideMotion()
    /// How far a forward or mark can move on its own, as a fraction; 0 where it cannot.
    var ratioWidth = 0.0
    /// Its expiries among the account's `TenorMotion`s.
    var tenorStart = 0
    var tenorCount = 0
}

/// The sums of one side's `OptionBound`s times |q·m|, and of its cash gammas.
struct SideMotion: BitwiseCopyable {
    /// As they are now, signed: Σ q·m·F²γ and Σ q·m·F·∂C±/∂F.
    var gammaNow = 0.0
    var curvatureNow = SIMD2<Double>.zero
    var gamma = 0.0
    var deltaSlope = 0.0
    var deltaBend = 0.0
    var curvatureSlope = 0.0
    var curvatureBend = 0.0
    /// For the whole way that the deviations can go.
    var valueDrift = 0.0
    var deltaDrift = 0.0
    var curvatureDrift = 0.0
    /// Σ|V|, Σ|D|, Σ max|C±| of inverse options, whose worth in USD moves with the forward's ratio to the index.
    var inverse = SIMD4<Double>.zero
    var gross = 0.0

    @inline(__always)
    mutating func add(_ bound: UnsafePointer<OptionBound>, size: Double, drift: Double) {
        gamma += size * bound.pointee.gamma
        deltaSlope += size * bound.pointee.deltaSlope
        deltaBend += size * bound.pointee.deltaBend
        curvatureSlope += size * bound.pointee.curvatureSlope
        curvatureBend += size * bound.pointee.curvatureBend
        valueDrift += size * drift * bound.pointee.valueDrift
        deltaDrift += size * drift * bound.pointee.deltaDrift
        curvatureDrift += size * drift * bound.pointee.curvatureDrift
        gross += size * bound.pointee.gross
    }

    mutating func addInverse(_ risk: UnsafePointer<UnitRisk>, size: Double) {
        inverse[0] += size * risk.pointee.valueAndDelta.x.magnitude
        inverse[1] += size * risk.pointee.valueAndDelta.y.magnitude
        inverse[2] += size * max(risk.pointee.curvature.x.magnitude, risk.pointee.curvature.y.magnitude)
    }

    static func + (a: SideMotion, b: SideMotion) -> SideMotion {
        var sum = a
        sum.gammaNow += b.gammaNow
        sum.curvatureNow += b.curvatureNow
        sum.gamma += b.gamma
        sum.deltaSlope += b.deltaSlope
        sum.deltaBend += b.deltaBend
        sum.curvatureSlope += b.curvatureSlope
        sum.curvatureBend += b.curvatureBend
        sum.valueDrift += b.valueDrift
        sum.deltaDrift += b.deltaDrift
        sum.curvatureDrift += b.curvatureDrift
        sum.inverse += b.inverse
        sum.gross += b.gross
        return sum
    }
}

/// One expiry of a slice: its vegas, and how they can move.
struct TenorMotion: BitwiseCopyable {
    var place: Int32 = 0
    var short = TenorSide()
    var long = TenorSide()
    /// The sum of both.
    private(set) var both = TenorSide()
    /// Weight of a relative vega, now, and by what fraction it can grow until the guard ends.
    var weight = 0.0
    var weightGrowth = 0.0
    /// Days to expiry now, and at the guard's end; at least the model's floor.
    var days = 0.0
    var daysAtEnd = 0.0

    mutating func addUp() { both = short + long }

    @inline(__always)
    func side(withoutLongs: Bool) -> TenorSide { withoutLongs ? short : both }

    @inline(__always)
    func vega(withoutLongs: Bool) -> Double { withoutLongs ? short.vega : both.vega }

    /// F·∂W/∂F as it is now: what W moves by with the index, in first order.
    @inline(__always)
    func vegaNow(withoutLongs: Bool) -> Double { withoutLongs ? short.now : both.now }

    /// What W can move by, at most.
    @inline(__always)
    func vegaMove(withoutLongs: Bool, _ reach: Reach, driftShare: Double) -> Double {
        vegaNow(withoutLongs: withoutLongs).magnitude * reach.radius
            + vegaRest(withoutLongs: withoutLongs, reach, driftShare: driftShare)
    }

    /// What W can move by beyond its first order, at most.
    @inline(__always)
    func vegaRest(withoutLongs: Bool, _ reach: Reach, driftShare: Double) -> Double {
        let side = side(withoutLongs: withoutLongs)
        return reach.rest(slope: side.slope, bend: side.bend, drift: driftShare * side.drift, inverse: side.inverse)
    }
}

/// The options of one side in an expiry.
struct TenorSide: BitwiseCopyable {
    /// W(u,e).
    var vega = 0.0
    /// Σ q·m·F·∂W/∂F as it is now, signed.
    var now = 0.0
    /// Σ|q·m|·|F·∂W/∂F| and Σ|q·m|·|F²·∂²W/∂F²|, at most.
    var slope = 0.0
    var bend = 0.0
    /// For the whole way that the deviations can go.
    var drift = 0.0
    /// Σ|W| of inverse options.
    var inverse = 0.0

    /// - Parameter size: q·m.
    @inline(__always)
    mutating func add(
        _ bound: UnsafePointer<OptionBound>, _ slopes: UnsafePointer<UnitSlope>, _ risk: UnsafePointer<UnitRisk>,
        _ size: Double, drift: Double, _ isInverse: Bool
    ) {
        let magnitude = size.magnitude
        now += size * slopes.pointee.vega
        slope += magnitude * bound.pointee.vegaSlope
        bend += magnitude * bound.pointee.vegaBend
        self.drift += magnitude * drift * bound.pointee.vegaDrift
        if isInverse { inverse += magnitude * risk.pointee.vegaAndAddOn.x }
    }

    static func + (a: TenorSide, b: TenorSide) -> TenorSide {
        var sum = a
        sum.vega += b.vega
        sum.now += b.now
        sum.slope += b.slope
        sum.bend += b.bend
        sum.drift += b.drift
        sum.inverse += b.inverse
        return sum
    }
}

/// How far the forwards and marks of a slice can go from where they are, as fractions.
///
/// With the index at S(1 + x) and a forward's ratio to it at 1 + y of what it is, |x| ≤ r and |y| ≤ w, the forward is
/// F(1 + z) with |z| ≤ z₀ = r + w + r·w.
struct Reach: BitwiseCopyable {
    /// r.
    var radius: Double
    /// w ÷ (1 − w): what dividing by 1 + y can change a figure by, as a fraction of it.
    var ratio: Double
    /// w·(1 + r): what a ratio's own move can change a linear figure by.
    var own: Double
    /// z₀ ÷ (1 − z₀): the integral of |dF|/F over the way is at most this, so a figure moves by at most this times the
    /// largest |F·∂/∂F| on it.
    var first: Double
    /// ½·(z₀ ÷ (1 − z₀))²: what is left after the first order, at most, of the largest |F²·∂²/∂F²| on the way.
    var second: Double

    /// What a figure can move by beyond its first order in the index: by the ratios alone, by what bends, by what drifts, and
    /// by what an inverse option's worth does with its ratio.
    ///
    /// With v(z) the figure at F(1 + z), in S/F of today: v(z) − v(0) is v′·x, plus v′·y(1 + x) by the ratio, plus the rest of
    /// Taylor; and dividing by 1 + y changes it by |v(z) − v(0)| + |v(0)| times `ratio` at most.
    @inline(__always)
    func rest(slope: Double, bend: Double, drift: Double, inverse: Double) -> Double {
        (own * slope + second * bend + drift) * (1 + ratio) + ratio * (inverse + first * slope)
    }
}

extension SliceMotion {
    @inline(__always)
    func side(withoutLongs: Bool) -> SideMotion { withoutLongs ? short : both }

    mutating func addUp() { both = short + long }

    /// What D(u) can move by beyond its first order, at most.
    @inline(__always)
    func deltaRest(withoutLongs: Bool, _ reach: Reach, driftShare: Double) -> Double {
        let side = side(withoutLongs: withoutLongs)
        return reach.own * linearDelta
            + reach.rest(
                slope: side.deltaSlope, bend: side.deltaBend, drift: driftShare * side.deltaDrift,
                inverse: side.inverse[1])
    }

    /// What the value of the options of both sides, or of the long ones, can move by beyond its first order, at most.
    @inline(__always)
    func optionValueRest(onlyLongs: Bool, _ reach: Reach, driftShare: Double) -> Double {
        let side = onlyLongs ? long : both
        let expiries = onlyLongs ? longExpiryDelta : expiryDelta
        return reach.own * expiries + (reach.second * side.gamma + driftShare * side.valueDrift) * (1 + reach.ratio)
            + reach.ratio * (side.inverse[0] + reach.first * side.deltaSlope)
    }

    /// What ½·(G(u) − |D(u)|) can move by, at most: ½·(Σ|ΔD_e| + |ΔD|).
    @inline(__always)
    func offsettingMove(_ reach: Reach, driftShare: Double) -> Double {
        let side = side(withoutLongs: false)
        let straight = (reach.radius + reach.own) * (linearDelta + coinDelta)
        let bent = reach.first * side.deltaSlope + driftShare * side.deltaDrift
        let own = straight + bent * (1 + reach.ratio) + reach.ratio * side.inverse[1]
        let net =
            reach.radius * (delta + side.gammaNow).magnitude
            + deltaRest(withoutLongs: false, reach, driftShare: driftShare)
        return 0.5 * (own + net)
    }

    /// - Parameter driftShare: 1 where slow movements can go as far as their cells, 0 where they stand still.
    @inline(__always)
    func reach(radius: Double, driftShare: Double) -> Reach {
        let width = driftShare * ratioWidth
        let farthest = radius + width + radius * width
        let first = farthest / (1 - farthest)
        return Reach(
            radius: radius, ratio: width / (1 - width), own: width * (1 + radius), first: first,
            second: 0.5 * first * first)
    }
}
