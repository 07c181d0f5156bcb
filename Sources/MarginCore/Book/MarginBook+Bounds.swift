// Most accounts are far from any threshold, and need no exact requirement to stay in `normal`: an upper bound of it does.
//
// Why the bounds hold. Each of the charge's three parts is M = √max(0, xᵀRx) over the underlyings, R with ones on the
// diagonal and one γ in 0...1 beside it, so xᵀRx = (1 − γ)·Σx² + γ·(Σx)²; it is linear in γ, and so at most the larger of its
// values at the smallest and the largest γ of the scenarios.
//
// - Delta: x = A(u), exact.
// - Vega: the diagonal is K(u)², the products are S(u)·S(v). With B the weighted vegas of an underlying, P the sum of the
//   positive and N of the negative ones (as magnitudes) and ρ₀ the smallest correlation, pairs of one sign count at
//   most 1 and pairs of opposite sign at most −ρ₀: K² ≤ P² + N² − 2ρ₀·P·N =: V². Also S² = (P − N)² ≤ V², and a clamped
//   S is at most K. So x = V(u) with every product taken as positive is above.
// - Curvature: x = K(u) ≥ 0, exact, and γ² is largest where γ is.
//
// And M ≤ Σ|x|, which needs no root. The premium cap only lowers the charge; basis, floor and add-ons are exact.
//
// Rounding: sums of n terms are off by at most n·1.2e-16 of the sum of magnitudes. Where a difference could be small
// against its terms (V², xᵀRx) 1e-12 of those terms is added under the root; everything else is covered by the factor
// 1 + 1e-9 on the bound, for books of up to a million terms.

extension MarginBook {
    /// What a slice adds to the charge of its account at most.
    @inline(__always)
    func chargeBound(of slice: SliceSums, _ view: UnsafePointer<ProfileView>) -> ChargeBound {
        let terms = view.pointee.terms + Int(slice.underlying)
        let range = view.pointee.tenors + Int(slice.underlying)
        let weights = view.pointee.tenorStorage + Int(range.pointee.start)
        let tenors = UnsafePointer(tenorSums.base + Int(slice.tenorStart))
        var gross = 0.0
        var positive = 0.0
        var negative = 0.0
        for tenor in 0..<Int(slice.tenorCount) {
            let vega = Slice.bounded(tenors[tenor].vega)
            let weighted = vega * weights[Int(tenors[tenor].place)]
            gross += vega.magnitude
            positive += max(0, weighted)
            negative -= min(0, weighted)
        }
        let squares = positive * positive + negative * negative
        let opposed = 2 * range.pointee.smallestCorrelation * positive * negative
        let vega = max(0, squares * (1 + 1e-12) - opposed).squareRoot()
        let exposure = slice.exposure
        return ChargeBound(
            delta: terms.pointee.deltaWeight(of: exposure.delta) * exposure.delta,
            vega: terms.pointee.vegaConcentration(of: gross) * vega,
            curvature: max(0, exposure.curvatureUp, exposure.curvatureDown))
    }

    /// Whether the account in hand, in `normal`, provably stays there, by ever closer bounds of its initial margin.
    @inline(__always)
    mutating func isBoundedToNormal(_ index: Int) -> Bool {
        guard rows[index].ladder.state == .normal, views[Int(rows[index].profile)].isPlain else { return false }
        outlinesInHand.removeAll()
        for place in 0..<sums.count { outlinesInHand.append(SliceOutline(sums[place], version: 0)) }
        return staysNormal(index, outlinesInHand.base) || isNormalUncapped(index)
    }

    /// Whether an account in `normal` provably stays there: equity at or above the warning level of a bound of its initial
    /// margin is `normal`, and from `normal` nothing else follows.
    ///
    /// - Parameter held: The account's slices.
    @inline(__always)
    func staysNormal(_ index: Int, _ held: UnsafePointer<SliceOutline>) -> Bool {
        let row = rows.base + index
        let view = UnsafePointer(views.base + Int(row.pointee.profile))
        let count = Int(row.pointee.sliceCount)
        var equity = row.pointee.cash
        var plain = 0.0
        var offsetting = 0.0
        var notional = 0.0
        var addOns = undefinedAddOn(of: row.pointee, index)
        for place in 0..<count {
            if held[place].hasUnpricedCoins { return false }
            equity += held[place].value
            plain += held[place].bound.total
            offsetting += held[place].offsettingDelta
            notional += held[place].shortNotional
            addOns += held[place].addOn
        }
        guard equity >= 0 else { return false }
        let basis = view.pointee.requirement.basisRate * offsetting
        let floor = view.pointee.requirement.shortOptionFloor * notional
        let level = view.pointee.levels.warning * (1 + 1e-9)
        if equity >= level * (max(plain + basis, floor) + addOns) { return true }

        guard view.pointee.sensitivities.crossAsset == .correlated, count > 1 else { return false }
        let charge = correlatedBound(held, count, view)
        return equity >= level * (max(charge + basis, floor) + addOns)
    }

    /// The bound of the charge with the correlations between underlyings.
    func correlatedBound(
        _ held: UnsafePointer<SliceOutline>, _ count: Int, _ view: UnsafePointer<ProfileView>
    ) -> Double {
        var squares = SIMD4<Double>.zero
        var sums = SIMD4<Double>.zero
        for place in 0..<count {
            let x = SIMD4(held[place].bound.delta, held[place].bound.vega, held[place].bound.curvature, 0)
            squares += x * x
            sums += x
        }
        return MarginBook.correlatedCharge(squares: squares, sums: sums, count, view)
    }

    /// The bound of the charge from Σx² and Σx over `count` underlyings: of delta, vega and curvature, in this order; the
    /// latter two x ≥ 0.
    @inline(__always)
    static func correlatedCharge(
        squares: SIMD4<Double>, sums: SIMD4<Double>, _ count: Int, _ view: UnsafePointer<ProfileView>
    ) -> Double {
        let gammas = view.pointee.gammas
        let gamma = view.pointee.sensitivities.gamma
        let high = gammas[CorrelationScenario.high.rawValue]
        let low = min(gamma, gammas[CorrelationScenario.low.rawValue])
        let products = sums * sums
        func form(_ gamma: Double, _ lane: Int) -> Double {
            (1 - gamma) * squares[lane] + gamma * products[lane] + 1e-12 * Double(count) * squares[lane]
        }
        let largest = max(high, gamma)
        return max(form(low, 0), form(largest, 0)).squareRoot() + form(largest, 1).squareRoot()
            + form(largest * largest, 2).squareRoot()
    }

    /// Whether an account in `normal` stays there by its requirement without the premium cap, which only lowers it.
    private mutating func isNormalUncapped(_ index: Int) -> Bool {
        let assessment = assessSummed(index, appliesPremiumCap: false)
        return !assessment.isUnpriced && assessment.equity >= 0
            && assessment.equity >= views[Int(rows[index].profile)].levels.warning * assessment.requirement.initial
    }
}
