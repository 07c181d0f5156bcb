// Prices units: what one contract is worth and risks, for every account that holds it; when somebody asks, and once.

extension MarginBook {
    // MARK: - What has moved

    /// Something that prices of the underlying depend on has moved: what was priced before is out of date.
    @inline(__always)
    mutating func pricesMoved(on underlying: Int) {
        guard versions[underlying] == .max else {
            versions[underlying] += 1
            return
        }
        // The count begins again, and nothing may be taken for priced by an equal number of the last round.
        versions[underlying] = 1
        refreshed[underlying] = 0
        priced[underlying] = 0
        for tables in profiles {
            for option in 0..<tables.risks.count { tables.risks[option].version = 0 }
            tables.scenario?.forgetAll()
            tables.tail?.forgetAll()
        }
        forgetOutlines()
    }

    /// One option's volatility or terms have changed.
    mutating func forgetPrice(of option: Int32, on underlying: Int) {
        for tables in profiles {
            tables.risks[Int(option)].version = 0
            tables.scenario?.rows.forget(Int(option))
            tables.tail?.rows.forget(Int(option))
        }
        priced[underlying] = 0
    }

    /// Moves valuation time; what depends on it is worked out when somebody asks.
    mutating func moveValuationTime(to time: Timestamp) {
        valuationTime = time
        moveTailDay(to: time)
        for expiry in 0..<years.count { setYears(ofExpiry: expiry) }
        for underlying in 0..<versions.count { pricesMoved(on: underlying) }
        tenorsAreStale = true
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
    }

    // MARK: - What profiles know

    /// Tables that several profiles share grow once.
    mutating func addUnderlyingToProfiles(_ name: String) {
        for tables in profiles { tables.addUnderlying(name) }
        forEachModelTables(scenario: { $0.addUnderlying(name) }, tail: { $0.addUnderlying(name) })
    }

    mutating func addInstrumentsToProfiles(_ count: Int) {
        for tables in profiles { tables.addInstruments(count) }
        forEachModelTables(scenario: { $0.rows.addInstruments(count) }, tail: { $0.rows.addInstruments(count) })
    }

    private func forEachModelTables(scenario: (ScenarioTables) -> Void, tail: (TailTables) -> Void) {
        for (place, tables) in profiles.enumerated() {
            let before = profiles[..<place]
            if let held = tables.scenario, !before.contains(where: { $0.scenario === held }) { scenario(held) }
            if let held = tables.tail, !before.contains(where: { $0.tail === held }) { tail(held) }
        }
    }

    // MARK: - Who is held

    /// Somebody holds the instrument now, or its terms changed.
    mutating func beginPricing(_ instrument: Int32) {
        guard let terms = market.listings[Int(instrument)].terms else { return }
        let underlying = Int(terms.underlying.index)
        switch terms.kind {
        case .option:
            heldOptions[underlying].append(instrument)
            forgetPrice(of: instrument, on: underlying)
        case .perpetual, .future:
            heldLinears[underlying].append(instrument)
            refreshed[underlying] = 0
        case .spot:
            heldSpots[underlying].append(instrument)
        }
    }

    /// Nobody holds the instrument any more, or not under these terms.
    mutating func endPricing(_ instrument: Int32, _ terms: Instrument) {
        let underlying = Int(terms.underlying.index)
        if let place = heldOptions[underlying].firstIndex(of: instrument) {
            heldOptions[underlying].swapRemove(at: place)
            for tables in profiles {
                tables.scenario?.rows.release(Int(instrument))
                tables.tail?.rows.release(Int(instrument))
            }
        }
        if let place = heldLinears[underlying].firstIndex(of: instrument) {
            heldLinears[underlying].swapRemove(at: place)
        }
        if let place = heldSpots[underlying].firstIndex(of: instrument) {
            heldSpots[underlying].swapRemove(at: place)
        }
    }

    // MARK: - Units

    /// Has everything priced that a slice is summed from, for the profile of its account.
    @inline(__always)
    mutating func bringUpToDate(_ slice: Slice, _ profile: Int) {
        let underlying = Int(slice.underlying)
        if refreshed[underlying] != versions[underlying] { refresh(underlying) }
        if priced[underlying] == versions[underlying] { return }
        for place in slice.options {
            let option = options[place].instrument
            if views[profile].risks[Int(option)].version != versions[underlying] {
                gather(option: option, on: underlying, in: profile)
            }
        }
        priceGathered(on: underlying, in: profile)
    }

    /// The forwards of an underlying and the prices of what is held on it, other than options.
    mutating func refresh(_ underlying: Int) {
        refreshed[underlying] = versions[underlying]
        for expiry in market.underlyings[underlying].expiries {
            let forward = market.forward(of: expiry)
            forwards[Int(expiry.index)] = forward
            logForwards[Int(expiry.index)] = forward > 0 ? naturalLogarithm(forward) : 0
        }
        for linear in heldLinears[underlying] { marks[Int(linear)] = market.mark(of: InstrumentID(Int(linear))) }
    }

    /// Prices every held contract of an underlying, for every profile in use.
    mutating func priceAll(on underlying: Int) {
        if refreshed[underlying] != versions[underlying] { refresh(underlying) }
        guard priced[underlying] != versions[underlying] else { return }
        for profile in 0..<views.count where views[profile].isUsed {
            for option in heldOptions[underlying]
            where views[profile].risks[Int(option)].version != versions[underlying] {
                gather(option: option, on: underlying, in: profile)
            }
            priceGathered(on: underlying, in: profile)
        }
        priced[underlying] = versions[underlying]
    }

    /// Puts an option into the batch to be priced; all in it are on one underlying. One that needs no model is done.
    @inline(__always)
    private mutating func gather(option: Int32, on underlying: Int, in profile: Int) {
        let terms = optionTerms[Int(option)]
        let expiry = Int(terms.expiry)
        let index = spots[underlying]
        if let risk = UnitRisk(unmodelled: terms, index: index, years: years[expiry]) {
            store(risk, of: option, on: underlying, in: profile)
            return
        }
        if optionBatch.isFull { priceGathered(on: underlying, in: profile) }
        // Linear contracts pay the price of the option, inverse ones that much in coin at F, which is worth S/F of it.
        optionBatch.append(
            label: option, strike: terms.strike, logStrike: terms.logStrike,
            deviation: terms.volatility * rootYears[expiry], forward: forwards[expiry], logForward: logForwards[expiry],
            scale: terms.isInverse ? index / forwards[expiry] : 1, isCall: terms.isCall)
    }

    /// Prices what was gathered, and empties the batch.
    private mutating func priceGathered(on underlying: Int, in profile: Int) {
        guard optionBatch.count > 0 else { return }
        work.prices += optionBatch.count
        optionBatch.price(shock: views[profile].shocks[underlying])
        for place in 0..<optionBatch.count {
            let risk = optionBatch[place]
            let option = optionBatch.label(at: place)
            store(UnitRisk(risk, index: spots[underlying]), of: option, on: underlying, in: profile)
            views[profile].slopes[Int(option)] = UnitSlope(risk)
        }
        optionBatch.removeAll()
    }

    @inline(__always)
    private func store(_ risk: UnitRisk, of option: Int32, on underlying: Int, in profile: Int) {
        let stored = views[profile].risks + Int(option)
        stored.pointee = risk
        stored.pointee.tenor = placeOfExpiry[Int(optionTerms[Int(option)].expiry)]
        stored.pointee.version = versions[underlying]
    }

    /// To be called whenever a table of a profile may have grown or moved.
    mutating func refreshViews() {
        views.removeAll()
        for tables in profiles { views.append(tables.view) }
    }
}
