/// A "what if" with a name: where prices and volatilities would be all at once, and what closing would cost there.
///
/// All moves are fractions: −0.30 is 30 % down. See `docs/stress.md`.
package struct StressScenario: Equatable, Sendable {
    package var name = ""
    /// By underlying or cash asset: how far its price moves, above −1.
    package var moves: [String: Double] = [:]
    /// An underlying that is neither named nor in the history on `day` moves by this fraction of the largest of those
    /// moves; cash does not.
    package var contagion = 0.0
    /// By underlying: how far every implied volatility moves, relative to itself, above −1.
    package var volatilityMoves: [String: Double] = [:]
    /// An underlying that is neither named nor has volatilities in the history on `day` moves its own by this fraction of
    /// the largest of those moves.
    package var volatilityContagion = 0.0
    /// How far perpetuals, futures and forwards move beyond the index: the basis of a market that opens with a gap.
    package var basis = 0.0
    /// What closing into the gap costs, as a fraction of each underlying's net cash delta there.
    package var gapCost = 0.0
    /// A day of the history, in days since 1970-01-01: underlyings that it has move as on that day, unless `moves` and
    /// `volatilityMoves` name them.
    package var day: Int64?

    package init() {}

    /// How far the price of an underlying or a cash asset moves.
    package func move(of name: String, isCash: Bool, history: PriceHistory) -> Double {
        if let move = moves[name] { return move }
        if let day, let move = history[name]?.move(to: Int(day), over: 1) { return move }
        return isCash ? 0 : contagion * Self.largest(of: Array(moves.values) + dayMoves(history))
    }

    /// How far the volatilities of an underlying move.
    package func volatilityMove(of name: String, history: PriceHistory) -> Double {
        if let move = volatilityMoves[name] { return move }
        if let day, let series = history[name], let move = Self.volatilityMove(of: series, on: day) { return move }
        return volatilityContagion * Self.largest(of: Array(volatilityMoves.values) + dayVolatilityMoves(history))
    }

    /// How far volatilities moved on the day.
    private func dayVolatilityMoves(_ history: PriceHistory) -> [Double] {
        guard let day else { return [] }
        return history.series.compactMap { Self.volatilityMove(of: $0, on: day) }
    }

    private static func volatilityMove(of series: PriceHistory.Series, on day: Int64) -> Double? {
        guard series.volatilities != nil, series.hasMove(to: Int(day), over: 1) else { return nil }
        return series.volatilityMove(to: Int(day), over: 1)
    }

    /// The names that moves are stated for and that a market does not know: no contract, price or balance has them. In
    /// the order of their bytes.
    func unknownNames(in market: Market) -> [String] {
        Set(moves.keys).union(volatilityMoves.keys).subtracting(market.underlyings.map(\.name))
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// How far prices moved on the day.
    private func dayMoves(_ history: PriceHistory) -> [Double] {
        guard let day else { return [] }
        return history.series.compactMap { $0.move(to: Int(day), over: 1) }
    }

    /// The largest move by magnitude; of two opposite ones the fall. A dictionary's order does not show in it.
    private static func largest(of moves: [Double]) -> Double {
        let largest = moves.reduce(0) { max($0, $1.magnitude) }
        return moves.contains(-largest) ? -largest : largest
    }
}

/// Which stress tests there are, and when they run by themselves.
package struct StressParameters: Equatable, Sendable {
    /// Event time between two runs of all scenarios; nanoseconds; `nil` only on demand.
    package var interval: Int64?
    /// In the order of the file.
    package var scenarios: [StressScenario] = []

    package init() {}
}
