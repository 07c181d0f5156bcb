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
            default:
                if scalar.isASCII ? scalar.value < 0x20 || scalar.value == 0x7F : scalar.isInvisible {
                    for unit in String(scalar).utf16 { result += String.escape(unit) }
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// `quoted`, cut after forty characters: for a message.
    var quotedBriefly: String {
        unicodeScalars.count > 40 ? (String(String.UnicodeScalarView(unicodeScalars.prefix(40))) + "…").quoted : quoted
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        default: false
        }
    }
}
