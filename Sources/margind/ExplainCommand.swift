import MarginCore
import MarginService
import MarginWire

/// `margind explain`: one account worked out on paper, at an instant of a tape.
struct ExplainCommand: Command {
    static let name = "explain"
    static let summary = "Works one account's equity and margin out line by line, at an instant of a tape."
    static let usage = "--account NAME [OPTION ...] TAPE ...|-"
    static let options = [
        Option("--account", "NAME", "the account; required"),
        Option("--at", "TIME", "as of this instant, before the first later event (default: at the end of the tape)"),
        ShadowOption.option,
        PipelineOptions.config,
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard let account = arguments.text("--account") else { throw Failure(.usage, "explain needs --account NAME") }
        guard !arguments.operands.isEmpty else { throw Failure(.usage, "explain takes at least one tape, or -") }
        let at = try arguments.instant("--at")
        let configuration = try Files.configuration(arguments.text("--config"))
        let shadow = try ShadowOption.name(arguments, of: configuration)
        var reader = StatementReader(configuration: configuration, until: at)
        try await reader.read(arguments.operands)
        guard let profile = reader.profile(of: account) else {
            throw Failure(.data, unknown(account, at: at, among: reader.accountNames))
        }
        if let shadow, !profile.effectiveShadows.contains(shadow) {
            throw Failure(.data, ShadowOption.notJudged(account, by: shadow, profile))
        }
        // Whoever has a profile has a text.
        let text = reader.text(of: account, under: shadow) ?? ""
        try Files.print(text)
        return .success
    }

    private static func unknown(_ account: String, at time: Timestamp?, among names: [String]) -> String {
        let when = time.map { " until \($0.rfc3339)" } ?? ""
        let hint = NearestName.of(account, among: names).map { "; did you mean \"\(Log.escaped($0))\"?" } ?? ""
        return "the tape names no account \"\(Log.escaped(account))\"\(when)\(hint)"
    }
}
