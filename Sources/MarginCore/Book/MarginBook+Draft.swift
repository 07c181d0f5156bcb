// An account whose holdings change is taken apart once, changed, and laid out again: one account at a time.

extension MarginBook {
    /// Has an account in hand to change what it holds; its slices are gone until `closeDraft`.
    mutating func openDraft(of account: Int32) {
        guard draft.account != account else { return }
        closeDraft()
        touch(account: account)
        draft.account = account
        draft.holdings.removeAll(keepingCapacity: true)
        draft.balances.removeAll(keepingCapacity: true)
        draft.assetsBefore.removeAll(keepingCapacity: true)
        draft.instrumentsBefore.removeAll(keepingCapacity: true)

        let row = rows[Int(account)]
        for place in row.balances {
            draft.balances.append(balances[place])
            draft.assetsBefore.append(balances[place].asset)
        }
        if let undefined = undefinedHoldings.removeValue(forKey: account) { draft.holdings = undefined.holdings }
        takePositions(of: row, positionCounts(of: Int(account)))
        draft.holdings.sort { $0.instrument < $1.instrument }
        for holding in draft.holdings { draft.instrumentsBefore.append(holding.instrument) }
        releaseBlocks(of: account)
    }

    private mutating func takePositions(of row: AccountRow, _ counts: SliceEnds) {
        for place in Int(row.optionStart)..<Int(row.optionStart) + counts.options {
            draft.holdings.append(
                AccountDraft.Holding(
                    instrument: options[place].instrument, amount: options[place].size, isSize: true, entry: 0))
        }
        for place in Int(row.linearStart)..<Int(row.linearStart) + counts.linears {
            let linear = linears[place]
            draft.holdings.append(
                AccountDraft.Holding(
                    instrument: linear.instrument, amount: linear.size, isSize: true, entry: linear.entry))
        }
    }

    private mutating func releaseBlocks(of account: Int32) {
        let row = rows[Int(account)]
        let counts = positionCounts(of: Int(account))
        options.release(row.optionStart, counts.options)
        linears.release(row.linearStart, counts.linears)
        for index in row.sliceStart..<row.sliceStart + row.sliceCount {
            let slice = slices[Int(index)]
            // The last account of the underlying's list takes the place of this one.
            if let moved = guardIndices[Int(slice.underlying)].remove(at: Int(slice.place)) {
                setPlace(of: moved, on: slice.underlying, slice.place)
            }
        }
        slices.release(row.sliceStart, Int(row.sliceCount))
        balances.release(row.balanceStart, Int(row.balanceCount))
        if row.isLarge { largeEnds.removeValue(forKey: account) }
        rows[Int(account)].isLarge = false
        rows[Int(account)].sliceStart = 0
        rows[Int(account)].sliceCount = 0
        rows[Int(account)].optionStart = 0
        rows[Int(account)].linearStart = 0
        rows[Int(account)].balanceStart = 0
        rows[Int(account)].balanceCount = 0
    }

    /// An account's slice on an underlying has another place in its guard index.
    private func setPlace(of account: Int32, on underlying: Int32, _ place: Int32) {
        let row = rows[Int(account)]
        for index in row.sliceStart..<row.sliceStart + row.sliceCount
        where slices[Int(index)].underlying == underlying { slices[Int(index)].place = place }
    }

    /// Lays the account in hand out, where there is one, and lists it with whoever holds the same.
    mutating func closeDraft() {
        guard draft.account >= 0 else { return }
        let account = draft.account
        listHolder(account)
        layOut(account)
        draft.account = -1
    }

    private mutating func listHolder(_ account: Int32) {
        // Both are in the order of the instruments.
        var before = 0
        var now = 0
        while before < draft.instrumentsBefore.count || now < draft.holdings.count {
            let old = before < draft.instrumentsBefore.count ? draft.instrumentsBefore[before] : .max
            let new = now < draft.holdings.count ? draft.holdings[now].instrument : .max
            if old < new { removeHolder(account, of: old) }
            if new < old { addHolder(account, of: new) }
            if old <= new { before += 1 }
            if new <= old { now += 1 }
        }
        for asset in draft.assetsBefore { cashHolders[Int(asset)].remove(account) }
        for balance in draft.balances where market.underlyings[Int(balance.asset)].isCash {
            cashHolders[Int(balance.asset)].insert(account)
        }
    }

    private mutating func addHolder(_ account: Int32, of instrument: Int32) {
        let isFirst = holders[Int(instrument)].isEmpty
        holders[Int(instrument)].insert(account)
        if isFirst { beginPricing(instrument) }
    }

    private mutating func removeHolder(_ account: Int32, of instrument: Int32) {
        holders[Int(instrument)].remove(account)
        guard holders[Int(instrument)].isEmpty, let terms = market.listings[Int(instrument)].terms else { return }
        endPricing(instrument, terms)
    }
}
