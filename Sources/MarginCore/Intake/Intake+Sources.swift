// The sources of an index beside each other, where a profile counts collateral at their median.

extension Intake {
    /// Notes what a source said of an index, and tells the books whose median is another now, be it by time alone.
    mutating func observeSource(
        _ source: Name?, _ cause: Cause, at now: Timestamp, _ updates: inout [BookUpdate]
    ) {
        if case .price(let id, let quote) = cause, quotes[Int(id.index)].kind == .spot, let price = quote.price {
            sources.observe(quotes[Int(id.index)].underlying, source, price: price, at: now)
        }
        for change in sources.changes(at: now, staleAfter: configuration.feed.staleAfter) {
            market.setSourceMedian(change.underlying, change.median)
            updates.append(.market(.sourceMedian(change.underlying, change.median)))
        }
    }
}
