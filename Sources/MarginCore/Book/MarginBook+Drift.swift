// A volatility moved: who has to be judged for it.
//
// The accounts of a tier whose cell it stayed in need not. Of the others each takes the drift out of its guard's reserve
// while that suffices: a guard without cells the move itself, one of a tier with cells what the new cell has more than the
// old one, so that the guard holds anywhere in the new one. See `DriftCost`.

extension MarginBook {
    /// - Parameter old: The volatility before; 0 where there was none.
    mutating func volatilityMoved(_ id: InstrumentID, from old: Double) {
        let option = Int(id.index)
        if keepsOutlines { forgetOutlines(ofHoldersOf: option) }
        guard hasGuards, old > 0 else { return touchHolders(of: id, .all) }
        let volatility = optionTerms[option].volatility
        // By tier: how far the volatility may now go beyond where it could, and how far at all.
        var extensions = SIMD8<Double>.zero
        var low = min(old, volatility)
        var high = max(old, volatility)
        extensions[Int(GuardTier.exact.rawValue)] = high - low
        extensions[Int(GuardTier.instant.rawValue)] = high - low
        var left = GuardTiers.withoutCells
        for tier in 0..<GuardTier.cellCount {
            let place = option * GuardTier.cellCount + tier
            let cell = volatilityCells[place]
            if cell.contains(volatility) { continue }
            left.insert(GuardTiers(rawValue: 1 << UInt8(tier)))
            guard cell.exists else {
                // No reserve pays for where nobody knows that the volatility was.
                extensions[tier] = .infinity
                continue
            }
            extensions[tier] = volatilityCells[place].follow(
                volatility, margin: GuardPolicy.followShare * (GuardTier(rawValue: UInt8(tier))?.volatilityWidth ?? 0))
            low = min(low, cell.low, volatilityCells[place].low)
            high = max(high, cell.high, volatilityCells[place].high)
        }

        var drift: (profile: Int32, bound: OptionDrift?)?
        for account in holders[option] {
            let tier = tiers[Int(account)]
            guard left.contains(GuardTiers(tier)) else { continue }
            guard guardEnds.exists(Int(account)), reserves[Int(account)].exists,
                let size = size(ofOption: id.index, in: Int(account))
            else {
                touch(account: account)
                continue
            }
            let profile = rows[Int(account)].profile
            if drift?.profile != profile {
                drift = (profile, unitDrift(option, Int(profile), from: low, to: high))
            }
            guard let unit = drift?.bound else {
                touch(account: account)
                continue
            }
            let moved = size.magnitude * extensions[Int(tier.rawValue)]
            if !reserves[Int(account)].pay(for: unit, size: moved) { touch(account: account) }
        }
    }

    private mutating func forgetOutlines(ofHoldersOf option: Int) {
        let underlying = underlyingOfExpiry[Int(optionTerms[option].expiry)]
        for account in holders[option] {
            let row = rows[Int(account)]
            for slice in row.sliceStart..<row.sliceStart + row.sliceCount
            where slices[Int(slice)].underlying == underlying { forgetOutline(ofSlice: Int(slice)) }
        }
    }

    /// What a unit of an option moves by for 1.00 of volatility, at most, anywhere between two volatilities and wherever the
    /// index is in a guard of now; `nil` where no bound is known.
    private mutating func unitDrift(_ option: Int, _ profile: Int, from low: Double, to high: Double) -> OptionDrift? {
        let terms = optionTerms[option]
        let expiry = Int(terms.expiry)
        let underlying = Int(underlyingOfExpiry[expiry])
        if refreshed[underlying] != versions[underlying] { refresh(underlying) }
        rebuildTenorsIfStale()
        guard let valuationTime, forwards[expiry] > 0 else { return nil }
        let last = Timestamp(nanoseconds: max(valuationTime.nanoseconds, horizons[expiry]))
        let end = market.years(to: ExpiryID(expiry), at: last)
        guard end > 0, low > 0 else { return nil }
        // A guard reaches as far as twice its radius from where the index is in it; its forwards' ratios have cells too.
        let width = ratioCells[expiry].deviation(from: market.forwardRatio(of: ExpiryID(expiry)))
        let reach = 2.1 * GuardPolicy.radiusMax + 2 * max(0, width)
        // A forward that is at less than half of where guards expect it leaves them no lower end to be bounded from.
        guard reach < 1 else { return nil }
        let forwards = forwards[expiry] * (1 - reach)...forwards[expiry] * (1 + reach)
        let root = rootYears[expiry]
        let bound = OptionBound(
            terms, forwards: forwards,
            logForwards: naturalLogarithm(forwards.lowerBound)...naturalLogarithm(forwards.upperBound),
            deviations: low * end.squareRoot() * (1 - 1e-12)...high * root * (1 + 1e-12),
            shock: views[profile].shocks[underlying],
            scale: terms.isInverse ? spots[underlying] / self.forwards[expiry] * (1 + 3 * max(0, width)) : 1)
        work.bounds += 1
        let range = views[profile].tenors[underlying]
        let weight = views[profile].tenorStorage[Int(range.start + placeOfExpiry[expiry])]
        return OptionDrift(
            value: root * bound.valueDrift, delta: root * bound.deltaDrift,
            weightedVega: root * bound.vegaDrift * weight * GuardPolicy.weightGrowthMost,
            curvature: root * bound.curvatureDrift)
    }

    /// q·m of an account's position in an option; `nil` where it is not laid out as one.
    private func size(ofOption option: Int32, in account: Int) -> Double? {
        let row = rows.base + account
        let underlying = underlyingOfExpiry[Int(optionTerms[Int(option)].expiry)]
        for place in 0..<Int(row.pointee.sliceCount) {
            let slice = slice(place, of: row)
            guard slice.underlying == underlying else { continue }
            for held in slice.options where options[held].instrument == option { return options[held].size }
        }
        return nil
    }
}
