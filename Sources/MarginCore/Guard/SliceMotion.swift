/// How an account's slice can move with its underlying: what of it is linear, exactly, and how much the rest can bend; USD.
///
/// Moves are relative: x of the index, s of an option's deviation.
struct SliceMotion: BitwiseCopyable {
    var underlying: Int32 = 0
    /// D(u), whole and without the long options.
    var delta = 0.0
    var deltaWithoutLongs = 0.0
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
    /// How far a forward or mark can move on its own, as a fraction; 0 where it cannot.
    var ratioWidth = 0.0
    /// Its expiries among the account's `TenorMotion`s.
    var tenorStart = 0
    var tenorCount = 0
}

/// The sums of one side's `OptionBound`s times |q·m|, and of its cash gammas.
struct SideMotion: BitwiseCopyable {
    /// Σ q·m·F²γ as it is now, signed.
    var gammaNow = 0.0
    var gamma = 0.0
    var deltaSlope = 0.0
    var deltaBend = 0.0
    var curvatureSlope = 0.0
    /// For the whole way that the deviations can go.
    var valueDrift = 0.0
    var deltaDrift = 0.0
    var curvatureDrift = 0.0
    /// Σ|V|, Σ|D|, Σ max|C±| of inverse options, whose worth in USD moves with the forward's ratio to the index.
    var inverse = SIMD4<Double>.zero
    var gross = 0.0

    @inline(__always)
    mutating func add(_ bound: OptionBound, size: Double, drift: Double) {
        gamma += size * bound.gamma
        deltaSlope += size * bound.deltaSlope
        deltaBend += size * bound.deltaBend
        curvatureSlope += size * bound.curvatureSlope
        valueDrift += size * drift * bound.valueDrift
        deltaDrift += size * drift * bound.deltaDrift
        curvatureDrift += size * drift * bound.curvatureDrift
        gross += size * bound.gross
    }

    static func + (a: SideMotion, b: SideMotion) -> SideMotion {
        var sum = a
        sum.gammaNow += b.gammaNow
        sum.gamma += b.gamma
        sum.deltaSlope += b.deltaSlope
        sum.deltaBend += b.deltaBend
        sum.curvatureSlope += b.curvatureSlope
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
    /// W(u,e) of the short and of the long options.
    var shortVega = 0.0
    var longVega = 0.0
    /// Σ|q·m|·|F·∂W/∂F|.
    var shortSlope = 0.0
    var longSlope = 0.0
    /// For the whole way that the deviations can go.
    var shortDrift = 0.0
    var longDrift = 0.0
    /// Σ|W| of inverse options.
    var shortInverse = 0.0
    var longInverse = 0.0
    /// Weight of a relative vega, now, and by what fraction it can grow until the guard ends.
    var weight = 0.0
    var weightGrowth = 0.0
    /// Days to expiry now, and at the guard's end; at least the model's floor.
    var days = 0.0
    var daysAtEnd = 0.0

    @inline(__always)
    func vega(withoutLongs: Bool) -> Double { withoutLongs ? shortVega : shortVega + longVega }

    /// |ΔW| at most.
    @inline(__always)
    func vegaMove(withoutLongs: Bool, _ reach: Reach, driftShare: Double) -> Double {
        let slope = withoutLongs ? shortSlope : shortSlope + longSlope
        let drift = withoutLongs ? shortDrift : shortDrift + longDrift
        let inverse = withoutLongs ? shortInverse : shortInverse + longInverse
        return (reach.first * slope + driftShare * drift) * (1 + reach.ratio) + reach.ratio * inverse
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
}

extension SliceMotion {
    /// - Parameter driftShare: 1 where slow movements can go as far as their cells, 0 where they stand still.
    func reach(radius: Double, driftShare: Double) -> Reach {
        let width = driftShare * ratioWidth
        let farthest = radius + width + radius * width
        let first = farthest / (1 - farthest)
        return Reach(
            radius: radius, ratio: width / (1 - width), own: width * (1 + radius), first: first,
            second: 0.5 * first * first)
    }
}
