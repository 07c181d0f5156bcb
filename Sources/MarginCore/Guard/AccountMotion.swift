/// How an account can move, and within which moves of the indices its state is provably the same.
///
/// **What is proved.** While every index stays within its part of the box, every deviation, forward ratio and mark within
/// its cell, and valuation time within the guard's, the ladder leaves the account where it is. It does so where equity E is at
/// least every level of the worse states and below the level at which its own is left, each a multiple c of a margin:
///
///     E − c·X ≥ 0  for the largest c of a worse state         c·X − E > 0  for the c at which the state is left
///
/// X, the initial margin, is the largest of scenarios' charges plus basis and of the floor; a charge counts no more than
/// the one without the long options plus their premium. So the first holds where it does for an upper bound of each of these,
/// the second where it does for a lower bound of one.
///
/// **How.** Every figure is its value now, plus its first order in the moves x(u) of the indices, plus a rest that is bounded
/// by the radius of the box. First orders are taken together, signs and all, before anything is bounded: what equity
/// loses with a requirement that falls is no loss. For a box of b to the side where the account suffers and r to the other,
///
///     E − c·X ≥ (E − c·X)(0) − Σ(u) max(loss by b, loss by r) − rests(r)
///
/// is solved for the largest b.
///
/// **Equity.** Coins and contracts are linear in the index; options by Taylor with Lagrange's remainder, then along s by no
/// more than |Δs|·sup|∂V/∂s|. **Charge:** `ChargeMotion`. **Basis:** ½·(G − |D|) moves by no more than ½·(Σ|ΔD_e| + |ΔD|).
/// **Floor:** proportional to S.
///
/// **Rounding.** Figures are sums of n terms, off by n·1.2e-16 of the sum of magnitudes; 1e-9 of that is allowed, for up to
/// a million terms.
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
    /// By slice: Σ max(0, −q·m)·S.
    var shortNotionals = HotArray<Double>()
    /// Sum of magnitudes that equity and requirement are summed from.
    var gross = 0.0
    var isCapped = false

    private var whole = ChargeMotion()
    private var rest = ChargeMotion()
    /// By slice: whether the account suffers when the index falls.
    private var suffersBelow = HotArray<Bool>()

    /// What the conditions of the box in hand leave to its bad side, and what that costs for each part of a move.
    private var conditions = HotArray<Condition>()

    struct Condition: BitwiseCopyable {
        var left: Double
        var bad: Double
    }

    /// Forgets the last account.
    mutating func begin() {
        slices.removeAll()
        tenors.removeAll()
        shortNotionals.removeAll()
        gross = 0
    }

    /// Whether the charge without the long options is wanted, for the cap's upper or lower bound.
    var needsRest: Bool { isCapped || state != .normal }

    /// Takes the charges as they are, once all slices are there.
    ///
    /// - Parameter weights: The slices, weighed; without their long options only where `needsRest`.
    mutating func takeCharges(_ weights: UnsafePointer<SliceWeights>, _ view: UnsafePointer<ProfileView>) {
        whole.begin(slices, weights, tenors, withoutLongs: false, view)
        if needsRest { rest.begin(slices, weights, tenors, withoutLongs: true, view) }
    }

    /// A box of moves: `bad` to the side where the account suffers, `good` to the other, by slice; as fractions.
    struct Box: BitwiseCopyable {
        var bad: Double
        var good: Double
        /// What is left for drifts beyond those that are allowed for.
        var cost = DriftCost()
    }

    /// The moves of a slice's index that a box allows, as fractions.
    func limits(ofSlice place: Int, _ box: Box) -> (below: Double, above: Double) {
        suffersBelow[place] ? (box.bad, box.good) : (box.good, box.bad)
    }

    /// The largest box that is `radius` wide to its good side, and at most that to the other; `nil` where there is none.
    ///
    /// - Parameter driftShare: 1 where slow movements can go as far as their cells and time to the guard's end, 0 where
    ///   they stand still.
    /// - Parameter reserveShare: The share of the slack that is kept for drifts.
    mutating func box(
        radius: Double, driftShare: Double, reserveShare: Double = GuardPolicy.reserveShare,
        _ view: UnsafePointer<ProfileView>
    ) -> Box? {
        let share = reserveShare
        let requirement = view.pointee.requirement
        var equityRest = 0.0
        var premiumRest = 0.0
        var offsettingMove = 0.0
        for place in 0..<slices.count {
            let slice = slices.base + place
            let reach = slice.pointee.reach(radius: radius, driftShare: driftShare)
            equityRest += slice.pointee.optionValueRest(onlyLongs: false, reach, driftShare: driftShare)
            equityRest += (reach.own + reach.ratio * (1 + reach.first)) * slice.pointee.linearDelta
            premiumRest += slice.pointee.optionValueRest(onlyLongs: true, reach, driftShare: driftShare)
            offsettingMove += slice.pointee.offsettingMove(reach, driftShare: driftShare)
        }
        let wholeRest = whole.rest(slices, tenors, withoutLongs: false, radius: radius, driftShare: driftShare, view)
        var restRest = Rest()
        if needsRest {
            restRest = rest.rest(slices, tenors, withoutLongs: true, radius: radius, driftShare: driftShare, view)
        }
        let basis = requirement.basisRate * offsetting
        let basisRest = requirement.basisRate * offsettingMove
        let allowance = 1e-9 * gross

        let ladder = AccountMotion.unitLadder(view)
        let worse = worstMultiple(view)
        let left = max(
            ladder.releaseLevel(of: state, afterDeadline: isAfterDeadline) ?? 0, ladder.level(of: state) ?? 0)

        suffersBelow.removeAll()
        conditions.removeAll()
        var box = Box(bad: radius, good: radius)

        // Not worse: by every scenario, and by the floor.
        if state != .insolvent {
            let scenario = MarginBook.largest(isCapped ? rest.charge : whole.charge)
            for place in 0..<slices.count {
                suffersBelow.append(slope(place, multiple: worse, isCapped ? .rest(scenario) : .whole(scenario)) > 0)
            }
            for scenario in 0..<3 {
                let charge = isCapped ? rest.charge[scenario] + premium : whole.charge[scenario]
                let chargeRest = isCapped ? restRest.high[scenario] + premiumRest : wholeRest.high[scenario]
                let slack =
                    equity - worse * (charge + basis) - equityRest - worse * (chargeRest + basisRest)
                    - (1 + worse) * allowance
                guard
                    narrow(&box, share, slack, sign: 1, multiple: worse, isCapped ? .rest(scenario) : .whole(scenario))
                else { return nil }
            }
            let slack =
                equity - worse * requirement.shortOptionFloor * shortNotional - equityRest
                - (1 + worse) * allowance
            guard narrow(&box, share, slack, sign: 1, multiple: worse, .floor(requirement.shortOptionFloor)) else {
                return nil
            }
        } else {
            markSides()
        }

        // Not better: by the scenarios that decide, with and without the long options.
        if state != .normal {
            let scenario = MarginBook.largest(whole.charge)
            let slack =
                left * (whole.charge[scenario] + basis) - equity - equityRest
                - left * (wholeRest.low[scenario] + basisRest) - (1 + left) * allowance
            guard narrow(&box, share, slack, sign: -1, multiple: left, .whole(scenario)) else { return nil }
            let other = MarginBook.largest(rest.charge)
            let otherSlack =
                left * (rest.charge[other] + premium + basis) - equity - equityRest
                - left * (restRest.low[other] + premiumRest + basisRest) - (1 + left) * allowance
            guard narrow(&box, share, otherSlack, sign: -1, multiple: left, .rest(other)) else { return nil }
        }
        box.cost = driftCost(max(state == .insolvent ? 0 : worse, state == .normal ? 0 : left), view)
        for place in 0..<conditions.count {
            box.cost.reserve = min(box.cost.reserve, conditions[place].left - conditions[place].bad * box.bad)
        }
        return box
    }

    /// The ladder of multiples of the initial margin.
    private static func unitLadder(_ view: UnsafePointer<ProfileView>) -> MarginLadder {
        MarginLadder(
            levels: view.pointee.levels, equity: 0, initial: 1,
            maintenance: view.pointee.requirement.maintenanceRatio, hasUnpricedDebt: false)
    }

    /// The largest multiple of the initial margin at which a worse state begins.
    func worstMultiple(_ view: UnsafePointer<ProfileView>) -> Double {
        let ladder = AccountMotion.unitLadder(view)
        var worse = 0.0
        for state in AccountState.allCases where state > self.state { worse = max(worse, ladder.level(of: state) ?? 0) }
        return worse
    }

    /// For a box whose sides are equally wide.
    mutating func markSides() {
        suffersBelow.removeAll()
        for place in 0..<slices.count { suffersBelow.append(slices[place].valueSlope > 0) }
    }

    /// What a further drift costs, and the largest reserve for which it does; USD.
    private func driftCost(_ multiple: Double, _ view: UnsafePointer<ProfileView>) -> DriftCost {
        var cost = DriftCost()
        var riskWeight = 0.0
        var vegaThreshold = Double.infinity
        cost.reserve = .infinity
        for place in 0..<slices.count {
            let terms = view.pointee.terms[Int(slices[place].underlying)]
            riskWeight = max(riskWeight, terms.riskWeight)
            vegaThreshold = min(vegaThreshold, terms.vegaThreshold)
            cost.reserve = min(cost.reserve, 0.5 * multiple * terms.riskWeight * terms.deltaThreshold)
        }
        let isConcentrated = whole.isDeltaConcentrated || (needsRest && rest.isDeltaConcentrated)
        cost.value = 1 + (needsRest ? multiple : 0)
        cost.delta = multiple * ((isConcentrated ? 1.5 : riskWeight) + view.pointee.requirement.basisRate)
        cost.curvature = multiple
        // The lower bound of a root moves by four times as much as the upper one.
        let vegaMultiple = multiple * (state == .normal ? 1 : 4)
        cost.include(whole.vegaCost, multiple, vegaMultiple, threshold: vegaThreshold)
        if needsRest { cost.include(rest.vegaCost, multiple, vegaMultiple, threshold: vegaThreshold) }
        return cost
    }

    /// Which bound of the requirement is meant.
    private enum Charge {
        case whole(Int)
        case rest(Int)
        case floor(Double)
    }

    private var shortNotional: Double {
        var sum = 0.0
        for place in 0..<slices.count { sum += shortNotionals[place] }
        return sum
    }

    /// What E − c·X moves by with the index of a slice, in first order.
    @inline(__always)
    private func slope(_ place: Int, multiple: Double, _ charge: Charge) -> Double {
        let margin =
            switch charge {
            case .whole(let scenario): whole.slopes[place][scenario]
            case .rest(let scenario): rest.slopes[place][scenario] + slices[place].premiumSlope
            case .floor(let rate): rate * shortNotionals[place]
            }
        return slices[place].valueSlope - multiple * margin
    }

    /// Makes the bad side as narrow as a condition wants it: `slack` must cover what sign·(E − c·X) can lose.
    private mutating func narrow(
        _ box: inout Box, _ share: Double, _ slack: Double, sign: Double, multiple: Double, _ charge: Charge
    )
        -> Bool
    {
        var left = slack
        var bad = 0.0
        for place in 0..<slices.count {
            let slope = sign * slope(place, multiple: multiple, charge)
            // A fall costs where the slope is positive, a rise where it is negative.
            if (slope > 0) == suffersBelow[place] { bad += slope.magnitude } else { left -= slope.magnitude * box.good }
        }
        guard left > 0, left.isFinite, bad.isFinite else { return false }
        conditions.append(Condition(left: left, bad: bad))
        if bad * box.bad > (1 - share) * left { box.bad = (1 - share) * left / bad * (1 - 1e-9) }
        return true
    }
}

extension MarginBook {
    /// The place of the largest of three, the first of equals.
    static func largest(_ x: SIMD3<Double>) -> Int { x[0] >= x[1] && x[0] >= x[2] ? 0 : (x[1] >= x[2] ? 1 : 2) }
}
