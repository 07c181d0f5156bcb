// News about prices and terms: what each makes the book price again, and whom it touches.

extension MarginBook {
    mutating func apply(_ change: MarketUpdate) {
        let before = redefined(by: change)
        market.apply(change)
        switch change {
        case .underlying(let name):
            heldOptions.append([])
            heldLinears.append([])
            heldSpots.append([])
            slicesOf.append([])
            cashHolders.append([])
            spots.append(0)
            for tables in profiles { tables.addUnderlying(name) }
            refreshViews()
            tenorsAreStale = true
        case .symbol:
            holders.append([])
            marks.append(0)
            optionTerms.append(OptionTerms())
            for tables in profiles { tables.addInstrument() }
            refreshViews()
        case .expiry(let underlying, _):
            underlyingOfExpiry.append(underlying.index)
            years.append(0)
            rootYears.append(0)
            forwards.append(0)
            logForwards.append(0)
            setYears(ofExpiry: years.count - 1)
            setForward(ofExpiry: ExpiryID(forwards.count - 1))
            tenorsAreStale = true
        case .terms(let id, let terms):
            redefine(id, terms, before: before)
        case .index(let id, let price):
            spots[Int(id.index)] = price
            for expiry in market[id].expiries { setForward(ofExpiry: expiry) }
            priceAll(on: Int(id.index))
            for slice in slicesOf[Int(id.index)] { touch(slice: slice) }
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
            marks[Int(id.index)] = market.mark(of: id)
            touchHolders(of: id)
        case .forward(let id, _):
            forwardMoved(id)
        case .volatility(let id, let volatility):
            optionTerms[Int(id.index)].volatility = volatility
            guard let expiry = market[id].terms?.expiry, years[Int(expiry.index)] > 0 else { return }
            if !holders[Int(id.index)].isEmpty { price(option: id.index) }
            touchHolders(of: id)
        }
    }

    /// The terms that a change replaces.
    private func redefined(by change: MarketUpdate) -> Instrument? {
        guard case .terms(let id, _) = change else { return nil }
        return market[id].terms
    }

    private mutating func redefine(_ id: InstrumentID, _ terms: Instrument, before: Instrument?) {
        let index = Int(id.index)
        optionTerms[index] = OptionTerms(market.listings[index])
        guard !holders[index].isEmpty else { return }
        if let before { endPricing(id.index, before) }
        beginPricing(id.index)
        for account in holders[index] { reshape(account) }
    }

    /// The forward of an expiry moves its unexpired options, and its futures that have no price of their own.
    private mutating func forwardMoved(_ id: ExpiryID) {
        let underlying = Int(market[id].underlying.index)
        setForward(ofExpiry: id)
        if years[Int(id.index)] > 0 {
            for option in heldOptions[underlying] where market.listings[Int(option)].terms?.expiry == id {
                price(option: option)
                touchHolders(of: InstrumentID(Int(option)))
            }
        }
        for future in heldLinears[underlying] where market.listings[Int(future)].terms?.expiry == id {
            guard market.listings[Int(future)].mark == 0 else { continue }
            marks[Int(future)] = market.mark(of: InstrumentID(Int(future)))
            touchHolders(of: InstrumentID(Int(future)))
        }
    }

    /// Marks the slices that hold an instrument.
    private mutating func touchHolders(of id: InstrumentID) {
        guard let terms = market[id].terms else { return }
        for account in holders[Int(id.index)] {
            let row = rows[Int(account)]
            for slice in row.sliceStart..<row.sliceStart + row.sliceCount
            where slices.elements[Int(slice)].underlying == terms.underlying.index { touch(slice: slice) }
        }
    }
}
