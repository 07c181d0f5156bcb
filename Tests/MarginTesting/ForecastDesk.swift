package import MarginCore
import MarginWire

/// A backtest that reads lines of text.
package final class ForecastDesk {
    package private(set) var replay: ForecastReplay
    private var decoder = EventDecoder()

    package init(
        every: Int64, configuration: MarginConfiguration = MarginConfiguration(), shadow: String? = nil
    ) {
        replay = ForecastReplay(configuration: configuration, shadow: shadow, every: every)
    }

    /// Takes lines, whatever becomes of them.
    package func take(_ lines: [String]) -> [Intake.Verdict] {
        lines.map { line in
            Array(line.utf8).withUnsafeBufferPointer { replay.take(decoder.decode($0)) }
        }
    }

    /// The series of an account, by name of the model.
    package func series(of account: String, _ model: String = "sensitivities") -> ForecastSeries? {
        replay.series.first { $0.account == account && $0.model == model }
    }
}
