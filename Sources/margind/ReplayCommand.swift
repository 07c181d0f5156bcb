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
        PipelineOptions.shards, PipelineOptions.audit,
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard !arguments.operands.isEmpty else { throw Failure(.usage, "replay takes at least one tape, or -") }
        let pace = try Pace(arguments)
        let configuration = try Files.configuration(arguments.text("--config"))
        let monitor = try PipelineOptions.monitor(
            arguments, configuration, until: try arguments.instant("--until"), oneByOne: pace != nil)
        var replay = Replay(
            monitor: monitor, pace: pace, from: try arguments.instant("--from"),
            expected: try ExpectedAlerts(path: arguments.text("--expect")),
            progress: Progress(paths: arguments.operands), failOn: try arguments.state("--fail-on"))
        let source: TapeInput
        do throws(SystemError) { source = try TapeInput(paths: arguments.operands) } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        return try await replay.play(source)
    }
}

/// One replay: pulls tapes through the pipeline and keeps the account of it.
struct Replay {
    private let monitor: MarginMonitor
    private var pace: Pace?
    private let from: Timestamp?
    private var expected: ExpectedAlerts?
    private var progress: Progress
    private let failOn: AccountState?

    private var encoder = AlertEncoder()
    private var counts = AlertCounts()
    private var stride = Stride()
    private var bytes: [UInt8] = []
    private let log = Log.standardError

    init(
        monitor: MarginMonitor, pace: Pace?, from: Timestamp?, expected: ExpectedAlerts?, progress: Progress,
        failOn: AccountState?
    ) {
        self.monitor = monitor
        self.pace = pace
        self.from = from
        self.expected = expected
        self.progress = progress
        self.failOn = failOn
    }

    mutating func play(_ source: some InputSource) async throws(Failure) -> ExitCode {
        let start = SystemClock.monotonicNanoseconds()
        var output: AlertOutput
        do throws(SystemError) { output = try AlertOutput.standardOutput() } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        while let chunk = await source.next() {
            if case .ended(_, let failure?) = chunk {
                progress.clear()
                throw Failure(.noInput, "\(failure)")
            }
            let admitted = await monitor.desk.admit(chunk)
            if !admitted.rejections.isEmpty || !admitted.remarks.isEmpty { progress.clear() }
            for rejection in admitted.rejections { log.warning("\(rejection)") }
            for remark in admitted.remarks { log.notice("\(remark)") }
            for batch in admitted.batches { try await apply(batch, &output) }
            if case .bytes(_, let bytes) = chunk { progress.advance(by: bytes.count) }
            if admitted.isOver {
                source.requestStop()
                break
            }
        }
        progress.clear()
        let wall = SystemClock.monotonicNanoseconds() - start
        let summary = ReplaySummary(
            tally: await monitor.desk.tally, counts: counts, reports: await monitor.reports(),
            wallNanoseconds: wall)
        Files.printError(summary.text)
        return try verdict()
    }

    private mutating func apply(_ batch: IntakeDesk.Batch, _ output: inout AlertOutput) async throws(Failure) {
        let isShown = from.map { start in batch.events.events.first.map { $0.clock >= start } ?? false } ?? true
        if isShown, let clock = batch.events.events.first?.clock { await pace?.wait(until: clock) }
        if pace != nil, let last = batch.events.events.last { progress.reach(last.clock, event: last.number) }
        var rest = batch.events
        while let events = rest.takeFirst(stride) {
            let start = SystemClock.monotonicNanoseconds()
            try write(await monitor.apply(events), &output)
            stride.adapt(to: events, nanoseconds: SystemClock.monotonicNanoseconds() - start)
        }
        guard let image = batch.image else { return }
        let differences = await monitor.audit(against: image)
        guard differences.isEmpty else {
            progress.clear()
            let event = batch.events.events.last?.number ?? 0
            throw Failure(.software, differences.map { "audit after event \(event): \($0)" }.joined(separator: "\n"))
        }
    }

    private mutating func write(_ alerts: [Alert], _ output: inout AlertOutput) throws(Failure) {
        bytes.removeAll(keepingCapacity: true)
        for alert in alerts where from.map({ alert.timestamp >= $0 }) ?? true {
            counts.count(alert)
            encoder.encode(alert, into: &bytes)
        }
        guard !bytes.isEmpty else { return }
        expected?.compare(bytes)
        do throws(SystemError) { try output.write(bytes) } catch {
            throw Failure(.inputOutput, "alerts: \(error)")
        }
    }

    /// What the options make of the replay that has ended.
    private mutating func verdict() throws(Failure) -> ExitCode {
        if let difference = expected?.firstDifference() {
            Files.printError(difference)
            return .different
        }
        if let failOn, counts.worst >= failOn {
            Files.printError("an account entered \(counts.worst.name)")
            return .stateReached
        }
        return .success
    }
}

extension Alert {
    var timestamp: Timestamp {
        switch self {
        case .account(let alert): alert.timestamp
        case .feed(let alert): alert.timestamp
        }
    }
}
