import MarginCore

extension TickRun {
    /// Positions that were changed, one event each.
    struct Changes {
        var count = 0
        var nanoseconds: Int64 = 0
        /// Units of options that had to be priced for it.
        var prices = 0
    }

    /// Makes the first position in an option of each of the first `count` accounts larger, or as large again as it was.
    func changePositions(_ count: Int) -> Changes {
        areEnlarged.toggle()
        var batch = EventBatch()
        for account in 0..<min(count, accountCount) {
            let positions = holdings.positions(account)
            guard let position = positions.first(where: { $0.symbol >= 3 * holdings.chain.underlyings.count }) else {
                continue
            }
            let instrument = InstrumentID(position.symbol)
            append(
                .position(
                    AccountID(account), instrument, quantity: position.quantity * (areEnlarged ? 1.01 : 1),
                    entry: position.entry),
                cause: .position(account: holdings.name(account), instrument), to: &batch)
        }
        let work = book.work
        let nanoseconds = apply(batch)
        return Changes(
            count: batch.events.count, nanoseconds: nanoseconds,
            prices: (book.work.prices + book.work.rows) - (work.prices + work.rows))
    }
}
