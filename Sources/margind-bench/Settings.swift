/// What the command line asks for: a command, and the options that it has.
struct Settings: Equatable {
    enum Command: String, CaseIterable {
        case all, tick, models, parse, greeks, replay, latency, startup, memory

        /// The options that the command reads, besides those that all have.
        var options: [Option] {
            switch self {
            case .all: Option.allCases
            case .tick: [.accounts, .positions, .volatility, .volatilityShare, .seconds, .ticks, .guards]
            case .models: [.accounts, .positions, .volatility, .seconds, .ticks]
            case .replay: [.margind, .ticks, .hours, .numpy]
            case .latency: [.margind, .rate]
            case .startup: [.margind]
            case .memory: [.margind, .accounts]
            case .parse, .greeks: []
            }
        }
    }

    enum Option: String, CaseIterable {
        case rounds = "--rounds"
        case seed = "--seed"
        case json = "--json"
        case markdown = "--markdown"
        case accounts = "--accounts"
        case positions = "--positions"
        case volatility = "--volatility"
        case volatilityShare = "--iv-share"
        case seconds = "--seconds"
        case ticks = "--ticks"
        case guards = "--guards"
        case hours = "--hours"
        case rate = "--rate"
        case margind = "--margind"
        case numpy = "--numpy"

        /// What every command has.
        static let common: [Option] = [.rounds, .seed, .json, .markdown]

        var help: String {
            switch self {
            case .rounds: "N            rounds in turn with the peers (default 5; replay 3, within all 1)"
            case .seed: "N              what the random workloads are made from (default 7)"
            case .json: "FILE           write every sample to a file, too"
            case .markdown: "FILE       write the report as a table for a page, too"
            case .accounts:
                "N,N,...    sizes of the book: tick, models (default 1000,10000); memory alone, the last (20000)"
            case .positions: "N         positions of an account: tick, models (default 50)"
            case .volatility:
                "X,X,...  relative move of an index in a tick (default 1e-5,3e-5,1e-4,1e-3,4e-3; models 3e-5,4e-3)"
            case .volatilityShare: "X          share of ticks that change an implied volatility (default 0)"
            case .seconds: "X           processor time of a round of ticks (default 0.3)"
            case .ticks:
                "N             at most so many ticks in a round (default 200000), in the large replay (1000000)"
            case .guards: "on|off|both  with guards, by full passes, or both and compared (default both)"
            case .hours: "X             length of the day that is replayed (default 24)"
            case .rate: "N              events a second on the socket (default 20000)"
            case .margind: "FILE        the program to measure (default: the one beside this one)"
            case .numpy: "              replay: also the numpy peer, on the first 20,000 lines"
            }
        }
    }

    private(set) var command = Command.all
    private(set) var values: [Option: String] = [:]

    /// Reads `[COMMAND] [--option value ...]`; `--option=value` is the same.
    init(_ arguments: [String]) throws(BenchmarkFailure) {
        var rest = arguments[...]
        if let word = rest.first, !word.hasPrefix("-") {
            guard let command = Command(rawValue: word) else {
                throw Self.usage("unknown command \(word); there are \(Command.allCases.map(\.rawValue))")
            }
            self.command = command
            rest.removeFirst()
        }
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = Option(rawValue: parts[0]) else { throw Self.usage("unknown option \(parts[0])") }
            guard Option.common.contains(option) || command.options.contains(option) else {
                throw Self.usage("\(command.rawValue) has no option \(option.rawValue)")
            }
            guard values[option] == nil else { throw Self.usage("\(option.rawValue) is given twice") }
            if option == .numpy {
                guard parts.count == 1 else { throw Self.usage("--numpy takes no value") }
                values[option] = ""
            } else {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw Self.usage("\(option.rawValue) needs a value")
                }
                values[option] = value
            }
        }
    }

    static func usage(_ message: String) -> BenchmarkFailure { BenchmarkFailure(message, .usage) }

    // MARK: - Values

    func has(_ option: Option) -> Bool { values[option] != nil }

    func text(_ option: Option) -> String? { values[option] }

    func integer(_ option: Option, in range: ClosedRange<Int>) throws(BenchmarkFailure) -> Int? {
        guard let text = values[option] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw Self.usage("\(option.rawValue) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func integers(_ option: Option, in range: ClosedRange<Int>) throws(BenchmarkFailure) -> [Int]? {
        guard let text = values[option] else { return nil }
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard !numbers.contains(where: { $0.map { !range.contains($0) } ?? true }) else {
            throw Self.usage(
                "\(option.rawValue) takes whole numbers from \(range.lowerBound) to \(range.upperBound), with commas")
        }
        return numbers.compactMap(\.self)
    }

    func numbers(_ option: Option, in range: ClosedRange<Double>) throws(BenchmarkFailure) -> [Double]? {
        guard let text = values[option] else { return nil }
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard !numbers.contains(where: { $0.map { !range.contains($0) } ?? true }) else {
            throw Self.usage(
                "\(option.rawValue) takes numbers from \(range.lowerBound) to \(range.upperBound), with commas")
        }
        return numbers.compactMap(\.self)
    }

    func number(_ option: Option, in range: ClosedRange<Double>) throws(BenchmarkFailure) -> Double? {
        guard let numbers = try numbers(option, in: range) else { return nil }
        guard numbers.count == 1 else { throw Self.usage("\(option.rawValue) takes one number") }
        return numbers[0]
    }
}
