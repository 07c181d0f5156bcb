import Glibc

/// What the operator, or the service manager, asks of a running daemon.
package enum ServiceRequest: Equatable, Sendable {
    /// SIGTERM, SIGINT: work off what has been read, then end.
    case stop
    /// SIGHUP: read the configuration again, open the outputs again.
    case reload
}

/// The signals of this process, turned into calls on an ordinary thread.
///
/// They are blocked, and a thread takes them with sigwait(3). A handler would run between two instructions of any
/// thread, where next to nothing is allowed; this thread may allocate, lock and log. It also belongs to no pool:
/// a request to stop gets through while every core computes. (A `DispatchSource` would do its work on that pool.)
package enum Signals {
    /// Begins to deliver requests to `body`, on a thread of their own, one after another.
    ///
    /// To be called once, from the main thread, before any other thread was started: threads inherit what is blocked,
    /// and a signal that one thread does not block would end the process. From here on a write to a closed
    /// connection is an error (EPIPE) and no longer a signal.
    package static func start(_ body: @escaping @Sendable (ServiceRequest) -> Void) throws(SystemError) {
        block()
        try ServiceThread.start {
            while true { body(next()) }
        }
    }

    /// Blocks the signals for the calling thread and those it starts; ignores SIGPIPE for the process.
    static func block() {
        signal(SIGPIPE, SIG_IGN)
        var set = watched()
        let number = pthread_sigmask(SIG_BLOCK, &set, nil)
        precondition(number == 0, "the signals are valid")
    }

    /// Waits for the next signal; they must be blocked.
    static func next() -> ServiceRequest {
        var set = watched()
        var number: CInt = 0
        while sigwait(&set, &number) != 0 {}
        return number == SIGHUP ? .reload : .stop
    }

    private static func watched() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
        return set
    }
}
