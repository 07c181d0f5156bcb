import MarginCore

/// Something in a configuration file that is not as it has to be, and where it stands.
package struct ConfigurationFault: Equatable, Sendable {
    /// Counted from 1; a line ends with LF or CR LF.
    package let line: Int
    /// Counted from 1, in Unicode scalars.
    package let column: Int
    /// One sentence for the person who wrote the file, without a full stop.
    package let message: String

    package init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }
}

extension ConfigurationFault: CustomStringConvertible {
    /// `12:5: "gamma" must be …`, to be put behind the name of the file and a colon.
    package var description: String { "\(line):\(column): \(message)" }
}

/// Everything that is wrong with a configuration file; at least one fault, in the order of the file.
package struct ConfigurationFaults: Error, Equatable, Sendable {
    package let faults: [ConfigurationFault]

    package init(_ faults: [ConfigurationFault]) { self.faults = faults }
}

/// A fault whose place is still an offset into the file's bytes.
struct ConfigurationComplaint: Equatable {
    var offset: Int
    var message: String
}

extension ConfigurationComplaint {
    /// What the scanner found, in words, with a hint where the likely mistake is known.
    ///
    /// - Parameters:
    ///   - fault: The scanner's finding.
    ///   - bytes: The text that was scanned, its comments blanked.
    init(_ fault: JSONFault, in bytes: [UInt8]) {
        offset = fault.offset
        switch fault.reason {
        case .emptyLine: message = "the file says nothing; {} stands for the defaults"
        case .unexpectedEnd: message = "the file ends too early: an object, a list or a string is not closed"
        case .trailingContent: message = "something follows after the end of the configuration"
        case .unexpectedCharacter: message = ConfigurationComplaint.unexpectedCharacter(at: fault.offset, in: bytes)
        case .controlCharacter: message = "a string ends in the line in which it began; a tab in it is written \\t"
        case .invalidEscape: message = "no such escape in a string; a backslash is written \\\\"
        case .loneSurrogate: message = "half a surrogate pair; a character beyond U+FFFF takes two \\u escapes"
        case .invalidNumber: message = "not a number as JSON writes it: 0.5, 20000000 or 2e7"
        case .invalidLiteral: message = "unknown word; strings and names stand in double quotes"
        case .invalidUTF8: message = "not UTF-8"
        case .tooDeep: message = "more than \(JSONScanner.nestingLimit) levels deep"
        default: message = "not JSON (\(fault.reason.rawValue))"
        }
    }

    private static func unexpectedCharacter(at offset: Int, in bytes: [UInt8]) -> String {
        guard offset < bytes.count else { return "something is missing here" }
        let byte = bytes[offset]
        let before = bytes[..<offset].last { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        let isAfterValue = before.map(endsValue) ?? false
        switch byte {
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if before == UInt8(ascii: ",") { return "the comma before this bracket is one too many" }
        case UInt8(ascii: "'"): return "strings and names stand in double quotes"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "a comment begins with // and ends with its line"
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["):
            if isAfterValue { return "a comma or a colon is missing before this" }
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            return isAfterValue ? "a comma or a colon is missing before this" : "names stand in double quotes"
        case 0xEF where offset == 0: return "a byte order mark; the file is UTF-8 without one"
        default: break
        }
        guard byte > 0x20 && byte < 0x7F else { return "unexpected character" }
        return "unexpected character \(String(decoding: [byte], as: UTF8.self).quoted)"
    }

    /// Whether a byte can be the last one of a value or a name.
    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
