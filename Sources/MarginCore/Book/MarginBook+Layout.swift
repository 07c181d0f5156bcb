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
        if !undefined.isEmpty { undefinedHoldings[account] = undefined }

        let row = rows.base + Int(account)
        row.pointee.isExempt = draft.holdings.isEmpty && !draft.balances.contains { $0.amount < 0 }
        row.pointee.balanceCount = Int32(draft.balances.count)
        row.pointee.balanceStart = balances.allocate(draft.balances.count)
        for (offset, balance) in draft.balances.enumerated() {
            balances.elements[Int(row.pointee.balanceStart) + offset] = balance
        }

        let coins = draft.balances.filter { !market.underlyings[Int($0.asset)].isCash }
        let underlyings = Set(placed.map(\.underlying)).union(coins.map(\.asset)).sorted()
        let start = slices.allocate(underlyings.count)
        row.pointee.sliceStart = start
        row.pointee.sliceCount = Int32(underlyings.count)
        var first = 0
        for (offset, underlying) in underlyings.enumerated() {
            var end = first
            while end < placed.count && placed[end].underlying == underlying { end += 1 }
            slices.elements[Int(start) + offset] = layOut(placed[first..<end], on: underlying)
            guardIndices[Int(underlying)].append(account)
            forgetOutline(ofSlice: Int(start) + offset)
            first = end
        }
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

    /// Writes the positions of one underlying, sorted by expiry, side and instrument, into the arenas.
    private mutating func layOut(_ held: ArraySlice<Placed>, on underlying: Int32) -> Slice {
        var slice = Slice()
        slice.underlying = underlying
        slice.place = Int32(guardIndices[Int(underlying)].count)
        var optionCount = 0
        for position in held where position.isOption { optionCount += 1 }
        slice.optionCount = Int32(optionCount)
        slice.optionStart = options.allocate(optionCount)
        var option = Int(slice.optionStart)
        for position in held where position.isOption {
            options[option] = OptionPosition(instrument: position.instrument, size: position.size)
            option += 1
        }
        slice.linearCount = Int32(held.count - optionCount)
        slice.linearStart = linears.allocate(held.count - optionCount)
        var linear = Int(slice.linearStart)
        for position in held where !position.isOption {
            linears[linear] = LinearPosition(
                instrument: position.instrument, size: position.size, entry: position.entry)
            linear += 1
        }
        return slice
    }

    /// Lays the blocks of an arena one behind the other again where more of it lies free than is used, as when many
    /// accounts grow position by position.
    private mutating func packArenas() {
        if options.isWasteful {
            var packed = OptionArena()
            for account in 0..<rows.count {
                let row = rows[account]
                for index in Int(row.sliceStart)..<Int(row.sliceStart + row.sliceCount) {
                    let slice = slices.elements[index]
                    let place = packed.allocate(Int(slice.optionCount))
                    for offset in 0..<Int(slice.optionCount) {
                        packed[Int(place) + offset] = options[Int(slice.optionStart) + offset]
                    }
                    slices.elements[index].optionStart = place
                }
            }
            options = packed
        }
        if linears.isWasteful {
            var packed = LinearArena()
            for account in 0..<rows.count {
                let row = rows[account]
                for index in Int(row.sliceStart)..<Int(row.sliceStart + row.sliceCount) {
                    let slice = slices.elements[index]
                    let place = packed.allocate(Int(slice.linearCount))
                    for offset in 0..<Int(slice.linearCount) {
                        packed[Int(place) + offset] = linears[Int(slice.linearStart) + offset]
                    }
                    slices.elements[index].linearStart = place
                }
            }
            linears = packed
        }
        if slices.isWasteful {
            var packed = BlockArena(blank: Slice())
            for account in 0..<rows.count {
                let row = rows[account]
                let place = packed.allocate(Int(row.sliceCount))
                for offset in 0..<Int(row.sliceCount) {
                    packed.elements[Int(place) + offset] = slices.elements[Int(row.sliceStart) + offset]
                }
                rows[account].sliceStart = place
            }
            slices = packed
            forgetOutlines()
        }
    }
}
