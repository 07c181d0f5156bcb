// News about prices and terms: what each makes the book price again, and whom it touches.

extension MarginBook {
    mutating func apply(_ change: MarketUpdate) {
        let replaced = redefined(by: change)
        market.apply(change)
        switch change {
        case .underlying(let name):
            heldOptions.append([])
            heldLinears.append([])
            heldSpots.append([])
            guardIndices.append(GuardIndex())
            versions.append(1)
            turbulence.append(0)
            refreshed.append(0)
            priced.append(0)
            cashHolders.append(AccountSet())
            spots.append(0)
            addUnderlyingToProfiles(name)
            refreshViews()
            tenorsAreStale = true
        case .symbol: addInstruments(1)
        case .expiry(let underlying, _):
            underlyingOfExpiry.append(underlying.index)
            placeOfExpiry.append(Int32(market[underlying].expiries.count - 1))
            years.append(0)
            rootYears.append(0)
            forwards.append(0)
            logForwards.append(0)
            ratioCells.append(Cell())
            horizons.append(.min)
            horizonRenewals.append(.min)
            setYears(ofExpiry: years.count - 1)
            pricesMoved(on: Int(underlying.index))
            tenorsAreStale = true
        case .terms(let id, let terms):
            redefine(id, terms, before: replaced)
        case .index(let id, let price):
            market.noteIndexTime(of: id, clock)
            noteMove(of: Int(id.index), from: spots[Int(id.index)], to: price)
            spots[Int(id.index)] = price
            pricesMoved(on: Int(id.index))
            touchSlices(on: Int(id.index))
            for spot in heldSpots[Int(id.index)] {
                for account in holders[Int(spot)] {
                    sumUndefined(of: account)
                    touch(account: account)
                }
            }
            if market[id].isCash {
                for account in cashHolders[Int(id.index)] {
                    sumCash(of: account)
                    touch(account: account)
                }
            }
        case .mark(let id, _):
            guard let terms = market[id].terms else { return }
            pricesMoved(on: Int(terms.underlying.index))
            touchHolders(of: id, tiersLeft(byMarkOf: id))
        case .forward(let id, _):
            forwardMoved(id)
        case .volatility(let id, let volatility):
            let before = optionTerms[Int(id.index)].volatility
            optionTerms[Int(id.index)].volatility = volatility
            guard let terms = market[id].terms, let expiry = terms.expiry, years[Int(expiry.index)] > 0 else { return }
            forgetPrice(of: id.index, on: Int(terms.underlying.index))
            volatilityMoved(id, from: before)
        case .sourceMedian(let id, _): sourceMedianMoved(of: Int(id.index))
        }
    }

    /// The terms that a change replaces.
    /// Room for symbols that the market has just been told.
    mutating func addInstruments(_ count: Int) {
        holders.append(contentsOf: repeatElement(AccountSet(), count: count))
        _ = marks.append(repeating: 0, count: count)
        _ = optionTerms.append(repeating: OptionTerms(), count: count)
        _ = linearTerms.append(repeating: LinearTerms(), count: count)
        _ = volatilityCells.append(repeating: Cell(), count: count * GuardTier.cellCount)
        _ = markCells.append(repeating: Cell(), count: count)
        addInstrumentsToProfiles(count)
        refreshViews()
    }

    private func redefined(by change: MarketUpdate) -> Instrument? {
        guard case .terms(let id, _) = change else { return nil }
        return market[id].terms
    }

    private mutating func redefine(_ id: InstrumentID, _ terms: Instrument, before: Instrument?) {
        let index = Int(id.index)
        optionTerms[index] = OptionTerms(market.listings[index])
        linearTerms[index] = LinearTerms(
            tenor: terms.expiry.map { market[$0].place } ?? -1, isInverse: terms.isInverse)
        for tier in 0..<GuardTier.cellCount { volatilityCells[index * GuardTier.cellCount + tier].leave() }
        markCells[index].leave()
        for tables in profiles { tables.forgetBounds(of: index) }
        guard !holders[index].isEmpty else { return }
        if let before { endPricing(id.index, before) }
        beginPricing(id.index)
    }

    /// The forward of an expiry moves its unexpired options, and its futures that have no price of their own.
    private mutating func forwardMoved(_ id: ExpiryID) {
        let underlying = Int(market[id].underlying.index)
        pricesMoved(on: underlying)
        let left = tiersLeft(byRatioOf: id)
        if years[Int(id.index)] > 0 {
            for option in heldOptions[underlying] where optionTerms[Int(option)].expiry == id.index {
                touchHolders(of: InstrumentID(Int(option)), left)
            }
        }
        for future in heldLinears[underlying] where market.listings[Int(future)].terms?.expiry == id {
            guard market.listings[Int(future)].mark == 0 else { continue }
            let leftByMark = tiersLeft(byMarkOf: InstrumentID(Int(future)))
            touchHolders(of: InstrumentID(Int(future)), left.union(leftByMark))
        }
    }

    /// Marks the accounts of some tiers that hold an instrument.
    mutating func touchHolders(of id: InstrumentID, _ left: GuardTiers) {
        for account in holders[Int(id.index)] where left.contains(GuardTiers(tiers[Int(account)])) {
            touch(account: account)
        }
    }

    /// Marks the accounts with holdings of an underlying whose index moved: those whose guard it left, without guards all.
    private mutating func touchSlices(on underlying: Int) {
        let index = guardIndices[underlying]
        guard hasGuards else {
            for place in 0..<index.count { touch(account: index.account(at: place)) }
            return
        }
        hits.removeAll()
        index.collect(price: spots[underlying], into: &hits)
        for place in 0..<hits.count { touch(account: hits[place]) }
    }
}
