import MarginCore

struct ExplainCommand: Command {
    static let name = "explain"
    static let summary = "Works one account's equity and margin out line by line, at an instant of a tape."
    static let usage = "--account NAME [--at TIME] [--config FILE] TAPE ..."
    static let options: [Option] = []
    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode { .success }
}
