import Glibc
import MarginService
import Synchronization

/// What signals have asked for, handed from their thread to the pipeline.
///
/// Asked to stop, the daemon takes no more, works off what it has, and waits for whoever reads its alerts, however
/// long: none is dropped. Asked a second time it ends at once, with what is unwritten lost, and says so.
final class Requests: Sendable {
    private struct State {
        var isReloadWanted = false
        /// Monotonic nanoseconds of the first request to stop.
        var stopAskedAt: Int64?
        var stop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// A second request within this time is the first, delivered twice: by the terminal to the whole process group,
    /// and by a parent that passes its own on.
    private static let sameRequestNanoseconds: Int64 = 1_000_000_000

    func note(_ request: ServiceRequest) {
        switch request {
        case .reload: state.withLock { $0.isReloadWanted = true }
        case .stop:
            let now = SystemClock.monotonicNanoseconds()
            let (isFirst, isInsisting, stop) = state.withLock { state in
                let first = state.stopAskedAt
                state.stopAskedAt = first ?? now
                return (first == nil, now - (first ?? now) >= Self.sameRequestNanoseconds, state.stop)
            }
            if isFirst { stop?() }
            if isInsisting { Self.giveUp() }
        }
    }

    /// What ends the input; called at once where that was asked for before.
    var stop: (@Sendable () -> Void)? {
        get { state.withLock { $0.stop } }
        set {
            let isLate = state.withLock { state in
                state.stop = newValue
                return state.stopAskedAt != nil
            }
            if isLate { newValue?() }
        }
    }

    /// Whether a reload was asked for that nobody has seen to.
    var isReloadWanted: Bool { state.withLock { $0.isReloadWanted } }

    /// The same, and from here on somebody sees to it.
    func takeReload() -> Bool {
        state.withLock { state in
            defer { state.isReloadWanted = false }
            return state.isReloadWanted
        }
    }

    /// Ends the process, whatever its other threads wait for.
    private static func giveUp() -> Never {
        // The log may lead to the very reader that does not read; then there is nobody to tell.
        var entry = pollfd(fd: STDERR_FILENO, events: CShort(POLLOUT), revents: 0)
        if poll(&entry, 1, 0) > 0 {
            Log.standardError.error("asked again to stop: what was not written yet is lost")
        }
        _exit(ExitCode.inputOutput.rawValue)
    }
}
