/// A day of the proleptic Gregorian calendar.
package struct CalendarDate: Equatable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// `nil` where the calendar has no such day; years 0...9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDate.length(ofMonth: month, year: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is a year's last and months need no table.
    package var daysSinceEpoch: Int {
        let y = month > 2 ? year : year - 1
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The start of the day, UTC; held at the ends of what a `Timestamp` holds.
    package var midnight: Timestamp {
        let (nanoseconds, overflow) = Int64(daysSinceEpoch).multipliedReportingOverflow(by: 86_400_000_000_000)
        return Timestamp(nanoseconds: overflow ? (daysSinceEpoch < 0 ? .min : .max) : nanoseconds)
    }
}
