import Glibc
import MarginCore
import MarginService
import MarginWire

/// The running daemon: the pipeline with everything around it that the operating system sees.
struct Daemon: ~Copyable {
    private let monitor: MarginMonitor
    private let configurationPath: String?
    private let requests: Requests
    private let log = Log.standardError
    private let manager = ServiceManager()
    private var output: AlertOutput
    private var encoder = AlertEncoder()
    private var bytes: [UInt8] = []
    private var alertCounts = AlertCounts()
    private var stride = Stride()
    private var lastWatchdog: Int64 = 0
    private var lastStatus: Int64 = 0
    private var differences = 0
    /// There is no socket: when standard input is over, so is the daemon.
    private var hasInputOnly = false

    /// How often an idle daemon looks after itself: reload, status, watchdog.
    private static let heartbeat: Int64 = 250_000_000
    private static let statusInterval: Int64 = 1_000_000_000

    init(_ arguments: borrowing Arguments, _ requests: Requests) throws(Failure) {
        let path = arguments.text("--config")
        let monitor = try PipelineOptions.monitor(arguments, try Files.configuration(path))
        let output = try Self.output(to: arguments.text("--alerts") ?? "-")
        configurationPath = path
        self.requests = requests
        self.monitor = monitor
        self.output = output
    }

    private static func output(to path: String) throws(Failure) -> AlertOutput {
        do throws(SystemError) {
            return path == "-" ? try AlertOutput.standardOutput() : try AlertOutput(appendingTo: path)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }

    /// What is listened on; `nil` without a socket. To be had before anything else is touched: a second daemon ends here.
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

    /// Begins to read, and says that we are ready.
    mutating func open(
        _ arguments: borrowing Arguments, _ listener: consuming UnixListener?
    ) throws(Failure) -> InputHub {
        do throws(SystemError) {
            hasInputOnly = listener == nil
            let readsInput = arguments.has("--stdin") || hasInputOnly
            let input: Descriptor? = readsInput ? try Descriptor(duplicating: STDIN_FILENO) : nil
            let interval = min(manager.watchdogIntervalNanoseconds ?? Self.heartbeat, Self.heartbeat)
            let hub = try InputHub(standardInput: input, listener: listener, heartbeatNanoseconds: interval)
            manager.ready()
            // Told from the signal's own thread: this one may be waiting for a reader of the alerts.
            requests.stop = { [manager] in
                manager.stopping()
                hub.requestStop()
            }
            return hub
        } catch {
            throw Failure(.unavailable, "\(error)")
        }
    }

    /// Serves until the input ends or somebody asks to stop.
    mutating func serve(_ hub: InputHub) async throws(Failure) -> ExitCode {
        while let chunk = await hub.next() {
            if requests.takeReload() { await reload() }
            if case .ended(let origin, let failure?) = chunk {
                // Events that cannot be read are not an end of events.
                if hasInputOnly { throw Failure(.inputOutput, "\(origin): \(failure)") }
                log.error("\(origin): \(failure)")
            }
            if case .heartbeat = chunk {
                await showStatus()
            } else {
                try await take(chunk)
            }
            pingWatchdog()
        }
        let tally = await monitor.desk.tally
        log.notice(
            "stopped after \(tally.accepted) events, \(tally.rejected) rejected lines, \(alertCounts.total) alerts")
        return differences == 0 ? .success : .software
    }

    private mutating func take(_ chunk: InputChunk) async throws(Failure) {
        let admitted = await monitor.desk.admit(chunk)
        for rejection in admitted.rejections { log.warning("\(rejection)") }
        for remark in admitted.remarks { log.notice("\(remark)") }
        for batch in admitted.batches {
            var rest = batch.events
            while let events = rest.takeFirst(stride) {
                let start = SystemClock.monotonicNanoseconds()
                try write(await monitor.apply(events))
                stride.adapt(to: events, nanoseconds: SystemClock.monotonicNanoseconds() - start)
                pingWatchdog()
                await showStatus()
            }
            if let image = batch.image {
                for difference in await monitor.audit(against: image) {
                    differences += 1
                    log.error("audit after event \(batch.events.events.last?.number ?? 0): \(difference)")
                }
            }
            pingWatchdog()
        }
    }

    private mutating func write(_ alerts: [Alert]) throws(Failure) {
        guard !alerts.isEmpty else { return }
        bytes.removeAll(keepingCapacity: true)
        for alert in alerts {
            alertCounts.count(alert)
            encoder.encode(alert, into: &bytes)
        }
        do throws(SystemError) {
            try output.write(bytes)
        } catch {
            // An alert that nobody can read is not an alert: better to end loudly than to watch in vain.
            throw Failure(.inputOutput, "alerts: \(error)")
        }
    }

    // MARK: - Looking after itself

    private mutating func reload() async {
        manager.reloading()
        defer { manager.ready() }
        do throws(SystemError) { try output.reopen() } catch { log.error("alerts stay where they are: \(error)") }
        guard configurationPath != nil else { return }
        do throws(Failure) {
            let configuration = try Files.configuration(configurationPath)
            if let profile = await monitor.reconfigure(configuration) {
                log.error("configuration kept: accounts use profile \"\(profile)\", which the new one lacks")
            } else {
                log.notice("configuration reloaded")
            }
        } catch {
            for line in error.message.split(separator: "\n") { log.error("\(line)") }
            log.error("configuration kept: the new one is not sound")
        }
    }

    /// Once a second at most: systemd passes each new text on to everybody who watches the unit.
    private mutating func showStatus() async {
        let now = SystemClock.monotonicNanoseconds()
        guard now - lastStatus >= Self.statusInterval else { return }
        lastStatus = now
        let tally = await monitor.desk.tally
        let states = await monitor.accountsByState()
        let accounts = states.values.reduce(0, +)
        let inState = AccountState.allCases.filter { $0 != .normal }
            .map { "\($0.name) \(states[$0] ?? 0)" }.joined(separator: ", ")
        manager.status("\(accounts) accounts: \(inState); \(tally.accepted) events, \(tally.rejected) rejected")
    }

    /// Pings where work has just come through; under load there are no heartbeats, and no need of them.
    private mutating func pingWatchdog() {
        guard let interval = manager.watchdogIntervalNanoseconds else { return }
        let now = SystemClock.monotonicNanoseconds()
        guard now - lastWatchdog >= interval / 2 else { return }
        lastWatchdog = now
        manager.watchdog()
    }
}

extension AlertOutput {
    mutating func write(_ bytes: [UInt8]) throws(SystemError) {
        let result = bytes.withUnsafeBytes { raw -> SystemError? in
            do throws(SystemError) { try write(raw) } catch { return error }
            return nil
        }
        if let result { throw result }
    }
}
