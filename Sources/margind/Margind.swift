import Glibc
import MarginService
import MarginWire

/// The command: chooses what to do, and turns every failure into a message and an exit code.
@main
struct Margind {
    static let version = "0.1.0"

    static func main() async {
        StandardStreams.secure()
        do throws(Failure) {
            exit(try await run(Array(CommandLine.arguments.dropFirst())).rawValue)
        } catch {
            for line in error.message.split(separator: "\n") { Log.standardError.error("margind: \(line)") }
            exit(error.code.rawValue)
        }
    }

    private static func run(_ arguments: [String]) async throws(Failure) -> ExitCode {
        guard let word = arguments.first else { throw Failure(.usage, "no command given; see margind --help") }
        switch word {
        case "--help", "-h", "help":
            try Files.print(help)
            return .success
        case "--version":
            try Files.print("margind \(version)")
            return .success
        default: break
        }
        let rest = Array(arguments.dropFirst())
        switch word {
        case RunCommand.name: return try await perform(RunCommand.self, rest)
        case ReplayCommand.name: return try await perform(ReplayCommand.self, rest)
        case ExplainCommand.name: return try await perform(ExplainCommand.self, rest)
        case StressCommand.name: return try await perform(StressCommand.self, rest)
        case BacktestCommand.name: return try await perform(BacktestCommand.self, rest)
        case CheckCommand.name: return try await perform(CheckCommand.self, rest)
        case HistoryCommand.name: return try await perform(HistoryCommand.self, rest)
        default:
            let hint = NearestName.of(word, among: commands.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            throw Failure(.usage, "unknown command \(word)\(hint)")
        }
    }

    private static func perform<C: Command>(
        _ command: C.Type, _ arguments: [String]
    ) async throws(Failure) -> ExitCode {
        // After `--` a word that looks like an option is an operand.
        if arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            try Files.print(C.help)
            return .success
        }
        return try await C.run(try Arguments(arguments, options: C.options))
    }

    private static let commands = [
        (name: RunCommand.name, summary: RunCommand.summary),
        (name: ReplayCommand.name, summary: ReplayCommand.summary),
        (name: ExplainCommand.name, summary: ExplainCommand.summary),
        (name: StressCommand.name, summary: StressCommand.summary),
        (name: BacktestCommand.name, summary: BacktestCommand.summary),
        (name: CheckCommand.name, summary: CheckCommand.summary),
        (name: HistoryCommand.name, summary: HistoryCommand.summary),
    ]

    private static var help: String {
        """
        margind watches the margin of trading accounts: price and position events in, margin calls and liquidations out.

        usage: margind COMMAND [OPTION ...]

        \(commands.map { "  " + padded($0.name, 10) + $0.summary }.joined(separator: "\n"))

          margind COMMAND --help says more; margind --version

        Alerts and statements go to standard output, everything else to standard error.
        Exit status: 0 success, 1 alerts differ from the expected, 2 state of --fail-on reached, 64 usage,
        65 no such account, no closes in the candles, 66 no such tape or file, 69 no socket, 70 audit found a difference, 74 input or output failed,
        78 configuration.
        """
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

/// One of the things that margind does.
protocol Command {
    static var name: String { get }
    /// One line.
    static var summary: String { get }
    /// The arguments after the name.
    static var usage: String { get }
    static var options: [Option] { get }
    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode
}

extension Command {
    static var help: String {
        let lines = options.map { option in
            "  " + Margind.padded(option.name + (option.value.map { " " + $0 } ?? ""), 22) + option.help
        }
        return "\(summary)\n\nusage: margind \(name) \(usage)\n\n\(lines.joined(separator: "\n"))"
    }
}
