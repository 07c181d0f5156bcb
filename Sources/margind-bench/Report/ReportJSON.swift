/// The report for a program: one JSON object with every sample.
enum ReportJSON {
    static func text(_ rows: [ResultRow], arguments: [String]) -> String {
        let rows = rows.map { "    " + object(members($0)) }
        return """
            {
              "arguments": [\(arguments.map(quoted).joined(separator: ", "))],
              "rows": [
            \(rows.joined(separator: ",\n"))
              ]
            }

            """
    }

    private static func members(_ row: ResultRow) -> [(String, String)] {
        var members = [
            ("figure", quoted(row.name)), ("workload", quoted(row.workload)), ("unit", quoted(row.unit)),
            ("better", quoted(row.better == .lower ? "lower" : "higher")), ("samples", array(row.samples)),
            ("median", number(row.samples.median)), ("min", number(row.samples.minimum)),
            ("max", number(row.samples.maximum)),
        ]
        if let peer = row.peer {
            members.append(
                (
                    "peer",
                    object([
                        ("name", quoted(peer.name)), ("samples", array(peer.samples)),
                        ("median", number(peer.samples.median)),
                    ])
                ))
        }
        if let ratio = row.ratio { members.append(("ratio", number(ratio))) }
        if !row.details.isEmpty {
            let details = row.details.map {
                ($0.name, object([("value", number($0.value)), ("unit", quoted($0.unit))]))
            }
            members.append(("details", object(details)))
        }
        if let note = row.note { members.append(("note", quoted(note))) }
        return members
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
    }

    private static func array(_ samples: Samples) -> String {
        "[" + samples.values.map(number).joined(separator: ", ") + "]"
    }

    private static func number(_ value: Double) -> String { value.isFinite ? value.description : "null" }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
