// Prices the unit rows of the models.

/// Tables with rows of options.
protocol RowTables: AnyObject {
    func hasRow(_ option: Int) -> Bool
    func isCurrent(_ option: Int, version: UInt32) -> Bool
    /// By underlying: `MarginBook.versions` at which all its rows were priced together.
    var pricedTogether: [UInt32] { get set }
    func price(
        _ option: Int, _ terms: OptionTerms, _ expiry: ScenarioRowBatch.Expiry, on underlying: Int, version: UInt32)
}

extension MarginBook {
    /// Has an option's row priced; and where everybody is judged, as while outlines are kept, those of all options on the
    /// underlying that have one: by expiry and settlement, since working out the shocks of an expiry costs as much as a
    /// row.
    mutating func priceRow(of option: Int, on underlying: Int, _ tables: some RowTables) {
        let version = versions[underlying]
        if keepsOutlines, tables.pricedTogether[underlying] != version {
            tables.pricedTogether[underlying] = version
            priceRows(on: underlying, tables)
        }
        if !tables.isCurrent(option, version: version) { priceRowAlone(of: option, on: underlying, tables) }
    }

    private mutating func priceRowAlone(of option: Int, on underlying: Int, _ tables: some RowTables) {
        let terms = optionTerms[option]
        work.rows += 1
        tables.price(
            option, terms, rowExpiry(of: terms, spot: spots[underlying]), on: underlying, version: versions[underlying])
    }

    private mutating func priceRows(on underlying: Int, _ tables: some RowTables) {
        // By group the last of its options, by option the one before it in its group; −1 for none.
        var last = [Int](repeating: -1, count: 2 * market.underlyings[underlying].expiries.count)
        let held = heldOptions[underlying]
        var before = [Int](repeating: -1, count: held.count)
        for place in held.indices {
            let option = Int(held[place])
            let terms = optionTerms[option]
            guard tables.hasRow(option), !tables.isCurrent(option, version: versions[underlying]),
                isModelled(terms, spot: spots[underlying])
            else { continue }
            let group = 2 * Int(placeOfExpiry[Int(terms.expiry)]) + (terms.isInverse ? 1 : 0)
            before[place] = last[group]
            last[group] = place
        }
        for group in last.indices {
            var place = last[group]
            while place >= 0 {
                priceRowAlone(of: Int(held[place]), on: underlying, tables)
                place = before[place]
            }
        }
    }
}
