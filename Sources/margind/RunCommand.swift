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
        PipelineOptions.shards, PipelineOptions.audit,
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard arguments.operands.isEmpty else { throw Failure(.usage, "run takes no operand") }
        let requests = Requests()
        do throws(SystemError) {
            try Signals.start { request in requests.note(request) }
        } catch {
            throw Failure(.software, "\(error)")
        }
        var daemon = try Daemon(arguments, requests)
        let hub = try daemon.open(arguments)
        requests.stop = { hub.requestStop() }
        return try await daemon.serve(hub)
    }
}

/// What signals have asked for, handed from their thread to the pipeline.
final class Requests: Sendable {
    private struct State {
        var isReloadWanted = false
        var isStopWanted = false
        var stop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func note(_ request: ServiceRequest) {
        switch request {
        case .reload: state.withLock { $0.isReloadWanted = true }
        case .stop:
            let stop = state.withLock { state in
                state.isStopWanted = true
                return state.stop
            }
            stop?()
        }
    }

    /// What ends the input; called at once where that was asked for before.
    var stop: (@Sendable () -> Void)? {
        get { state.withLock { $0.stop } }
        set {
            let isLate = state.withLock { state in
                state.stop = newValue
                return state.isStopWanted
            }
            if isLate { newValue?() }
        }
    }

    /// Whether a reload was asked for since the last look.
    func takeReload() -> Bool {
        state.withLock { state in
            defer { state.isReloadWanted = false }
            return state.isReloadWanted
        }
    }
}
