/// Everything that a book's figures may depend on, as the intake has it: what an audit rebuilds a book from.
package struct BookImage: Sendable {
    package var market: Market
    package var ledger: Ledger
    package var configuration: MarginConfiguration
    package var clock: Timestamp?
}

extension Intake {
    package var image: BookImage {
        BookImage(market: market, ledger: ledger, configuration: configuration, clock: clock)
    }
}

extension MarginBook {
    /// A book built from nothing, holding and valuing what `image` says; its accounts stand in `normal`.
    ///
    /// - Parameter known: What another book has worked out of the configuration alone.
    init(rebuilding image: BookImage, shard: Shard, known: KnownModels = KnownModels()) {
        self.init(
            rebuilding: image, holding: image.holdings(), shard: shard, guards: false, role: .rebuilt, known: known)
    }

    init(rebuilding image: BookImage, shard: Shard, guards: Bool, role: Role) {
        self.init(
            rebuilding: image, holding: image.holdings(), shard: shard, guards: guards, role: role,
            known: KnownModels())
    }

    private init(
        rebuilding image: BookImage, holding holdings: [BookImage.Holdings], shard: Shard, guards: Bool, role: Role,
        known: KnownModels
    ) {
        self.init(
            configuration: image.configuration, shard: shard, guards: guards, role: role, known: known,
            at: image.clock?.roundedDown(to: image.configuration.valuationInterval))
        for underlying in image.market.underlyings { apply(.underlying(underlying.name)) }
        for expiry in image.market.expiries { apply(.expiry(expiry.underlying, expiry.time)) }
        for listing in image.market.listings { market.apply(.symbol(listing.symbol)) }
        addInstruments(image.market.listings.count)
        for (index, listing) in image.market.listings.enumerated() {
            if let terms = listing.terms { apply(.terms(InstrumentID(index), terms)) }
        }
        market = image.market
        for underlying in market.underlyings.indices { spots[underlying] = market.underlyings[underlying].index }
        for listing in market.listings.indices { optionTerms[listing] = OptionTerms(market.listings[listing]) }
        for (index, account) in image.ledger.accounts.enumerated() {
            let id = AccountID(index)
            open(account.name, since: account.since)
            setNettingSet(of: id, image.ledger.nettingSet(of: id, market))
            if account.profile != 0 { setProfile(of: id, account.profile) }
            for balance in holdings[index].balances {
                setBalance(of: id, balance.asset, balance.amount.doubleValue)
            }
            for position in holdings[index].positions {
                setPosition(of: id, position.instrument, position.quantity.doubleValue, position.entry)
            }
        }
        if let clock = image.clock {
            self.clock = clock
            valuationTime = clock.roundedDown(to: image.configuration.valuationInterval)
        }
        closeDraft()
        if let valuationTime { moveValuationTime(to: valuationTime) }
    }

    /// The first figure in which this book differs from one rebuilt from `image`, in words; `nil` where every bit is the
    /// same and every account stands where the rebuilt figures would leave it.
    package mutating func difference(from image: BookImage) -> String? {
        let holdings = image.holdings()
        // Every shard rebuilds its accounts; what the ledger keeps is looked at once.
        if shard.index == 0, let fault = image.structureFault(holdings) { return fault }
        var rebuilt = MarginBook(
            rebuilding: image, holding: holdings, shard: shard, guards: false, role: .rebuilt,
            known: KnownModels(profiles))
        guard rebuilt.rows.count == rows.count else {
            return "\(rows.count) accounts, \(rebuilt.rows.count) when rebuilt"
        }
        for index in 0..<rows.count {
            if let difference = difference(of: index, from: &rebuilt) {
                return "account \"\(names[index])\": \(difference)"
            }
        }
        return shadowDifference(from: image)
    }

    private mutating func difference(of index: Int, from rebuilt: inout MarginBook) -> String? {
        func compare(_ what: String, _ ours: Double, _ theirs: Double) -> String? {
            ours.bitPattern == theirs.bitPattern ? nil : "\(what) is \(ours), \(theirs) when rebuilt"
        }
        let row = rows[index]
        let other = rebuilt.rows[index]
        guard nettingSet(of: Int32(index)) == rebuilt.nettingSet(of: Int32(index)) else {
            return "is \(nettingSet(of: Int32(index))), \(rebuilt.nettingSet(of: Int32(index))) when rebuilt"
        }
        if row.profile != other.profile { return "has profile \(row.profile), \(other.profile) when rebuilt" }
        guard row.sliceCount == other.sliceCount, row.isExempt == other.isExempt else {
            return "holds \(row.sliceCount) underlyings, \(other.sliceCount) when rebuilt"
        }
        if let cash = compare("cash", row.cash, other.cash) { return cash }
        if let addOn = compare(
            "add-on", undefinedAddOn(of: row, index), rebuilt.undefinedAddOn(of: other, index))
        {
            return addOn
        }
        let ourFigures = assess(index)
        let theirFigures = rebuilt.assess(index)
        for offset in 0..<Int(row.sliceCount) {
            let ours = sums[offset]
            let theirs = rebuilt.sums[offset]
            let held = slice(offset, of: rows.base + index)
            let rebuiltHeld = rebuilt.slice(offset, of: rebuilt.rows.base + index)
            let name = market.underlyings[Int(ours.underlying)].name
            guard ours.underlying == theirs.underlying, ours.tenorCount == theirs.tenorCount,
                held.options.count == rebuiltHeld.options.count, held.linears.count == rebuiltHeld.linears.count
            else { return "\(name): other holdings when rebuilt" }
            let pairs: [(String, Double, Double)] = [
                ("value", ours.value, theirs.value), ("premium", ours.premium, theirs.premium),
                ("delta", ours.exposure.delta, theirs.exposure.delta),
                ("curvature up", ours.exposure.curvatureUp, theirs.exposure.curvatureUp),
                ("curvature down", ours.exposure.curvatureDown, theirs.exposure.curvatureDown),
                (
                    "delta without long options", ours.exposureWithoutLongs.delta, theirs.exposureWithoutLongs.delta
                ),
                ("offsetting delta", ours.offsettingDelta, theirs.offsettingDelta),
                ("short notional", ours.shortNotional, theirs.shortNotional),
                ("add-on", ours.addOn, theirs.addOn), ("charge bound", ours.bound.total, theirs.bound.total),
            ]
            for (what, a, b) in pairs {
                if let difference = compare("\(name) \(what)", a, b) { return difference }
            }
        }
        return differenceOfJudgement(of: index, ourFigures, from: &rebuilt, theirFigures)
    }

    private mutating func differenceOfJudgement(
        of index: Int, _ ours: Assessment, from rebuilt: inout MarginBook, _ theirs: Assessment
    ) -> String? {
        let ourFigures = figures(index, ours)
        let theirFigures = rebuilt.figures(index, theirs)
        if ourFigures != theirFigures { return "figures are \(ourFigures), \(theirFigures) when rebuilt" }
        // Reconfigured figures have not been judged yet.
        guard !isReconfigured, let valuationTime else { return nil }
        if profiles[Int(rows[index].profile)].profile.isMuted { return nil }
        let levels = views[Int(rows[index].profile)].levels
        // An unpriced account may wait out its warm-up in a state that its figures have left; the first valuation time
        // after it judges the account.
        if theirs.isUnpriced && valuationTime.nanoseconds(since: rows[index].since) < levels.warmup { return nil }
        let ladder = rows[index].ladder
        let next = MarginLadder(
            levels: levels, equity: theirs.equity,
            initial: theirs.requirement.initial, maintenance: theirs.requirement.maintenance,
            hasUnpricedDebt: theirs.hasUnpricedDebt
        ).next(after: ladder.state, afterDeadline: ladder.isAfterDeadline)
        guard next == ladder.state else {
            return "stands in \(ladder.state.name), the rebuilt figures put it in \(next.name)"
        }
        let announced = breaches[Int32(index)] ?? []
        let breached = rebuilt.breached(rebuilt.watchReadings(index, theirs), after: announced, index)
        return Set(breached) == Set(announced)
            ? nil : "announced \(announced), the rebuilt figures breach \(breached)"
    }
}
