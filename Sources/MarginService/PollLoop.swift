import Glibc

/// The thread behind an `InputHub`: waits, accepts, reads, and hands chunks to the channel.
///
/// Confined to its thread after `init`; what is shared lies in the channel and the statistics.
final class PollLoop {
    private let limits: InputHub.Limits
    private let channel: ChunkChannel
    private let heartbeatNanoseconds: Int64?
    private var heartbeatDue: Int64 = 0

    private var acceptor: Acceptor?
    /// Everything bytes are read from: standard input and the connections.
    private var sources: [Source] = []
    /// Where the next round begins: after the source at which the last one ran out of room.
    private var firstInRound = 0

    private let buffer: UnsafeMutableRawBufferPointer
    private var pollSet: [pollfd] = []

    /// An open origin.
    final class Source {
        let origin: InputOrigin
        let descriptor: Descriptor
        var hasEnded = false

        init(origin: InputOrigin, descriptor: consuming Descriptor) {
            self.origin = origin
            self.descriptor = descriptor
        }
    }

    init(
        standardInput: consuming Descriptor?, listener: consuming UnixListener?, heartbeatNanoseconds: Int64?,
        limits: InputHub.Limits, channel: ChunkChannel, statistics: SharedStatistics
    ) throws(SystemError) {
        self.limits = limits
        self.channel = channel
        self.heartbeatNanoseconds = heartbeatNanoseconds
        if let listener {
            acceptor = try Acceptor(listener, clientCountMax: limits.clientCountMax, statistics: statistics)
        }
        if let standardInput {
            sources.append(Source(origin: .standardInput, descriptor: standardInput))
        }
        buffer = .allocate(byteCount: limits.readByteCountMax, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// Serves until the input is over or somebody asks to stop; closes everything; ends the channel.
    func run() {
        if let heartbeatNanoseconds {
            heartbeatDue = SystemClock.monotonicNanoseconds() + heartbeatNanoseconds
        }
        while !channel.isStopRequested && (acceptor != nil || !sources.isEmpty) {
            let hasRoom = channel.hasRoom()
            wait(forInput: hasRoom)
            if channel.isStopRequested { break }
            if hasRoom {
                beat()
                serveSources()
                acceptClients()
            }
        }
        // Closed before the end is told: who sees the end may bind the path again.
        acceptor = nil
        sources = []
        channel.finish()
    }

    /// Waits for the wakeup and, if there is room for what they bring, for the listener and the sources.
    ///
    /// The set's order is the order in which the results are read: wakeup, listener, sources.
    private func wait(forInput: Bool) {
        pollSet.removeAll(keepingCapacity: true)
        pollSet.append(pollfd(fd: channel.wakeup.number, events: CShort(POLLIN), revents: 0))
        if forInput {
            // A negative number is an entry that poll(2) passes over.
            pollSet.append(pollfd(fd: acceptor?.pollNumber ?? -1, events: CShort(POLLIN), revents: 0))
            for source in sources {
                pollSet.append(pollfd(fd: source.descriptor.number, events: CShort(POLLIN), revents: 0))
            }
        }
        let result = retryingInterrupts { poll(&pollSet, nfds_t(pollSet.count), timeoutMilliseconds(forInput)) }
        // EFAULT, EINVAL and ENOMEM are what is left: our own mistake, or a machine that cannot go on.
        precondition(result >= 0, "poll(2) failed: \(SystemError.last("poll"))")
        if pollSet[0].revents != 0 { channel.wakeup.clear() }
    }

    private func timeoutMilliseconds(_ forInput: Bool) -> CInt {
        guard forInput else { return -1 }
        var nanoseconds = Int64.max
        if heartbeatNanoseconds != nil { nanoseconds = heartbeatDue - SystemClock.monotonicNanoseconds() }
        if let pause = acceptor?.pauseNanoseconds { nanoseconds = min(nanoseconds, pause) }
        if nanoseconds == .max { return -1 }
        // Rounded up: waking a little too early would spin until the time has come.
        return CInt(clamping: max(0, nanoseconds + 999_999) / 1_000_000)
    }

    private func beat() {
        guard let heartbeatNanoseconds else { return }
        let now = SystemClock.monotonicNanoseconds()
        guard now >= heartbeatDue else { return }
        heartbeatDue = now + heartbeatNanoseconds
        channel.send(.heartbeat)
    }

    /// Reads once from each source that is ready, for as long as there is room.
    private func serveSources() {
        let count = sources.count
        guard count > 0 else { return }
        let first = firstInRound % count
        firstInRound = first
        for step in 0..<count {
            let index = (first + step) % count
            guard pollSet[2 + index].revents != 0 else { continue }
            guard channel.hasRoom() else {
                firstInRound = index
                break
            }
            read(sources[index])
        }
        // The sources keep their order, and `firstInRound` the source it means.
        firstInRound -= sources[..<firstInRound].count { $0.hasEnded }
        sources.removeAll { $0.hasEnded }
        if sources.count < count { acceptor?.noteClosing(openCount: clientCount) }
    }

    private func read(_ source: Source) {
        do {
            switch try source.descriptor.read(into: buffer) {
            case .bytes(let count):
                // Copied to its size: a chunk of one byte must not hold the memory of a whole read.
                channel.send(.bytes(source.origin, [UInt8](buffer[..<count])))
            case .nothingYet: break
            case .end:
                source.hasEnded = true
                channel.send(.ended(source.origin, failure: nil))
            }
        } catch {
            source.hasEnded = true
            channel.send(.ended(source.origin, failure: error))
        }
    }

    private func acceptClients() {
        guard let acceptor, pollSet[1].revents != 0 else { return }
        acceptor.accept(openCount: clientCount) { origin, descriptor in
            sources.append(Source(origin: origin, descriptor: descriptor))
        }
    }

    private var clientCount: Int {
        sources.count { $0.origin != .standardInput }
    }
}
