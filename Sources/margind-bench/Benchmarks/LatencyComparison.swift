/// Percentiles of the time from a line's due moment to its alert, beside an echo server in C.
struct LatencyComparison {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    var rate: Int

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let workload = "a socket, \(ReportTable.number(Double(rate))) events/s"
        let source = Programs.peerSource("echo.c")
        let margind: String
        switch programs.margind {
        case .success(let path): margind = path
        case .failure(let failure): return [.missing("latency", workload, failure.message)]
        }
        if case .failure(let failure) = programs.compile(source, with: "cc", flags: ["-O2"]) {
            return [.missing("latency", workload, failure.message)]
        }
        Progress.say("latency: \(rounds) rounds of each server")
        var benchmark = LatencyBenchmark(margind: margind, echoSource: source, folder: workspace.path)
        benchmark.rate = rate
        benchmark.roundCount = rounds
        let all: [LatencyBenchmark.Series]
        do { all = try benchmark.run() } catch { throw BenchmarkFailure("latency: \(error)") }
        guard let echo = all.first else { return [] }
        return all.dropFirst().flatMap { rows($0, echo, workload) }
    }

    private func rows(
        _ series: LatencyBenchmark.Series, _ echo: LatencyBenchmark.Series, _ workload: String
    ) -> [ResultRow] {
        func samples(_ series: LatencyBenchmark.Series, _ figure: KeyPath<LatencyBenchmark.Round, Int64>) -> Samples {
            Samples(series.rounds.map { Double($0[keyPath: figure]) / 1000 })
        }
        let figures: [(String, KeyPath<LatencyBenchmark.Round, Int64>)] = [
            ("p50", \.p50), ("p99", \.p99), ("p99.9", \.p999), ("largest", \.maximum),
        ]
        // A load that cannot keep its times measures the machine and not the server.
        let isBusy = samples(series, \.lateness99).median > 100
        return figures.map { name, figure in
            let own = samples(series, figure)
            let peer = samples(echo, figure)
            return ResultRow(
                "latency, \(name)", "\(series.name), \(workload)", "µs", .lower, own,
                peer: ResultRow.Peer(name: echo.name, samples: peer),
                details: [
                    .init("above the echo", own.median - peer.median, "µs"),
                    .init("load late by (p99)", samples(series, \.lateness99).median, "µs"),
                    .init("processor", samples(series, \.processorPerEvent).median, "µs/event"),
                ], note: isBusy ? "the machine was busy: the load itself came late, so this figure says little" : nil)
        }
    }
}
