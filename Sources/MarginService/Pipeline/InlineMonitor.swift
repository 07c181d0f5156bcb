package import MarginCore

/// The pipeline on the caller's own thread: the values behind the actors, called one after the other.
///
/// Nothing is handed over, so that nothing has to be woken; each wake-up costs more than a decision does.
package final class InlineMonitor: MarginPipeline {
    private var admission: Admission
    private var book: PacedBook
    private let pool = BatchPool()

    /// - Parameter guards: `false` has the book judge every account that an event touches; the alerts are the same.
    package init(
        configuration: MarginConfiguration, guards: Bool = true, rules: Admission.Rules = Admission.Rules()
    ) {
        admission = Admission(configuration: configuration, rules: rules, pool: pool)
        book = PacedBook(configuration: configuration, guards: guards)
    }

    package func admit(_ chunk: InputChunk) -> Admitted { admission.admit(chunk) }

    package func admitAhead(_ chunk: InputChunk) -> Task<Admitted, Never>? { nil }

    package func recycle(_ batch: consuming EventBatch) { pool.give(batch) }

    package var cursor: BatchCursor { BatchCursor(bookCount: 1) }

    package func judge(_ batch: EventBatch, _ cursor: inout BatchCursor) -> [Alert]? {
        guard cursor.end < batch.events.count else { return nil }
        cursor.take(book.judge(batch, from: cursor.end), from: 0)
        return cursor.takeFinished(of: batch)
    }

    package func audit(against image: BookImage) -> [String] { book.difference(from: image).map { [$0] } ?? [] }

    package func reconfigure(_ configuration: MarginConfiguration) -> String? {
        if let missing = admission.reconfigure(configuration) { return missing }
        book.reconfigure(configuration, image: configuration.shadowCount > 0 ? admission.image : nil)
        return nil
    }

    package var tally: Tally { admission.tally }

    package func accountsByState() -> [AccountState: Int] { book.accountsByState }
}
