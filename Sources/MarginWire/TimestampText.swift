package import MarginCore

// Instants as RFC 3339 writes them: `2026-02-05T14:03:07.25Z`. The calendar is the Gregorian one, also before 1582, as
// the standard has it.
extension Timestamp {
    /// Reads `2026-02-05T14:03:07.123456789+01:00`.
    ///
    /// `T` and `Z` may be small. Nine digits of the fraction count, further ones are cut off. The second 60 exists
    /// where it is 23:59 in UTC, and is the first second of the next day.
    ///
    /// - Returns: `nil` where the text is no RFC 3339 date and time, names a day that does not exist, or lies outside
    ///   1677-09-21T00:12:43.145224192Z … 2262-04-11T23:47:16.854775807Z.
    package init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        var text = FixedText(bytes)
        guard let year = text.number(digits: 4), text.take("-"), let month = text.number(digits: 2), text.take("-"),
            let day = text.number(digits: 2), let date = CalendarDate(year: year, month: month, day: day),
            text.take("T") || text.take("t"),
            let hour = text.number(digits: 2), hour <= 23, text.take(":"),
            let minute = text.number(digits: 2), minute <= 59, text.take(":"),
            let second = text.number(digits: 2), second <= 60,
            let fraction = text.fraction(), let offset = text.offset(), text.isAtEnd
        else { return nil }

        let minuteOfDay = hour * 60 + minute - offset
        // The leap second is the last of a UTC day, whatever the local time is then.
        guard second < 60 || (minuteOfDay + 2 * 1440) % 1440 == 1439 else { return nil }
        let seconds = (date.daysSinceEpoch * 1440 + minuteOfDay) * 60 + second
        guard let nanoseconds = Int64(exactly: Int128(seconds) * 1_000_000_000 + Int128(fraction)) else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    /// This instant in UTC, as short as it can be said exactly: `2026-02-05T14:03:07Z`, `2026-02-05T14:03:07.25Z`.
    package var rfc3339: String {
        let (seconds, fraction) = floorDivide(Int(nanoseconds), by: 1_000_000_000)
        let (days, secondOfDay) = floorDivide(seconds, by: 86_400)
        let date = Timestamp.date(daysSinceEpoch: days)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
        text += "\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
        if fraction != 0 {
            text += "." + padded(fraction, 9)
            while text.last == "0" { text.removeLast() }
        }
        return text + "Z"
    }

    private static func date(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        var days = daysSinceEpoch + 719_162  // since 0001-01-01
        // From large cycles to small; the last day of a leap cycle would begin a cycle that is not there.
        var year = 1 + days / 146_097 * 400
        days %= 146_097
        let centuries = min(days / 36_524, 3)
        days -= centuries * 36_524
        year += centuries * 100 + days / 1_461 * 4
        days %= 1_461
        let years = min(days / 365, 3)
        days -= years * 365
        year += years
        var month = 1
        while days >= CalendarDate.length(ofMonth: month, year: year) {
            days -= CalendarDate.length(ofMonth: month, year: year)
            month += 1
        }
        return (year, month, days + 1)
    }

    private func floorDivide(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// A text of fixed parts, taken from the left.
private struct FixedText {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    private mutating func digit() -> Int? {
        guard position < bytes.count else { return nil }
        let digit = bytes[position] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        position += 1
        return Int(digit)
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count && bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        var number = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Nanoseconds; zero where there is no fraction.
    mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        guard var nanoseconds = digit() else { return nil }
        var places = 1
        while let digit = digit() {
            guard places < 9 else { continue }
            nanoseconds = nanoseconds * 10 + digit
            places += 1
        }
        for _ in places..<9 { nanoseconds *= 10 }
        return nanoseconds
    }

    /// Minutes that the local time is ahead of UTC.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = number(digits: 2), hours <= 23, take(":"),
            let minutes = number(digits: 2), minutes <= 59
        else { return nil }
        return isBehind ? -(hours * 60 + minutes) : hours * 60 + minutes
    }
}
