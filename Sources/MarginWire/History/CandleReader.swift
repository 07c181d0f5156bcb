package import MarginCore

/// Makes daily closes of an exchange's candles, of an hour or whatever they last.
package enum CandleReader {
    /// Closes, and what was left out on the way.
    package struct Days: Equatable, Sendable {
        package let series: PriceHistory.Series
        /// The last day, where its last candle ends before midnight; it has no close yet.
        package let incomplete: CalendarDate?
    }

    private static let day: Int64 = 86_400_000_000_000

    /// The closes of the days of a file of candles: of each UTC day the close of the candle that begins last.
    ///
    /// The header names the columns, in any case: the beginning of a candle (`date`, `time`, `timestamp` or `open_time`)
    /// and `close`; others are passed over. A time is RFC 3339, with a space for the `T` and without a zone (UTC) too, a
    /// day, or a whole number of seconds, milliseconds, microseconds or nanoseconds since 1970.
    /// - Throws: The first line that is wrong; a day without a candle between two with.
    package static func days(_ text: [UInt8], of underlying: String) throws(HistoryFault) -> Days {
        // Exchanges offer candles packed, and a packed header would only be called wrong.
        guard !text.starts(with: [0x1F, 0x8B]) else {
            throw HistoryFault(line: 0, "the candles are compressed with gzip: unpack them first")
        }
        let table = CommaTable(text)
        guard let header = table.lines.first else { throw HistoryFault(line: 0, "there are no candles") }
        let names = header.cells.map { CommaTable.text($0).lowercased() }
        guard let timeColumn = names.firstIndex(where: { timeNames.contains($0) }),
            let closeColumn = names.firstIndex(of: "close")
        else {
            throw HistoryFault(
                line: header.number, "the header must name a close and one of \(timeNames.joined(separator: ", "))")
        }
        var closes: [Double] = []
        var firstDay = 0
        var last: Timestamp?
        // How long candles last: as long as the two that are nearest to each other are apart.
        var length = day
        for line in table.lines.dropFirst() {
            guard line.cells.count == names.count else {
                throw HistoryFault(line: line.number, "\(line.cells.count) cells, not the \(names.count) of the header")
            }
            guard let time = time(line.cells[timeColumn]) else {
                let found = CommaTable.text(line.cells[timeColumn]).quotedBriefly
                throw HistoryFault(line: line.number, "no time: \(found)")
            }
            guard let close = CommaTable.positive(line.cells[closeColumn]) else {
                let found = CommaTable.text(line.cells[closeColumn]).quotedBriefly
                throw HistoryFault(line: line.number, "the close must be a number greater than 0, not \(found)")
            }
            if let last {
                guard time > last else {
                    throw HistoryFault(line: line.number, "the candle begins no later than the one before it")
                }
                length = min(length, time.nanoseconds(since: last))
            }
            last = time
            let today = Int(time.roundedDown(to: day).nanoseconds / day)
            if closes.isEmpty { firstDay = today }
            switch today - firstDay {
            case closes.count - 1: closes[closes.count - 1] = close
            case closes.count: closes.append(close)
            default:
                let missing = CalendarDate(daysSinceEpoch: firstDay + closes.count)?.description ?? ""
                throw HistoryFault(line: line.number, "no candle on \(missing)")
            }
        }
        guard let last else { throw HistoryFault(line: 0, "there are no candles") }
        var incomplete: CalendarDate?
        let midnight = last.roundedDown(to: day).advanced(by: day)
        if last.advanced(by: length) < midnight {
            incomplete = CalendarDate(daysSinceEpoch: firstDay + closes.count - 1)
            closes.removeLast()
        }
        guard !closes.isEmpty else { throw HistoryFault(line: 0, "no day is complete") }
        let series = PriceHistory.Series(underlying: underlying, firstDay: firstDay, closes: closes)
        return Days(series: series, incomplete: incomplete)
    }

    private static let timeNames = ["date", "time", "timestamp", "open_time"]

    private static func time(_ cell: ArraySlice<UInt8>) -> Timestamp? {
        if let date = CalendarDate(cell) { return date.midnight }
        if cell.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) { return time(digits: cell) }
        var bytes = Array(cell)
        if bytes.count > 10 && bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        return bytes.withUnsafeBufferPointer { Timestamp(rfc3339: $0) }
            ?? (bytes + [UInt8(ascii: "Z")]).withUnsafeBufferPointer { Timestamp(rfc3339: $0) }
    }

    /// The unit follows from the size: any date from 1973 to 2286 has these many digits.
    private static func time(digits: ArraySlice<UInt8>) -> Timestamp? {
        let units: [Int: Int64] = [9: 1_000_000_000, 10: 1_000_000_000, 13: 1_000_000, 12: 1_000_000, 16: 1_000, 19: 1]
        guard let unit = units[digits.count], let number = Int64(CommaTable.text(digits)) else { return nil }
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : Timestamp(nanoseconds: nanoseconds)
    }
}
