package import MarginCore

/// The actor around one shard of the accounts: a batch of accepted events in, alerts out.
///
/// It holds no rule of its own; `MarginBook` is the machine, and is tested without it.
package actor PortfolioBook {
    private var book: MarginBook

    package init(configuration: MarginConfiguration, shard: MarginBook.Shard) {
        book = MarginBook(configuration: configuration, shard: shard)
    }

    /// Applies a batch to its end; the alerts are in order, their ordinals still to be set by `AlertOrder`.
    package func apply(_ batch: EventBatch) -> [AccountAlert] {
        var alerts: [AccountAlert] = []
        book.apply(batch, into: &alerts)
        return alerts
    }

    package func reconfigure(_ configuration: MarginConfiguration) { book.reconfigure(configuration) }

    /// The first difference from a book rebuilt from nothing; `nil` where there is none.
    package func difference(from image: BookImage) -> String? { book.difference(from: image) }

    package func reports() -> [MarginBook.AccountReport] { book.reports() }

    package var accountsByState: [AccountState: Int] { book.accountsByState }
}
