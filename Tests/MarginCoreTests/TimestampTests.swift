import MarginCore
import MarginTesting
import Testing

@Suite("An instant")
struct TimestampTests {
    @Test("is moved, and held at the ends of what 64 bits hold")
    func moved() {
        #expect(Timestamp.seconds(1).advanced(by: -1) == Timestamp(nanoseconds: 999_999_999))
        #expect(Timestamp(nanoseconds: .max).advanced(by: 1) == Timestamp(nanoseconds: .max))
        #expect(Timestamp(nanoseconds: .min).advanced(by: -1) == Timestamp(nanoseconds: .min))
        #expect(Timestamp(nanoseconds: .max).advanced(by: .min) == Timestamp(nanoseconds: -1))
    }

    @Test("is so many nanoseconds after another, held likewise")
    func since() {
        #expect(Timestamp.seconds(3).nanoseconds(since: .seconds(5)) == -2_000_000_000)
        #expect(Timestamp(nanoseconds: .max).nanoseconds(since: Timestamp(nanoseconds: -1)) == .max)
        #expect(Timestamp(nanoseconds: .min).nanoseconds(since: Timestamp(nanoseconds: 1)) == .min)
        #expect(Timestamp(nanoseconds: 0).nanoseconds(since: Timestamp(nanoseconds: .min)) == .max)
    }

    @Test(
        "is rounded down to a multiple, also before 1970 and at the ends",
        arguments: [
            (0, 60, 0), (59, 60, 0), (60, 60, 60), (-1, 60, -60), (-60, 60, -60), (-61, 60, -120), (7, 1, 7),
            (.max, .max, .max), (.max, 2, .max - 1), (.min, 2, .min), (.min, 60, .min), (-1, .max, -.max),
        ] as [(Int64, Int64, Int64)])
    func roundedDown(nanoseconds: Int64, interval: Int64, expected: Int64) {
        #expect(Timestamp(nanoseconds: nanoseconds).roundedDown(to: interval).nanoseconds == expected)
    }
}

@Suite("A day of the calendar")
struct CalendarDateTests {
    /// Computed with Python's `datetime`; before year 1 counted on by 400 years of 146,097 days.
    private static let days: [(Int, Int, Int, Int)] = [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (2026, 3, 27, 20_539),
        (1900, 3, 1, -25_508), (1600, 2, 29, -135_081), (9999, 12, 31, 2_932_896), (1, 1, 1, -719_162),
        (0, 3, 1, -719_468), (0, 1, 1, -719_528), (2100, 2, 28, 47_540), (2100, 3, 1, 47_541),
    ]

    @Test("is so many days after 1970-01-01", arguments: days)
    func daysSinceEpoch(year: Int, month: Int, day: Int, expected: Int) {
        #expect(CalendarDate(year: year, month: month, day: day)?.daysSinceEpoch == expected)
    }

    @Test(
        "does not exist where the calendar has none",
        arguments: [
            (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32),
            (-1, 1, 1), (10_000, 1, 1),
        ])
    func none(year: Int, month: Int, day: Int) { #expect(CalendarDate(year: year, month: month, day: day) == nil) }

    @Test("follows the day before by one, through four centuries")
    func sequence() {
        var expected = CalendarDate(year: 1800, month: 1, day: 1)?.daysSinceEpoch ?? 0
        for year in 1800..<2200 {
            for month in 1...12 {
                for day in 1...CalendarDate.length(ofMonth: month, year: year) {
                    guard CalendarDate(year: year, month: month, day: day)?.daysSinceEpoch == expected else {
                        Issue.record("\(year)-\(month)-\(day)")
                        return
                    }
                    expected += 1
                }
            }
        }
        // 400 years are 146,097 days.
        #expect(expected == (CalendarDate(year: 1800, month: 1, day: 1)?.daysSinceEpoch ?? 0) + 146_097)
    }

    @Test("begins at midnight, and is held at the ends of what an instant holds")
    func midnight() {
        #expect(CalendarDate(year: 2026, month: 3, day: 27)?.midnight == .days(20_539))
        #expect(CalendarDate(year: 9999, month: 1, day: 1)?.midnight == Timestamp(nanoseconds: .max))
        #expect(CalendarDate(year: 1000, month: 1, day: 1)?.midnight == Timestamp(nanoseconds: .min))
    }
}
