import MarginCore

/// What a tick costs a book, by its size and by how far prices move in a tick; guards on and off, on the same ticks.
struct TickBenchmark {
    var accounts: [Int]
    var positions: Int
    var volatilities: [Double]
    /// Share of ticks that change an implied volatility.
    var volatilityShare: Double
    var rounds: Int
    /// Processor time of one round.
    var seconds: Double
    var ticksMax: Int
    var seed: UInt64
    var guards: [Guards]

    /// Both books are kept at once, for rounds in turn, up to this many positions.
    private static let positionsTogetherMax = 10_000_000

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        var rows: [ResultRow] = []
        for accounts in accounts {
            Progress.say("tick: choosing the cash of \(accounts) accounts")
            let holdings = Holdings(chain: Chain(), positionsPerAccount: positions, seed: seed)
            let cash = CashChoice.cash(holdings, accounts: accounts)
            for volatility in volatilities { rows.append(try measure(holdings, cash, volatility)) }
        }
        return rows
    }

    private func measure(
        _ holdings: Holdings, _ cash: [Double], _ volatility: Double
    ) throws(BenchmarkFailure) -> ResultRow {
        let workload = "\(ReportTable.number(Double(cash.count))) accounts × \(positions), \(volatility) a tick"
        let share = volatilityShare > 0 ? ", \(volatilityShare) IV" : ""
        Progress.say("tick: \(workload)\(share)")
        func begin(_ guards: Guards) -> TickRun? {
            guard self.guards.contains(guards) else { return nil }
            let walk = TickWalk(
                holdings.chain, volatility: volatility, volatilityShare: volatilityShare, seed: seed,
                from: BookLoader.clock)
            return TickRun(guards, holdings, cash: cash, walk: walk)
        }

        var on: [TickRun.Segment] = []
        var off: [TickRun.Segment] = []
        var guarded = begin(.on)
        let isTogether = cash.count * positions <= Self.positionsTogetherMax
        var full = isTogether ? begin(.off) : nil
        // The first round does not count: guards are made as accounts are judged, caches fill.
        for _ in 0...rounds {
            if let guarded { on.append(guarded.advance(seconds: seconds, ticksMax: ticksMax)) }
            if let full { off.append(full.advance(seconds: seconds, ticksMax: ticksMax)) }
        }
        let ours = Outcome(guarded)
        if !isTogether {
            guarded = nil
            full = begin(.off)
            if let full { for _ in 0...rounds { off.append(full.advance(seconds: seconds, ticksMax: ticksMax)) } }
        }
        let theirs = Outcome(full)
        try Self.compare(ours, theirs, workload)
        return row(workload + share, on, off, ours ?? theirs, holdings.chain)
    }

    /// What is left of a run when its book is gone.
    private struct Outcome {
        var ticks: Int
        var firstEvent: UInt64
        var trail: AlertTrail

        init?(_ run: TickRun?) {
            guard let run else { return nil }
            ticks = run.ticks
            firstEvent = run.firstEvent
            trail = run.trail
        }
    }

    /// Both runs saw the same ticks, one of them more of them: what they share must agree.
    private static func compare(
        _ ours: Outcome?, _ theirs: Outcome?, _ workload: String
    ) throws(BenchmarkFailure) {
        guard let ours, let theirs else { return }
        let last = ours.firstEvent + UInt64(min(ours.ticks, theirs.ticks))
        guard ours.trail.digest(upTo: last) == theirs.trail.digest(upTo: last) else {
            throw BenchmarkFailure(
                "tick, \(workload): the alerts of the first \(last - ours.firstEvent) ticks differ: "
                    + "\(ours.trail.count(upTo: last)) with guards, \(theirs.trail.count(upTo: last)) without")
        }
    }

    private func row(
        _ workload: String, _ on: [TickRun.Segment], _ off: [TickRun.Segment], _ outcome: Outcome?, _ chain: Chain
    ) -> ResultRow {
        let own = on.isEmpty ? off : on
        let samples = TickRun.Segment.costs(own, TickWalk.ticksPerMinute(chain))
        var details = [ResultRow.Detail("ticks/s", 1e9 / samples.median, "")]
        let ticks = own.dropFirst().reduce(0) { $0 + $1.ticks }
        let judgements = own.dropFirst().reduce(0) { $0 + $1.judgements }
        details.append(.init("judged", Double(judgements) / Double(max(1, ticks)), "accounts/tick"))
        if let step = TickRun.Segment.stepNanoseconds(own) { details.append(.init("valuation step", step / 1e3, "µs")) }
        if let outcome {
            details.append(
                .init("alerts", 1000 * Double(outcome.trail.count) / Double(outcome.ticks), "per 1,000 ticks"))
            details.append(.init("ticks", Double(outcome.ticks), ""))
        }
        let full = TickRun.Segment.costs(off, TickWalk.ticksPerMinute(chain))
        let peer = on.isEmpty || off.isEmpty ? nil : ResultRow.Peer(name: "full pass", samples: full)
        let note: String? = on.isEmpty ? "guards off" : peer == nil ? nil : "same alerts by both"
        return ResultRow("tick", workload, "ns CPU/tick", .lower, samples, peer: peer, details: details, note: note)
    }
}
