package import MarginCore
import MarginWire

/// A whole monitor under test: lines of text in, verdicts and alerts out.
package final class Monitor {
    /// What a run of lines came to.
    package struct Outcome {
        /// One per line.
        package var verdicts: [Intake.Verdict] = []
        package var alerts: [Alert] = []

        package var last: Intake.Verdict? { verdicts.last }
        package var accountAlerts: [AccountAlert] {
            alerts.compactMap { if case .account(let alert) = $0 { alert } else { nil } }
        }
        package var feedConditions: [FeedAlert.Condition] {
            alerts.compactMap { if case .feed(let alert) = $0 { alert.condition } else { nil } }
        }
        /// The states entered: `alpha: normal → call`.
        package var moves: [String] {
            accountAlerts.map { "\($0.account): \($0.previous.name) → \($0.state.name)" }
        }
    }

    private var engine: MarginEngine
    private var decoder = EventDecoder()
    /// The time of the next line that a closure writes.
    package private(set) var now = Timestamp.seconds(0)

    package init(guards: Bool = true, _ configure: (inout MarginConfiguration) -> Void = { _ in }) {
        var configuration = MarginConfiguration()
        configure(&configuration)
        engine = MarginEngine(configuration: configuration, guards: guards)
    }

    /// Runs what `write` writes on a tape whose time goes on from the last run.
    @discardableResult
    package func run(_ write: (inout Tape) -> Void) -> Outcome {
        var tape = Tape(at: now)
        write(&tape)
        now = tape.now
        return run(tape.lines)
    }

    @discardableResult
    package func run(_ lines: [String]) -> Outcome {
        var outcome = Outcome()
        for line in lines { outcome.verdicts.append(run(line, into: &outcome.alerts)) }
        return outcome
    }

    /// Runs one line.
    package func run(_ line: String, into alerts: inout [Alert]) -> Intake.Verdict {
        let bytes = Array(line.utf8)
        return bytes.withUnsafeBufferPointer { engine.apply(decoder.decode($0), into: &alerts) }
    }

    /// The verdict on the last line that `write` writes.
    @discardableResult
    package func verdict(_ write: (inout Tape) -> Void) -> Intake.Verdict? { run(write).last }

    // MARK: - What the monitor knows

    package var intake: Intake { engine.intake }

    /// The book itself, for tests of what it keeps to itself.
    package func withBook<Result>(_ body: (inout MarginBook) -> Result) -> Result { body(&engine.book) }

    /// The first difference between the incremental book and one rebuilt from nothing.
    package func audit() -> String? { engine.audit() }

    /// An account's state and figures; `nil` where nobody named it.
    package func report(_ account: String) -> MarginBook.AccountReport? {
        engine.book.reports().first { $0.account == account }
    }

    package func equity(_ account: String) -> Double? { report(account)?.figures.equity }
    package func state(_ account: String) -> AccountState? { report(account)?.state }

    /// The exact balance of an asset; `nil` where nobody named the account or the asset.
    package func balance(_ account: String, _ asset: String) -> Decimal? {
        guard let holder = intake.ledger.accounts.first(where: { $0.name == account }),
            let place = intake.market.underlyings.firstIndex(where: { $0.name == asset })
        else { return nil }
        return holder.amount(of: UnderlyingID(place))
    }

    /// The position in a symbol; `nil` where there is none.
    package func position(_ account: String, _ symbol: String) -> Ledger.Position? {
        guard let holder = intake.ledger.accounts.first(where: { $0.name == account }),
            let place = intake.market.listings.firstIndex(where: { $0.symbol == symbol })
        else { return nil }
        return holder.position(in: InstrumentID(place))
    }
}
