import MarginCore
import MarginService
import MarginWire

/// Takes the lines of tapes up to an instant, for a question about how things stood then.
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

    /// How the account hangs together with others, and a sheet for each of its netting sets; `nil` where no line names it.
    mutating func text(of account: String) -> String? {
        guard let structure = engine.structure(of: account) else { return nil }
        let sheets = engine.statements(of: account).map { StatementText(statement: $0).text }
        return StructureText(structure: structure).lines.map { $0 + "\n" }.joined() + sheets.joined(separator: "\n\n")
    }

    /// Holdings, prices and parameters.
    var image: BookImage { engine.intake.image }
    var eventNumber: UInt64 { engine.intake.eventNumber }
    /// The largest timestamp taken; 0 before the first event.
    var clock: Timestamp { engine.intake.clock ?? Timestamp(nanoseconds: 0) }

    /// Takes whole tapes, as far as the instant, and tells the operator how many lines were rejected.
    mutating func read(_ paths: [String]) async throws(Failure) {
        let source: TapeInput
        do throws(SystemError) { source = try TapeInput(paths: paths) } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        while let chunk = await source.next() {
            if case .ended(let origin, let failure?) = chunk { throw Failure(.noInput, "\(origin): \(failure)") }
            take(chunk)
            if isOver {
                source.requestStop()
                break
            }
        }
        if rejected > 0 {
            let lines = rejected == 1 ? "1 line was" : "\(rejected) lines were"
            Files.printError("margind: \(lines) rejected; margind replay says which")
        }
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
