// Within which moves an account far above its warning level provably stays in `normal`, by a bound of its charge that bends
// nowhere: it asks for more slack than `box` and for a small part of the work, and what a further drift costs is always
// known.
//
// **Charge.** It is at most δ + ν + κ, each a norm √((1 − γ)·Σx² + γ·(Σx)²) of figures x(u) of the underlyings with γ in 0...1, or
// their Σ|x|. No unit vector is longer than 1 in these, so none grows by more than Σ|Δx|.
//
// - δ: x = A(u), for the γ that makes it largest. |ΔA| is at most the steepest slope of A on the way times |ΔD|.
// - κ: x = max(0, C+, C−) ≥ 0, which moves by no more than the farther of C+ and C−; γ² is largest where γ is.
// - ν: x = V(u), V² = P² + N² − 2ρ·P·N, with P the sum of the positive B(u,e) and N that of the negative ones, as magnitudes, and
//   ρ at most any correlation of two expiries until the guard's end. As `MarginBook+Bounds` shows, V is at least K(u) and
//   |S(u)|, and ν, with every product positive and the largest γ, at least the vega margin. (P − ρN)² = V² − (1 − ρ²)·N² ≤ V²,
//   and likewise for N: so V moves by no more than Σ|ΔB|.
//
// The premium cap only lowers the charge. Equity, basis and floor are those of `box`; the B move as in `VegaMotion`.
//
// **Drift.** One that moves figures by |ΔV|, |ΔD|, |ΔC| and |ΔB| = f·|ΔW| costs |ΔV| + c·((a + b)·|ΔD| + |ΔC| + |ΔB|), as in `DriftCost`
// with v = 1. VR is 1 while Σ|W| stays below its threshold: half of that is kept for the box, half for drifts.
//
// **Rounding.** As in `ChargeMotion` and `VegaMotion`: a computed root is off by at most 1e-6 of the magnitudes under it, those that
// drifts add included.

extension AccountMotion {
    /// A box that is `radius` wide to both sides, and what it leaves to drifts; `nil` where it does not hold, or leaves less
    /// than a share of what there is.
    ///
    /// Slow movements can go as far as their cells and time to the guard's end.
    ///
    /// - Parameter reserveShare: The least share of the account's slack that is to be left.
    mutating func plainBox(radius: Double, reserveShare: Double, _ view: UnsafePointer<ProfileView>) -> Box? {
        guard state == .normal else { return nil }
        let requirement = view.pointee.requirement
        let worse = worstMultiple(view)
        var sums = PlainSums()
        for place in 0..<slices.count {
            let slice = slices.base + place
            let reach = slice.pointee.reach(radius: radius, driftShare: 1)
            sums.equityMove +=
                slice.pointee.valueSlope.magnitude * radius
                + slice.pointee.optionValueRest(onlyLongs: false, reach, driftShare: 1)
                + (reach.own + reach.ratio * (1 + reach.first)) * slice.pointee.linearDelta
            sums.offsettingMove += slice.pointee.offsettingMove(reach, driftShare: 1)
            sums.notional += shortNotionals[place]
            let terms = view.pointee.terms + Int(slice.pointee.underlying)
            addCharge(of: slice, reach, terms, to: &sums)
            addVega(of: slice, reach, terms, view, to: &sums)
        }
        let margins =
            sums.charge(of: slices.count, view)
            + requirement.basisRate * (offsetting + sums.offsettingMove)
            + sums.moved + 1e-6 * (sums.magnitude + sums.moved)
        let floor = requirement.shortOptionFloor * sums.notional * (1 + radius)
        let left = equity - sums.equityMove - worse * max(margins, floor) - (1 + worse) * 1e-9 * gross
        let slack = equity - worse * (margins - sums.moved)
        guard left > 0, left.isFinite, left > reserveShare * slack else { return nil }
        var box = Box(bad: radius, good: radius)
        box.cost = sums.cost(worse, basisRate: requirement.basisRate)
        box.cost.reserve = min(box.cost.reserve, left)
        markSides()
        return box
    }

    /// What a slice adds to δ and κ, and how far these can move.
    private func addCharge(
        of slice: UnsafePointer<SliceMotion>, _ reach: Reach,
        _ terms: UnsafePointer<SensitivityModel.UnderlyingTerms>, to sums: inout PlainSums
    ) {
        let delta = slice.pointee.delta
        let gammaNow = slice.pointee.both.gammaNow
        let move =
            reach.radius * (delta + gammaNow).magnitude
            + slice.pointee.deltaRest(withoutLongs: false, reach, driftShare: 1)
        let farthest = delta.magnitude + move
        let steepest = terms.pointee.weightedDeltaSlopes(from: delta - move, to: delta + move).most
        if farthest > 0.5 * terms.pointee.deltaThreshold { sums.isDeltaConcentrated = true }
        sums.riskWeight = max(sums.riskWeight, terms.pointee.riskWeight)
        sums.deltaRoom = min(sums.deltaRoom, 0.5 * terms.pointee.riskWeight * terms.pointee.deltaThreshold)

        let curvatureNow = slice.pointee.both.curvatureNow
        let bent = reach.rest(
            slope: slice.pointee.both.curvatureSlope, bend: slice.pointee.both.curvatureBend,
            drift: slice.pointee.both.curvatureDrift, inverse: slice.pointee.both.inverse[2])
        let curvature = max(0, slice.pointee.curvature.x, slice.pointee.curvature.y)
        sums.add(
            delta: terms.pointee.deltaWeight(of: delta) * delta, curvature: curvature,
            moved: steepest * move + reach.radius * max(curvatureNow.x.magnitude, curvatureNow.y.magnitude) + bent)
    }

    /// What a slice adds to ν, and how far that can move.
    private func addVega(
        of slice: UnsafePointer<SliceMotion>, _ reach: Reach,
        _ terms: UnsafePointer<SensitivityModel.UnderlyingTerms>, _ view: UnsafePointer<ProfileView>,
        to sums: inout PlainSums
    ) {
        let expiries = slice.pointee.tenorStart..<slice.pointee.tenorStart + slice.pointee.tenorCount
        guard !expiries.isEmpty else { return }
        var gross = 0.0
        var grossMove = 0.0
        for tenor in expiries {
            let motion = tenors.base + tenor
            gross += motion.pointee.vega(withoutLongs: false).magnitude
            grossMove += motion.pointee.vegaMove(withoutLongs: false, reach, driftShare: 1)
        }
        let concentration = terms.pointee.vegaConcentration(of: gross)
        let mostConcentrated = terms.pointee.vegaConcentration(of: gross + grossMove)
        let leastConcentrated = terms.pointee.vegaConcentration(of: max(0, gross - grossMove))
        if gross + grossMove > 0.5 * terms.pointee.vegaThreshold { sums.isVegaConcentrated = true }
        var positive = 0.0
        var negative = 0.0
        var moved = 0.0
        for tenor in expiries {
            let motion = tenors.base + tenor
            let weight = motion.pointee.weight
            let factor = concentration * weight
            let vega = motion.pointee.vega(withoutLongs: false)
            let move = motion.pointee.vegaMove(withoutLongs: false, reach, driftShare: 1)
            let most = mostConcentrated * weight * (1 + motion.pointee.weightGrowth)
            let swing = max(most - factor, factor - leastConcentrated * weight)
            moved += factor * move + swing * (vega.magnitude + move)
            positive += max(0, factor * vega)
            negative -= min(0, factor * vega)
            sums.vegaRoom = min(sums.vegaRoom, 0.5 * weight * terms.pointee.vegaThreshold)
        }
        let correlation = leastCorrelation(of: slice, view)
        let square = (positive * positive + negative * negative) * (1 + 1e-12) - 2 * correlation * positive * negative
        sums.add(vega: max(0, square).squareRoot(), magnitude: positive + negative, moved: moved)
    }

    /// At most any correlation of two expiries of a slice, in any scenario, until the guard's end.
    private func leastCorrelation(
        of slice: UnsafePointer<SliceMotion>, _ view: UnsafePointer<ProfileView>
    ) -> Double {
        let now = view.pointee.tenors[Int(slice.pointee.underlying)].smallestCorrelation
        var far = 0.0
        var near = Double.infinity
        var passed = 0.0
        for tenor in slice.pointee.tenorStart..<slice.pointee.tenorStart + slice.pointee.tenorCount {
            let motion = tenors.base + tenor
            far = max(far, motion.pointee.days)
            near = min(near, motion.pointee.daysAtEnd)
            passed = max(passed, motion.pointee.days - motion.pointee.daysAtEnd)
        }
        guard passed > 0 else { return now }
        let sensitivities = view.pointee.sensitivities
        let change = sensitivities.tenorDecay * passed * far / (near * near)
        return max(-1, now - change * max(2, sensitivities.highFactor, sensitivities.lowFactor) * (1 + 1e-9) - 1e-12)
    }
}

/// The sums over the slices that a plain box is found from; USD.
private struct PlainSums {
    /// What equity can lose, and what ½·(G − |D|) can gain.
    var equityMove = 0.0
    var offsettingMove = 0.0
    var notional = 0.0
    /// Σ|Δx| of δ, ν and κ, and the sum of magnitudes under their roots.
    var moved = 0.0
    var magnitude = 0.0
    /// Σx² and Σx of δ, ν and κ.
    var squares = SIMD4<Double>.zero
    var totals = SIMD4<Double>.zero
    /// Σ|A|.
    var deltas = 0.0

    // What drifts cost.
    var riskWeight = 0.0
    var isDeltaConcentrated = false
    var isVegaConcentrated = false
    /// How far drifts may take a weighted delta, and weighted vegas together, before concentration begins.
    var deltaRoom = Double.infinity
    var vegaRoom = Double.infinity

    mutating func add(delta: Double, curvature: Double, moved: Double) {
        let x = SIMD4(delta, 0, curvature, 0)
        squares += x * x
        totals += x
        deltas += delta.magnitude
        magnitude += delta.magnitude + curvature
        self.moved += moved
    }

    mutating func add(vega: Double, magnitude: Double, moved: Double) {
        squares[1] += vega * vega
        totals[1] += vega
        self.magnitude += magnitude
        self.moved += moved
    }

    /// δ + ν + κ now.
    func charge(of count: Int, _ view: UnsafePointer<ProfileView>) -> Double {
        guard view.pointee.sensitivities.crossAsset == .correlated, count > 1 else {
            return deltas + totals[1] + totals[2]
        }
        return MarginBook.correlatedCharge(squares: squares, sums: totals, count, view)
    }

    func cost(_ multiple: Double, basisRate: Double) -> DriftCost {
        // What a drift adds to the magnitudes under the roots is rounded as well.
        let most = multiple * (1 + 1e-5)
        var cost = DriftCost()
        cost.value = 1
        cost.delta = most * ((isDeltaConcentrated ? 1.5 : riskWeight) + basisRate)
        cost.curvature = most
        cost.vega = most
        cost.reserve = isVegaConcentrated ? 0 : multiple * min(deltaRoom, vegaRoom)
        return cost
    }
}
