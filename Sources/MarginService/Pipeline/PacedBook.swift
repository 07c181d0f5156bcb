package import MarginCore

/// A book that judges a batch in pieces, so that alerts are written, and the watchdog told, while it is at work.
///
/// A piece ends at the end of the batch, after a moment of work, or with so many alerts that they should not wait in
/// memory. `PortfolioBook` is the actor around it; the low-latency daemon calls it as it is.
package struct PacedBook: ~Copyable {
    package private(set) var book: MarginBook
    private var stride = Stride()

    /// A piece ends with the event that brings it to so many alerts.
    private static let alertCountMax = 4096

    /// Alerts in order, their ordinals still to be set by `AlertOrder`, of all events up to `end`.
    package struct Judged: Sendable {
        package var alerts: [AccountAlert] = []
        /// The place in the batch of the first event that is not judged yet.
        package var end: Int
    }

    package init(configuration: MarginConfiguration, shard: MarginBook.Shard = .only, guards: Bool = true) {
        book = MarginBook(configuration: configuration, shard: shard, guards: guards)
    }

    /// Judges the events of a batch from `start` on: at least one where there is one.
    package mutating func judge(_ batch: EventBatch, from start: Int) -> Judged {
        var judged = Judged(end: start)
        let begin = SystemClock.monotonicNanoseconds()
        var now = begin
        while judged.end < batch.events.count {
            let (piece, marketEventCount) = stride.piece(of: batch.events, from: judged.end)
            judged.end = book.apply(batch, piece, alertCountMax: Self.alertCountMax, into: &judged.alerts)
            let before = now
            now = SystemClock.monotonicNanoseconds()
            stride.adapt(to: marketEventCount, nanoseconds: now - before)
            if now - begin >= Stride.momentNanoseconds || judged.alerts.count >= Self.alertCountMax { break }
        }
        return judged
    }

    package mutating func reconfigure(_ configuration: MarginConfiguration, image: BookImage?) {
        book.reconfigure(configuration, image: image)
    }

    /// The first difference from a book rebuilt from nothing; `nil` where there is none.
    package mutating func difference(from image: BookImage) -> String? { book.difference(from: image) }

    package mutating func reports() -> [MarginBook.AccountReport] { book.reports() }

    package var accountsByState: [AccountState: Int] { book.accountsByState }
}
