/// What a line costs to read, beside simdjson reading the same file, in turn.
struct ParseComparison {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    var seed: UInt64

    private static let lineCount = 500_000

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let peer = programs.compile(
            Programs.peerSource("parse_simdjson.cpp"), with: "g++", flags: ["-O3", "-march=native", "-std=c++20"],
            libraries: ["-lsimdjson"])
        var rows: [ResultRow] = []
        for order in ParseBenchmark.Order.allCases { rows += try measure(order, peer) }
        return rows
    }

    private func measure(
        _ order: ParseBenchmark.Order, _ peer: Programs.Found
    ) throws(BenchmarkFailure) -> [ResultRow] {
        let bytes = ParseBenchmark.lines(order, count: Self.lineCount, seed: seed)
        let path = workspace.file("lines.ndjson")
        try TextFile.write(String(decoding: bytes, as: UTF8.self), to: path)
        var decode = Samples()
        var admit = Samples()
        var theirs: [PeerFigures] = []
        for round in 1...rounds {
            Progress.say("parse: \(order.rawValue) order, round \(round) of \(rounds)")
            let decoded = ParseBenchmark.decode(bytes, rounds: 1)
            for nanoseconds in decoded.nanosecondsPerLine { decode.add(nanoseconds) }
            for nanoseconds in ParseBenchmark.admit(bytes, rounds: 1).nanosecondsPerLine {
                admit.add(nanoseconds)
            }
            guard case .success(let peer) = peer else { continue }
            let figures = try PeerFigures(peer, path, workspace)
            guard figures.checksum == decoded.checksum else {
                throw BenchmarkFailure("parse, \(order.rawValue) order: margind and simdjson read different figures")
            }
            theirs.append(figures)
        }

        let length = Double(bytes.count) / Double(Self.lineCount)
        let workload = "\(order.rawValue) order, \(ReportTable.number(length)) bytes a line"
        var note: String?
        if case .failure(let failure) = peer { note = "no simdjson beside it: \(failure.message)" }
        let best = theirs.first.map { figures in
            // The way that suits the order better: by key or in a loop over the fields.
            let ways = figures.ways.indices.map { way in Samples(theirs.map { $0.ways[way] }) }
            return ResultRow.Peer(name: figures.name, samples: ways.min { $0.median < $1.median } ?? Samples())
        }
        return [
            ResultRow(
                "parse", workload, "ns CPU/line", .lower, decode, peer: best,
                details: [.init("throughput", length / decode.median * 1000, "MB/s")],
                note: note ?? "checked in full; the checksums agree"),
            ResultRow(
                "parse and admit", workload, "ns CPU/line", .lower, admit,
                details: [.init("lines/s", 1e9 / admit.median, "")]),
        ]
    }

    /// What one round of the peer printed.
    private struct PeerFigures {
        var name = "simdjson"
        /// Nanoseconds of a line, by way.
        var ways: [Double] = []
        var checksum: UInt64 = 0

        init(_ program: String, _ path: String, _ workspace: Workspace) throws(BenchmarkFailure) {
            let output = workspace.file("simdjson.txt")
            _ = try ChildProcess.run([program, path, "1"], output: output, in: workspace)
            for line in TextFile.read(output).split(separator: "\n") {
                // simdjson/<version>/<kernel> <way> <median> <least> <largest> <checksum>
                let words = line.split(separator: " ")
                guard words.count == 6, let nanoseconds = Double(words[2]), let sum = UInt64(words[5]) else { continue }
                name = String(words[0])
                ways.append(nanoseconds)
                checksum = sum
            }
            guard !ways.isEmpty else { throw BenchmarkFailure("\(program) printed no figures") }
        }
    }
}
