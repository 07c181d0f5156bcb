// What bounds an account's charge by the model `tail`; the proof is in `MarginBook+ModelOutlines`.

extension MarginBook {
    /// An upper bound of both margins of the charge, with what underlyings without a history add; USD, `nil` where none
    /// is known.
    mutating func tailBound(of index: Int, _ tables: TailTables, _ held: UnsafePointer<SliceOutline>) -> Double? {
        let row = rows[index]
        let first = Int(row.sliceStart)
        guard let model = tables.model, first + Int(row.sliceCount) <= modelOutlines.tails.count else { return nil }
        let charge = row.sliceCount > 0 ? modelOutlines.tails[first].charge : 0
        var moved = 0.0
        var unseen = 0.0
        for place in 0..<Int(row.sliceCount) {
            let underlying = Int(slices[first + place].underlying)
            guard modelOutlines.tails[first + place].isBased, spots[underlying] > 0 else { return nil }
            guard let largestMove = tables.columns[underlying]?.largestMove else {
                unseen += held[place].bound.total
                continue
            }
            outlineTail(place, of: index, tables)
            let slice = modelOutlines.tails[first + place]
            moved += (slice.reach - slice.baseReach) + 1e-12 * (slice.reach + slice.baseReach)
            let delta = (slice.delta - slice.baseDelta).magnitude
            moved += (delta + 1e-12 * (slice.delta.magnitude + slice.baseDelta.magnitude)) * largestMove
        }
        // Infinite, or no number, where an option is not modelled.
        guard moved < .infinity else { return nil }
        return charge + max(model.initialFactor, model.maintenanceFactor) * moved + unseen
    }

    /// Bounds of the account in hand begin with this charge.
    mutating func keepTailBase(of index: Int, charge: TailModel.Charge) {
        let row = rows[index]
        let first = Int(row.sliceStart)
        guard let tables = profiles[Int(row.profile)].tail, tables.model?.isSteady ?? false,
            first + Int(row.sliceCount) <= modelOutlines.tails.count
        else { return }
        for place in 0..<Int(row.sliceCount) {
            let slice = first + place
            outlineTail(place, of: index, tables)
            let outline = modelOutlines.tails[slice]
            modelOutlines.tails[slice].baseReach = outline.reach
            modelOutlines.tails[slice].baseDelta = outline.delta
            modelOutlines.tails[slice].charge = max(charge.initial, charge.maintenance)
            modelOutlines.tails[slice].isBased = true
        }
    }

    /// Brings a slice's reach and delta up to date.
    private mutating func outlineTail(_ place: Int, of account: Int, _ tables: TailTables) {
        let row = rows[account]
        let index = Int(row.sliceStart) + place
        let slice = slice(place, of: rows.base + account)
        let underlying = Int(slice.underlying)
        let version = versions[underlying]
        guard modelOutlines.tails[index].version != version else { return }
        let spot = spots[underlying]
        var reach = 0.0
        if spot > 0, tables.columns[underlying] != nil {
            let held = options.columns.from(Int32(slice.options.lowerBound))
            for place in 0..<slice.options.count {
                let option = Int(held[place].instrument)
                guard isModelled(optionTerms[option], spot: spot) else {
                    reach = .infinity
                    continue
                }
                if !tables.rows.isCurrent(option, version: version) { priceRow(of: option, on: underlying, tables) }
                reach += held[place].size.magnitude * tables.drifts[option]
            }
        }
        var delta = coins(of: row, on: slice.underlying) * spot
        for place in slice.linears {
            let position = linear(at: place)
            delta += position.valueAndDelta(spot: spot, mark: marks[Int(position.instrument)]).y
        }
        modelOutlines.tails[index].reach = reach
        modelOutlines.tails[index].delta = delta
        modelOutlines.tails[index].version = version
    }
}
