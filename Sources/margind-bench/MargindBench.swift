import Glibc

/// The command: measures what it is asked for, and prints the report.
@main
struct MargindBench {
    static func main() {
        do throws(BenchmarkFailure) {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if arguments.contains("--help") || arguments.contains("-h") {
                print(help)
                return
            }
            if arguments.first == MemoryBenchmark.command {
                try MemoryBenchmark.printFootprint(Array(arguments.dropFirst()))
                return
            }
            let settings = try Settings(arguments)
            let rows = try measure(settings)
            print(ReportTable.text(rows))
            if let path = settings.text(.json) {
                try TextFile.write(ReportJSON.text(rows, arguments: arguments), to: path)
            }
            if let path = settings.text(.markdown) { try TextFile.write(ReportMarkdown.text(rows), to: path) }
        } catch {
            Progress.say("margind-bench: \(error.message)")
            exit(error.kind == .usage ? 64 : 1)
        }
    }

    private static func measure(_ settings: Settings) throws(BenchmarkFailure) -> [ResultRow] {
        let commands =
            settings.command == .all ? Settings.Command.allCases.filter { $0 != .all } : [settings.command]
        let workspace = try Workspace()
        let programs = Programs(workspace: workspace, margind: settings.text(.margind))
        var rows: [ResultRow] = []
        for command in commands { rows += try measure(command, settings, programs, workspace) }
        return rows
    }

    private static func measure(
        _ command: Settings.Command, _ settings: Settings, _ programs: Programs, _ workspace: Workspace
    ) throws(BenchmarkFailure) -> [ResultRow] {
        let seed = UInt64(try settings.integer(.seed, in: 0...Int.max) ?? 7)
        let givenRounds = try settings.integer(.rounds, in: 1...1000)
        let rounds = givenRounds ?? 5
        switch command {
        case .tick: return try tick(settings, seed, rounds).run()
        case .models: return try models(settings, seed, rounds).run()
        case .replay:
            return try replay(settings, seed, givenRounds ?? (settings.command == .all ? 1 : 3), programs, workspace)
        case .memory:
            // The sizes of `all` are those of the tick.
            let given = settings.command == .memory ? try settings.integers(.accounts, in: 1...10_000_000) : nil
            return try MemoryBenchmark(
                programs: programs, workspace: workspace, rounds: rounds, accounts: given?.last ?? 20_000, seed: seed
            ).run()
        case .greeks:
            return try GreeksComparison(programs: programs, workspace: workspace, rounds: rounds).run()
        case .parse:
            return try ParseComparison(programs: programs, workspace: workspace, rounds: rounds, seed: seed).run()
        case .startup:
            return try StartupBenchmark(programs: programs, workspace: workspace, rounds: rounds, seed: seed).run()
        case .latency:
            return try LatencyComparison(
                programs: programs, workspace: workspace, rounds: rounds,
                rate: try settings.integer(.rate, in: 100...1_000_000) ?? 20_000
            ).run()
        case .all: return []
        }
    }

    private static func replay(
        _ settings: Settings, _ seed: UInt64, _ rounds: Int, _ programs: Programs, _ workspace: Workspace
    ) throws(BenchmarkFailure) -> [ResultRow] {
        let ticks = try settings.integer(.ticks, in: 1000...100_000_000) ?? 1_000_000
        let hours = try settings.number(.hours, in: 0.01...240) ?? 24
        return try CrashReplayBenchmark(
            programs: programs, workspace: workspace, rounds: rounds, withNumpy: settings.has(.numpy)
        ).run()
            + LargeReplayBenchmark(
                programs: programs, workspace: workspace, rounds: rounds, ticksMax: ticks, seed: seed
            ).run()
            + DayReplayBenchmark(
                programs: programs, workspace: workspace, rounds: rounds, hours: hours, seed: seed
            ).run()
    }

    private static func tick(
        _ settings: Settings, _ seed: UInt64, _ rounds: Int
    ) throws(BenchmarkFailure) -> TickBenchmark {
        let guards = settings.text(.guards) ?? "both"
        guard guards == "both" || Guards(rawValue: guards) != nil else {
            throw Settings.usage("--guards takes on, off or both")
        }
        return TickBenchmark(
            accounts: try settings.integers(.accounts, in: 1...10_000_000) ?? [1000, 10_000],
            positions: try settings.integer(.positions, in: 1...1000) ?? 50,
            volatilities: try settings.numbers(.volatility, in: 0...0.1) ?? [1e-5, 3e-5, 1e-4, 1e-3, 4e-3],
            volatilityShare: try settings.number(.volatilityShare, in: 0...1) ?? 0, rounds: rounds,
            seconds: try settings.number(.seconds, in: 0.001...3600) ?? 0.3,
            ticksMax: try settings.integer(.ticks, in: 1...100_000_000) ?? 200_000, seed: seed,
            guards: Guards(rawValue: guards).map { [$0] } ?? Guards.allCases)
    }

    /// Within `all` sizes and moves are those that it has alone: without guards a tick costs as many times more as there
    /// are accounts.
    private static func models(
        _ settings: Settings, _ seed: UInt64, _ rounds: Int
    ) throws(BenchmarkFailure) -> ModelsBenchmark {
        let isAlone = settings.command == .models
        let accounts = isAlone ? try settings.integers(.accounts, in: 1...10_000_000) : nil
        let volatilities = isAlone ? try settings.numbers(.volatility, in: 0...0.1) : nil
        return ModelsBenchmark(
            accounts: accounts ?? [1000, 10_000], positions: try settings.integer(.positions, in: 1...1000) ?? 50,
            volatilities: volatilities ?? [3e-5, 4e-3], rounds: rounds,
            seconds: try settings.number(.seconds, in: 0.001...3600) ?? 0.3,
            ticksMax: try settings.integer(.ticks, in: 1...100_000_000) ?? 200_000, seed: seed)
    }

    private static var help: String {
        let options = Settings.Option.allCases.map { "  \($0.rawValue) \($0.help)" }
        return """
            margind-bench measures margind, side by side with other programs for the same work where they are there.

            usage: margind-bench [COMMAND] [OPTION ...]

            commands: \(Settings.Command.allCases.map(\.rawValue).joined(separator: ", ")); without one, all.

            \(options.joined(separator: "\n"))

            With MARGIND_SHARED set, the peers and the tape of its folder bench take part. What cannot be measured has a
            line that says why. Exit status: 0 success, 1 alerts that should be equal differ or a program failed, 64 usage.
            """
    }
}
