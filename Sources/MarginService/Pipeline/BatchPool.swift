import MarginCore

/// Batches that were judged, kept for their memory: under load the events of every chunk lie where those of one before
/// lay, and nothing is allocated.
final class BatchPool: Sendable {
    private let spares = Locked<[EventBatch]>([])
    /// One is being judged while the next is filled; a third would lie idle.
    private static let countMax = 2

    /// An empty batch.
    func take() -> EventBatch { spares.withLock { $0.popLast() } ?? EventBatch() }

    /// Takes a batch that is done with. Its memory is lost where somebody else holds it still.
    func give(_ batch: consuming EventBatch) {
        batch.removeAll()
        let spare = batch
        spares.withLock { if $0.count < Self.countMax { $0.append(spare) } }
    }
}
