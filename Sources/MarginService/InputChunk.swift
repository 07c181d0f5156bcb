/// Where bytes came from. Lines are cut, and counted, for each origin apart.
package enum InputOrigin: Hashable, Sendable {
    case standardInput
    /// A recorded tape, by the path it was named with.
    case tape(path: String)
    /// A connection to the socket, numbered from 1 in the order of accepting; a number is never used again.
    case client(Int)
}

/// One thing that an input brings.
package enum InputChunk: Equatable, Sendable {
    /// The bytes of one read, at least one; cut anywhere.
    case bytes(InputOrigin, [UInt8])
    /// Nothing more will come from this origin; with the failure if it broke instead of ending.
    case ended(InputOrigin, failure: SystemError?)
    /// Nothing but a sign of life, at the interval that was asked for.
    ///
    /// It takes the way of the bytes, through the same bounded queue: whoever answers it with a watchdog ping
    /// proves that the whole way is open, which a timer of its own would not.
    case heartbeat

    /// Bytes held in memory by this chunk.
    var byteCount: Int {
        if case .bytes(_, let bytes) = self { bytes.count } else { 0 }
    }
}

/// An input that is consumed by one task; read by a thread of its own, or by the one that asks.
///
/// Implementers owe: chunks of one origin in the order of its bytes; one `ended` for each origin that ended by
/// itself, after its last bytes; and memory that does not grow when the consumer is slow.
package protocol InputSource {
    /// The next chunk; nil when the input is over, and ever after.
    ///
    /// One task at a time may ask. Cancelling that task is a request to stop: what had been read is still
    /// delivered, then nil.
    func next() async -> InputChunk?

    /// The next chunk if there is one already; nil where that would have to be waited for, and at the end.
    func nextIfWaiting() -> InputChunk?

    /// Reads and accepts nothing more; what has been read is still delivered, then `next` returns nil.
    ///
    /// An origin that is still open at that moment gets no `ended`: its last line may be half read, and is not
    /// a line. May be called from any thread, any number of times.
    func requestStop()
}
