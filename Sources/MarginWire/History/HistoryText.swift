package import MarginCore

/// Reads and writes a history of closes; `docs/history.md` has the format.
package enum HistoryText {
    static let header = "underlying,date,close"
    static let headerWithVolatility = "underlying,date,close,volatility"

    /// The history that a file stands for.
    ///
    /// - Throws: The first line that is wrong.
    package static func read(_ text: [UInt8]) throws(HistoryFault) -> PriceHistory {
        let table = CommaTable(text)
        guard let first = table.lines.first else { throw HistoryFault(line: 0, "the history is empty") }
        var series: [Rows] = []
        var indices: [String: Int] = [:]
        var width = 0
        for line in table.lines {
            if let columns = columns(ofHeader: line) {
                width = columns
                continue
            }
            guard width > 0 else {
                throw HistoryFault(line: first.number, "the first line must be \(header) or \(headerWithVolatility)")
            }
            guard line.cells.count == width else {
                throw HistoryFault(line: line.number, "\(line.cells.count) cells, not the \(width) of the header")
            }
            let name = CommaTable.text(line.cells[0])
            guard !name.isEmpty else { throw HistoryFault(line: line.number, "the name of the underlying is empty") }
            let index = indices[name] ?? series.count
            if index == series.count {
                indices[name] = index
                series.append(Rows())
            }
            try series[index].append(line, named: name)
        }
        guard !series.isEmpty else { throw HistoryFault(line: 0, "the history has a header and no close") }
        do throws(PriceHistory.Fault) {
            let names = indices.sorted { $0.value < $1.value }.map(\.key)
            return try PriceHistory(zip(names, series).map { $1.series(named: $0) })
        } catch {
            // Rows are checked as they come; this is what they cannot be wrong in.
            throw HistoryFault(line: 0, "no history: \(error)")
        }
    }

    /// How many columns a header announces; `nil` for a line that is none. It may come again: files can be joined.
    private static func columns(ofHeader line: CommaTable.Line) -> Int? {
        switch line.cells.map(CommaTable.text).joined(separator: ",") {
        case header: 3
        case headerWithVolatility: 4
        default: nil
        }
    }

    /// The text that reads back as a history.
    package static func text(of history: PriceHistory) -> String {
        let hasVolatility = history.series.contains { $0.volatilities != nil }
        var text = (hasVolatility ? headerWithVolatility : header) + "\n"
        for series in history.series {
            for (index, close) in series.closes.enumerated() {
                let date = CalendarDate(daysSinceEpoch: series.firstDay + index)?.description ?? ""
                text += "\(series.underlying),\(date),\(ConfigurationRange.text(of: close))"
                if hasVolatility {
                    text += "," + (series.volatilities.map { ConfigurationRange.text(of: $0[index]) } ?? "")
                }
                text += "\n"
            }
        }
        return text
    }

    /// The rows of one underlying, as they come.
    private struct Rows {
        private var firstDay = 0
        private var closes: [Double] = []
        private var volatilities: [Double] = []

        mutating func append(_ line: CommaTable.Line, named name: String) throws(HistoryFault) {
            let cells = line.cells
            guard let date = CalendarDate(cells[1]) else {
                let found = CommaTable.text(cells[1]).quotedBriefly
                throw HistoryFault(line: line.number, "the date must be a day such as 2020-03-12, not \(found)")
            }
            if closes.isEmpty { firstDay = date.daysSinceEpoch }
            try checkOrder(date, line, name)
            guard let close = CommaTable.positive(cells[2]) else {
                let found = CommaTable.text(cells[2]).quotedBriefly
                throw HistoryFault(line: line.number, "the close must be a number greater than 0, not \(found)")
            }
            if cells.count > 3 && !cells[3].isEmpty {
                guard let volatility = CommaTable.positive(cells[3]) else {
                    let found = CommaTable.text(cells[3]).quotedBriefly
                    throw HistoryFault(
                        line: line.number, "the volatility must be a fraction greater than 0, not \(found)")
                }
                volatilities.append(volatility)
            }
            closes.append(close)
            guard volatilities.isEmpty || volatilities.count == closes.count else {
                throw HistoryFault(line: line.number, "\(name.quotedBriefly) has volatilities on some days only")
            }
        }

        private func checkOrder(
            _ date: CalendarDate, _ line: CommaTable.Line, _ name: String
        ) throws(HistoryFault) {
            let due = firstDay + closes.count
            guard date.daysSinceEpoch != due else { return }
            let name = name.quotedBriefly
            if date.daysSinceEpoch > due {
                let missing = CalendarDate(daysSinceEpoch: due)?.description ?? ""
                throw HistoryFault(line: line.number, "\(name) has no close on \(missing)")
            }
            throw HistoryFault(line: line.number, "\(name) has \(date) twice, or its days are not in order")
        }

        func series(named name: String) -> PriceHistory.Series {
            PriceHistory.Series(
                underlying: name, firstDay: firstDay, closes: closes,
                volatilities: volatilities.isEmpty ? nil : volatilities)
        }
    }
}
