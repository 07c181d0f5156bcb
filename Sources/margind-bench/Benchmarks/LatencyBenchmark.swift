import Glibc

/// How late an alert is: from the moment an event was due on a Unix socket to its alert's arrival on the daemon's
/// standard output, beside a bare echo server in C under the same load.
///
/// The servers take turns, round after round, each started anew. The load has one core and the server the other, where
/// cores are named.
struct LatencyBenchmark {
    /// The program to measure.
    var margind: String
    /// The source of the echo server; built with `cc -O2`.
    var echoSource: String
    /// A folder for the socket and the echo server.
    var folder: String
    /// Events a second.
    var rate = 20_000
    /// Events in a round, those of the warm-up not counted.
    var eventCount = 100_000
    var roundCount = 5
    /// Processors for the load and for the server; nil leaves both to the scheduler.
    var cores: (load: Int, server: Int)? = (0, 1)
    /// What servers are started by, such as `chrt -f 10`, for a machine that others use too: the one as the other.
    var launcher: [String] = []
    /// Ways to run the daemon: a name, and the options after `run`.
    var modes: [(name: String, options: [String])] = [
        ("margind", []), ("margind --low-latency", ["--low-latency"]),
        ("margind --low-latency --spin 100", ["--low-latency", "--spin", "100"]),
    ]

    /// One server's rounds.
    struct Series {
        var name: String
        var rounds: [Round] = []
    }

    /// One round, in nanoseconds.
    struct Round {
        var p50: Int64
        var p99: Int64
        var p999: Int64
        var maximum: Int64
        /// How late the load itself was, 99 of 100 lines.
        var lateness99: Int64
        /// CPU time of the server for one event.
        var processorPerEvent: Int64
    }

    /// The echo server's series first, then one for each mode.
    func run() throws -> [Series] {
        // Back to both processors whatever comes of it: what is measured next needs them.
        let outcome = Result { try runConfined() }
        if let cores { try LatencyServer.confineOurselves(to: "\(cores.load),\(cores.server)") }
        return try outcome.get()
    }

    private func runConfined() throws -> [Series] {
        let echo = "\(folder)/latency-echo"
        try LatencyServer.run(["cc", "-O2", "-o", echo, echoSource])
        let path = "\(folder)/latency-socket"
        let warmUp = max(1000, rate / 4)
        let load = LatencyLoad(rate: rate, warmUpCount: warmUp)
        let tape = LatencyTape(count: warmUp + eventCount)
        if let cores { try LatencyServer.confineOurselves(to: "\(cores.load)") }

        let size = try answerSize(path)
        var all = [Series(name: "echo in C")] + modes.map { Series(name: $0.name) }
        for _ in 0..<roundCount {
            for place in all.indices {
                let words = place == 0 ? [echo, path, "\(size)"] : daemon(modes[place - 1].options, path)
                let server = try LatencyServer(launcher + words, listeningAt: path, core: cores?.server)
                if place > 0 { try Self.send(tape.opening, to: server) }
                let result = try load.run(tape, on: server)
                all[place].rounds.append(round(result, processor: server.processorNanoseconds, tape.ends.count))
            }
        }
        return all
    }

    private func round(_ result: LatencyLoad.Result, processor: Int64, _ count: Int) -> Round {
        Round(
            p50: result.histogram.quantile(0.5), p99: result.histogram.quantile(0.99),
            p999: result.histogram.quantile(0.999), maximum: result.histogram.maximum,
            lateness99: result.lateness.quantile(0.99), processorPerEvent: processor / Int64(count))
    }

    private func daemon(_ options: [String], _ path: String) -> [String] {
        [margind, "run", "--socket", path] + options
    }

    /// The mean length of an alert, for the echo server to answer as much.
    private func answerSize(_ path: String) throws -> Int {
        let server = try LatencyServer(launcher + daemon([], path), listeningAt: path, core: cores?.server)
        let tape = LatencyTape(count: 200)
        try Self.send(tape.opening, to: server)
        let result = try LatencyLoad(rate: 10_000, warmUpCount: 0).run(tape, on: server)
        return result.answerByteCount / tape.ends.count
    }

    private static func send(_ bytes: [UInt8], to server: LatencyServer) throws {
        let count = bytes.withUnsafeBytes { write(server.socket, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw LatencyFailure.system("write") }
    }
}
