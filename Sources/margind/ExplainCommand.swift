import MarginCore
import MarginService
import MarginWire

/// `margind explain`: one account worked out on paper, at an instant of a tape.
struct ExplainCommand: Command {
    static let name = "explain"
    static let summary = "Works one account's equity and margin out line by line, at an instant of a tape."
    static let usage = "--account NAME [OPTION ...] TAPE ...|-"
    static let options = [
        Option("--account", "NAME", "the account; required"),
        Option("--at", "TIME", "as of this instant, before the first later event (default: at the end of the tape)"),
        PipelineOptions.config,
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard let account = arguments.text("--account") else { throw Failure(.usage, "explain needs --account NAME") }
        guard !arguments.operands.isEmpty else { throw Failure(.usage, "explain takes at least one tape, or -") }
        let at = try arguments.instant("--at")
        var reader = StatementReader(configuration: try Files.configuration(arguments.text("--config")), until: at)
        let source: TapeInput
        do throws(SystemError) { source = try TapeInput(paths: arguments.operands) } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        while let chunk = await source.next() {
            if case .ended(let origin, let failure?) = chunk { throw Failure(.noInput, "\(origin): \(failure)") }
            reader.take(chunk)
            if reader.isOver {
                source.requestStop()
                break
            }
        }
        if reader.rejected > 0 {
            let lines = reader.rejected == 1 ? "1 line was" : "\(reader.rejected) lines were"
            Files.printError("margind: \(lines) rejected; margind replay says which")
        }
        guard let text = reader.text(of: account) else {
            throw Failure(.data, unknown(account, at: at, among: reader.accountNames))
        }
        try Files.print(text)
        return .success
    }

    private static func unknown(_ account: String, at time: Timestamp?, among names: [String]) -> String {
        let when = time.map { " until \($0.rfc3339)" } ?? ""
        let hint = NearestName.of(account, among: names).map { "; did you mean \"\(Log.escaped($0))\"?" } ?? ""
        return "the tape names no account \"\(Log.escaped(account))\"\(when)\(hint)"
    }
}

/// Takes the lines of a tape up to an instant, for a question about one account.
struct StatementReader: ~Copyable {
    private var engine: MarginEngine
    private var decoder = EventDecoder()
    private var framer = LineFramer(lengthMax: EventDecoder.lineLimit + 1)
    private var alerts: [Alert] = []
    private let until: Timestamp?
    private(set) var rejected = 0
    /// An event after `until` came; nothing more is taken.
    private(set) var isOver = false

    init(configuration: MarginConfiguration, until: Timestamp?) {
        engine = MarginEngine(configuration: configuration)
        self.until = until
    }

    /// The accounts and groups named so far, in the order of first mention.
    var accountNames: [String] { engine.intake.accountNames }

    mutating func statement(of account: String) -> AccountStatement? { engine.statement(of: account) }

    /// How the account hangs together with others, and a sheet for each of its netting sets; `nil` where no line names it.
    mutating func text(of account: String) -> String? {
        guard let structure = engine.structure(of: account) else { return nil }
        let sheets = engine.statements(of: account).map { StatementText(statement: $0).text }
        return StructureText(structure: structure).lines.map { $0 + "\n" }.joined() + sheets.joined(separator: "\n\n")
    }

    mutating func take(_ chunk: InputChunk) {
        // The framer leaves its place for the time of the call, so that what it calls may change everything else.
        var framer = self.framer
        self.framer = LineFramer()
        switch chunk {
        case .bytes(_, let bytes):
            bytes.withUnsafeBufferPointer { bytes in framer.consume(bytes) { take($0) } }
        case .ended: framer.finish { take($0) }
        case .heartbeat: break
        }
        self.framer = framer
    }

    private mutating func take(_ line: LineFramer.Line) {
        guard !isOver else { return }
        let incoming: IncomingLine =
            switch line {
            case .line(let bytes, _): decoder.decode(bytes)
            case .overlong: IncomingLine(source: nil, sequence: nil, content: .failure(LineFault(.lineTooLong)))
            }
        if isBeyond(incoming) {
            isOver = true
            return
        }
        alerts.removeAll(keepingCapacity: true)
        if case .rejected = engine.apply(incoming, into: &alerts) { rejected += 1 }
    }

    /// Whether the line would move the clock past `until`. One that is refused would not, whatever time it bears.
    private func isBeyond(_ line: IncomingLine) -> Bool {
        guard let until, case .success(let content) = line.content, content.timestamp > until else { return false }
        var trial = engine.intake
        var batch = EventBatch()
        guard case .accepted = trial.admit(line, into: &batch) else { return false }
        return true
    }
}
