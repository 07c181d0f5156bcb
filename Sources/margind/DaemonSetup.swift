import Glibc
import MarginCore
import MarginService

/// What a daemon begins with, whichever way its events take: the descriptors it has, who asks things of it, and whom
/// it tells how it is.
struct DaemonSetup: ~Copyable {
    let configurationPath: String?
    let requests: Requests
    let manager = ServiceManager()
    let hasInputOnly: Bool
    var standardInput: Descriptor?
    var listener: UnixListener?
    let output: AlertOutput

    /// How often an idle daemon looks after itself: reload, status, watchdog.
    var heartbeatNanoseconds: Int64 {
        let heartbeat: Int64 = 250_000_000
        return min(manager.watchdogIntervalNanoseconds ?? heartbeat, heartbeat)
    }

    /// - Parameter listener: See `listener(_:_:)`; it is had before anything else is touched, since a second daemon ends
    ///   there.
    init(
        _ arguments: borrowing Arguments, _ requests: Requests, _ listener: consuming UnixListener?
    ) throws(Failure) {
        let hasInputOnly = listener == nil
        let output = try Self.output(to: arguments.text("--alerts") ?? "-")
        let standardInput = try arguments.has("--stdin") || hasInputOnly ? Self.standardInput() : nil
        configurationPath = arguments.text("--config")
        self.requests = requests
        self.hasInputOnly = hasInputOnly
        self.standardInput = standardInput
        self.listener = listener
        self.output = output
    }

    private static func output(to path: String) throws(Failure) -> AlertOutput {
        do throws(SystemError) {
            return path == "-" ? try AlertOutput.standardOutput() : try AlertOutput(appendingTo: path)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }

    private static func standardInput() throws(Failure) -> Descriptor? {
        do throws(SystemError) { return try Descriptor(duplicating: STDIN_FILENO) } catch {
            throw Failure(.unavailable, "\(error)")
        }
    }

    /// What is listened on; `nil` without a socket.
    ///
    /// - Parameter handedOver: The service manager's socket; it is listened on in place of the path of `--socket`.
    static func listener(
        _ arguments: borrowing Arguments, _ handedOver: consuming UnixListener?
    ) throws(Failure) -> UnixListener? {
        guard let path = arguments.text("--socket"), handedOver == nil else { return handedOver }
        do throws(ListenerError) { return try UnixListener(binding: path) } catch {
            throw Failure(.unavailable, "\(error)")
        }
    }

    /// Input is being read: says so, and lets whoever asks stop it.
    func open(stop: @escaping @Sendable () -> Void) {
        manager.ready()
        // Told from the signal's own thread: the one that works may be waiting for a reader of the alerts.
        requests.stop = { [manager] in
            manager.stopping()
            stop()
        }
    }
}
