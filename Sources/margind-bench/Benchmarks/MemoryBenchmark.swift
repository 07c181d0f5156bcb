import Glibc
import MarginCore

/// What a book takes of memory for a position and for an account, and what an idle daemon takes.
///
/// Two books with the same accounts and twice as many positions in one of them give two equations. Each book is built in
/// a process of its own, since memory that was given back is seldom given up; and weighed from its first accounts on, since
/// code that runs for the first time and what the loader keeps do not belong to the accounts.
struct MemoryBenchmark {
    let programs: Programs
    let workspace: Workspace
    var rounds: Int
    var accounts: Int
    var seed: UInt64

    private static let fewPositions = 50
    private static let manyPositions = 100
    /// The command that builds one book and prints what it took; for this benchmark alone.
    static let command = "footprint"

    func run() throws(BenchmarkFailure) -> [ResultRow] {
        let workload = "\(ReportTable.number(Double(accounts))) accounts × "
        Progress.say("memory: books of \(workload)\(Self.fewPositions) and \(Self.manyPositions)")
        let few = Double(try footprint(Self.fewPositions))
        let many = Double(try footprint(Self.manyPositions))
        let count = Double(accounts)
        let perPosition = (many - few) / (count * Double(Self.manyPositions - Self.fewPositions))
        let perAccount = few / count - perPosition * Double(Self.fewPositions)
        let books = "books of \(workload)\(Self.fewPositions) and \(Self.manyPositions)"
        var rows = [
            ResultRow("memory, position", books, "bytes", .lower, Samples([perPosition])),
            ResultRow("memory, account", books, "bytes", .lower, Samples([perAccount])),
            ResultRow(
                "memory, book", "\(workload)\(Self.fewPositions)", "MiB", .lower, Samples([few / 1_048_576])),
        ]
        rows.append(try idle())
        return rows
    }

    private func footprint(_ positions: Int) throws(BenchmarkFailure) -> Int {
        let output = workspace.file("footprint.txt")
        let arguments = ["/proc/self/exe", Self.command, String(accounts), String(positions), String(seed)]
        _ = try ChildProcess.run(arguments, output: output, in: workspace)
        guard let bytes = Int(TextFile.read(output).split(separator: "\n").first ?? "") else {
            throw BenchmarkFailure("the book's process printed no number")
        }
        return bytes
    }

    private static let accountsBefore = 512

    /// Builds one book and prints how much resident memory grew by so many accounts, in bytes.
    static func printFootprint(_ arguments: [String]) throws(BenchmarkFailure) {
        let numbers = arguments.compactMap { Int($0) }
        guard numbers.count == 3, arguments.count == 3 else {
            throw Settings.usage("\(command) takes accounts, positions and a seed")
        }
        let holdings = Holdings(chain: Chain(), positionsPerAccount: numbers[1], seed: UInt64(numbers[2]))
        var book = MarginBook(configuration: MarginConfiguration())
        var loader = BookLoader(holdings: holdings)
        loader.loadMarket(into: &book)
        let count = accountsBefore + numbers[0]
        let cash = [Double](repeating: 1e9, count: count)
        loader.load(0..<accountsBefore, cash: cash, into: &book)
        let before = ResidentMemory.bytes()
        loader.load(accountsBefore..<count, cash: cash, into: &book)
        print(ResidentMemory.bytes() - before)
        // The book is alive while it is weighed.
        precondition(book.accountsByState.values.reduce(0, +) == count, "an account is missing")
    }

    private func idle() throws(BenchmarkFailure) -> ResultRow {
        let workload = "margind run with a socket, no input"
        guard case .success(let margind) = programs.margind else {
            return .missing("memory, idle daemon", workload, "there is no margind")
        }
        var samples = Samples()
        for _ in 0..<rounds {
            let ready = try ReadySocket(path: workspace.file("ready.sock"))
            let daemon = try ChildProcess(
                [margind, "run", "--socket", workspace.file("margind.sock")],
                environment: ["NOTIFY_SOCKET": ready.path])
            let isReady = ready.wait() != nil
            usleep(300_000)
            let bytes = ResidentMemory.bytes(of: daemon.identifier)
            _ = try daemon.stop()
            guard isReady else { throw BenchmarkFailure("margind run did not say READY=1") }
            samples.add(Double(bytes) / 1_048_576)
        }
        return ResultRow("memory, idle daemon", workload, "MiB", .lower, samples)
    }
}
