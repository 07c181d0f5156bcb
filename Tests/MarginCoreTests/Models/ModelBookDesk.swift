import MarginCore
import MarginTesting
import MarginWire
import Testing

/// A monitor whose accounts are margined by given models, and the figures of one of them.
struct ModelBookDesk {
    let monitor: Monitor

    init(_ models: [MarginModelName], _ change: (inout MarginConfiguration) -> Void = { _ in }) {
        monitor = Monitor {
            $0.profiles[0].models = models
            change(&$0)
        }
    }

    /// With one of the packs that margind brings along.
    init(pack: String) {
        self.init([.scenario]) { configuration in
            for known in BuiltInPacks.all where known.name == pack { configuration.profiles[0].scenario = known }
        }
        precondition(monitor.intake.configuration.profiles[0].scenario.name == pack, "\(pack) is no pack")
    }

    /// Runs lines; all of them have to be accepted.
    @discardableResult
    func run(_ write: (inout Tape) -> Void) -> Monitor.Outcome {
        let outcome = monitor.run(write)
        for verdict in outcome.verdicts {
            guard case .accepted = verdict else { preconditionFailure("\(verdict)") }
        }
        return outcome
    }

    /// The figures of `alpha`; a book that differs from one built from nothing is a failure.
    func figures() throws -> MarginFigures {
        #expect(monitor.audit() == nil)
        return try #require(monitor.report("alpha")).figures
    }

    func models() throws -> MarginFigures.Models { try #require(try figures().models) }
}

/// A history of BTC in three moves: +10 %, −10 %, +6 %; its days are the last three before the tapes begin, 1969-12-29 to
/// 1969-12-31.
func threeDays(_ more: [PriceHistory.Series] = []) throws -> PriceHistory {
    try PriceHistory(
        [PriceHistory.Series(underlying: "BTC", firstDay: -4, closes: [100, 110, 99, 104.94])] + more)
}

/// Whether two amounts in USD are the same but for rounding.
func isSame(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-9 * max(1, b.magnitude) }
