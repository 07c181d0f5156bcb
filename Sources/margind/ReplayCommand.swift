import MarginCore
import MarginService
import MarginWire

/// `margind replay`: the same engine on recorded tapes, in the tapes' own time.
struct ReplayCommand: Command {
    static let name = "replay"
    static let summary = "Replays recorded tapes; the alerts are the same bytes at any speed and number of shards."
    static let usage = "[OPTION ...] TAPE ...|-"
    static let options = [
        PipelineOptions.config,
        Option("--speed", "max|1x|60x", "how fast the tape's time passes (default max)"),
        Option("--max-gap", "TIME", "with a speed: no silence of the tape counts as longer, e.g. 5s"),
        Option("--from", "TIME", "write alerts from this instant on; what came before is applied at full speed"),
        Option("--until", "TIME", "stop before the first line after this instant"),
        Option("--expect", "FILE", "compare the alerts byte for byte; exit status 1 and the first difference if not"),
        Option("--fail-on", "STATE", "exit status 2 if an account enters this state or a worse one"),
        PipelineOptions.shards, PipelineOptions.guards, PipelineOptions.audit,
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard !arguments.operands.isEmpty else { throw Failure(.usage, "replay takes at least one tape, or -") }
        let pace = try Pace(arguments)
        let configuration = try Files.configuration(arguments.text("--config"))
        var rules = try PipelineOptions.rules(arguments)
        rules.until = try arguments.instant("--until")
        // A paced event waits until it is due, and the one after it for longer.
        if pace != nil { rules.batchSize = 1 }
        let monitor = MarginMonitor(
            configuration: configuration, shards: try PipelineOptions.shardCount(arguments),
            guards: try PipelineOptions.hasGuards(arguments), rules: rules)
        let from = try arguments.instant("--from")
        let expected = try ExpectedAlerts(path: arguments.text("--expect"))
        let failOn = try arguments.state("--fail-on")
        let source: TapeInput
        do throws(SystemError) { source = try TapeInput(paths: arguments.operands) } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        let output: AlertOutput
        do throws(SystemError) { output = try AlertOutput.standardOutput() } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        var replay = Replay(
            monitor: monitor, writer: AlertWriter(output, from: from), pace: pace, from: from, expected: expected,
            progress: Progress(paths: arguments.operands), failOn: failOn)
        return try await replay.play(source)
    }
}

/// One replay: pulls tapes through the pipeline and keeps the account of it.
struct Replay: ~Copyable {
    private let monitor: MarginMonitor
    private var writer: AlertWriter
    private var pace: Pace?
    private let from: Timestamp?
    private var expected: ExpectedAlerts?
    private var progress: Progress
    private let failOn: AccountState?
    private let log = Log.standardError

    init(
        monitor: MarginMonitor, writer: consuming AlertWriter, pace: Pace?, from: Timestamp?,
        expected: ExpectedAlerts?, progress: Progress, failOn: AccountState?
    ) {
        self.monitor = monitor
        self.writer = writer
        self.pace = pace
        self.from = from
        self.expected = expected
        self.progress = progress
        self.failOn = failOn
    }

    mutating func play(_ source: TapeInput) async throws(Failure) -> ExitCode {
        let start = SystemClock.monotonicNanoseconds()
        var input = AdmittedInput(source: source, pipeline: monitor)
        while await input.arrives() {
            if case .ended(_, let failure?) = input.next {
                progress.clear()
                throw Failure(.noInput, "\(failure)")
            }
            guard let step = await input.take(lookingAhead: true) else { break }
            let admitted = step.admitted
            if !admitted.rejections.isEmpty { progress.clear() }
            for rejection in admitted.rejections { log.warning("\(rejection)") }
            for batch in admitted.batches { try await judge(batch) }
            if case .bytes(_, let bytes) = step.chunk { progress.advance(by: bytes.count) }
            if admitted.isOver {
                source.requestStop()
                break
            }
            input.recycle(consume step)
        }
        progress.clear()
        let wall = SystemClock.monotonicNanoseconds() - start
        let reports = await monitor.reports()
        let summary = ReplaySummary(
            tally: await monitor.tally, counts: writer.counts, reports: reports,
            structures: AccountStructures(await monitor.desk.image.ledger, reports), wallNanoseconds: wall)
        Files.printError(summary.text)
        return try verdict()
    }

    private mutating func judge(_ batch: Admitted.Batch) async throws(Failure) {
        if pace != nil { await keepPace(with: batch.events.events) }
        var cursor = monitor.cursor
        while let alerts = await monitor.judge(batch.events, &cursor) {
            try writer.write(alerts)
            if !writer.bytes.isEmpty { expected?.compare(writer.bytes) }
        }
        guard let image = batch.image else { return }
        let differences = await monitor.audit(against: image)
        guard differences.isEmpty else {
            progress.clear()
            let event = batch.events.events.last?.number ?? 0
            throw Failure(.software, differences.map { "audit after event \(event): \($0)" }.joined(separator: "\n"))
        }
    }

    /// Waits until the events are due; those before `from` are applied at full speed.
    private mutating func keepPace(with events: [AcceptedEvent]) async {
        guard let first = events.first, let last = events.last else { return }
        if from.map({ first.clock >= $0 }) ?? true { await pace?.wait(until: first.clock) }
        progress.reach(last.clock, event: last.number)
    }

    /// What the options make of the replay that has ended.
    private mutating func verdict() throws(Failure) -> ExitCode {
        if let difference = expected?.firstDifference() {
            Files.printError(difference)
            return .different
        }
        if let failOn, writer.counts.worst >= failOn {
            Files.printError("an account entered \(writer.counts.worst.name)")
            return .stateReached
        }
        return .success
    }
}
