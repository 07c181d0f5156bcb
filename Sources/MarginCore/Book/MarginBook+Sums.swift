// Sums slices: the hot path.

extension MarginBook {
    /// Sums the marked slices without judging anybody.
    mutating func sumDirtyAccounts() {
        rebuildTenorsIfStale()
        for place in 0..<dirtyAccounts.count { sumDirtySlices(of: Int(dirtyAccounts[place])) }
    }

    /// Sums the marked slices of one account.
    @inline(__always)
    mutating func sumDirtySlices(of account: Int) {
        let first = Int(rows[account].sliceStart)
        for index in first..<first + Int(rows[account].sliceCount) where tags[index].stamp == stamp {
            sum(slice: index)
        }
    }

    /// Cash balances at their index, else at par, after haircuts on what is owned.
    mutating func sumCash(of account: Int32) {
        let tables = profiles[Int(rows[Int(account)].profile)]
        var cash = 0.0
        for balance in accounts[Int(account)].balances where market.underlyings[Int(balance.asset)].isCash {
            cash += Slice.value(
                ofBalance: balance.amount, price: market.cashPrice(of: UnderlyingID(Int(balance.asset))),
                haircut: tables.haircuts[Int(balance.asset)])
        }
        rows[Int(account)].cash = cash
    }

    /// The add-on for positions in symbols that are no contract.
    mutating func sumUndefined(of account: Int32) {
        var addOn = 0.0
        for holding in accounts[Int(account)].positions {
            let terms = market.listings[Int(holding.instrument)].terms
            if terms == nil || terms?.kind == .spot { addOn += undefinedAddOn(of: holding) }
        }
        rows[Int(account)].undefinedAddOn = addOn
    }

    /// Sums one slice from nothing: its options by expiry, then its perpetuals and futures, then its coins.
    private mutating func sum(slice index: Int) {
        let slice = slices.base + index
        let underlying = Int(slice.pointee.underlying)
        let view = UnsafePointer(views.base + Int(rows[Int(slice.pointee.account)].profile))
        let spot = spots[underlying]
        let risks = UnsafePointer(view.pointee.risks)
        let tenors = tenorSums.base + Int(slice.pointee.tenorStart)

        // Options: by expiry, short before long. All of one side have one sign, so |q·m| needs no branch.
        var option = UnsafePointer(options.base + Int(slice.pointee.optionStart))
        var short = OptionSum()
        var long = OptionSum()
        for tenor in 0..<Int(slice.pointee.tenorCount) {
            let shorts = sum(tenors[tenor].shortCount, &option, risks, into: &short)
            let longs = sum(tenors[tenor].longCount, &option, risks, into: &long)
            tenors[tenor].shortDelta = shorts.delta
            tenors[tenor].shortVega = shorts.vega
            tenors[tenor].longDelta = longs.delta
            tenors[tenor].longVega = longs.vega
            tenors[tenor].futureDelta = 0
        }
        var addOn = long.addOn - short.addOn

        // Perpetuals and futures.
        var linearValue = 0.0
        var outright = slice.pointee.coins * spot
        let linear = UnsafePointer(linears.base + Int(slice.pointee.linearStart))
        for position in 0..<Int(slice.pointee.linearCount) {
            let p = linear[position]
            guard spot > 0 else {
                addOn += p.unpricedAddOn
                continue
            }
            let risk = p.valueAndDelta(spot: spot, mark: marks[Int(p.instrument)])
            linearValue += risk.x
            if p.tenor < 0 { outright += risk.y } else { tenors[Int(p.tenor)].futureDelta += risk.y }
        }

        // Everything together.
        var delta = outright
        var deltaWithoutLongs = outright
        var gross = outright.magnitude
        for tenor in 0..<Int(slice.pointee.tenorCount) {
            let sum = tenors[tenor]
            let whole = (sum.shortDelta + sum.longDelta) + sum.futureDelta
            delta += whole
            deltaWithoutLongs += sum.shortDelta + sum.futureDelta
            gross += whole.magnitude
        }
        let coins = Slice.value(ofBalance: slice.pointee.coins, price: spot, haircut: view.pointee.haircuts[underlying])
        slice.pointee.value = ((short.value + long.value) + linearValue) + coins
        slice.pointee.premium = long.value
        slice.pointee.exposure.delta = Slice.bounded(delta)
        slice.pointee.exposure.curvatureUp = Slice.bounded(short.curvature.x + long.curvature.x)
        slice.pointee.exposure.curvatureDown = Slice.bounded(short.curvature.y + long.curvature.y)
        slice.pointee.exposureWithoutLongs.delta = Slice.bounded(deltaWithoutLongs)
        slice.pointee.exposureWithoutLongs.curvatureUp = Slice.bounded(short.curvature.x)
        slice.pointee.exposureWithoutLongs.curvatureDown = Slice.bounded(short.curvature.y)
        slice.pointee.offsettingDelta = 0.5 * max(0, gross - delta.magnitude)
        slice.pointee.shortNotional = -short.notional
        slice.pointee.addOn = addOn
        slice.pointee.hasUnpricedCoins = slice.pointee.coins != 0 && spot == 0
        slice.pointee.hasUnpricedDebt = slice.pointee.coins < 0 && spot == 0
        slice.pointee.bound = chargeBound(of: slice, view)
        weights[index].hasWhole = false
        weights[index].hasWithoutLongs = false
    }

    /// The sums over the options of one side.
    private struct OptionSum {
        var value = 0.0
        var curvature = SIMD2<Double>.zero
        /// Signed as the positions are.
        var addOn = 0.0
        var notional = 0.0
    }

    /// Adds the next `count` options, all long or all short, to `sum`; their delta and vega by themselves are returned.
    @inline(__always)
    private func sum(
        _ count: Int32, _ option: inout UnsafePointer<OptionPosition>, _ risks: UnsafePointer<UnitRisk>,
        into sum: inout OptionSum
    ) -> (delta: Double, vega: Double) {
        var valueAndDelta = SIMD2<Double>.zero
        var curvature = SIMD2<Double>.zero
        var vegaAndAddOn = SIMD2<Double>.zero
        var notional = 0.0
        for _ in 0..<count {
            let risk = risks + Int(option.pointee.instrument)
            let size = option.pointee.size
            valueAndDelta += size * risk.pointee.valueAndDelta
            curvature += size * risk.pointee.curvature
            vegaAndAddOn += size * risk.pointee.vegaAndAddOn
            notional += size * risk.pointee.floorNotional
            option += 1
        }
        sum.value += valueAndDelta.x
        sum.curvature += curvature
        sum.addOn += vegaAndAddOn.y
        sum.notional += notional
        return (valueAndDelta.y, vegaAndAddOn.x)
    }

    /// Has one slice's sensitivities weighed, and kept until the slice is summed again.
    @inline(__always)
    mutating func weigh(slice index: Int, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>) {
        let kept = weights.base + index
        if withoutLongs ? kept.pointee.hasWithoutLongs : kept.pointee.hasWhole { return }
        let weighted = weighed(slices.base + index, withoutLongs: withoutLongs, view)
        if withoutLongs {
            kept.pointee.withoutLongs = weighted
            kept.pointee.hasWithoutLongs = true
        } else {
            kept.pointee.whole = weighted
            kept.pointee.hasWhole = true
        }
    }

    /// One slice's sensitivities, weighed.
    func weighed(
        _ slice: UnsafePointer<Slice>, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) -> SensitivityModel.WeightedExposure {
        let tenors = UnsafePointer(tenorSums.base + Int(slice.pointee.tenorStart))
        let count = Int(slice.pointee.tenorCount)
        return withUnsafeTemporaryAllocation(of: SensitivityModel.ExpiryVega.self, capacity: max(count, 1)) { vegas in
            MarginBook.weighed(
                slice, tenors, withoutLongs: withoutLongs, view, UnsafeMutableBufferPointer(rebasing: vegas[..<count]))
        }
    }

    /// One slice's sensitivities, weighed; `vegas`, one for each of its expiries, become the weighted vegas B(u,e).
    @inline(__always)
    static func weighed(
        _ slice: UnsafePointer<Slice>, _ tenors: UnsafePointer<TenorSum>, withoutLongs: Bool,
        _ view: UnsafePointer<ProfileView>, _ vegas: UnsafeMutableBufferPointer<SensitivityModel.ExpiryVega>
    ) -> SensitivityModel.WeightedExposure {
        let underlying = Int(slice.pointee.underlying)
        let range = view.pointee.tenors[underlying]
        let weights = view.pointee.tenorStorage + Int(range.start)
        for tenor in 0..<vegas.count {
            vegas[tenor] = SensitivityModel.ExpiryVega(
                place: tenors[tenor].place,
                vega: Slice.bounded(withoutLongs ? tenors[tenor].shortVega : tenors[tenor].vega))
        }
        return SensitivityModel.weigh(
            withoutLongs ? slice.pointee.exposureWithoutLongs : slice.pointee.exposure, vegas,
            terms: view.pointee.terms[underlying], weights: weights, correlations: weights + Int(range.count),
            tenors: Int(range.count))
    }
}

extension Slice {
    /// What a balance adds to equity, USD: what is owned after its haircut, what is owed in full.
    @inline(__always)
    static func value(ofBalance amount: Double, price: Double, haircut: Double) -> Double {
        amount * price * (1 - (amount > 0 ? haircut : 0))
    }

    /// Held within ±1e150, so that its square is finite: a last guard against absurd quantities, out of reach for a book
    /// that any currency could pay for.
    @inline(__always)
    static func bounded(_ x: Double) -> Double { max(-1e150, min(1e150, x)) }
}
