// What the accounts hold, and how it is laid out.

extension MarginBook {
    // MARK: - Changes to an account

    mutating func open(_ name: String, since: Timestamp) {
        let id = AccountID(openedAccounts)
        openedAccounts += 1
        guard shard.place(of: id) != nil else { return }
        accounts.append(BookAccount(name: name))
        rows.append(AccountRow(since: since))
        use(profile: 0)
    }

    /// From now on an account uses the profile: everything held is priced for it.
    private mutating func use(profile: Int) {
        guard !profiles[profile].isUsed else { return }
        profiles[profile].isUsed = true
        tenorsAreStale = true
        refreshViews()
        priceAll()
    }

    mutating func setProfile(of id: AccountID, _ profile: Int32) {
        guard let place = shard.place(of: id), profiles.indices.contains(Int(profile)) else { return }
        let isNew = rows[place].profile != profile
        rows[place].profile = profile
        accounts[place].profileName = profiles[Int(profile)].profile.name
        use(profile: Int(profile))
        if isNew { expectDueTimes(of: Int32(place)) }
        reshape(Int32(place))
    }

    mutating func clear(_ id: AccountID) {
        guard let place = shard.place(of: id) else { return }
        for holding in accounts[place].positions { removeHolder(Int32(place), of: holding.instrument) }
        for balance in accounts[place].balances { cashHolders[Int(balance.asset)].remove(Int32(place)) }
        accounts[place].positions.removeAll(keepingCapacity: true)
        accounts[place].balances.removeAll(keepingCapacity: true)
        reshape(Int32(place))
    }

    mutating func setBalance(of id: AccountID, _ asset: UnderlyingID, _ amount: Double) {
        guard let place = shard.place(of: id) else { return }
        let found = accounts[place].balances.lowerBound { $0.asset < asset.index }
        let isThere = found < accounts[place].balances.count && accounts[place].balances[found].asset == asset.index
        if amount == 0 {
            if isThere { accounts[place].balances.remove(at: found) }
            cashHolders[Int(asset.index)].remove(Int32(place))
        } else {
            let balance = BookAccount.Balance(asset: asset.index, amount: amount)
            if isThere {
                accounts[place].balances[found] = balance
            } else {
                accounts[place].balances.insert(balance, at: found)
            }
            if market[asset].isCash { cashHolders[Int(asset.index)].insert(Int32(place)) }
        }
        reshape(Int32(place))
    }

    mutating func setPosition(of id: AccountID, _ instrument: InstrumentID, _ quantity: Double, _ entry: Double) {
        guard let place = shard.place(of: id) else { return }
        let found = accounts[place].positions.lowerBound { $0.instrument < instrument.index }
        let isThere =
            found < accounts[place].positions.count && accounts[place].positions[found].instrument == instrument.index
        if quantity == 0 {
            if isThere {
                accounts[place].positions.remove(at: found)
                removeHolder(Int32(place), of: instrument.index)
            }
        } else {
            let holding = BookAccount.Holding(instrument: instrument.index, quantity: quantity, entry: entry)
            if isThere {
                accounts[place].positions[found] = holding
            } else {
                accounts[place].positions.insert(holding, at: found)
                addHolder(Int32(place), of: instrument.index)
            }
        }
        reshape(Int32(place))
    }

    private mutating func addHolder(_ account: Int32, of instrument: Int32) {
        holders[Int(instrument)].append(account)
        if holders[Int(instrument)].count == 1 { beginPricing(instrument) }
    }

    private mutating func removeHolder(_ account: Int32, of instrument: Int32) {
        guard let place = holders[Int(instrument)].firstIndex(of: account) else { return }
        holders[Int(instrument)].swapRemove(at: place)
        guard holders[Int(instrument)].isEmpty, let terms = market.listings[Int(instrument)].terms else { return }
        endPricing(instrument, terms)
    }

    // MARK: - Marks

    /// Forgets what the last event has marked.
    mutating func beginMarking() {
        stamp &+= 1
        dirtyAccounts.removeAll()
    }

    /// Marks an account to be judged.
    @inline(__always)
    mutating func touch(account: Int32) {
        guard rows[Int(account)].stamp != stamp else { return }
        rows[Int(account)].stamp = stamp
        dirtyAccounts.append(account)
    }

    /// Marks a slice to be summed, and its account to be judged.
    @inline(__always)
    mutating func touch(slice: Int32) {
        let tag = tags.base + Int(slice)
        guard tag.pointee.stamp != stamp else { return }
        tag.pointee.stamp = stamp
        touch(account: tag.pointee.account)
    }

    /// Marks an account to be laid out anew at the end of the event.
    mutating func reshape(_ account: Int32) {
        touch(account: account)
        guard !rows[Int(account)].isToBeReshaped else { return }
        rows[Int(account)].isToBeReshaped = true
        reshapedAccounts.append(account)
    }

    // MARK: - Layout

    mutating func reshapeAccounts() {
        for account in reshapedAccounts {
            rows[Int(account)].isToBeReshaped = false
            releaseSlices(of: account)
            layOut(account)
        }
        reshapedAccounts.removeAll(keepingCapacity: true)
    }

    private mutating func releaseSlices(of account: Int32) {
        let row = rows[Int(account)]
        for index in row.sliceStart..<row.sliceStart + row.sliceCount {
            let slice = slices.elements[Int(index)]
            options.release(slice.optionStart, Int(slice.optionCount))
            linears.release(slice.linearStart, Int(slice.linearCount))
            tenorSums.release(slice.tenorStart, Int(slice.tenorCount))
            // The last slice of the underlying's list takes the place of this one.
            let list = Int(slice.underlying)
            let last = slicesOf[list].removeLast()
            if last != index {
                slicesOf[list][Int(slice.place)] = last
                slices.elements[Int(last)].place = slice.place
            }
        }
        slices.release(row.sliceStart, Int(row.sliceCount))
        rows[Int(account)].sliceStart = 0
        rows[Int(account)].sliceCount = 0
    }

    /// One position on its way into a slice.
    private struct Placed {
        var underlying: Int32
        var isOption: Bool
        /// Place of the expiry in its underlying; −1 for a perpetual.
        var tenor: Int32
        var instrument: Int32
        var size: Double
        var entry: Double
        var isInverse: Bool

        var order: (Int32, Int32, Int32, Int32) { (underlying, tenor, size < 0 ? 0 : 1, instrument) }
    }

    private mutating func layOut(_ account: Int32) {
        var placed: [Placed] = []
        for holding in accounts[Int(account)].positions {
            let listing = market.listings[Int(holding.instrument)]
            guard let terms = listing.terms, terms.kind != .spot else { continue }
            placed.append(
                Placed(
                    underlying: terms.underlying.index, isOption: terms.kind == .option,
                    tenor: terms.expiry.map { market[$0].place } ?? -1, instrument: holding.instrument,
                    size: holding.quantity * listing.multiplier, entry: holding.entry, isInverse: terms.isInverse))
        }
        placed.sort { $0.order < $1.order }
        rows[Int(account)].isExempt =
            accounts[Int(account)].positions.isEmpty && !accounts[Int(account)].balances.contains { $0.amount < 0 }

        let coins = accounts[Int(account)].balances.filter { !market.underlyings[Int($0.asset)].isCash }
        let underlyings = Set(placed.map(\.underlying)).union(coins.map(\.asset)).sorted()
        let start = slices.allocate(underlyings.count)
        rows[Int(account)].sliceStart = start
        rows[Int(account)].sliceCount = Int32(underlyings.count)
        while tags.count < slices.elements.count {
            tags.append(SliceTag())
            weights.append(SliceWeights())
        }
        for (offset, underlying) in underlyings.enumerated() {
            let held = placed.filter { $0.underlying == underlying }
            let index = start + Int32(offset)
            slices.elements[Int(index)] = layOut(
                held, of: account, on: underlying, coins: coins.first { $0.asset == underlying }?.amount ?? 0)
            slicesOf[Int(underlying)].append(index)
            tags[Int(index)] = SliceTag(account: account)
            touch(slice: index)
        }
        sumCash(of: account)
        sumUndefined(of: account)
    }

    /// What a position adds to the requirement whose symbol is no contract, USD.
    ///
    /// Nothing is known of it but its size: its entry price stands for the one of its underlying. An index is no contract
    /// either and cannot be valued as a position; its own price is known.
    func undefinedAddOn(of holding: BookAccount.Holding) -> Double {
        let index = market.listings[Int(holding.instrument)].terms.map { market[$0.underlying].index } ?? 0
        return holding.quantity.magnitude * (index > 0 ? index : holding.entry)
    }

    /// Writes the positions of one underlying, sorted by expiry, side and instrument, into the arenas.
    private mutating func layOut(
        _ held: [Placed], of account: Int32, on underlying: Int32, coins: Double
    ) -> Slice {
        var slice = Slice()
        slice.account = account
        slice.underlying = underlying
        slice.place = Int32(slicesOf[Int(underlying)].count)
        slice.coins = coins

        let tenors = Set(held.map(\.tenor).filter { $0 >= 0 }).sorted()
        slice.tenorCount = Int32(tenors.count)
        slice.tenorStart = tenorSums.allocate(tenors.count)
        for (offset, tenor) in tenors.enumerated() {
            var sum = TenorSum()
            sum.place = tenor
            sum.shortCount = Int32(held.count { $0.isOption && $0.tenor == tenor && $0.size < 0 })
            sum.longCount = Int32(held.count { $0.isOption && $0.tenor == tenor && $0.size >= 0 })
            tenorSums.elements[Int(slice.tenorStart) + offset] = sum
        }

        let optionsHeld = held.filter(\.isOption)
        slice.optionCount = Int32(optionsHeld.count)
        slice.optionStart = options.allocate(optionsHeld.count)
        for (offset, option) in optionsHeld.enumerated() {
            options.elements[Int(slice.optionStart) + offset] = OptionPosition(
                instrument: option.instrument, size: option.size)
        }

        let linearsHeld = held.filter { !$0.isOption }
        slice.linearCount = Int32(linearsHeld.count)
        slice.linearStart = linears.allocate(linearsHeld.count)
        for (offset, linear) in linearsHeld.enumerated() {
            var position = LinearPosition()
            position.instrument = linear.instrument
            position.tenor = linear.tenor < 0 ? -1 : Int32(tenors.lowerBound { $0 < linear.tenor })
            position.isInverse = linear.isInverse
            position.size = linear.size
            position.entry = linear.entry
            linears.elements[Int(slice.linearStart) + offset] = position
        }
        return slice
    }
}

extension Array {
    /// The first place whose element does not come `before`, in an array sorted so that those come first.
    func lowerBound(before: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if before(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Removes an element by putting the last one in its place.
    mutating func swapRemove(at place: Int) {
        let last = removeLast()
        if place < count { self[place] = last }
    }
}
