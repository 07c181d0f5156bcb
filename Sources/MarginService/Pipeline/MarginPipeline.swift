package import MarginCore

/// The way from input to alerts, as whoever drives it sees it: `run` and `replay` are written once, for all that there
/// are. The alerts of all are the same bytes.
///
/// One task drives. Chunks are admitted in order, and each admitted batch is judged to its end before the next.
package protocol MarginPipeline {
    /// See `Admission.admit`.
    func admit(_ chunk: InputChunk) async -> Admitted

    /// Begins to admit a chunk while the one before is still judged; `nil` where the pipeline does one thing at a time.
    func admitAhead(_ chunk: InputChunk) -> Task<Admitted, Never>?

    /// Judges the next events of a batch.
    ///
    /// - Parameter cursor: Starts new for each batch; see `cursor`.
    /// - Returns: Their alerts, in their one order; `nil` when the batch was judged to its end before.
    func judge(_ batch: EventBatch, _ cursor: inout BatchCursor) async -> [Alert]?

    /// The beginning of a batch.
    var cursor: BatchCursor { get }

    /// Takes back a batch that was judged, for its memory.
    func recycle(_ batch: consuming EventBatch)

    /// What the books say to a comparison with ones rebuilt from `image`; empty where there is no difference.
    func audit(against image: BookImage) async -> [String]

    /// New parameters for everything that comes after; the next event judges every account by them. Nothing may be
    /// admitted and not yet judged.
    ///
    /// - Returns: The name of a profile that an account uses and the new parameters lack; then nothing changed.
    func reconfigure(_ configuration: MarginConfiguration) async -> String?

    var tally: Tally { get async }

    func accountsByState() async -> [AccountState: Int]
}
