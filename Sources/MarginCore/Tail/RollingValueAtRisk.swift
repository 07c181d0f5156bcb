/// One-day historical value at risk of a price, forecast each day from the days before it, beside what then happened.
///
/// What a backtest needs: `Outcome.isException` by day.
package enum RollingValueAtRisk {
    /// A forecast and its day; both as fractions of the price.
    package struct Outcome: Equatable, Sendable {
        /// Days since 1970-01-01.
        package let day: Int
        /// What a long unit may lose on the day; 0 or more.
        package let valueAtRisk: Double
        /// The price's relative move on the day.
        package let move: Double

        /// Whether more was lost than forecast.
        package var isException: Bool { move < -valueAtRisk }
    }

    /// A forecast for each day that has `window` one-day moves before it.
    ///
    /// - Parameters:
    ///   - window: Moves; positive.
    ///   - level: Of the value at risk, in 0.5 … < 1.
    /// - Complexity: O(days · window).
    package static func outcomes(_ series: PriceHistory.Series, window: Int, level: Double) -> [Outcome] {
        let days = (series.firstDay + 1)..<max(series.firstDay + 1, series.lastDay + 1)
        let moves = days.compactMap { series.move(to: $0, over: 1) }
        guard window > 0, moves.count > window else { return [] }
        let rank = TailRank.count(of: window, tail: 1 - level)
        var selection = TailSelection()
        return moves.withUnsafeBufferPointer { moves in
            (window..<moves.count).map { index in
                selection.select(rank, of: UnsafeBufferPointer(rebasing: moves[(index - window)..<index]))
                return Outcome(
                    day: series.firstDay + 1 + index, valueAtRisk: max(0, 0 - (selection.worst.last?.profit ?? 0)),
                    move: moves[index])
            }
        }
    }
}
