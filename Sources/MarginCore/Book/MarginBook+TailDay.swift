// The model `tail` looks at no close that its day does not know yet: its scenarios are those of the days before the one that
// valuation time is in. Where that day moves, tables of the new one take the place of the old, at a moment at which
// every option is priced again and every account of the model judged anyway.

extension MarginBook {
    /// Gives the profiles tables of the day of `time`; none but those of the old ones' parameters.
    mutating func moveTailDay(to time: Timestamp) {
        let day = configuration.history.day(asOf: time)
        guard profiles.contains(where: { $0.tail.map { $0.known.day != day } ?? false }) else { return }
        let known = KnownModels(profiles)
        var tails: [TailTables] = []
        for tables in profiles {
            guard let parameters = tables.tail?.parameters else { continue }
            if let shared = tails.first(where: { $0.parameters == parameters }) {
                tables.tail = shared
                continue
            }
            let tail = TailTables(known.shocks(of: parameters, configuration.history, asOf: day))
            for underlying in market.underlyings { tail.addUnderlying(underlying.name) }
            tail.rows.addInstruments(market.listings.count)
            tails.append(tail)
            tables.tail = tail
        }
        // What they say of profits they say of other scenarios; and there may be some where there were none.
        modelOutlines = ModelOutlines()
    }
}
