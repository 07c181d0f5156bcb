// Names from a file in a message, and names of ours in a file: both in the quotes that JSON gives them.
extension String {
    /// This text as a JSON string, quotes included.
    ///
    /// Beside what JSON demands, every character that a terminal would act upon or not show is escaped.
    var quoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result += scalar.printable
            }
        }
        return result + "\""
    }

    /// This text with every character escaped that a terminal would act upon or not show.
    var printable: String { unicodeScalars.map(\.printable).joined() }

    /// `quoted`, cut after forty characters: for a message.
    var quotedBriefly: String {
        unicodeScalars.count > 40 ? (String(String.UnicodeScalarView(unicodeScalars.prefix(40))) + "…").quoted : quoted
    }

    fileprivate static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension Unicode.Scalar {
    fileprivate var printable: String {
        guard isASCII ? value < 0x20 || value == 0x7F : isInvisible else { return String(self) }
        return String(self).utf16.map { String.escape($0) }.joined()
    }

    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        default: false
        }
    }
}
