import Glibc

/// What reads live input: waits in poll(2), accepts, reads, and gives out chunks one by one.
///
/// Used by one thread: the one behind an `InputHub`, or whoever asks an `InlineInput`. Only the bell and the statistics
/// are shared.
final class PollLoop {
    private let limits: InputHub.Limits
    private let bell: StopBell
    private let heartbeatNanoseconds: Int64?
    private var heartbeatDue: Int64 = 0
    /// How long to poll without waiting before waiting; 0 for not at all.
    var spinNanoseconds: Int64 = 0

    private var acceptor: Acceptor?
    /// Everything bytes are read from: standard input and the connections.
    private var sources: [Source] = []
    /// Where the next round begins: after the source at which the last one ran out of room.
    private var firstInRound = 0
    /// How many sources this round has looked at; nil between rounds.
    private var step: Int?

    private let buffer: UnsafeMutableRawBufferPointer
    private var pollSet: [pollfd] = []
    private var sourcesChanged = true

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
        limits: InputHub.Limits, bell: StopBell, statistics: SharedStatistics
    ) throws(SystemError) {
        self.limits = limits
        self.bell = bell
        self.heartbeatNanoseconds = heartbeatNanoseconds
        if let listener {
            acceptor = try Acceptor(listener, clientCountMax: limits.clientCountMax, statistics: statistics)
        }
        if let standardInput {
            standardInput.widenPipe(toByteCount: limits.readByteCountMax)
            sources.append(Source(origin: .standardInput, descriptor: standardInput))
        }
        buffer = .allocate(byteCount: limits.readByteCountMax, alignment: 64)
        if let heartbeatNanoseconds { heartbeatDue = SystemClock.monotonicNanoseconds() + heartbeatNanoseconds }
    }

    deinit { buffer.deallocate() }

    /// The next chunk; waits for it. Nil when the input is over or somebody asked to stop, and ever after: everything
    /// is closed then.
    ///
    /// - Parameter hasRoom: Whether one more chunk may be read. While not, nothing but the bell is listened to.
    func next(hasRoom: () -> Bool) -> InputChunk? {
        while !bell.isStopRequested && (acceptor != nil || !sources.isEmpty) {
            if step != nil {
                if let chunk = readNext(hasRoom) { return chunk }
                endRound()
                continue
            }
            let hasRoom = hasRoom()
            wait(forInput: hasRoom)
            guard hasRoom, !bell.isStopRequested else { continue }
            beginRound()
            if isBeatDue() { return .heartbeat }
        }
        // Closed before the end is told: who sees the end may bind the path again.
        acceptor = nil
        sources = []
        return nil
    }

    // MARK: - Waiting

    /// Waits for the bell and, if there is room for what they bring, for the listener and the sources.
    ///
    /// The set's order is the order in which the results are read: bell, listener, sources.
    private func wait(forInput: Bool) {
        if sourcesChanged { collectPollSet() }
        // A negative number is an entry that poll(2) passes over.
        pollSet[1].fd = acceptor?.pollNumber ?? -1
        let count = forInput ? pollSet.count : 1
        let timeout = timeoutMilliseconds(forInput)
        if !spin(count, timeout) { poll(count, timeout) }
        if pollSet[0].revents != 0 { bell.clear() }
    }

    private func collectPollSet() {
        let numbers = [bell.number, -1] + sources.map { $0.descriptor.number }
        pollSet = numbers.map { pollfd(fd: $0, events: CShort(POLLIN), revents: 0) }
        sourcesChanged = false
    }

    /// - Parameter count: How many of the set's entries are looked at.
    /// - Returns: How many are ready.
    @discardableResult
    private func poll(_ count: Int, _ timeout: CInt) -> CInt {
        let result = retryingInterrupts { Glibc.poll(&pollSet, nfds_t(count), timeout) }
        // EFAULT, EINVAL and ENOMEM are what is left: our own mistake, or a machine that cannot go on.
        precondition(result >= 0, "poll(2) failed: \(SystemError.last("poll"))")
        return result
    }

    /// Looks again and again for a while, where that was asked for.
    ///
    /// - Returns: Whether something is ready.
    private func spin(_ count: Int, _ timeout: CInt) -> Bool {
        guard spinNanoseconds > 0, timeout != 0 else { return false }
        let end = SystemClock.monotonicNanoseconds() + spinNanoseconds
        repeat {
            if poll(count, 0) > 0 { return true }
        } while SystemClock.monotonicNanoseconds() < end
        return false
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

    private func isBeatDue() -> Bool {
        guard let heartbeatNanoseconds else { return false }
        let now = SystemClock.monotonicNanoseconds()
        guard now >= heartbeatDue else { return false }
        heartbeatDue = now + heartbeatNanoseconds
        return true
    }

    // MARK: - A round: each source that is ready is read once, then connections are accepted

    private func beginRound() {
        firstInRound = sources.isEmpty ? 0 : firstInRound % sources.count
        step = 0
    }

    /// What the next source that is ready brings; nil when the round is over, or there is no room for more of it.
    private func readNext(_ hasRoom: () -> Bool) -> InputChunk? {
        while let step, step < sources.count {
            let index = (firstInRound + step) % sources.count
            if pollSet[2 + index].revents != 0 {
                guard hasRoom() else {
                    firstInRound = index
                    return nil
                }
                self.step = step + 1
                if let chunk = read(sources[index]) { return chunk }
            } else {
                self.step = step + 1
            }
        }
        return nil
    }

    private func endRound() {
        step = nil
        if sources.contains(where: \.hasEnded) {
            // The sources keep their order, and `firstInRound` the source it means.
            firstInRound -= sources[..<firstInRound].count { $0.hasEnded }
            sources.removeAll { $0.hasEnded }
            sourcesChanged = true
            acceptor?.noteClosing(openCount: clientCount)
        }
        acceptClients()
    }

    private func read(_ source: Source) -> InputChunk? {
        do {
            switch try source.descriptor.read(into: buffer) {
            case .bytes(let count):
                // Copied to its size: a chunk of one byte must not hold the memory of a whole read.
                return .bytes(source.origin, [UInt8](buffer[..<count]))
            case .nothingYet: return nil
            case .end:
                source.hasEnded = true
                return .ended(source.origin, failure: nil)
            }
        } catch {
            source.hasEnded = true
            return .ended(source.origin, failure: error)
        }
    }

    private func acceptClients() {
        guard let acceptor, pollSet[1].revents != 0 else { return }
        acceptor.accept(openCount: clientCount) { origin, descriptor in
            sources.append(Source(origin: origin, descriptor: descriptor))
            sourcesChanged = true
        }
    }

    private var clientCount: Int {
        sources.count { $0.origin != .standardInput }
    }
}
