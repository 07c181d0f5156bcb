import Glibc
import Synchronization

/// What the operator, or the service manager, asks of a running daemon.
package enum ServiceRequest: Equatable, Sendable {
    /// SIGTERM, SIGINT: work off what has been read, then end.
    case stop
    /// SIGHUP: read the configuration again, open the outputs again.
    case reload
}

/// The signals of this process, turned into calls on an ordinary thread.
///
/// The handler writes the signal's number into a pipe and does nothing else: it runs between two instructions of any
/// thread, where next to nothing is allowed. A thread of our own reads the pipe; it may allocate, lock and log, and
/// it belongs to no pool: a request to stop gets through while every core computes.
///
/// Blocking the signals and taking them by sigwait(3) would do without a handler, but not under an asynchronous
/// `main`: libdispatch on Linux leaves the main thread in sigsuspend(2) with an empty mask, where every signal of the
/// process is delivered, whatever was blocked, and SIGHUP is the end. (A `DispatchSource` would call back on the pool.)
package enum Signals {
    /// The pipe's writing end, for the handler, which cannot capture anything; -1 before the start.
    private static let pipeEnd = Atomic<CInt>(-1)

    /// Begins to deliver requests to `body`, on a thread of their own, one after another.
    ///
    /// To be called once, from any thread. Signals of a kind that come faster than they are taken may become one.
    /// From here on a write to a closed connection is an error (EPIPE) and no longer a signal.
    package static func start(_ body: @escaping @Sendable (ServiceRequest) -> Void) throws(SystemError) {
        let pipe = try Pipe()
        // The handler must not wait in a full pipe; so many signals unread say nothing that these do not.
        try pipe.writer.setNonBlocking()
        let reader = pipe.reader.number
        let previous = pipeEnd.exchange(pipe.writer.number, ordering: .sequentiallyConsistent)
        precondition(previous == -1, "signals are started once")
        // Both ends stay open for as long as the process lives: a signal may come at any time.
        _ = pipe.writer.release()
        _ = pipe.reader.release()

        try ServiceThread.start { deliver(from: reader, to: body) }
        ignoreBrokenPipes()
        for number in [SIGTERM, SIGINT, SIGHUP] { try install(number) }
    }

    /// Makes a write to a connection that the other side has closed an error instead of a signal.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    private static func install(_ number: CInt) throws(SystemError) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            // The interrupted code may be about to look at errno.
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(Signals.pipeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = saved
        }
        sigemptyset(&action.sa_mask)
        action.sa_flags = SA_RESTART
        guard sigaction(number, &action, nil) == 0 else { throw .last("handle signal \(number)") }
    }

    private static func deliver(from reader: CInt, to body: (ServiceRequest) -> Void) {
        var byte: UInt8 = 0
        while true {
            let count = retryingInterrupts { read(reader, &byte, 1) }
            precondition(count == 1, "the pipe of signals has no end")
            body(CInt(byte) == SIGHUP ? .reload : .stop)
        }
    }
}
