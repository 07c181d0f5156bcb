import MarginCore
import MarginService

/// Follows tapes up to an instant, for a question about how things stood then.
struct StatementReader: ~Copyable {
    private var engine: MarginEngine
    private var alerts: [Alert] = []
    private let until: Timestamp?

    init(configuration: MarginConfiguration, until: Timestamp?) {
        engine = MarginEngine(configuration: configuration)
        self.until = until
    }

    /// The accounts and groups named so far, in the order of first mention.
    var accountNames: [String] { engine.intake.accountNames }

    /// How the account hangs together with others, and a sheet for each of its netting sets; `nil` where no line names it.
    ///
    /// - Parameter shadow: The profile under which it is asked for, where that is a shadow of the account's own.
    mutating func text(of account: String, under shadow: String? = nil) -> String? {
        guard let structure = engine.structure(of: account, under: shadow) else { return nil }
        let sheets = engine.statements(of: account, under: shadow).map { StatementText(statement: $0).text }
        return StructureText(structure: structure).lines.map { $0 + "\n" }.joined() + sheets.joined(separator: "\n\n")
    }

    /// The profile of an account; `nil` where no line names it.
    func profile(of account: String) -> MarginProfile? { engine.profile(of: account) }

    /// Holdings, prices and parameters.
    var image: BookImage { engine.intake.image }
    var eventNumber: UInt64 { engine.intake.eventNumber }
    /// The largest timestamp taken; 0 before the first event.
    var clock: Timestamp { engine.intake.clock ?? Timestamp(nanoseconds: 0) }

    /// Takes whole tapes, as far as the instant.
    mutating func read(_ paths: [String]) async throws(Failure) {
        try await TapeReader.read(paths) { take($0) }
    }

    /// Takes a line, unless it lies beyond the instant.
    mutating func take(_ line: IncomingLine) -> TapeReader.Answer {
        guard !isBeyond(line) else { return .enough }
        alerts.removeAll(keepingCapacity: true)
        if case .rejected = engine.apply(line, into: &alerts) { return .rejected }
        return .taken
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
