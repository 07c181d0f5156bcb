/// The scenarios of the model `tail` as of a day: what each of them does to each underlying. Made once for the day from a
/// history and the parameters, and the same for every account.
///
/// The scenarios are the last `window` days before it, oldest first, or Monte Carlo's draws; behind them stand the
/// stressed days, where they have a weight. Nothing but those looks at a close that the day does not know yet: they are
/// a desk's choice by their dates.
package struct ShockTable: Equatable, Sendable {
    /// What a scenario is.
    package enum Scenario: Equatable, Sendable {
        /// The moves that ended on this day; days since 1970-01-01.
        case day(Int)
        /// A draw of Monte Carlo, from 0.
        case draw(Int)
    }

    /// What the scenarios do to one underlying.
    package struct Column: Equatable, Sendable {
        package let underlying: String
        /// By scenario: the fraction by which all prices of the underlying move together; in `RelativeMove.range`.
        package let moves: [Double]
        /// By scenario: the fraction by which its implied volatilities move; in `RelativeMove.range`, 0 where the
        /// history has no volatilities.
        package let volatilityMoves: [Double]
        /// What has enlarged the moves.
        package let procyclicality: Procyclicality
        /// Scenarios in which the moves are those of the proxy.
        package let proxied: Int
    }

    package let scenarios: [Scenario]
    /// By scenario, with the sum 1; `nil` where all are alike.
    package let weights: [Double]?
    /// How many of the scenarios, at the end, are stressed days.
    package let stressed: Int
    let parameters: TailParameters
    /// All of it, for the stressed days.
    let history: PriceHistory
    /// What the day knows of it.
    let known: PriceHistory
    let simulation: Simulation?

    /// - Parameter day: In days since 1970-01-01: closes of days before it are known; `nil` where all are.
    /// - Throws: Why there is no such table.
    package init(history: PriceHistory, parameters: TailParameters, asOf day: Int? = nil) throws(TailFault) {
        try Self.checkProxies(history, parameters)
        self.parameters = parameters
        self.history = history
        known = day.map { history.before($0) } ?? history
        let days = try Self.windowDays(known, parameters)
        let stressedDays = try Self.stressedDays(history, parameters)
        if parameters.method == .monteCarlo {
            let simulation = try Simulation(history: known, days: days, parameters: parameters)
            self.simulation = simulation
            scenarios = (0..<simulation.count).map { .draw($0) } + stressedDays.map { .day($0) }
        } else {
            simulation = nil
            scenarios = (days + stressedDays).map { .day($0) }
        }
        stressed = stressedDays.count
        weights = Self.weights(scenarios.count - stressed, stressed: stressed, parameters)
    }

    /// What stands for a scenario in an alert: `2020-03-12`, `mc 4711`.
    package func label(of scenario: Int) -> String {
        guard scenarios.indices.contains(scenario) else { return "none" }
        switch scenarios[scenario] {
        case .day(let day): return CalendarDate(daysSinceEpoch: day)?.description ?? "day \(day)"
        case .draw(let number): return "mc \(number)"
        }
    }

    /// A proxy must have moves itself: of the history, or drawn with given correlations.
    private static func checkProxies(_ history: PriceHistory, _ parameters: TailParameters) throws(TailFault) {
        let named = parameters.underlyings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (underlying, settings) in named + [("other", parameters.otherUnderlyings)] {
            guard let proxy = settings.proxy, history[proxy] == nil else { continue }
            let isDrawn =
                parameters.method == .monteCarlo && parameters.correlations?.underlyings.contains(proxy) ?? false
            guard isDrawn else { throw .proxyWithoutHistory(underlying: underlying, proxy: proxy) }
        }
    }

    // MARK: Days and weights

    /// The last days of what is known; none where that is too short and Monte Carlo has its correlations given.
    private static func windowDays(
        _ history: PriceHistory, _ parameters: TailParameters
    ) throws(TailFault) -> [Int] {
        let isGiven = parameters.method == .monteCarlo && parameters.correlations != nil
        if history.isEmpty && isGiven { return [] }
        guard let first = history.series.map(\.firstDay).min(), let last = history.series.map(\.lastDay).max() else {
            throw .noHistory
        }
        let window = parameters.windowDays
        guard last - first >= window else {
            if isGiven { return [] }
            throw .historyTooShort(moves: last - first, window: window)
        }
        return Array((last - window + 1)..<(last + 1))
    }

    private static func stressedDays(
        _ history: PriceHistory, _ parameters: TailParameters
    ) throws(TailFault) -> [Int] {
        guard parameters.stressedWeight > 0 else { return [] }
        guard let from = parameters.stressedFrom, let to = parameters.stressedTo else { throw .noStressedPeriod }
        guard from <= to else { throw .stressedPeriodReversed }
        guard let first = history.series.map(\.firstDay).min(), let last = history.series.map(\.lastDay).max(),
            from > first, to <= last
        else { throw .stressedPeriodNotInHistory }
        return Array(Int(from)...Int(to))
    }

    private static func weights(_ count: Int, stressed: Int, _ parameters: TailParameters) -> [Double]? {
        let isAged = parameters.method == .ageWeighted
        guard isAged || stressed > 0 else { return nil }
        let share = stressed > 0 ? 1 - parameters.stressedWeight : 1
        let calm = isAged ? SeriesVolatility.ageWeights(count, decay: parameters.ageDecay) : equalWeights(count)
        return calm.map { $0 * share }
            + [Double](repeating: parameters.stressedWeight / Double(max(1, stressed)), count: stressed)
    }

    static func equalWeights(_ count: Int) -> [Double] {
        [Double](repeating: 1 / Double(max(1, count)), count: count)
    }
}
