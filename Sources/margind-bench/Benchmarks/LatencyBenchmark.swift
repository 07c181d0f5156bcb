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
    struct Series: Codable {
        var name: String
        var rounds: [Round] = []
    }

    /// One round, in nanoseconds.
    struct Round: Codable {
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
        let directory = try Self.makeDirectory()
        defer { Self.remove(directory) }
        let echo = "\(directory)/echo"
        try LatencyServer.run(["cc", "-O2", "-o", echo, echoSource])
        let path = "\(directory)/socket"
        let warmUp = max(1000, rate / 4)
        let load = LatencyLoad(rate: rate, warmUpCount: warmUp)
        let tape = LatencyTape(count: warmUp + eventCount)
        if let cores { try LatencyServer.confineOurselves(to: "\(cores.load)") }
        defer { if let cores { try? LatencyServer.confineOurselves(to: "\(cores.load),\(cores.server)") } }

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

    private static func makeDirectory() throws -> String {
        var template = Array("/tmp/latency-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LatencyFailure.system("mkdtemp") }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func remove(_ directory: String) {
        for name in ["echo", "socket"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }
}

extension LatencyBenchmark.Series {
    /// The median of a figure over the rounds, and its smallest and largest; nanoseconds.
    func summary(_ figure: KeyPath<LatencyBenchmark.Round, Int64>) -> (median: Int64, low: Int64, high: Int64) {
        let sorted = rounds.map { $0[keyPath: figure] }.sorted()
        guard let low = sorted.first, let high = sorted.last else { return (0, 0, 0) }
        return (sorted[sorted.count / 2], low, high)
    }
}

extension LatencyBenchmark {
    /// A table in microseconds: medians, with the smallest and the largest round.
    static func table(_ all: [Series]) -> String {
        func cell(_ series: Series, _ figure: KeyPath<Round, Int64>) -> String {
            let (median, low, high) = series.summary(figure)
            return [median, low, high].map { "\((Double($0) / 100).rounded() / 10)" }.joined(separator: " ")
        }
        let rows = all.map { series in
            [
                series.name, cell(series, \.p50), cell(series, \.p99), cell(series, \.p999), cell(series, \.maximum),
                cell(series, \.lateness99), cell(series, \.processorPerEvent),
            ]
        }
        let heading = ["us: median low high", "p50", "p99", "p99.9", "max", "load late p99", "CPU/event"]
        let table = [heading] + rows
        let widths = heading.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
