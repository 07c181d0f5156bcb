package import MarginCore

/// The actor around one shard of the accounts: accepted events in, alerts out.
///
/// It holds no rule of its own; `MarginBook` is the machine, and is tested without it.
package actor PortfolioBook {
    private var book: PacedBook

    package init(configuration: MarginConfiguration, shard: MarginBook.Shard, guards: Bool) {
        book = PacedBook(configuration: configuration, shard: shard, guards: guards)
    }

    /// See `PacedBook.judge`.
    package func judge(_ batch: EventBatch, from start: Int) -> PacedBook.Judged { book.judge(batch, from: start) }

    package func reconfigure(_ configuration: MarginConfiguration, image: BookImage?) {
        book.reconfigure(configuration, image: image)
    }

    /// The first difference from a book rebuilt from nothing; `nil` where there is none.
    package func difference(from image: BookImage) -> String? { book.difference(from: image) }

    package func reports() -> [MarginBook.AccountReport] { book.reports() }

    package var accountsByState: [AccountState: Int] { book.accountsByState }
}
