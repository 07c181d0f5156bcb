// Outlines of slices, kept while every price has everybody judged: a price of one underlying changes one slice of an account,
// and most accounts are normal by what the outlines say. Without such a pass for a valuation interval they are let go.

/// What of a slice's sums bounds its account's margin from above; USD.
struct SliceOutline: BitwiseCopyable {
    var value = 0.0
    var bound = ChargeBound()
    var offsettingDelta = 0.0
    var shortNotional = 0.0
    var addOn = 0.0
    /// `MarginBook.versions` of the underlying when it was summed; 0 never.
    var version: UInt32 = 0
    var hasUnpricedCoins = false

    init() {}

    @inline(__always)
    init(_ sums: SliceSums, version: UInt32) {
        value = sums.value
        bound = sums.bound
        offsettingDelta = sums.offsettingDelta
        shortNotional = sums.shortNotional
        addOn = sums.addOn
        hasUnpricedCoins = sums.hasUnpricedCoins
        self.version = version
    }
}

extension MarginBook {
    /// From now on outlines are kept.
    mutating func keepOutlines() {
        keepsOutlines = true
        wasOutlined = true
        let missing = slices.columns.count - outlines.count
        if missing > 0 { _ = outlines.append(repeating: SliceOutline(), count: missing) }
        if modelOutlines.count < slices.columns.count { growModelOutlines() }
    }

    /// Valuation time moved: outlines that nobody used since the last time are let go.
    mutating func letGoOutlines() {
        if keepsOutlines && !wasOutlined {
            keepsOutlines = false
            outlines = HotArray()
            modelOutlines = ModelOutlines()
        }
        wasOutlined = false
    }

    /// A slice was laid out anew, or something in it moved that does not count as a move of its underlying.
    @inline(__always)
    mutating func forgetOutline(ofSlice index: Int) {
        if index < outlines.count { outlines[index].version = 0 }
        modelOutlines.forget(index)
    }

    /// Slices have other places, or versions are counted from the beginning again.
    mutating func forgetOutlines() {
        for index in 0..<outlines.count { outlines[index].version = 0 }
        modelOutlines.forgetAll()
    }

    /// Whether an account stays in `normal` by the outlines of its slices, summing anew what has moved.
    @inline(__always)
    mutating func outlineStaysNormal(_ account: Int) -> Bool {
        let row = UnsafePointer(rows.base + account)
        guard row.pointee.ladder.state == .normal else { return false }
        let view = UnsafePointer(views.base + Int(row.pointee.profile))
        // Outlines count balances without collateral rules, and say nothing of what is watched beside the state.
        guard !view.pointee.hasCollateralRules, !view.pointee.isWatched else { return false }
        let first = Int(row.pointee.sliceStart)
        guard first + Int(row.pointee.sliceCount) <= outlines.count else { return false }
        for place in 0..<Int(row.pointee.sliceCount) {
            let version = versions[Int(slices[first + place].underlying)]
            if outlines[first + place].version != version {
                outlines[first + place] = outlined(place, row, version: version)
            }
        }
        return view.pointee.hasSensitivitiesAlone
            ? staysNormal(account, outlines.base + first) : staysNormalByModels(account, outlines.base + first)
    }

    private mutating func outlined(
        _ place: Int, _ row: UnsafePointer<AccountRow>, version: UInt32
    ) -> SliceOutline {
        sumSlice(place, of: row)
        return SliceOutline(sums[0], version: version)
    }
}
