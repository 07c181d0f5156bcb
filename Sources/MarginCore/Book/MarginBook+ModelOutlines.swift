// While outlines are kept, most accounts in `normal` need no exact requirement by other models than the sensitivities either.
//
// `scenario`: a slice's profits by cell are kept until its underlying moves, so that the exact charge costs one slice and
// the sums over underlyings.
//
// `tail`: the charge is f·max(0, ρ(P)), f the larger of the two factors, P the profits by scenario, ρ value at risk or
// expected shortfall. Both are monotone, and adding c to every profit takes c off both; so they move by no more than the
// profits do: P ≤ P′ + m everywhere, m = max|P − P′|, gives ρ(P) ≥ ρ(P′) − m, and the other way round. (With weighted
// scenarios rounding could turn value at risk to the next outcome; it is then left out.) P is Σ size·row over options +
// Σ delta·moves over underlyings. Let the drift Dᵢ of an option be the sum of max|row − row before| over all its pricings,
// so that |rowᵢ − rowᵢ′| ≤ Dᵢ − Dᵢ′, and W = Σ|size|·D a slice's reach. Then
//
//     charge ≤ charge′ + f·Σ over slices (W − W′ + |delta − delta′|·max|moves|).
//
// Dᵢ is rounded up. It begins with max|rowᵢ|, and so is never less than that: W + |delta|·max|moves| bounds |P|, and what
// rounding does to P, to W and to the differences is covered by 1e-12 of them, for slices of up to a thousand options.

extension MarginBook {
    /// Room for every slice.
    mutating func growModelOutlines() {
        if modelOutlines.count == 0 {
            var cells = 0
            var hasTails = false
            for tables in profiles {
                cells = max(cells, tables.scenario?.cellCount ?? 0)
                hasTails = hasTails || tables.tail?.model?.isSteady ?? false
            }
            modelOutlines = ModelOutlines(profitCount: cells, hasTails: hasTails)
        }
        modelOutlines.grow(to: slices.columns.count)
    }

    /// As `staysNormal`, for a profile with other models than the sensitivities: what bounds the initial margins bounds the
    /// maintenance margins, which a configuration may make the larger ones.
    mutating func staysNormalByModels(_ index: Int, _ held: UnsafePointer<SliceOutline>) -> Bool {
        let row = rows[index]
        let parameters = views[Int(row.profile)].requirement
        var equity = row.cash
        var plain = 0.0
        var offsetting = 0.0
        var notional = 0.0
        var addOns = undefinedAddOn(of: row, index)
        for place in 0..<Int(row.sliceCount) {
            if held[place].hasUnpricedCoins { return false }
            equity += held[place].value
            plain += held[place].bound.total
            offsetting += held[place].offsettingDelta
            notional += held[place].shortNotional
            addOns += held[place].addOn
        }
        guard equity >= 0 else { return false }
        let basis = parameters.basisRate * offsetting
        let floor = parameters.shortOptionFloor * notional

        var models = ModelRequirements()
        if views[Int(row.profile)].usesSensitivities {
            let view = UnsafePointer(views.base + Int(row.profile))
            let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated && row.sliceCount > 1
            let charge = isCorrelated ? min(plain, correlatedBound(held, Int(row.sliceCount), view)) : plain
            models.sensitivities = ModelRequirement(initial: max(charge + basis, floor))
        }
        let tables = profiles[Int(row.profile)]
        if tables.scenario != nil {
            let requirement = row.isExempt ? ModelRequirement() : scenarioRequirement(of: index)
            models.scenario = ModelRequirement(initial: max(requirement.initial, requirement.maintenance))
        }
        if let tail = tables.tail {
            var bound = 0.0
            if !row.isExempt {
                guard let charge = tailBound(of: index, tail, held) else { return false }
                bound = max(charge + basis, floor)
            }
            models.tail = ModelRequirement(initial: bound)
        }
        let initial = views[Int(row.profile)].combination.combine(models).initial
        guard equity >= views[Int(row.profile)].levels.warning * (1 + 1e-9) * (initial + addOns) else { return false }
        work.quiet += 1
        return true
    }
}
