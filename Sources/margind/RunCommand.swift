import Glibc
import MarginCore
import MarginService
import MarginWire
import Synchronization

/// `margind run`: the daemon.
struct RunCommand: Command {
    static let name = "run"
    static let summary = "Runs the monitor: events from standard input or a Unix socket, alerts to a stream or a file."
    static let usage = "[--config FILE] [--socket PATH] [--stdin] [--alerts FILE|-]"
    static let options = [
        PipelineOptions.config,
        Option("--socket", "PATH", "listen on a Unix stream socket, mode 0660, for any number of producers"),
        Option("--stdin", nil, "read standard input; the default where there is no socket"),
        Option("--alerts", "FILE|-", "append alerts to a file, opened again on SIGHUP; - is standard output (default)"),
        lowLatency, spin, PipelineOptions.shards, PipelineOptions.audit,
    ]
    private static let lowLatency = Option(
        "--low-latency", nil, "read, decide and write on one thread: alerts come sooner, floods take longer")

    private static let spin = Option(
        "--spin", "US", "with --low-latency: look for input for so many microseconds before going to sleep (default 0)")

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard arguments.operands.isEmpty else { throw Failure(.usage, "run takes no operand") }
        let handedOver: UnixListener?
        do throws(SocketActivation.Fault) { handedOver = try SocketActivation.takeListener() } catch {
            throw Failure(.unavailable, "\(error)")
        }
        let requests = Requests()
        do throws(SystemError) {
            try Signals.start { request in requests.note(request) }
        } catch {
            throw Failure(.software, "\(error)")
        }
        // The runtime makes the descriptors of its timers when the first one is set, and falls over where there are none
        // left by then: they are made now, before clients can take them all.
        _ = await SystemClock.sleep(untilMonotonicNanoseconds: SystemClock.monotonicNanoseconds() + 1_000_000)
        let shards = try PipelineOptions.shardCount(arguments)
        let rules = try PipelineOptions.rules(arguments)
        let isInline = arguments.has(lowLatency.name)
        guard !isInline || shards == 1 else {
            throw Failure(.usage, "--low-latency works on one thread with one book: it takes no --shards above 1")
        }
        let spinMicroseconds = try arguments.integer(spin.name, in: 0...1_000_000)
        guard isInline || spinMicroseconds == nil else { throw Failure(.usage, "--spin goes with --low-latency") }
        let listener = try DaemonSetup.listener(arguments, handedOver)
        let configuration = try Files.configuration(arguments.text("--config"))
        var setup = try DaemonSetup(arguments, requests, listener)
        if isInline {
            let source = try inlineInput(&setup, spinNanoseconds: Int64(spinMicroseconds ?? 0) * 1000)
            setup.open(stop: source.stop)
            var daemon = Daemon(setup, InlineMonitor(configuration: configuration, rules: rules), source)
            return try await daemon.serve()
        } else {
            let source = try hub(&setup)
            setup.open(stop: { source.requestStop() })
            var daemon = Daemon(
                setup, MarginMonitor(configuration: configuration, shards: shards, rules: rules), source)
            return try await daemon.serve()
        }
    }

    private static func hub(_ setup: inout DaemonSetup) throws(Failure) -> InputHub {
        do throws(SystemError) {
            return try InputHub(
                standardInput: setup.standardInput.take(), listener: setup.listener.take(),
                heartbeatNanoseconds: setup.heartbeatNanoseconds)
        } catch { throw Failure(.unavailable, "\(error)") }
    }

    private static func inlineInput(
        _ setup: inout DaemonSetup, spinNanoseconds: Int64
    ) throws(Failure) -> InlineInput {
        do throws(SystemError) {
            return try InlineInput(
                standardInput: setup.standardInput.take(), listener: setup.listener.take(),
                heartbeatNanoseconds: setup.heartbeatNanoseconds, spinNanoseconds: spinNanoseconds)
        } catch { throw Failure(.unavailable, "\(error)") }
    }
}

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
