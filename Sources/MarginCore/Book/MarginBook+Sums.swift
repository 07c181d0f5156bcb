// Sums an account: the hot path. Nothing of it is kept, so nothing of it can be stale; the sums of the account in hand lie in
// `sums`, `tenorSums` and `weights` until the next one is summed.

extension MarginBook {
    /// Sums every slice of an account at the present prices, pricing what of them nobody has priced yet.
    mutating func sum(_ account: Int) {
        let row = UnsafePointer(rows.base + account)
        let count = Int(row.pointee.sliceCount)
        for place in 0..<count { bringUpToDate(slice(place, of: row), Int(row.pointee.profile)) }
        // Pricing may have moved tables, so the views come after it.
        let view = UnsafePointer(views.base + Int(row.pointee.profile))
        sums.removeAll()
        tenorSums.removeAll()
        weights.removeAll()
        for place in 0..<count { sum(slice(place, of: row), row, view) }
        // Nothing is weighed yet; what the weights held before is overwritten then.
        weights.reserve(sums.count)
        weights.claim(sums.count)
        for place in 0..<sums.count {
            weights[place].hasWhole = false
            weights[place].hasWithoutLongs = false
        }
    }

    /// Sums one slice alone; it is the only one in hand then.
    mutating func sumSlice(_ place: Int, of row: UnsafePointer<AccountRow>) {
        let slice = slice(place, of: row)
        bringUpToDate(slice, Int(row.pointee.profile))
        let view = UnsafePointer(views.base + Int(row.pointee.profile))
        sums.removeAll()
        tenorSums.removeAll()
        sum(slice, row, view)
    }

    /// Cash balances at their index, else at par, after haircuts on what is owned.
    mutating func sumCash(of account: Int32) {
        let tables = profiles[Int(rows[Int(account)].profile)]
        var cash = 0.0
        let row = rows[Int(account)]
        for place in row.balances {
            let balance = balances[place]
            guard market.underlyings[Int(balance.asset)].isCash else { continue }
            cash += Slice.value(
                ofBalance: balance.amount, price: market.cashPrice(of: UnderlyingID(Int(balance.asset))),
                haircut: tables.haircuts[Int(balance.asset)])
        }
        rows[Int(account)].cash = cash
    }

    /// The balance of an underlying that is not cash.
    @inline(__always)
    func coins(of row: AccountRow, on underlying: Int32) -> Double {
        for place in row.balances where balances[place].asset == underlying {
            return market.underlyings[Int(underlying)].isCash ? 0 : balances[place].amount
        }
        return 0
    }

    /// A perpetual or future of a slice, with its terms.
    @inline(__always)
    func linear(at place: Int) -> LinearPosition {
        var position = linears[place]
        position.terms = linearTerms[Int(position.instrument)]
        return position
    }

    /// The add-on for positions in symbols that are no contract.
    mutating func sumUndefined(of account: Int32) {
        guard let undefined = undefinedHoldings[account] else { return }
        var addOn = 0.0
        for holding in undefined.holdings { addOn += undefinedAddOn(of: holding) }
        undefinedHoldings[account]?.addOn = addOn
    }

    /// The add-on of an account for positions in symbols that are no contract, USD.
    @inline(__always)
    func undefinedAddOn(of row: AccountRow, _ account: Int) -> Double {
        row.hasUndefined ? undefinedHoldings[Int32(account)]?.addOn ?? 0 : 0
    }

    /// Sums one slice from nothing: its options by expiry, then its perpetuals and futures, then its coins.
    private mutating func sum(
        _ slice: Slice, _ row: UnsafePointer<AccountRow>, _ view: UnsafePointer<ProfileView>
    ) {
        let underlying = Int(slice.underlying)
        let spot = spots[underlying]
        let risks = UnsafePointer(view.pointee.risks)
        let tenorStart = tenorSums.count

        var shortNotional = 0.0
        sumOptions(of: slice, risks, &shortNotional)
        var short = SideSum()
        var long = SideSum()
        for tenor in tenorStart..<tenorSums.count {
            short += tenorSums[tenor].short
            long += tenorSums[tenor].long
        }
        var addOn = long.vegaAndAddOn.y - short.vegaAndAddOn.y

        // Perpetuals and futures.
        var linearValue = 0.0
        let amount = coins(of: row.pointee, on: slice.underlying)
        var outright = amount * spot
        for place in slice.linears {
            let p = linear(at: place)
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
            let whole = (sum.short.delta + sum.long.delta) + sum.futureDelta
            delta += whole
            deltaWithoutLongs += sum.short.delta + sum.futureDelta
            gross += whole.magnitude
        }
        let coins = Slice.value(ofBalance: amount, price: spot, haircut: view.pointee.haircuts[underlying])
        var result = SliceSums()
        result.underlying = slice.underlying
        result.tenorStart = Int32(tenorStart)
        result.tenorCount = Int32(tenorCount)
        result.value = ((short.valueAndDelta.x + long.valueAndDelta.x) + linearValue) + coins
        result.premium = long.valueAndDelta.x
        result.exposure.delta = Slice.bounded(delta)
        result.exposure.curvatureUp = Slice.bounded(short.curvature.x + long.curvature.x)
        result.exposure.curvatureDown = Slice.bounded(short.curvature.y + long.curvature.y)
        result.exposureWithoutLongs.delta = Slice.bounded(deltaWithoutLongs)
        result.exposureWithoutLongs.curvatureUp = Slice.bounded(short.curvature.x)
        result.exposureWithoutLongs.curvatureDown = Slice.bounded(short.curvature.y)
        result.offsettingDelta = 0.5 * max(0, gross - delta.magnitude)
        result.shortNotional = shortNotional
        result.addOn = addOn
        result.hasUnpricedCoins = amount != 0 && spot == 0
        result.hasUnpricedDebt = amount < 0 && spot == 0
        result.bound = chargeBound(of: result, view)
        sums.append(result)
    }

    /// Sums the options of a slice by expiry, in their order, short ones and long ones apart.
    ///
    /// Without a branch that depends on what is held, which no processor could foresee: every option counts on both sides, on
    /// one of them with size 0; the sums begin again where the expiry is another, and are written down after every option.
    @inline(__always)
    private mutating func sumOptions(
        of slice: Slice, _ risks: UnsafePointer<UnitRisk>, _ shortNotional: inout Double
    ) {
        let held = options.columns.from(Int32(slice.options.lowerBound))
        let count = slice.options.count
        tenorSums.reserve(count)
        // One before the first expiry, where nothing is written.
        var written = tenorSums.base + tenorSums.count - 1
        let before = written
        var tenor = TenorSum()
        tenor.place = -1
        for place in 0..<count {
            let risk = risks + Int(held[place].instrument)
            let size = held[place].size
            let isNew = risk.pointee.tenor != tenor.place
            let mask: UInt64 = isNew ? 0 : .max
            tenor.place = risk.pointee.tenor
            tenor.short.keep(mask)
            tenor.long.keep(mask)
            let shortSize = min(size, 0)
            tenor.short.add(risk, size: shortSize)
            tenor.long.add(risk, size: max(size, 0))
            shortNotional -= shortSize * risk.pointee.floorNotional
            written += isNew ? 1 : 0
            written.pointee = tenor
        }
        tenorSums.claim(written - before)
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
                vega: Slice.bounded(withoutLongs ? tenors[tenor].short.vega : tenors[tenor].vega))
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
