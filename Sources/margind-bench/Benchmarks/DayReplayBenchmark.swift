/// A day of 50 events a second through `margind replay`, as fast as it goes.
struct DayReplayBenchmark {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    var hours: Double
    var seed: UInt64

    private static let accounts = 100
    private static let positions = 20
    private static let eventsPerHour = 180_000.0
    /// A day is cut to what takes about as long as this.
    private static let secondsMax = 30.0

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let workload = "100 accounts × 20, 50 events a second, one in five an IV"
        guard case .success(let margind) = programs.margind else {
            return [.missing("replay, a day", workload, "there is no margind")]
        }
        let path = workspace.file("day.ndjson")
        func replay(_ output: String) throws(BenchmarkFailure) -> ChildProcess.Usage {
            try ChildProcess.run(
                [margind, "replay", path], output: workspace.file(output), in: workspace)
        }
        // A first run says how much of the day there is time for.
        let trialTicks = min(20_000, Int(hours * Self.eventsPerHour))
        let head = try write(path, ticks: 0)
        let empty = try replay("margind").wallSeconds
        try write(path, ticks: trialTicks)
        let perTick = max(1e-7, (try replay("margind").wallSeconds - empty) / Double(trialTicks))
        let wanted = Int(hours * Self.eventsPerHour)
        let ticks = min(wanted, max(trialTicks, Int(Self.secondsMax / perTick)))
        try write(path, ticks: ticks)

        var wall = Samples()
        var cpu = Samples()
        for round in 1...rounds {
            Progress.say("replay: \(ticks) ticks of a day, round \(round) of \(rounds)")
            let usage = try replay("margind")
            wall.add(usage.wallSeconds)
            cpu.add(usage.cpuSeconds)
        }
        let lines = Double(head + ticks)
        let length = Double(ticks) / Self.eventsPerHour
        return [
            ResultRow(
                "replay, a day", workload, "s for \(ReportTable.number(length)) h", .lower, wall,
                details: [
                    .init("lines", lines, ""), .init("processor", cpu.median, "CPU s"),
                    .init("lines/s", lines / wall.median, ""),
                    .init("times real time", length * 3600 / wall.median, ""),
                ],
                note: ticks < wanted
                    ? "cut from \(ReportTable.number(hours)) h, which would take about "
                        + "\(ReportTable.number(wall.median * Double(wanted) / Double(ticks))) s" : nil)
        ]
    }

    /// - Returns: Lines before the first tick.
    @discardableResult
    private func write(_ path: String, ticks: Int) throws(BenchmarkFailure) -> Int {
        let holdings = Holdings(chain: Chain(), positionsPerAccount: Self.positions, seed: seed)
        var writer = try TapeWriter(path: path)
        try writer.writeMarket(holdings.chain)
        try writer.writeAccounts(holdings, cash: CashChoice.cash(holdings, accounts: Self.accounts))
        let head = writer.lines
        var walk = TickWalk(
            holdings.chain, volatility: 3e-5, volatilityShare: 0.2, seed: seed, from: BookLoader.clock,
            interval: 20_000_000)
        try writer.writeTicks(ticks, of: &walk, holdings.chain)
        try writer.finish()
        return head
    }
}
