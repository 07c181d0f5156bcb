// Prices units: what one contract is worth and risks, for every account that holds it.

extension MarginBook {
    // MARK: - Time

    /// Moves valuation time, and with it every price that depends on time, and marks the whole book to be summed.
    mutating func moveValuationTime(to time: Timestamp) {
        valuationTime = time
        for expiry in 0..<years.count { setYears(ofExpiry: expiry) }
        tenorsAreStale = true
        priceAll()
        beginMarking()
        for account in 0..<rows.count {
            sumCash(of: Int32(account))
            touch(account: Int32(account))
            let row = rows[account]
            for slice in row.sliceStart..<row.sliceStart + row.sliceCount { touch(slice: slice) }
        }
    }

    mutating func setYears(ofExpiry expiry: Int) {
        guard let valuationTime else { return }
        years[expiry] = market.years(to: ExpiryID(expiry), at: valuationTime)
        rootYears[expiry] = years[expiry].squareRoot()
    }

    mutating func rebuildTenorsIfStale() {
        guard tenorsAreStale else { return }
        tenorsAreStale = false
        var days: [[Double]] = []
        for underlying in market.underlyings { days.append(underlying.expiries.map { years[Int($0.index)] * 365 }) }
        for tables in profiles where tables.isUsed { tables.rebuildTenors(days: days) }
        refreshViews()
        refreshBounds()
    }

    /// Bounds anew what is not to be summed anyway: a bound depends on every expiry of the underlying, also on a new one
    /// that the slice does not hold.
    private mutating func refreshBounds() {
        for list in slicesOf {
            for index in list where tags[Int(index)].stamp != stamp {
                let slice = slices.base + Int(index)
                let view = views.base + Int(rows[Int(slice.pointee.account)].profile)
                slice.pointee.bound = chargeBound(of: slice, view)
            }
        }
    }

    // MARK: - Units

    /// Somebody holds the instrument now, or its terms changed.
    mutating func beginPricing(_ instrument: Int32) {
        guard let terms = market.listings[Int(instrument)].terms else { return }
        switch terms.kind {
        case .option:
            heldOptions[Int(terms.underlying.index)].append(instrument)
            price(option: instrument)
        case .perpetual, .future:
            heldLinears[Int(terms.underlying.index)].append(instrument)
            marks[Int(instrument)] = market.mark(of: InstrumentID(Int(instrument)))
        case .spot:
            heldSpots[Int(terms.underlying.index)].append(instrument)
        }
    }

    /// Nobody holds the instrument any more, or not under these terms.
    mutating func endPricing(_ instrument: Int32, _ terms: Instrument) {
        let underlying = Int(terms.underlying.index)
        if let place = heldOptions[underlying].firstIndex(of: instrument) {
            heldOptions[underlying].swapRemove(at: place)
        }
        if let place = heldLinears[underlying].firstIndex(of: instrument) {
            heldLinears[underlying].swapRemove(at: place)
        }
        if let place = heldSpots[underlying].firstIndex(of: instrument) {
            heldSpots[underlying].swapRemove(at: place)
        }
    }

    mutating func priceAll() {
        for underlying in market.underlyings.indices { priceAll(on: underlying) }
    }

    /// Prices every held contract of an underlying.
    mutating func priceAll(on underlying: Int) {
        for option in heldOptions[underlying] { price(option: option) }
        for linear in heldLinears[underlying] {
            marks[Int(linear)] = market.mark(of: InstrumentID(Int(linear)))
        }
    }

    mutating func price(option: Int32) {
        let terms = optionTerms[Int(option)]
        let expiry = Int(terms.expiry)
        let underlying = Int(underlyingOfExpiry[expiry])
        for profile in 0..<views.count where views[profile].isUsed {
            views[profile].risks[Int(option)] = UnitRisk(
                option: terms, index: spots[underlying], forward: forwards[expiry], logForward: logForwards[expiry],
                years: years[expiry], rootYears: rootYears[expiry], shock: views[profile].shocks[underlying])
        }
    }

    /// To be called whenever a table of a profile may have grown or moved.
    mutating func refreshViews() {
        views.removeAll()
        for tables in profiles { views.append(tables.view) }
    }

    func setForward(ofExpiry id: ExpiryID) {
        let forward = market.forward(of: id)
        forwards[Int(id.index)] = forward
        logForwards[Int(id.index)] = forward > 0 ? naturalLogarithm(forward) : 0
    }
}
