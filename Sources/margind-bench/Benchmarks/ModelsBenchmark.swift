import MarginCore

/// What a tick costs a book by each margin model, all models on the same ticks; and what a changed position costs it.
struct ModelsBenchmark {
    var accounts: [Int]
    var positions: Int
    var volatilities: [Double]
    var rounds: Int
    /// Processor time of one round.
    var seconds: Double
    var ticksMax: Int
    var seed: UInt64
    var cases = ModelCase.allCases

    /// Closes of the history: a window of 500 moves.
    private static let historyDays = 501
    private static let positionEvents = 1000

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let holdings = Holdings(chain: Chain(), positionsPerAccount: positions, seed: seed)
        let history = try HistorySample.history(holdings.chain, days: Self.historyDays, seed: seed)
        var rows: [ResultRow] = []
        for accounts in accounts {
            var cash: [(ModelCase, MarginConfiguration, [Double])] = []
            for model in cases where accounts <= model.accountsMax {
                Progress.say("models: choosing the cash of \(accounts) accounts for \(model.name)")
                let configuration = model.configuration(history: history)
                cash.append(
                    (model, configuration, CashChoice.cash(holdings, accounts: accounts, configuration: configuration)))
            }
            for volatility in volatilities { rows += try measure(holdings, cash, volatility) }
            for model in cases where accounts > model.accountsMax {
                rows.append(
                    .missing(
                        "models", "\(model.name), \(ReportTable.number(Double(accounts))) accounts × \(positions)",
                        "a tick has a cost for each account; see the smaller book"))
            }
        }
        return rows
    }

    /// The models in turn, each round.
    private func measure(
        _ holdings: Holdings, _ cases: [(model: ModelCase, configuration: MarginConfiguration, cash: [Double])],
        _ volatility: Double
    ) throws(BenchmarkFailure) -> [ResultRow] {
        Progress.say("models: \(cases.first?.cash.count ?? 0) accounts, \(volatility) a tick")
        let runs = cases.map { one in
            let walk = TickWalk(
                holdings.chain, volatility: volatility, volatilityShare: 0, seed: seed, from: BookLoader.clock)
            return TickRun(one.model.guards, holdings, cash: one.cash, walk: walk, configuration: one.configuration)
        }
        var segments = runs.map { _ in [TickRun.Segment]() }
        // The first round does not count: rows are claimed, guards made, caches fill.
        for _ in 0...rounds {
            for (place, run) in runs.enumerated() {
                segments[place].append(run.advance(seconds: seconds, ticksMax: ticksMax))
            }
        }
        var rows: [ResultRow] = []
        for (place, run) in runs.enumerated() {
            let one = cases[place]
            let alertsPerTick = Double(run.trail.count) / Double(max(1, run.ticks))
            let count = min(one.cash.count, Self.positionEvents)
            // Whatever is out of date is priced the first time, and nothing may be priced after that.
            _ = run.changePositions(count)
            let changes = run.changePositions(count)
            let workload =
                "\(one.model.name), \(ReportTable.number(Double(one.cash.count))) accounts × \(positions), "
                + "\(volatility) a tick"
            guard changes.prices == 0 else {
                throw BenchmarkFailure("models, \(workload): a changed position had \(changes.prices) options priced")
            }
            rows.append(row(workload, segments[place], changes, alertsPerTick, run.ticksPerMinute))
        }
        return rows
    }

    private func row(
        _ workload: String, _ segments: [TickRun.Segment], _ changes: TickRun.Changes, _ alertsPerTick: Double,
        _ ticksPerMinute: Int
    ) -> ResultRow {
        let counted = segments.dropFirst()
        let ticks = counted.reduce(0) { $0 + $1.ticks }
        let judgements = counted.reduce(0) { $0 + $1.judgements }
        let nanoseconds = counted.reduce(0) { $0 + $1.nanoseconds }
        var details = [ResultRow.Detail("judged", Double(judgements) / Double(max(1, ticks)), "accounts/tick")]
        if judgements > 0 {
            details.append(.init("an account judged", Double(nanoseconds) / Double(judgements), "ns"))
        }
        let quiet = counted.reduce(0) { $0 + $1.quiet }
        if quiet > 0 { details.append(.init("of them by bounds", Double(quiet) / Double(max(1, ticks)), "")) }
        let prices = counted.reduce(0) { $0 + $1.prices }
        details.append(.init("options priced", Double(prices) / Double(max(1, ticks)), "/tick"))
        details.append(.init("a changed position", Double(changes.nanoseconds) / Double(changes.count) / 1e3, "µs"))
        if let step = TickRun.Segment.stepNanoseconds(segments) {
            details.append(.init("valuation step", step / 1e6, "ms"))
        }
        details.append(.init("alerts", 1000 * alertsPerTick, "per 1,000 ticks"))
        return ResultRow(
            "models", workload, "ns CPU/tick", .lower, TickRun.Segment.costs(segments, ticksPerMinute),
            details: details)
    }
}
