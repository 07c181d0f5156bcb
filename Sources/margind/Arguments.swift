import MarginCore
import MarginWire

/// An option of a command: its name, what it takes, and what it is for.
struct Option {
    let name: String
    /// What stands for the value in the help; `nil` for a flag.
    let value: String?
    let help: String

    init(_ name: String, _ value: String? = nil, _ help: String) {
        self.name = name
        self.value = value
        self.help = help
    }
}

/// The arguments of one command, read against the options it has.
struct Arguments {
    private var values: [String: String] = [:]
    private(set) var operands: [String] = []

    /// Reads `--name value`, `--name=value`, flags and operands; `--` ends the options, `-` is an operand.
    init(_ arguments: [String], options: [Option]) throws(Failure) {
        var rest = arguments[...]
        var isPastOptions = false
        while let argument = rest.popFirst() {
            if isPastOptions || argument == "-" || !argument.hasPrefix("-") {
                operands.append(argument)
                continue
            }
            if argument == "--" {
                isPastOptions = true
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = options.first(where: { $0.name == parts[0] }) else {
                let hint = NearestName.of(parts[0], among: options.map(\.name)).map { "; did you mean \($0)?" } ?? ""
                throw Failure(.usage, "unknown option \(parts[0])\(hint)")
            }
            guard values[option.name] == nil else { throw Failure(.usage, "\(option.name) is given twice") }
            if option.value == nil {
                guard parts.count == 1 else { throw Failure(.usage, "\(option.name) takes no value") }
                values[option.name] = ""
            } else if parts.count == 2 {
                values[option.name] = parts[1]
            } else {
                guard let value = rest.popFirst() else { throw Failure(.usage, "\(option.name) needs a value") }
                values[option.name] = value
            }
        }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    func text(_ name: String) -> String? { values[name] }

    /// A whole number within `range`.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
        guard let text = values[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw Failure(.usage, "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// An instant: RFC 3339, or nanoseconds since 1970.
    func instant(_ name: String) throws(Failure) -> Timestamp? {
        guard let text = values[name] else { return nil }
        if let nanoseconds = Int64(text) { return Timestamp(nanoseconds: nanoseconds) }
        let time = Array(text.utf8).withUnsafeBufferPointer { Timestamp(rfc3339: $0) }
        guard let time else {
            throw Failure(.usage, "\(name) takes an RFC 3339 time or nanoseconds since 1970, not \"\(text)\"")
        }
        return time
    }

    /// A level such as 0.99, from one half to below one.
    func level(_ name: String) throws(Failure) -> Double? {
        guard let text = values[name] else { return nil }
        guard let value = Double(text), value >= 0.5, value <= 0.999_999 else {
            throw Failure(.usage, "\(name) takes a level from 0.5 to 0.999999, not \"\(text)\"")
        }
        return value
    }

    /// A length of time such as `500ms`, `5s`, `2m`, `1h`, `1d`; nanoseconds. A plain number is in seconds.
    func duration(_ name: String) throws(Failure) -> Int64? {
        guard let text = values[name] else { return nil }
        let units: [(String, Double)] = [
            ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9), ("", 1e9),
        ]
        for (unit, nanoseconds) in units where text.hasSuffix(unit) {
            guard let number = Double(text.dropLast(unit.count)), number >= 0, number * nanoseconds < 9e18 else {
                break
            }
            return Int64(number * nanoseconds)
        }
        throw Failure(.usage, "\(name) takes a length of time such as 500ms, 5s, 2m or 1h, not \"\(text)\"")
    }

    /// A state, by its word in alerts; `margin_call` is `call`.
    func state(_ name: String) throws(Failure) -> AccountState? {
        guard let text = values[name] else { return nil }
        let states = AccountState.allCases.filter { $0 != .normal }
        if let state = states.first(where: { $0.name == text || (text == "margin_call" && $0 == .call) }) {
            return state
        }
        throw Failure(.usage, "\(name) takes one of \(states.map(\.name).joined(separator: ", ")), not \"\(text)\"")
    }
}
