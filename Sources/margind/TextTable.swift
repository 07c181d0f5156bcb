/// Rows of cells in aligned columns: the first column begins at the left, the others end at the right.
///
/// A table is as wide as its cells. Where that is wider than `TextTable.width`, the first column, which holds names, is cut
/// short. Numbers are never cut; only absurd ones make a line longer.
struct TextTable {
    private enum Row {
        case cells([String])
        case text(String)
        case rule
    }

    /// Columns on the screen.
    static let width = 110
    private static let indent = "  "
    private static let gap = "  "
    /// For accounts, which have to be told from each other: rather a long line than a short name.
    static let accountWidthMin = 40

    private let columns: [String]
    private let nameWidthMin: Int
    private var rows: [Row] = []
    /// How many rows of cells there are.
    private(set) var count = 0

    /// - Parameters:
    ///   - columns: The headings; all empty for a table without.
    ///   - nameWidthMin: No name is cut shorter than this.
    init(_ columns: [String], nameWidthMin: Int = 12) {
        self.columns = columns
        self.nameWidthMin = nameWidthMin
    }

    mutating func add(_ cells: [String]) {
        rows.append(.cells(cells))
        count += 1
    }

    /// A line across the columns.
    mutating func add(text: String) { rows.append(.text(text)) }

    /// A rule, then the cells: their sum.
    mutating func add(sum cells: [String]) {
        rows.append(.rule)
        rows.append(.cells(cells))
    }

    var lines: [String] {
        let widths = widths
        let total = widths.reduce(0, +) + Self.gap.count * (widths.count - 1)
        let heading = columns.contains { !$0.isEmpty } ? [line(columns, widths)] : []
        return heading
            + rows.map { row in
                switch row {
                case .cells(let cells): line(cells, widths)
                case .text(let text): Self.indent + Self.elided(text, Self.width - Self.indent.count)
                case .rule: Self.indent + String(repeating: "-", count: total)
                }
            }
    }

    private var widths: [Int] {
        var widths = columns.map(\.count)
        for case .cells(let cells) in rows {
            for (place, cell) in cells.enumerated() { widths[place] = max(widths[place], cell.count) }
        }
        let numbers = widths.dropFirst().reduce(0) { $0 + $1 + Self.gap.count }
        widths[0] = min(widths[0], max(nameWidthMin, Self.width - Self.indent.count - numbers))
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = Self.indent
        for (place, cell) in cells.enumerated() {
            let text = place == 0 ? Self.elided(cell, widths[0]) : cell
            let space = String(repeating: " ", count: max(0, widths[place] - text.count))
            line += place == 0 ? text + space : Self.gap + space + text
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// `text`, cut to `width` characters where it is longer.
    static func elided(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : text.prefix(max(0, width - 1)) + "…"
    }
}
