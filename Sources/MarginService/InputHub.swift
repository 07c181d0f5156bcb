/// Live input: standard input, a listening socket and its connections, read by one thread with poll(2).
///
///     let hub = try InputHub(listener: UnixListener(binding: "/run/margind/ingest.sock"))
///     while let chunk = await hub.next() { … }
///
/// The input is over when everything it was made of has ended; with a listener that is never, until `requestStop`.
///
/// - Back-pressure: when the consumer is slow, nothing more is read; the kernel's buffers fill and the producers
///   block. No byte is dropped, and memory does not grow.
/// - Fairness: each ready connection is read once before any is read again.
package final class InputHub: InputSource, Sendable {
    /// What an input may use. Chunks in flight are bounded by both count and bytes.
    package struct Limits: Sendable {
        /// Bytes taken by one read.
        package var readByteCountMax = 256 * 1024
        /// Chunks that have been read and not been taken.
        package var chunkCountMax = 64
        /// Bytes in such chunks; exceeded by less than one read.
        package var byteCountMax = 1024 * 1024
        /// Connections at a time. One more is accepted and closed at once: left waiting, its producer would
        /// believe that its prices are being watched.
        package var clientCountMax = 1024

        package init() {}
    }

    /// What has happened on the socket since the start.
    package struct Statistics: Equatable, Sendable {
        /// Connections that were given a number.
        package var clientsAccepted = 0
        /// Connections that are open.
        package var clientsOpen = 0
        /// Connections closed at once: too many, or no descriptor was left.
        package var clientsRefused = 0
    }

    private let channel: ChunkChannel
    private let shared = SharedStatistics()

    /// Starts to read.
    ///
    /// - Parameters:
    ///   - standardInput: Any readable descriptor; its bytes have the origin `standardInput`. For the real one,
    ///     `Descriptor(duplicating: 0)`.
    ///   - listener: A socket to accept connections on; closed, and its path removed, when the input ends.
    ///   - heartbeatNanoseconds: Interval of `heartbeat` chunks; nil for none. One that finds the channel full
    ///     is left out: then nobody would be there to hear it.
    package init(
        standardInput: consuming Descriptor? = nil,
        listener: consuming UnixListener? = nil,
        heartbeatNanoseconds: Int64? = nil,
        limits: Limits = Limits()
    ) throws(SystemError) {
        channel = try ChunkChannel(chunkCountMax: limits.chunkCountMax, byteCountMax: limits.byteCountMax)
        let loop = try PollLoop(
            standardInput: standardInput, listener: listener, heartbeatNanoseconds: heartbeatNanoseconds,
            limits: limits, bell: channel.bell, statistics: shared)
        let channel = channel
        try ServiceThread.start {
            while let chunk = loop.next(hasRoom: { channel.hasRoom() }) { channel.send(chunk) }
            channel.finish()
        }
    }

    // The thread would otherwise read on for nobody.
    deinit { requestStop() }

    package func next() async -> InputChunk? { await channel.next() }

    package func nextIfWaiting() -> InputChunk? { channel.nextIfWaiting() }

    package func requestStop() { channel.requestStop() }

    package var statistics: Statistics { shared.value.withLock { $0 } }

    /// Bytes and chunks that have been read and not been taken.
    package var inFlight: (chunkCount: Int, byteCount: Int) { channel.inFlight }
}

/// The statistics, written by the thread and read by anybody.
final class SharedStatistics: Sendable {
    let value = Locked(InputHub.Statistics())
}
