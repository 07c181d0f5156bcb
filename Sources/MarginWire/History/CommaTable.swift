/// Lines of cells between commas, as spreadsheets and exchanges export them: no quotes, no escapes.
struct CommaTable {
    struct Line {
        /// Counted from 1.
        let number: Int
        let cells: [ArraySlice<UInt8>]
    }

    let lines: [Line]

    /// - Parameter text: Lines end with LF, or CR LF; the last may go without. Empty lines are passed over.
    init(_ text: [UInt8]) {
        var lines: [Line] = []
        var number = 0
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard !line.isEmpty else { continue }
            lines.append(
                Line(number: number, cells: line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)))
        }
        self.lines = lines
    }

    static func text(_ cell: ArraySlice<UInt8>) -> String { String(decoding: cell, as: UTF8.self) }

    /// A cell as a positive number in the grammar of JSON; `nil` for anything else.
    static func positive(_ cell: ArraySlice<UInt8>) -> Double? {
        let value = cell.withUnsafeBufferPointer { NumberText(validating: $0)?.double }
        guard let value, value > 0 else { return nil }
        return value
    }
}

/// What is wrong with a line of a history or of candles.
package struct HistoryFault: Error, Equatable, Sendable {
    /// Counted from 1; 0 for the file as a whole.
    package let line: Int
    /// One sentence without a full stop.
    package let message: String

    package init(line: Int, _ message: String) {
        self.line = line
        self.message = message
    }
}

extension HistoryFault: CustomStringConvertible {
    /// `12: the close …`, to be put behind the name of the file and a colon.
    package var description: String { line == 0 ? " \(message)" : "\(line): \(message)" }
}
