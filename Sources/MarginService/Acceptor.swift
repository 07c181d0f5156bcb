import Glibc

/// Takes connections off a listening socket, and sends away those there is no room for.
///
/// Used by one thread.
final class Acceptor {
    private let listener: UnixListener
    private let clientCountMax: Int
    private let statistics: SharedStatistics
    private var lastClient = 0

    /// A descriptor kept for the moment when the process has none left: it is closed, the waiting connection is
    /// accepted in its place and closed, and it is opened again. Otherwise the connection would wait in the queue,
    /// and poll(2) would report it again and again.
    private var reserve: CInt
    /// After an error that may pass: until then (monotonic nanoseconds) the listener is not polled.
    private var pausedUntil: Int64 = 0

    private static let pauseAfterErrorNanoseconds: Int64 = 100_000_000
    /// Connections taken in one round; the others wait until the open ones have been read.
    private static let acceptedInRoundMax = 64

    init(_ listener: consuming UnixListener, clientCountMax: Int, statistics: SharedStatistics) throws(SystemError) {
        reserve = try Descriptor(opening: "/dev/null", flags: O_RDONLY).release()
        self.listener = listener
        self.clientCountMax = clientCountMax
        self.statistics = statistics
    }

    deinit { if reserve >= 0 { close(reserve) } }

    /// The number to poll for connections; negative during a pause.
    var pollNumber: CInt { pauseNanoseconds == nil ? listener.number : -1 }

    /// How long the listener is still to be left alone.
    var pauseNanoseconds: Int64? {
        guard pausedUntil > 0 else { return nil }
        let rest = pausedUntil - SystemClock.monotonicNanoseconds()
        if rest <= 0 { pausedUntil = 0 }
        return rest > 0 ? rest : nil
    }

    /// Accepts what is waiting.
    ///
    /// - Parameter openCount: Connections that are open.
    func accept(openCount: Int, _ body: (InputOrigin, consuming Descriptor) -> Void) {
        var openCount = openCount
        for _ in 0..<Self.acceptedInRoundMax {
            let number = retryingInterrupts { Glibc.accept(listener.number, nil, nil) }
            guard number >= 0 else {
                if handle(errno) { continue }
                return
            }
            let descriptor = Descriptor(adopting: number)
            guard openCount < clientCountMax, prepare(descriptor) else {
                refuse(descriptor)
                continue
            }
            openCount += 1
            lastClient += 1
            statistics.value.withLock {
                $0.clientsAccepted += 1
                $0.clientsOpen += 1
            }
            body(.client(lastClient), descriptor)
        }
    }

    /// Some connections have been closed; `openCount` are left.
    func noteClosing(openCount: Int) {
        statistics.value.withLock { $0.clientsOpen = openCount }
    }

    /// Counts first and closes then: who sees the close finds it counted.
    private func refuse(_ descriptor: consuming Descriptor) {
        statistics.value.withLock { $0.clientsRefused += 1 }
        _ = consume descriptor
    }

    private func prepare(_ descriptor: borrowing Descriptor) -> Bool {
        do throws(SystemError) {
            try descriptor.setCloseOnExec()
            try descriptor.setNonBlocking()
            return true
        } catch {
            return false
        }
    }

    /// What a failed accept(2) means.
    ///
    /// - Returns: Whether the next connection may be tried at once.
    private func handle(_ number: CInt) -> Bool {
        switch number {
        case EAGAIN: return false
        // The peer went away while it waited, or its connection carried an error of its own.
        case ECONNABORTED, EPROTO, EPERM: return true
        case EMFILE, ENFILE:
            if refuseWithReserve() { return true }
        default: break
        }
        pausedUntil = SystemClock.monotonicNanoseconds() + Self.pauseAfterErrorNanoseconds
        return false
    }

    private func refuseWithReserve() -> Bool {
        if reserve >= 0 { close(reserve) }
        let number = retryingInterrupts { Glibc.accept(listener.number, nil, nil) }
        if number >= 0 {
            refuse(Descriptor(adopting: number))
        }
        reserve = retryingInterrupts { open("/dev/null", O_RDONLY | O_CLOEXEC) }
        return number >= 0 && reserve >= 0
    }
}
