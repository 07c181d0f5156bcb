// How an account's holdings are laid out for the sums.

extension MarginBook {
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
            // The last slice of the underlying's list takes the place of this one.
            if let moved = guardIndices[Int(slice.underlying)].remove(at: Int(slice.place)) {
                slices.elements[Int(moved)].place = slice.place
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
        for (offset, underlying) in underlyings.enumerated() {
            let held = placed.filter { $0.underlying == underlying }
            let index = start + Int32(offset)
            slices.elements[Int(index)] = layOut(
                held, of: account, on: underlying, coins: coins.first { $0.asset == underlying }?.amount ?? 0)
            guardIndices[Int(underlying)].append(index)
            forgetOutline(ofSlice: Int(index))
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
        slice.place = Int32(guardIndices[Int(underlying)].count)
        slice.coins = coins

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
            position.tenor = linear.tenor
            position.isInverse = linear.isInverse
            position.size = linear.size
            position.entry = linear.entry
            linears.elements[Int(slice.linearStart) + offset] = position
        }
        return slice
    }
}
