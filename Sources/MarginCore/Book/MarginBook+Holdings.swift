// What the accounts hold, and what an event marks.

extension MarginBook {
    // MARK: - Changes to an account

    mutating func open(_ name: String, since: Timestamp) {
        let id = AccountID(openedAccounts)
        openedAccounts += 1
        guard shard.place(of: id) != nil else { return }
        accounts.append(BookAccount(name: name))
        rows.append(AccountRow(since: since))
        addGuard()
        use(profile: 0)
    }

    /// From now on an account uses the profile: everything held is priced for it.
    private mutating func use(profile: Int) {
        guard !profiles[profile].isUsed else { return }
        profiles[profile].isUsed = true
        tenorsAreStale = true
        refreshViews()
        for underlying in 0..<versions.count { priced[underlying] = 0 }
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

    /// Marks an account to be laid out anew at the end of the event.
    mutating func reshape(_ account: Int32) {
        touch(account: account)
        guard !rows[Int(account)].isToBeReshaped else { return }
        rows[Int(account)].isToBeReshaped = true
        reshapedAccounts.append(account)
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
