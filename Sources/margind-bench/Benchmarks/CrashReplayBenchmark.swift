/// The default tape of the shared folder, a quiet day with a crash in it, through the whole program and through the peers.
///
/// The tape goes in part by part through standard input; processor time is read between the parts.
struct CrashReplayBenchmark {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    /// Also the numpy peer, on the first lines of the tape.
    var withNumpy: Bool

    private static let ticks = 100_000
    /// Ticks before the crash, and before its end.
    private static let crash = (45_000, 50_000)
    private static let numpyLines = 20_000
    private static let workload = "default tape: 1,000 accounts × 20, crash in the middle"

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let margind: String
        let tape: TapeFile
        do throws(BenchmarkFailure) {
            margind = try programs.margind.get()
            tape = try makeTape()
        } catch {
            return [.missing("replay", Self.workload, error.message)]
        }
        let ends = tape.lineEnds()
        let bytes = TextFile.bytes(tape.path)
        let head = ends.count - Self.ticks
        let cuts = [0, ends[head - 1], ends[head + Self.crash.0 - 1], ends[head + Self.crash.1 - 1], bytes.count]
        let parts = zip(cuts, cuts.dropFirst()).map { bytes[$0..<$1] }
        let peer = programs.peerCPP()
        var own = Parts()
        var theirs = Parts()
        for round in 1...rounds {
            Progress.say("replay: \(Self.workload), round \(round) of \(rounds)")
            try own.measure([margind, "run", "--stdin"], parts, output: workspace.file("margind"))
            if case .success(let peer) = peer {
                try theirs.measure([peer], parts, output: workspace.file("peer"))
            }
        }
        if case .success = peer { try compareAlerts("peer_cpp") }
        var rows = rows(own, theirs, lines: ends.count, peer)
        if withNumpy { rows.append(try numpy(margind, tape.prefix(ends[Self.numpyLines - 1], name: "first.ndjson"))) }
        return rows
    }

    private func makeTape() throws(BenchmarkFailure) -> TapeFile {
        let path = workspace.file("tape.ndjson")
        Progress.say("replay: generating the default tape")
        _ = try ChildProcess.run(["python3", "\(try programs.shared.get())/gen_tape.py", "-o", path], in: workspace)
        return TapeFile(path: path, workspace: workspace)
    }

    private func margindRun(_ margind: String, _ tape: String) throws(BenchmarkFailure) -> ChildProcess.Usage {
        try ChildProcess.run(
            [margind, "run", "--stdin"], input: tape, output: workspace.file("margind"), in: workspace)
    }

    /// The last outputs, by the check of the shared folder.
    private func compareAlerts(_ peer: String) throws(BenchmarkFailure) {
        let output = workspace.file("check.txt")
        do throws(BenchmarkFailure) {
            _ = try ChildProcess.run(
                [
                    "python3", "\(try programs.shared.get())/check.py", workspace.file("margind"),
                    workspace.file("peer"),
                ], output: output, in: workspace)
        } catch {
            throw BenchmarkFailure("the alerts of margind and \(peer) differ: \(TextFile.read(output))")
        }
    }

    /// Processor seconds of the parts, by round.
    private struct Parts {
        var head = Samples()
        var quiet = Samples()
        var crash = Samples()
        var whole = Samples()
        var peakBytes = 0

        /// - Parameter parts: Portfolios, before the crash, the crash, after it.
        mutating func measure(
            _ program: [String], _ parts: [ArraySlice<UInt8>], output: String
        ) throws(BenchmarkFailure) {
            let process = try FedProcess(program, output: output)
            var seconds = [0.0]
            for part in parts { seconds.append(Double(try process.feed(part)) / 1e9) }
            let usage = try process.finish()
            head.add(seconds[1])
            quiet.add(seconds[2] - seconds[1] + seconds[4] - seconds[3])
            crash.add(seconds[3] - seconds[2])
            whole.add(usage.cpuSeconds)
            peakBytes = max(peakBytes, usage.peakBytes)
        }
    }

    private func rows(_ own: Parts, _ theirs: Parts, lines: Int, _ peer: Programs.Found) -> [ResultRow] {
        var note: String?
        if case .failure(let failure) = peer { note = "no peer_cpp beside it: \(failure.message)" }
        func row(_ name: String, _ unit: String, _ count: Int, _ part: KeyPath<Parts, Samples>) -> ResultRow {
            func rate(_ parts: Parts) -> Samples { parts[keyPath: part].map { Double(count) / $0 } }
            let peer = note == nil ? ResultRow.Peer(name: "peer_cpp", samples: rate(theirs)) : nil
            return ResultRow(name, Self.workload, unit, .higher, rate(own), peer: peer, note: note)
        }
        let crashTicks = Self.crash.1 - Self.crash.0
        var rows = [
            row("replay, outside the crash", "ticks/CPU s", Self.ticks - crashTicks, \.quiet),
            row("replay, crash", "ticks/CPU s", crashTicks, \.crash),
            row("replay, whole tape", "events/CPU s", lines, \.whole),
        ]
        rows[2].details = [
            .init("whole", own.whole.median, "CPU s"), .init("start and portfolios", own.head.median, "CPU s"),
            .init("peak memory", Double(own.peakBytes) / 1_048_576, "MiB"),
        ]
        if note == nil { rows[2].note = "the alerts agree (check.py)" }
        return rows
    }

    private func numpy(_ margind: String, _ tape: String) throws(BenchmarkFailure) -> ResultRow {
        var own = Samples()
        var theirs = Samples()
        let workload = "the first \(ReportTable.number(Double(Self.numpyLines))) lines of the default tape"
        do throws(BenchmarkFailure) {
            let peer = "\(try programs.shared.get())/peer_numpy.py"
            for round in 1...rounds {
                Progress.say("replay: numpy, round \(round) of \(rounds)")
                own.add(Double(Self.numpyLines) / (try margindRun(margind, tape)).cpuSeconds)
                let usage = try ChildProcess.run(
                    ["python3", peer], input: tape, output: workspace.file("peer"), in: workspace)
                theirs.add(Double(Self.numpyLines) / usage.cpuSeconds)
            }
        } catch {
            return .missing("replay, numpy", workload, error.message)
        }
        try compareAlerts("peer_numpy")
        return ResultRow(
            "replay, numpy", workload, "events/CPU s", .higher, own,
            peer: ResultRow.Peer(name: "peer_numpy", samples: theirs), note: "the alerts agree (check.py)")
    }
}
