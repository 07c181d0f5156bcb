import MarginCore
import MarginService
import MarginWire

/// `margind stress`: every account of a tape under the configuration's stress scenarios.
struct StressCommand: Command {
    static let name = "stress"
    static let summary = "Puts every account of a tape through the stress scenarios of the configuration."
    static let usage = "--config FILE [OPTION ...] TAPE ...|-"
    static let options = [
        PipelineOptions.config,
        ShadowOption.option,
        Option("--scenario", "NAME", "this scenario alone (default: all)"),
        Option("--at", "TIME", "as of this instant, before the first later event (default: at the end of the tape)"),
        Option("--json", nil, "a line for each scenario and account instead of tables"),
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard !arguments.operands.isEmpty else { throw Failure(.usage, "stress takes at least one tape, or -") }
        let configuration = try Files.configuration(arguments.text("--config"))
        let scenarios = try scenarios(arguments.text("--scenario"), of: configuration)
        let shadow = try ShadowOption.name(arguments, of: configuration)
        var reader = StatementReader(configuration: configuration, until: try arguments.instant("--at"))
        try await reader.read(arguments.operands)
        var image = reader.image
        if let shadow { image.configuration = configuration.shadowed(by: shadow) }
        let outcomes = StressTest.run(scenarios, on: image)
        if arguments.has("--json") {
            try Files.print(
                StressText.lines(outcomes, under: shadow, event: reader.eventNumber, at: reader.clock), terminator: "")
        } else {
            try Files.print(StressText.tables(outcomes, under: shadow))
        }
        return .success
    }

    private static func scenarios(
        _ name: String?, of configuration: MarginConfiguration
    ) throws(Failure) -> [StressScenario] {
        let scenarios = configuration.stress.scenarios
        guard !scenarios.isEmpty else {
            throw Failure(.usage, "the configuration has no stress scenarios; see docs/stress.md")
        }
        guard let name else { return scenarios }
        guard let scenario = scenarios.first(where: { $0.name == name }) else {
            let hint = NearestName.of(name, among: scenarios.map(\.name))
            let question = hint.map { "; did you mean \"\(Log.escaped($0))\"?" } ?? ""
            throw Failure(.usage, "no stress scenario is called \"\(Log.escaped(name))\"\(question)")
        }
        return [scenario]
    }
}
