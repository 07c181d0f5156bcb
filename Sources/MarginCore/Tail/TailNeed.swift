/// What the model `tail` takes of a history for the scenarios of one underlying as of a day.
///
/// The same as `ShockTable.column(of:)` has it, without making the table: an underlying with all days of the window is in
/// the model, unless it lacks stressed days.
package struct TailNeed: Equatable, Sendable {
    /// Those of its own and of its proxy, where the history has them; with given correlations those of all factors
    /// that have no `daily_volatility`.
    package var series: [PriceHistory.Series]
    /// How many days of the window have a move.
    package var days: Int
    /// The window.
    package var window: Int

    package var isFull: Bool { days == window }

    /// - Parameter day: Closes of days before it are known; in days since 1970-01-01.
    /// - Returns: `nil` where nothing is to be learned: neither the underlying nor its proxy is in the history, or
    ///   correlations and volatilities are given.
    package init?(of underlying: String, in history: PriceHistory, asOf day: Int, _ parameters: TailParameters) {
        let settings = parameters.settings(of: underlying)
        let names = [underlying, settings.proxy].compactMap { $0 }
        window = parameters.windowDays
        let span = (day - window)..<day
        if parameters.method == .monteCarlo {
            if let given = parameters.correlations?.underlyings {
                guard names.contains(where: given.contains) else { return nil }
                // Without the volatility of one factor nothing is drawn for any.
                let estimated = given.filter { parameters.settings(of: $0).dailyVolatility == nil }
                series = estimated.compactMap { history[$0] }
                days = series.map { $0.moves(in: span, over: 1).count }.min() ?? 0
            } else {
                // One series is the factor, whole.
                series = names.compactMap { history[$0] }
                days = series.map { $0.moves(in: span, over: 1).count }.max() ?? 0
            }
        } else {
            // The proxy stands in day by day.
            let horizon = ShockTable.Horizon(settings.horizonDays ?? parameters.horizonDays, parameters.horizonRule)
            series = names.compactMap { history[$0] }
            let moves = series.map { $0.moves(in: span, over: horizon.days) }
            days = moves.reduce(0) { $0 + $1.count }
            if moves.count == 2 { days -= moves[0].clamped(to: moves[1]).count }
        }
        if series.isEmpty { return nil }
    }
}

extension PriceHistory.Series {
    /// The days of a span on which a move over `days` days ends.
    fileprivate func moves(in span: Range<Int>, over days: Int) -> Range<Int> {
        (firstDay + days..<max(firstDay + days, lastDay + 1)).clamped(to: span)
    }
}
