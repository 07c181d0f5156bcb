/// What an option costs to price, by each build of the kernel that this processor runs, beside QuantLib.
struct GreeksComparison {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int

    private static let passes = 2000

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let peer = programs.compile(
            Programs.peerSource("greeks_quantlib.cpp"), with: "g++", flags: ["-O2", "-std=c++17"],
            libraries: ["-lQuantLib"])
        var own: [GreeksBenchmark.Measurement] = []
        var theirs = Samples()
        for round in 1...rounds {
            Progress.say("greeks: round \(round) of \(rounds)")
            let measured = GreeksBenchmark(passes: Self.passes, repetitions: 1).run()
            if own.isEmpty { own = measured.map(Self.empty) }
            for (place, one) in measured.enumerated() { own[place].nanosecondsPerOption += one.nanosecondsPerOption }
            guard case .success(let peer) = peer else { continue }
            let (nanoseconds, checksum) = try quantlib(peer)
            theirs.add(nanoseconds)
            try Self.compare(measured, checksum)
        }
        var note: String?
        if case .failure(let failure) = peer { note = "no QuantLib beside it: \(failure.message)" }
        return own.map { one in
            let isGreeks = one.task == "greeks"
            let workload =
                isGreeks
                ? "price, delta, gamma, vega, theta; kernel \(one.kernel)"
                : "price, delta, vega, two shocked prices; kernel \(one.kernel)"
            return ResultRow(
                isGreeks ? "greeks" : "greeks, as margin needs", workload, "ns CPU/option", .lower,
                Samples(one.nanosecondsPerOption),
                peer: isGreeks && note == nil ? .init(name: "QuantLib", samples: theirs) : nil,
                note: isGreeks ? note ?? "the sums agree" : nil)
        }
    }

    private static func empty(_ one: GreeksBenchmark.Measurement) -> GreeksBenchmark.Measurement {
        var one = one
        one.nanosecondsPerOption = []
        return one
    }

    /// One repetition of the peer: nanoseconds of an option, and the sum of the results of the last pass.
    private func quantlib(_ program: String) throws(BenchmarkFailure) -> (nanoseconds: Double, checksum: Double) {
        let output = workspace.file("quantlib.txt")
        _ = try ChildProcess.run([program, "1", String(Self.passes)], output: output, in: workspace)
        let words = TextFile.read(output).split { $0 == " " || $0 == "\n" }
        guard words.count == 4, let nanoseconds = Double(words[1]), let checksum = Double(words[3]) else {
            throw BenchmarkFailure("\(program) printed no figures")
        }
        return (nanoseconds, checksum)
    }

    /// All kernels to the last bit, QuantLib to what it is accurate to.
    private static func compare(_ own: [GreeksBenchmark.Measurement], _ theirs: Double) throws(BenchmarkFailure) {
        let sums = own.filter { $0.task == "greeks" }.map(\.checksum)
        guard let first = sums.first else { return }
        guard sums.allSatisfy({ $0 == first }) else {
            throw BenchmarkFailure("greeks: the kernels' sums differ: \(sums)")
        }
        guard (first - theirs).magnitude <= 1e-9 * theirs.magnitude else {
            throw BenchmarkFailure("greeks: the sums differ: \(first), QuantLib \(theirs)")
        }
    }
}
