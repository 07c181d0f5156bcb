// How an account's holdings are laid out for the sums.

extension MarginBook {
    /// One position on its way into a slice.
    private struct Placed {
        var underlying: Int32
        var isOption: Bool
        /// Place of the expiry in its underlying; −1 for a perpetual.
        var tenor: Int32
        var instrument: Int32
        var size: Double
        var entry: Double

        var order: (Int32, Int32, Int32, Int32) { (underlying, tenor, size < 0 ? 0 : 1, instrument) }
    }

    /// Lays out the account in hand.
    mutating func layOut(_ account: Int32) {
        packArenas()
        var placed: [Placed] = []
        var undefined: [AccountDraft.Holding] = []
        for holding in draft.holdings {
            let listing = market.listings[Int(holding.instrument)]
            guard let terms = listing.terms, terms.kind != .spot else {
                undefined.append(holding)
                continue
            }
            placed.append(
                Placed(
                    underlying: terms.underlying.index, isOption: terms.kind == .option,
                    tenor: terms.expiry.map { market[$0].place } ?? -1, instrument: holding.instrument,
                    size: holding.isSize ? holding.amount : holding.amount * listing.multiplier,
                    entry: holding.entry))
        }
        placed.sort { $0.order < $1.order }
        if !undefined.isEmpty { undefinedHoldings[account] = UndefinedHoldings(holdings: undefined) }

        let row = rows.base + Int(account)
        row.pointee.hasUndefined = !undefined.isEmpty
        row.pointee.isExempt = draft.holdings.isEmpty && !draft.balances.contains { $0.amount < 0 }
        row.pointee.balanceCount = Int32(draft.balances.count)
        row.pointee.balanceStart = balances.allocate(draft.balances.count)
        for (offset, balance) in draft.balances.enumerated() {
            balances[Int(row.pointee.balanceStart) + offset] = balance
        }

        let coins = draft.balances.filter { !market.underlyings[Int($0.asset)].isCash }
        let underlyings = Set(placed.map(\.underlying)).union(coins.map(\.asset)).sorted()
        let start = slices.allocate(underlyings.count)
        row.pointee.sliceStart = start
        row.pointee.sliceCount = Int32(underlyings.count)
        let optionCount = placed.reduce(0) { $0 + ($1.isOption ? 1 : 0) }
        row.pointee.optionStart = options.allocate(optionCount)
        row.pointee.linearStart = linears.allocate(placed.count - optionCount)
        var ends: [SliceEnds] = []
        var end = SliceEnds()
        for (offset, underlying) in underlyings.enumerated() {
            while end.options + end.linears < placed.count {
                let position = placed[end.options + end.linears]
                guard position.underlying == underlying else { break }
                write(position, of: row, at: &end)
            }
            var slice = StoredSlice(underlying: underlying, place: Int32(guardIndices[Int(underlying)].count))
            slice.ends = end
            ends.append(end)
            slices[Int(start) + offset] = slice
            guardIndices[Int(underlying)].append(account)
            forgetOutline(ofSlice: Int(start) + offset)
        }
        row.pointee.isLarge = !end.fit
        if !end.fit { largeEnds[account] = ends }
        sumCash(of: account)
        sumUndefined(of: account)
    }

    /// What a position adds to the requirement whose symbol is no contract, USD.
    ///
    /// Nothing is known of it but its size: its entry price stands for the one of its underlying. An index is no contract
    /// either and cannot be valued as a position; its own price is known.
    func undefinedAddOn(of holding: AccountDraft.Holding) -> Double {
        let index = market.listings[Int(holding.instrument)].terms.map { market[$0.underlying].index } ?? 0
        return holding.amount.magnitude * (index > 0 ? index : holding.entry)
    }

    /// Writes a position where the slice ends, and the end behind it.
    @inline(__always)
    private func write(_ position: Placed, of row: UnsafePointer<AccountRow>, at end: inout SliceEnds) {
        if position.isOption {
            options[Int(row.pointee.optionStart) + end.options] = OptionPosition(
                instrument: position.instrument, size: position.size)
            end.options += 1
        } else {
            linears[Int(row.pointee.linearStart) + end.linears] = LinearPosition(
                instrument: position.instrument, size: position.size, entry: position.entry)
            end.linears += 1
        }
    }

    // MARK: - What is laid out

    /// An account's slice, by its place among those of the account.
    @inline(__always)
    func slice(_ place: Int, of row: UnsafePointer<AccountRow>) -> Slice {
        let index = Int(row.pointee.sliceStart) + place
        let stored = slices[index]
        let start = place > 0 ? ends(place - 1, of: row) : SliceEnds()
        let end = ends(place, of: row)
        let option = Int(row.pointee.optionStart)
        let linear = Int(row.pointee.linearStart)
        return Slice(
            underlying: stored.underlying, place: stored.place,
            options: Range(
                uncheckedBounds: (lower: option + start.options, upper: option + end.options)),
            linears: Range(
                uncheckedBounds: (lower: linear + start.linears, upper: linear + end.linears)))
    }

    @inline(__always)
    private func ends(_ place: Int, of row: UnsafePointer<AccountRow>) -> SliceEnds {
        guard row.pointee.isLarge else { return slices[Int(row.pointee.sliceStart) + place].ends }
        return MarginBook.ends(place, of: Int32(row - UnsafePointer(rows.base)), in: largeEnds)
    }

    // A static one: to call a method that is not inlined, the compiler copies the whole book.
    @inline(never)
    private static func ends(_ place: Int, of account: Int32, in large: [Int32: [SliceEnds]]) -> SliceEnds {
        large[account]?[place] ?? SliceEnds()
    }

    /// How many options, and how many perpetuals and futures an account holds.
    func positionCounts(of account: Int) -> SliceEnds {
        let row = UnsafePointer(rows.base + account)
        return row.pointee.sliceCount > 0 ? ends(Int(row.pointee.sliceCount) - 1, of: row) : SliceEnds()
    }

    /// Lays the blocks of an arena one behind the other again where more of it lies free than is used, as when many
    /// accounts grow position by position.
    private mutating func packArenas() {
        if options.isWasteful {
            var packed = OptionArena()
            for account in 0..<rows.count {
                let count = positionCounts(of: account).options
                rows[account].optionStart = packed.append(rows[account].optionStart, count, of: options)
            }
            options = packed
        }
        if linears.isWasteful {
            var packed = LinearArena()
            for account in 0..<rows.count {
                let count = positionCounts(of: account).linears
                rows[account].linearStart = packed.append(rows[account].linearStart, count, of: linears)
            }
            linears = packed
        }
        if balances.isWasteful {
            var packed = BalanceArena()
            for account in 0..<rows.count {
                let row = rows[account]
                rows[account].balanceStart = packed.append(row.balanceStart, Int(row.balanceCount), of: balances)
            }
            balances = packed
        }
        if slices.isWasteful {
            var packed = SliceArena()
            for account in 0..<rows.count {
                let row = rows[account]
                rows[account].sliceStart = packed.append(row.sliceStart, Int(row.sliceCount), of: slices)
            }
            slices = packed
            forgetOutlines()
        }
    }
}
