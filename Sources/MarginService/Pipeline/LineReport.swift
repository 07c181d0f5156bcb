package import MarginCore

/// A rejected line, for the operator: where, why, and about which field.
package struct LineReport: Equatable, Sendable, CustomStringConvertible {
    package var origin: InputOrigin
    /// From 1, within the origin.
    package var line: Int
    /// Byte in the line, from 1.
    package var column: Int
    package var fault: LineFault

    package init(origin: InputOrigin, line: Int, column: Int, fault: LineFault) {
        self.origin = origin
        self.line = line
        self.column = column
        self.fault = fault
    }

    /// `tape.ndjson:12:40: rejected: not_positive (price)`
    package var description: String {
        let field = fault.field.map { " (\($0.rawValue))" } ?? ""
        return "\(origin):\(line):\(column): rejected: \(fault.reason.rawValue)\(field)"
    }
}

extension InputOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .standardInput: "stdin"
        case .tape(let path): path == "-" ? "stdin" : path
        case .client(let number): "client \(number)"
        }
    }
}
