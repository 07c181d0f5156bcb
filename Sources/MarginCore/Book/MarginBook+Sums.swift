// Sums an account: the hot path. Nothing of it is kept, so nothing of it can be stale; the sums of the account in hand lie in
// `sums`, `tenorSums` and `weights` until the next one is summed.

extension MarginBook {
    /// Sums every slice of an account at the present prices, pricing what of them nobody has priced yet.
    mutating func sum(_ account: Int) {
        let row = rows.base + account
        let first = Int(row.pointee.sliceStart)
        for index in first..<first + Int(row.pointee.sliceCount) { bringUpToDate(slice: index) }
        // Pricing may have moved tables, so the views come after it.
        let view = UnsafePointer(views.base + Int(row.pointee.profile))
        sums.removeAll()
        tenorSums.removeAll()
        weights.removeAll()
        for index in first..<first + Int(row.pointee.sliceCount) {
            sum(UnsafePointer(slices.base + index), view)
            weights.append(SliceWeights())
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
    private mutating func sum(_ slice: UnsafePointer<Slice>, _ view: UnsafePointer<ProfileView>) {
        let underlying = Int(slice.pointee.underlying)
        let spot = spots[underlying]
        let risks = UnsafePointer(view.pointee.risks)
        let tenorStart = tenorSums.count

        // Options: by expiry, short before long. All of one side have one sign, so |q·m| needs no branch.
        var option = UnsafePointer(options.base + Int(slice.pointee.optionStart))
        let end = option + Int(slice.pointee.optionCount)
        var short = OptionSum()
        var long = OptionSum()
        while option < end {
            var tenor = TenorSum()
            tenor.place = risks[Int(option.pointee.instrument)].tenor
            let shorts = MarginBook.sum(&option, end, tenor.place, risks, into: &short) { $0 < 0 }
            let longs = MarginBook.sum(&option, end, tenor.place, risks, into: &long) { $0 >= 0 }
            tenor.shortDelta = shorts.delta
            tenor.shortVega = shorts.vega
            tenor.longDelta = longs.delta
            tenor.longVega = longs.vega
            tenorSums.append(tenor)
        }
        var addOn = long.addOn - short.addOn

        // Perpetuals and futures.
        var linearValue = 0.0
        var outright = slice.pointee.coins * spot
        let linear = UnsafePointer(linears.base + Int(slice.pointee.linearStart))
        for position in 0..<Int(slice.pointee.linearCount) {
            let p = linear[position]
            if p.tenor >= 0 { insertTenor(p.tenor, from: tenorStart) }
            guard spot > 0 else {
                addOn += p.unpricedAddOn
                continue
            }
            let risk = p.valueAndDelta(spot: spot, mark: marks[Int(p.instrument)])
            linearValue += risk.x
            if p.tenor < 0 { outright += risk.y } else { addFutureDelta(risk.y, p.tenor, from: tenorStart) }
        }

        // Everything together.
        let tenorCount = tenorSums.count - tenorStart
        let tenors = UnsafePointer(tenorSums.base + tenorStart)
        var delta = outright
        var deltaWithoutLongs = outright
        var gross = outright.magnitude
        for tenor in 0..<tenorCount {
            let sum = tenors[tenor]
            let whole = (sum.shortDelta + sum.longDelta) + sum.futureDelta
            delta += whole
            deltaWithoutLongs += sum.shortDelta + sum.futureDelta
            gross += whole.magnitude
        }
        let coins = Slice.value(ofBalance: slice.pointee.coins, price: spot, haircut: view.pointee.haircuts[underlying])
        var result = SliceSums()
        result.underlying = slice.pointee.underlying
        result.tenorStart = Int32(tenorStart)
        result.tenorCount = Int32(tenorCount)
        result.value = ((short.value + long.value) + linearValue) + coins
        result.premium = long.value
        result.exposure.delta = Slice.bounded(delta)
        result.exposure.curvatureUp = Slice.bounded(short.curvature.x + long.curvature.x)
        result.exposure.curvatureDown = Slice.bounded(short.curvature.y + long.curvature.y)
        result.exposureWithoutLongs.delta = Slice.bounded(deltaWithoutLongs)
        result.exposureWithoutLongs.curvatureUp = Slice.bounded(short.curvature.x)
        result.exposureWithoutLongs.curvatureDown = Slice.bounded(short.curvature.y)
        result.offsettingDelta = 0.5 * max(0, gross - delta.magnitude)
        result.shortNotional = -short.notional
        result.addOn = addOn
        result.hasUnpricedCoins = slice.pointee.coins != 0 && spot == 0
        result.hasUnpricedDebt = slice.pointee.coins < 0 && spot == 0
        result.bound = chargeBound(of: result, view)
        sums.append(result)
    }

    /// Has an expiry among those of the slice in hand, in their order.
    private mutating func insertTenor(_ place: Int32, from start: Int) {
        var position = start
        while position < tenorSums.count && tenorSums[position].place < place { position += 1 }
        if position < tenorSums.count && tenorSums[position].place == place { return }
        var tenor = TenorSum()
        tenor.place = place
        tenorSums.append(tenor)
        var last = tenorSums.count - 1
        while last > position {
            tenorSums[last] = tenorSums[last - 1]
            last -= 1
        }
        tenorSums[position] = tenor
    }

    private func addFutureDelta(_ delta: Double, _ place: Int32, from start: Int) {
        var position = start
        while tenorSums[position].place != place { position += 1 }
        tenorSums[position].futureDelta += delta
    }

    /// The sums over the options of one side.
    private struct OptionSum {
        var value = 0.0
        var curvature = SIMD2<Double>.zero
        /// Signed as the positions are.
        var addOn = 0.0
        var notional = 0.0
    }

    /// Adds the options of one side that come next and belong to one expiry to `sum`; their delta and vega by themselves
    /// are returned.
    @inline(__always)
    private static func sum(
        _ option: inout UnsafePointer<OptionPosition>, _ end: UnsafePointer<OptionPosition>, _ tenor: Int32,
        _ risks: UnsafePointer<UnitRisk>, into sum: inout OptionSum, where isOnSide: (Double) -> Bool
    ) -> (delta: Double, vega: Double) {
        var valueAndDelta = SIMD2<Double>.zero
        var curvature = SIMD2<Double>.zero
        var vegaAndAddOn = SIMD2<Double>.zero
        var notional = 0.0
        while option < end {
            let size = option.pointee.size
            guard isOnSide(size) else { break }
            let risk = risks + Int(option.pointee.instrument)
            guard risk.pointee.tenor == tenor else { break }
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

    /// Has one slice's sensitivities weighed, and kept while the account is in hand.
    @inline(__always)
    mutating func weigh(slice place: Int, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>) {
        let kept = weights.base + place
        if withoutLongs ? kept.pointee.hasWithoutLongs : kept.pointee.hasWhole { return }
        let weighted = weighed(place, withoutLongs: withoutLongs, view)
        if withoutLongs {
            kept.pointee.withoutLongs = weighted
            kept.pointee.hasWithoutLongs = true
        } else {
            kept.pointee.whole = weighted
            kept.pointee.hasWhole = true
        }
    }

    /// The sensitivities of a slice of the account in hand, weighed.
    func weighed(
        _ place: Int, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) -> SensitivityModel.WeightedExposure {
        let count = Int(sums[place].tenorCount)
        return withUnsafeTemporaryAllocation(of: SensitivityModel.ExpiryVega.self, capacity: max(count, 1)) { vegas in
            weighed(place, withoutLongs: withoutLongs, view, UnsafeMutableBufferPointer(rebasing: vegas[..<count]))
        }
    }

    /// The sensitivities of a slice of the account in hand, weighed; `vegas`, one for each of its expiries, become the
    /// weighted vegas B(u,e).
    @inline(__always)
    func weighed(
        _ place: Int, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>,
        _ vegas: UnsafeMutableBufferPointer<SensitivityModel.ExpiryVega>
    ) -> SensitivityModel.WeightedExposure {
        let slice = UnsafePointer(sums.base + place)
        let tenors = UnsafePointer(tenorSums.base + Int(slice.pointee.tenorStart))
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
