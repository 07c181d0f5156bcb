/// How the charge of an account can move, of the whole account or of it without its long options: its first order in the
/// indices, and how far from that it can be; USD.
///
/// **Delta.** M = √(AᵀRA) with ones on the diagonal of R and one γ in 0...1 beside it: a norm in which no unit vector is
/// longer than 1. It is convex, so M(A + δ) ≥ M + (RA)·δ/M; and M(A + δ) ≤ M + (RA)·δ/M + (Σ|δ|)²/2M, and ≤ M + Σ|δ|.
/// A(u) is monotone in D(u), with a slope between the smallest and the largest on the way.
///
/// **Curvature.** The same with K(u) = max(0, C+, C−) and γ². K is at least its largest member of now, and at most what the
/// farthest that any member can get to.
///
/// `cross_asset: none` is Σ|A| and ΣK: each |A(u)| bends where A(u) may change its sign.
///
/// **Rounding.** A root of a sum that cancels is off by at most the root of 1e-15 of its terms: 1e-6 of the sum of the
/// magnitudes is allowed. Where deltas cancel to less than 1e-4 of them, their direction is lost as well: such a margin counts
/// as 0 that can move, without a first order.
struct ChargeMotion: ~Copyable {
    /// By scenario: the charge as it is.
    private(set) var charge = SIMD3<Double>.zero
    /// By slice and scenario: what it moves by with the index, in first order.
    private(set) var slopes = HotArray<SIMD3<Double>>()

    private var vega = VegaMotion()
    private var vegaMargin = SIMD3<Double>.zero
    /// 0 where it is the little that is left of deltas that cancel.
    private var deltaMargin = SIMD3<Double>.zero
    /// What was left there.
    private var deltaRemainder = SIMD3<Double>.zero
    private var curvatureMargin = SIMD3<Double>.zero
    /// By slice: A(u), K(u), and what they move by with the index, in first order.
    private var lines = HotArray<Line>()
    private var magnitude = 0.0
    /// Whether some D(u) comes near to where concentration begins, of the radius in hand.
    private(set) var isDeltaConcentrated = false
    var vegaCost: DriftCost.Vega { vega.cost }

    struct Line: BitwiseCopyable {
        var delta = 0.0
        var deltaSlope = 0.0
        var curvature = 0.0
        var curvatureSlope = 0.0
        /// Whether an option's loss is the largest of max(0, C+, C−), and not the 0.
        var isCurved = false
        /// The two members that are not the largest, their slopes, and whether they are options' losses.
        var others = SIMD2<Double>.zero
        var otherSlopes = SIMD2<Double>.zero
        var otherBends = SIMD2<Double>.zero

        /// What K can be above its first order, an option's loss being off its own by `bent` at most.
        func excess(radius: Double, bent: Double) -> Double {
            var excess = isCurved ? bent : 0
            for member in 0..<2 {
                let apart = others[member] - curvature + radius * (otherSlopes[member] - curvatureSlope).magnitude
                excess = max(excess, apart + otherBends[member] * bent)
            }
            return excess
        }
    }

    mutating func begin(
        _ slices: borrowing HotArray<SliceMotion>, _ weights: UnsafePointer<SliceWeights>,
        _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) {
        let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated
        let count = slices.count
        for scenario in CorrelationScenario.allCases {
            let charge = SensitivityModel.charge(
                count, { weights[$0].exposure(withoutLongs: withoutLongs) }, under: scenario,
                parameters: view.pointee.sensitivities)
            deltaMargin[scenario.rawValue] = charge.delta
            vegaMargin[scenario.rawValue] = charge.vega
            curvatureMargin[scenario.rawValue] = charge.curvature
        }
        charge = deltaMargin + vegaMargin + curvatureMargin
        vega.begin(slices, weights, tenors, withoutLongs: withoutLongs, view)
        lines.removeAll()
        slopes.removeAll()
        magnitude = 0
        var deltas = 0.0
        var deltaMagnitude = 0.0
        var curvatures = 0.0
        for place in 0..<count {
            let line = ChargeMotion.line(
                slices.base + place, withoutLongs: withoutLongs, view.pointee.terms[Int(slices[place].underlying)])
            lines.append(line)
            magnitude += line.delta.magnitude + line.curvature
            deltas += line.delta
            deltaMagnitude += line.delta.magnitude
            curvatures += line.curvature
        }
        deltaRemainder = .zero
        for scenario in 0..<3 where isCorrelated && deltaMargin[scenario] < 1e-4 * deltaMagnitude {
            deltaRemainder[scenario] = deltaMargin[scenario]
            deltaMargin[scenario] = 0
        }
        let gammas = view.pointee.gammas
        for place in 0..<count {
            let line = lines[place]
            var slope = vega.slope(ofSlice: place, margin: vegaMargin, isCorrelated: isCorrelated)
            if isCorrelated {
                for scenario in 0..<3 {
                    let gamma = gammas[scenario]
                    if deltaMargin[scenario] > 0 {
                        let across = line.delta + gamma * (deltas - line.delta)
                        slope[scenario] += across / deltaMargin[scenario] * line.deltaSlope
                    }
                    if curvatureMargin[scenario] > 0 {
                        let across = line.curvature + gamma * gamma * (curvatures - line.curvature)
                        slope[scenario] += across / curvatureMargin[scenario] * line.curvatureSlope
                    }
                }
            } else {
                slope += (line.delta < 0 ? -line.deltaSlope : line.deltaSlope) + line.curvatureSlope
            }
            slopes.append(slope)
        }
    }

    private static func line(
        _ slice: UnsafeMutablePointer<SliceMotion>, withoutLongs: Bool, _ terms: SensitivityModel.UnderlyingTerms
    ) -> Line {
        let gammaNow = slice.pointee.side(withoutLongs: withoutLongs).gammaNow
        let curvatureNow = slice.pointee.side(withoutLongs: withoutLongs).curvatureNow
        let delta = withoutLongs ? slice.pointee.deltaWithoutLongs : slice.pointee.delta
        let curvature = withoutLongs ? slice.pointee.curvatureWithoutLongs : slice.pointee.curvature
        var line = Line()
        line.delta = terms.deltaWeight(of: delta) * delta
        line.deltaSlope = terms.weightedDeltaSlope(at: delta) * (delta + gammaNow)
        if curvature.x <= 0 && curvature.y <= 0 {
            line.others = curvature
            line.otherSlopes = curvatureNow
            line.otherBends = SIMD2(1, 1)
        } else {
            let up = curvature.x >= curvature.y
            line.isCurved = true
            line.curvature = up ? curvature.x : curvature.y
            line.curvatureSlope = up ? curvatureNow.x : curvatureNow.y
            line.others = SIMD2(0, up ? curvature.y : curvature.x)
            line.otherSlopes = SIMD2(0, up ? curvatureNow.y : curvatureNow.x)
            line.otherBends = SIMD2(0, 1)
        }
        return line
    }

    /// How far from its first order the charge can be while every index stays within the fraction `radius` of where it is.
    mutating func rest(
        _ slices: borrowing HotArray<SliceMotion>, _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool,
        radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Rest {
        let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated
        var result = vega.rest(
            slices, tenors, withoutLongs: withoutLongs, margin: vegaMargin, radius: radius, driftShare: driftShare, view
        )
        // Sums over the slices: what goes beyond the first order, and all of the move.
        isDeltaConcentrated = false
        var deltaBeyond = 0.0
        var deltaMoved = 0.0
        var deltaLinear = 0.0
        var curvatureBelow = 0.0
        var curvatureAbove = 0.0
        var curvatureMoved = 0.0
        var curvatureLinear = 0.0
        for place in 0..<slices.count {
            let slice = slices.base + place
            let line = lines[place]
            let terms = view.pointee.terms[Int(slice.pointee.underlying)]
            let reach = slice.pointee.reach(radius: radius, driftShare: driftShare)
            let side = slice.pointee.side(withoutLongs: withoutLongs)

            let delta = withoutLongs ? slice.pointee.deltaWithoutLongs : slice.pointee.delta
            let rest = slice.pointee.deltaRest(withoutLongs: withoutLongs, reach, driftShare: driftShare)
            let move = radius * (delta + side.gammaNow).magnitude + rest
            let (least, most) = terms.weightedDeltaSlopes(from: delta - move, to: delta + move)
            if max((delta - move).magnitude, (delta + move).magnitude) > 0.5 * terms.deltaThreshold {
                isDeltaConcentrated = true
            }
            let now = terms.weightedDeltaSlope(at: delta)
            let beyond = now * rest + max(most - now, now - least) * move
            let linear = line.deltaSlope.magnitude * radius
            deltaBeyond += beyond
            deltaLinear += linear
            deltaMoved += linear + beyond
            if !isCorrelated && line.delta.magnitude < linear + beyond { deltaBeyond += 2 * (linear + beyond) }

            let bent = reach.rest(
                slope: side.curvatureSlope, bend: side.curvatureBend, drift: driftShare * side.curvatureDrift,
                inverse: side.inverse[2])
            let excess = line.excess(radius: radius, bent: bent)
            curvatureBelow += line.isCurved ? bent : 0
            curvatureAbove += excess
            curvatureLinear += line.curvatureSlope.magnitude * radius
            curvatureMoved += line.curvatureSlope.magnitude * radius + excess
        }
        let allowance = 1e-6 * (magnitude + deltaMoved + curvatureMoved)
        result.low += deltaBeyond + deltaRemainder + curvatureBelow + allowance
        result.high += allowance
        for scenario in 0..<3 {
            guard isCorrelated else {
                result.high[scenario] += deltaBeyond + curvatureAbove
                continue
            }
            result.high[scenario] += ChargeMotion.excess(
                beyond: deltaBeyond, linear: deltaLinear, moved: deltaMoved, of: deltaMargin[scenario])
            result.high[scenario] += ChargeMotion.excess(
                beyond: curvatureAbove, linear: curvatureLinear, moved: curvatureMoved, of: curvatureMargin[scenario])
        }
        return result
    }

    /// What a norm that is `margin` can be above its first order, when its members move by `moved` together, by `linear` of
    /// it in first order and by `beyond` above that.
    private static func excess(beyond: Double, linear: Double, moved: Double, of margin: Double) -> Double {
        margin > 0 ? min(beyond + moved * moved / (2 * margin), moved + linear) : moved
    }
}

extension SensitivityModel.UnderlyingTerms {
    /// dA/dD at a delta: RW within the threshold, 3/2·RW·CR beyond it, 1 where CR is at its largest.
    @inline(__always)
    func weightedDeltaSlope(at delta: Double) -> Double {
        let concentration = deltaConcentration(of: delta)
        if concentration >= largestConcentration { return 1 }
        return delta.magnitude > deltaThreshold ? 1.5 * riskWeight * concentration : riskWeight
    }

    /// The smallest and the largest slope of A between two deltas.
    @inline(__always)
    func weightedDeltaSlopes(from low: Double, to high: Double) -> (least: Double, most: Double) {
        let farthest = max(low.magnitude, high.magnitude)
        if farthest <= deltaThreshold { return (riskWeight, riskWeight) }
        let nearest = low < 0 && high > 0 ? 0 : min(low.magnitude, high.magnitude)
        let a = weightedDeltaSlope(at: nearest)
        let b = weightedDeltaSlope(at: farthest)
        // Beyond the largest concentration the slope falls back to 1, from as much as 3/2.
        let isPassed = deltaConcentration(of: farthest) >= largestConcentration
        let peak = isPassed && deltaConcentration(of: nearest) < largestConcentration ? 1.5 : max(a, b)
        return (min(a, b), peak)
    }
}
