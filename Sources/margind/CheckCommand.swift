import MarginCore
import MarginWire

/// `margind check`: is this configuration sound?
struct CheckCommand: Command {
    static let name = "check"
    static let summary = "Checks a configuration file, and says everything that is wrong with it."
    static let usage = "CONFIG | --print-defaults"
    static let options = [
        Option("--print-defaults", nil, "print the default configuration, every key with its meaning")
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        if arguments.has("--print-defaults") {
            guard arguments.operands.isEmpty else { throw Failure(.usage, "--print-defaults takes no file") }
            try Files.print(ConfigurationPrinter.text(of: MarginConfiguration()), terminator: "")
            return .success
        }
        guard arguments.operands.count == 1 else { throw Failure(.usage, "check takes one configuration file") }
        do throws(Failure) {
            _ = try Files.configuration(arguments.operands[0])
        } catch {
            // Without the program's name in front: editors and CI read file:line:column.
            Files.printError(error.message)
            return error.code
        }
        Files.printError("\(arguments.operands[0]): sound")
        return .success
    }
}
