/// Ten thousand accounts of fifty positions, from bytes to alerts on one processor; guards on and off.
struct LargeReplayBenchmark {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    var ticksMax: Int
    var seed: UInt64

    private static let accounts = 10_000
    private static let positions = 50
    private static let volatility = 3e-5
    /// Ticks of the prefix that is also done by full passes.
    private static let prefixTicks = 1000
    /// A tape is cut to what takes about as long as this.
    private static let secondsMax = 20.0
    private static let workload =
        "10,000 accounts × 50, 3e-5 a tick" + (OneCore.prefix == nil ? ", on all cores: no taskset" : ", one core")

    /// Where the parts of the tape end, in bytes.
    private struct Tape {
        var file: TapeFile
        var headEnd: Int
        var prefixEnd: Int
    }

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        guard case .success(let margind) = programs.margind else {
            return [.missing("replay, large book", Self.workload, "there is no margind")]
        }
        Progress.say("replay: writing a tape of \(Self.workload)")
        let holdings = Holdings(chain: Chain(), positionsPerAccount: Self.positions, seed: seed)
        let cash = CashChoice.cash(holdings, accounts: Self.accounts)
        var tape = try write(holdings, cash, ticks: Self.prefixTicks)
        let head = try tape.file.prefix(tape.headEnd, name: "head.ndjson")
        func cost(_ tape: String, _ output: String, _ options: [String] = []) throws(BenchmarkFailure)
            -> ChildProcess.Usage
        {
            try ChildProcess.run(
                (OneCore.prefix ?? []) + [margind, "run", "--stdin"] + options, input: tape,
                output: workspace.file(output), in: workspace)
        }

        // A first run says how many ticks there is time for.
        let headSeconds = try cost(head, "margind").cpuSeconds
        let prefixSeconds = try cost(tape.file.path, "margind").cpuSeconds
        let perTick = max(1e-7, (prefixSeconds - headSeconds) / Double(Self.prefixTicks))
        let ticks = min(ticksMax, max(Self.prefixTicks, Int(Self.secondsMax / perTick)))
        if ticks > Self.prefixTicks { tape = try write(holdings, cash, ticks: ticks) }
        let prefix = try tape.file.prefix(tape.prefixEnd, name: "prefix.ndjson")

        let hasGuards = programs.margindHas("--guards")
        var own = Samples()
        var full = Samples()
        var load = Samples()
        var peakBytes = 0
        for round in 1...rounds {
            Progress.say("replay: \(Self.workload), \(ticks) ticks, round \(round) of \(rounds)")
            let start = try cost(head, "margind").cpuSeconds
            let whole = try cost(tape.file.path, "margind")
            load.add(start)
            own.add(Double(ticks) / max(1e-6, whole.cpuSeconds - start))
            peakBytes = max(peakBytes, whole.peakBytes)
            guard hasGuards else { continue }
            let fullStart = try cost(head, "full", ["--guards", "off"]).cpuSeconds
            let fullPrefix = try cost(prefix, "full", ["--guards", "off"]).cpuSeconds
            full.add(Double(Self.prefixTicks) / max(1e-6, fullPrefix - fullStart))
        }
        if hasGuards {
            _ = try cost(prefix, "margind")
            guard TapeFile.areEqual(workspace.file("margind"), workspace.file("full")) else {
                throw BenchmarkFailure("replay, \(Self.workload): the alerts with and without guards differ")
            }
        }
        return [
            ResultRow(
                "replay, large book", Self.workload, "ticks/CPU s", .higher, own,
                peer: hasGuards ? ResultRow.Peer(name: "full pass", samples: full) : nil,
                details: [
                    .init("ticks", Double(ticks), ""), .init("start and portfolios", load.median, "CPU s"),
                    .init("peak memory", Double(peakBytes) / 1_048_576, "MiB"),
                ],
                note: hasGuards
                    ? "same bytes with guards and without, over \(Self.prefixTicks) ticks"
                    : "no full pass beside it: margind has no option --guards")
        ]
    }

    private func write(_ holdings: Holdings, _ cash: [Double], ticks: Int) throws(BenchmarkFailure) -> Tape {
        let path = workspace.file("large.ndjson")
        var writer = try TapeWriter(path: path)
        try writer.writeMarket(holdings.chain)
        try writer.writeAccounts(holdings, cash: cash)
        let headEnd = writer.length
        var walk = TickWalk(
            holdings.chain, volatility: Self.volatility, volatilityShare: 0, seed: seed, from: BookLoader.clock)
        try writer.writeTicks(Self.prefixTicks, of: &walk, holdings.chain)
        let prefixEnd = writer.length
        try writer.writeTicks(ticks - Self.prefixTicks, of: &walk, holdings.chain)
        try writer.finish()
        return Tape(file: TapeFile(path: path, workspace: workspace), headEnd: headEnd, prefixEnd: prefixEnd)
    }
}
