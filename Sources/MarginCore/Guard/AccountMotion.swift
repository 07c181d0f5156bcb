/// How an account can move, and within which moves of the indices its state is provably the same.
///
/// **What is proved.** While every index stays within the fraction r of where it is, every deviation, forward ratio and mark
/// within its cell, and valuation time within the guard's, equity and requirement lie in the intervals below. The ladder's
/// next state only rises with equity and falls with the requirement: every condition of `MarginLadder` compares equity with a
/// positive multiple of a margin. So where the worst corner (least equity, largest margins) and the best both keep the
/// account in its state, everything between does.
///
/// **Equity.** Coins and contracts are linear in the index; options are by Taylor with Lagrange's remainder,
/// |V(F(1+z)) − V(F) − D·z| ≤ ½·z²/(1−z)²·sup F²γ, then along s by no more than |Δs|·sup|∂V/∂s|.
///
/// **Requirement.** Charge: delta and curvature are √(xᵀRx) over the underlyings with ones on the diagonal of R and one γ in
/// 0...1 beside it, a norm in which no unit vector is longer than 1, so they move by no more than Σ|Δx|. (`cross_asset: none`
/// is Σ|x|, for which that holds as well.) A(u) is monotone in D(u): its interval ends where D's does. K(u) =
/// max(0, C+, C−) moves by no more than C+ or C−. Vega: `VegaMotion`. The largest of the scenarios and the premium cap's
/// minimum are monotone in the parts. Basis: ½·(G − |D|) moves by no more than ½·(Σ|ΔD_e| + |ΔD|). Floor: proportional to S.
///
/// **Rounding.** Figures are sums of n terms, off by n·1.2e-16 of the sum of magnitudes; 1e-9 of that is allowed, for up to
/// a million terms. A root of a sum that cancels is off by at most the root of 1e-15 of its terms: 1e-6 of the sum of the
/// weighted magnitudes is allowed for delta and curvature.
struct AccountMotion: ~Copyable {
    var slices = HotArray<SliceMotion>()
    var tenors = HotArray<TenorMotion>()

    // The figures now.
    var state = AccountState.normal
    var isAfterDeadline = false
    var equity = 0.0
    /// V₀.
    var premium = 0.0
    var offsetting = 0.0
    var shortNotional = 0.0
    /// Sum of magnitudes that equity and requirement are summed from.
    var gross = 0.0
    var isCapped = false

    private var whole = VegaMotion()
    private var rest = VegaMotion()
    /// Delta and curvature margin together, by scenario, whole and without the long options.
    private var wholeLinear = SIMD3<Double>.zero
    private var restLinear = SIMD3<Double>.zero
    private var magnitude = 0.0
    private var hasRest = false

    /// Forgets the last account.
    mutating func begin() {
        slices.removeAll()
        tenors.removeAll()
        gross = 0
        hasRest = false
    }

    /// Whether the charge without the long options is wanted, for the cap's upper or lower bound.
    var needsRest: Bool { isCapped || state != .normal }

    /// Takes the charges as they are, once all slices are there.
    ///
    /// - Parameter weights: The slices, weighed; without their long options only where `needsRest`.
    mutating func takeCharges(_ weights: UnsafePointer<SliceWeights>, _ view: UnsafePointer<ProfileView>) {
        let parameters = view.pointee.sensitivities
        let count = slices.count
        magnitude = 0
        for place in 0..<count { magnitude += weights[place].whole.delta.magnitude + weights[place].whole.curvature }
        for scenario in CorrelationScenario.allCases {
            let charge = SensitivityModel.charge(count, { weights[$0].whole }, under: scenario, parameters: parameters)
            wholeLinear[scenario.rawValue] = charge.delta + charge.curvature
        }
        whole.begin(slices, weights, tenors, withoutLongs: false, view)
        hasRest = needsRest
        guard hasRest else { return }
        for place in 0..<count {
            magnitude += weights[place].withoutLongs.delta.magnitude + weights[place].withoutLongs.curvature
        }
        for scenario in CorrelationScenario.allCases {
            let charge = SensitivityModel.charge(
                count, { weights[$0].withoutLongs }, under: scenario, parameters: parameters)
            restLinear[scenario.rawValue] = charge.delta + charge.curvature
        }
        rest.begin(slices, weights, tenors, withoutLongs: true, view)
    }

    /// Whether the account stays in its state while every index stays within the fraction `radius` of where it is.
    ///
    /// - Parameter driftShare: 1 where slow movements can go as far as their cells and time to the guard's end, 0 where
    ///   they stand still.
    mutating func staysInState(
        radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Bool {
        let requirement = view.pointee.requirement
        let allowance = 1e-9 * gross
        var equityMove = allowance
        var premiumMove = 0.0
        var offsettingMove = 0.0
        for place in 0..<slices.count {
            let slice = slices[place]
            let reach = slice.reach(radius: radius, driftShare: driftShare)
            let side = slice.short + slice.long
            equityMove += slice.valueSlope.magnitude * radius
            equityMove += reach.own * (slice.expiryDelta + slice.linearDelta)
            equityMove += (reach.second * side.gamma + driftShare * side.valueDrift) * (1 + reach.ratio)
            equityMove += reach.ratio * (side.inverse[0] + (1 + reach.first) * (slice.linearDelta + side.deltaSlope * reach.first))
            premiumMove += slice.premiumSlope.magnitude * radius + reach.own * slice.longExpiryDelta
            premiumMove += (reach.second * slice.long.gamma + driftShare * slice.long.valueDrift) * (1 + reach.ratio)
            premiumMove += reach.ratio * (slice.long.inverse[0] + (1 + reach.first) * slice.long.deltaSlope * reach.first)
            let straight = (radius + reach.own) * (slice.linearDelta + slice.coinDelta)
            let bent = reach.first * side.deltaSlope + driftShare * side.deltaDrift
            offsettingMove += 0.5 * (deltaMove(slice, withoutLongs: false, reach, driftShare)
                + straight + bent * (1 + reach.ratio) + reach.ratio * side.inverse[1])
        }

        // The charge.
        let wholeCharge = charge(withoutLongs: false, radius: radius, driftShare: driftShare, view)
        var charge = wholeCharge
        let premium = Interval(self.premium, within: premiumMove)
        if hasRest {
            let restCharge = self.charge(withoutLongs: true, radius: radius, driftShare: driftShare, view)
            charge = .min(wholeCharge, restCharge + premium)
        }
        let basis = Interval(requirement.basisRate * offsetting, within: requirement.basisRate * offsettingMove)
        let floor = Interval(
            requirement.shortOptionFloor * shortNotional, within: requirement.shortOptionFloor * shortNotional * radius)
        var base = Interval.max(charge + Interval(low: max(0, basis.low), high: basis.high), floor)
        base = Interval(low: max(0, base.low - allowance), high: base.high + allowance)

        guard equityMove.isFinite, base.high.isFinite else { return false }
        func next(_ equity: Double, _ base: Double) -> AccountState {
            MarginLadder(
                levels: view.pointee.levels, equity: equity, initial: base,
                maintenance: requirement.maintenanceRatio * base, hasUnpricedDebt: false
            ).next(after: state, afterDeadline: isAfterDeadline)
        }
        return next(equity - equityMove, base.high) == state && next(equity + equityMove, base.low) == state
    }

    /// |ΔD(u)| at most.
    private func deltaMove(
        _ slice: SliceMotion, withoutLongs: Bool, _ reach: Reach, _ driftShare: Double
    ) -> Double {
        let side = withoutLongs ? slice.short : slice.short + slice.long
        let delta = withoutLongs ? slice.deltaWithoutLongs : slice.delta
        let bent = reach.own * side.deltaSlope + reach.second * side.deltaBend + driftShare * side.deltaDrift
        return reach.radius * (delta + side.gammaNow).magnitude + reach.own * slice.linearDelta
            + bent * (1 + reach.ratio) + reach.ratio * (side.inverse[1] + reach.first * side.deltaSlope)
    }

    /// The interval of the charge.
    private mutating func charge(
        withoutLongs: Bool, radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Interval {
        var move = 0.0
        for place in 0..<slices.count {
            let slice = slices[place]
            let terms = view.pointee.terms[Int(slice.underlying)]
            let reach = slice.reach(radius: radius, driftShare: driftShare)
            let side = withoutLongs ? slice.short : slice.short + slice.long
            let delta = withoutLongs ? slice.deltaWithoutLongs : slice.delta
            let deltaMove = deltaMove(slice, withoutLongs: withoutLongs, reach, driftShare)
            let now = terms.deltaWeight(of: delta) * delta
            let most = terms.deltaWeight(of: delta + deltaMove) * (delta + deltaMove)
            let least = terms.deltaWeight(of: delta - deltaMove) * (delta - deltaMove)
            move += max(most - now, now - least)
            move += (reach.first * side.curvatureSlope + driftShare * side.curvatureDrift) * (1 + reach.ratio)
                + reach.ratio * side.inverse[2]
        }
        move += 1e-6 * (magnitude + move)
        let vega =
            withoutLongs
            ? rest.intervals(slices, tenors, withoutLongs: true, radius: radius, driftShare: driftShare, view)
            : whole.intervals(slices, tenors, withoutLongs: false, radius: radius, driftShare: driftShare, view)
        let linear = withoutLongs ? restLinear : wholeLinear
        let low = linear - move + vega.low
        let high = linear + move + vega.high
        return Interval(low: max(0, low.max()), high: high.max())
    }
}
