/// The report as a table for a page of the documentation.
enum ReportMarkdown {
    static func text(_ rows: [ResultRow]) -> String {
        let head = """
            | figure | workload | median (least … largest) | unit | peer | × | also |
            | --- | --- | --- | --- | --- | --- | --- |

            """
        return head + rows.map(line).joined()
    }

    private static func line(_ row: ResultRow) -> String {
        let details = row.details.map { "\($0.name) \(ReportTable.number($0.value)) \($0.unit)" }
        let cells = [
            row.name, row.workload, figures(row.samples), row.unit,
            row.peer.map { "\($0.name) \(figures($0.samples))" } ?? "",
            row.ratio.map { ReportTable.number($0) } ?? "",
            (details.map(trimmed) + [row.note].compactMap(\.self)).joined(separator: ", "),
        ]
        return "| \(cells.map { $0.replacing("|", with: "/") }.joined(separator: " | ")) |\n"
    }

    private static func figures(_ samples: Samples) -> String {
        guard !samples.isEmpty else { return "-" }
        let median = ReportTable.number(samples.median)
        guard samples.values.count > 1 else { return median }
        return "\(median) (\(ReportTable.number(samples.minimum)) … \(ReportTable.number(samples.maximum)))"
    }

    private static func trimmed(_ text: String) -> String { text.last == " " ? String(text.dropLast()) : text }
}
