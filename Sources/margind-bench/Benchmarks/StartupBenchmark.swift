import Glibc
import MarginCore

/// From exec to the moment at which the daemon is of use.
struct StartupBenchmark {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    var seed: UInt64

    private static let accounts = 1000
    private static let positions = 20

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        guard case .success(let margind) = programs.margind else {
            return [.missing("start", "exec to ready", "there is no margind")]
        }
        let tape = workspace.file("portfolio.ndjson")
        try writePortfolio(tape)
        var empty = Samples()
        var loaded = Samples()
        for round in 1...rounds {
            Progress.say("startup: round \(round) of \(rounds)")
            empty.add(try milliseconds(toReady: margind))
            loaded.add(try milliseconds(toAlert: margind, tape))
        }
        return [
            ResultRow("start, empty", "exec to READY=1 with a socket", "ms", .lower, empty),
            ResultRow(
                "start, portfolio", "exec to the alert of the last of 1,000 accounts × 20", "ms", .lower, loaded,
                note: "2,000 options, all prices and the accounts come on standard input"),
        ]
    }

    private func milliseconds(toReady margind: String) throws(BenchmarkFailure) -> Double {
        let ready = try ReadySocket(path: workspace.file("ready.sock"))
        let daemon = try ChildProcess(
            [margind, "run", "--socket", workspace.file("margind.sock")],
            environment: ["NOTIFY_SOCKET": ready.path])
        let time = ready.wait()
        _ = try daemon.stop()
        guard let time else { throw BenchmarkFailure("margind run did not say READY=1") }
        return Double(time - daemon.start) / 1e6
    }

    /// The last account has a debt and nothing else, which takes an alert at once.
    private func milliseconds(toAlert margind: String, _ tape: String) throws(BenchmarkFailure) -> Double {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchmarkFailure("cannot make a pipe") }
        let child = try ChildProcess(
            [margind, "run", "--stdin"], input: .file(tape), output: .descriptor(ends[1]))
        close(ends[1])
        defer { close(ends[0]) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var time: Int64?
        while case let count = read(ends[0], &chunk, chunk.count), count > 0 {
            let now = CPUClock.wall()
            text += chunk[..<count]
            if time == nil && String(decoding: text, as: UTF8.self).contains("\"account\":\"last\"") { time = now }
        }
        _ = try child.wait()
        guard let time else { throw BenchmarkFailure("margind run raised no alert for the last account") }
        return Double(time - child.start) / 1e6
    }

    private func writePortfolio(_ path: String) throws(BenchmarkFailure) {
        let holdings = Holdings(chain: Chain(), positionsPerAccount: Self.positions, seed: seed)
        var writer = try TapeWriter(path: path)
        try writer.writeMarket(holdings.chain)
        try writer.writeAccounts(holdings, cash: CashChoice.cash(holdings, accounts: Self.accounts))
        try writer.write(
            "{\"type\":\"portfolio\",\"ts\":\(BookLoader.clock.nanoseconds),\"account\":\"last\","
                + "\"balances\":{\"USDC\":-1000},\"positions\":[]}")
        try writer.finish()
    }
}
