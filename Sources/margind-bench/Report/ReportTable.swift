/// The report for a reader: aligned columns, details and notes below their row.
enum ReportTable {
    static func text(_ rows: [ResultRow]) -> String {
        let heading = ["figure", "workload", "median", "min", "max", "unit", "peer", "median", "ratio"]
        let cells = rows.map(cells)
        let widths = heading.indices.map { column in
            ([heading] + cells).map { $0[column].count }.max() ?? 0
        }
        var lines = [line(heading, widths)]
        for (row, cells) in zip(rows, cells) {
            lines.append(line(cells, widths))
            let details = row.details.map { "\($0.name) \(number($0.value)) \($0.unit)" }
            if !details.isEmpty { lines.append("    " + details.joined(separator: ", ")) }
            if let note = row.note { lines.append("    " + note) }
        }
        return lines.joined(separator: "\n")
    }

    private static func cells(_ row: ResultRow) -> [String] {
        let own = row.samples
        let figures = own.isEmpty ? ["-", "-", "-"] : [own.median, own.minimum, own.maximum].map(number)
        let peer = row.peer.map { [$0.name, number($0.samples.median)] } ?? ["", ""]
        return [row.name, row.workload] + figures + [row.unit] + peer + [row.ratio.map { number($0) + " ×" } ?? ""]
    }

    /// The first two columns and the names begin at the left, numbers end at the right.
    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let space = String(repeating: " ", count: widths[column] - cell.count)
            let isText = column < 2 || column == 5 || column == 6
            line += (column == 0 ? "" : "  ") + (isText ? cell + space : space + cell)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Four digits, with separators from a thousand on.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let magnitude = value.magnitude
        if magnitude >= 999.95 || value == value.rounded() && magnitude >= 1 {
            return grouped(value.rounded())
        }
        if magnitude == 0 { return "0" }
        var places = 0
        var limit = 1000.0
        while magnitude < limit && places < 12 {
            limit /= 10
            places += 1
        }
        return fixed(value, places)
    }

    private static func grouped(_ value: Double) -> String {
        guard value.magnitude < 9e18 else { return value.description }
        var text = ""
        for (place, digit) in String(Int64(value.magnitude)).reversed().enumerated() {
            if place > 0 && place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + String(text.reversed())
    }

    /// `value`, below 1,000, to so many decimal places.
    private static func fixed(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let digits = String(Int64((value.magnitude * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let whole = padded.dropLast(places)
        let fraction = places > 0 ? "." + padded.suffix(places) : ""
        return (value < 0 ? "-" : "") + whole + fraction
    }
}
