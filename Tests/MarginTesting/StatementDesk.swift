package import MarginCore
import MarginWire

/// An engine that reads lines of text and writes account statements.
package final class StatementDesk {
    package var engine: MarginEngine
    private var decoder = EventDecoder()

    package init(configuration: MarginConfiguration = MarginConfiguration()) {
        engine = MarginEngine(configuration: configuration)
    }

    /// Applies a line and returns what it raised.
    ///
    /// - Precondition: The line is accepted; one that is not would make the test prove nothing.
    @discardableResult
    package func apply(_ line: String) -> [Alert] {
        var alerts: [Alert] = []
        let verdict = Array(line.utf8).withUnsafeBufferPointer { bytes in
            engine.apply(decoder.decode(bytes), into: &alerts)
        }
        guard case .accepted = verdict else { preconditionFailure("\(verdict): \(line)") }
        return alerts
    }

    /// Applies a line that may be no event.
    package func applyIfAccepted(_ line: String) {
        var alerts: [Alert] = []
        _ = Array(line.utf8).withUnsafeBufferPointer { engine.apply(decoder.decode($0), into: &alerts) }
    }

    package func apply(_ lines: [String]) { for line in lines { apply(line) } }

    package func statement(of account: String) -> AccountStatement? { engine.statement(of: account) }
}
