// What the accounts hold, and what an event marks.

extension MarginBook {
    // MARK: - Changes to an account

    mutating func open(_ name: String, since: Timestamp) {
        let id = AccountID(openedAccounts)
        openedAccounts += 1
        guard shard.place(of: id) != nil else { return }
        names.append(name)
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

    mutating func setNettingSet(of id: AccountID, _ set: NettingSet) {
        guard let place = shard.place(of: id) else { return }
        nettingSets[Int32(place)] = set == .whole ? nil : set
    }

    func nettingSet(of account: Int32) -> NettingSet { nettingSets.isEmpty ? .whole : nettingSets[account] ?? .whole }

    mutating func setProfile(of id: AccountID, _ profile: Int32) {
        guard let place = shard.place(of: id), profiles.indices.contains(Int(profile)) else { return }
        let isNew = rows[place].profile != profile
        rows[place].profile = profile
        use(profile: Int(profile))
        if isNew { expectDueTimes(of: Int32(place)) }
        openDraft(of: Int32(place))
    }

    mutating func clear(_ id: AccountID) {
        guard let place = shard.place(of: id) else { return }
        openDraft(of: Int32(place))
        draft.holdings.removeAll(keepingCapacity: true)
        draft.balances.removeAll(keepingCapacity: true)
    }

    mutating func setBalance(of id: AccountID, _ asset: UnderlyingID, _ amount: Double) {
        guard let place = shard.place(of: id) else { return }
        openDraft(of: Int32(place))
        let found = draft.balances.lowerBound { $0.asset < asset.index }
        let isThere = found < draft.balances.count && draft.balances[found].asset == asset.index
        if amount == 0 {
            if isThere { draft.balances.remove(at: found) }
        } else if isThere {
            draft.balances[found].amount = amount
        } else {
            draft.balances.insert(Balance(asset: asset.index, amount: amount), at: found)
        }
    }

    mutating func setPosition(of id: AccountID, _ instrument: InstrumentID, _ quantity: Double, _ entry: Double) {
        guard let place = shard.place(of: id) else { return }
        openDraft(of: Int32(place))
        let found = draft.holdings.lowerBound { $0.instrument < instrument.index }
        let isThere = found < draft.holdings.count && draft.holdings[found].instrument == instrument.index
        if quantity == 0 {
            if isThere { draft.holdings.remove(at: found) }
            return
        }
        let holding = AccountDraft.Holding(
            instrument: instrument.index, amount: quantity, isSize: false, entry: entry)
        if isThere { draft.holdings[found] = holding } else { draft.holdings.insert(holding, at: found) }
    }

    // MARK: - Marks

    /// Forgets what the last event has marked.
    mutating func beginMarking() {
        stamp &+= 1
        for place in 0..<dirtyAccounts.count { rows[Int(dirtyAccounts[place])].isMarked = false }
        dirtyAccounts.removeAll()
    }

    /// Marks an account to be judged.
    @inline(__always)
    mutating func touch(account: Int32) {
        guard !rows[Int(account)].isMarked else { return }
        rows[Int(account)].isMarked = true
        dirtyAccounts.append(account)
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
