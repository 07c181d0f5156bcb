extension TickRun {
    /// Some ticks that were applied one after the other.
    struct Segment {
        var ticks = 0
        var nanoseconds: Int64 = 0
        /// Ticks that moved the valuation time, and with it the whole book, are counted apart: they come once a minute.
        var steps = 0
        var stepNanoseconds: Int64 = 0
        /// Accounts judged and units of options priced, those of the steps not counted.
        var judgements = 0
        var prices = 0
        /// Of the judged: accounts of other models than the sensitivities that bounds found to stay in `normal`.
        var quiet = 0
    }
}

extension TickRun.Segment {
    /// By round: the mean of a tick, with its share of the step that each minute brings. The first round does not count.
    static func costs(_ segments: [TickRun.Segment], _ ticksPerMinute: Int) -> Samples {
        let share = (stepNanoseconds(segments) ?? 0) / Double(ticksPerMinute)
        return Samples(
            segments.dropFirst().filter { $0.ticks > 0 }.map { Double($0.nanoseconds) / Double($0.ticks) + share })
    }

    /// What moving the valuation time takes: the mean over the rounds that count; where none saw a step, the one of the
    /// first round.
    static func stepNanoseconds(_ segments: [TickRun.Segment]) -> Double? {
        let counted = segments.dropFirst().filter { $0.steps > 0 }
        let seen = counted.isEmpty ? segments.filter { $0.steps > 0 } : Array(counted)
        let steps = seen.reduce(0) { $0 + $1.steps }
        return steps == 0 ? nil : Double(seen.reduce(0) { $0 + $1.stepNanoseconds }) / Double(steps)
    }
}
