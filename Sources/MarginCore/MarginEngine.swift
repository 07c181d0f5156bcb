/// The whole monitor as one deterministic state machine: lines in, alerts out; no clock, no I/O, no randomness.
///
///     IncomingLine ─▶ Intake ─▶ AcceptedEvent + BookUpdates ─▶ MarginBook ─▶ AccountAlert ─▶ AlertOrder ─▶ Alert
///                     accepts, numbers,                         prices, sums,
///                     keeps the exact ledger                    judges
///
/// This is the form with a single book, for tests and for questions about one tape. The daemon runs the same parts with
/// several books, each in an actor.
package struct MarginEngine: ~Copyable {
    package private(set) var intake: Intake
    package var book: MarginBook
    private var batch = EventBatch()

    package init(configuration: MarginConfiguration = MarginConfiguration(), guards: Bool = true) {
        intake = Intake(configuration: configuration)
        book = MarginBook(configuration: configuration, guards: guards)
    }

    /// Judges one line, applies it where it is accepted, and appends the alerts that it raises.
    package mutating func apply(_ line: IncomingLine, into alerts: inout [Alert]) -> Intake.Verdict {
        batch.removeAll()
        let verdict = intake.admit(line, into: &batch)
        guard case .accepted = verdict else { return verdict }
        var raised: [AccountAlert] = []
        book.apply(batch, into: &raised)
        alerts.append(contentsOf: AlertOrder.merge([raised], batch.notices))
        return verdict
    }

    /// The first difference between the book and one rebuilt from the ledger and the prices; `nil` where there is none.
    package mutating func audit() -> String? { book.difference(from: intake.image) }
}
