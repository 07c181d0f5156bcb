import MarginService

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
        lowLatency, spin, PipelineOptions.shards, PipelineOptions.guards, PipelineOptions.audit,
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
        let guards = try PipelineOptions.hasGuards(arguments)
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
            var daemon = Daemon(
                setup, InlineMonitor(configuration: configuration, guards: guards, rules: rules), source)
            return try await daemon.serve()
        } else {
            let source = try hub(&setup)
            setup.open(stop: { source.requestStop() })
            var daemon = Daemon(
                setup,
                MarginMonitor(configuration: configuration, shards: shards, guards: guards, rules: rules), source)
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
