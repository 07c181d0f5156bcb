/// An instant: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The core never asks what time it is; every instant arrives in an event.
package struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

    /// This instant moved by `duration` nanoseconds; held at the ends of the range instead of overflowing.
    package func advanced(by duration: Int64) -> Timestamp {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration)
        return Timestamp(nanoseconds: overflow ? (duration < 0 ? .min : .max) : sum)
    }

    /// Nanoseconds from `earlier` to this instant; held at the ends of the range instead of overflowing.
    package func nanoseconds(since earlier: Timestamp) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow ? (nanoseconds < earlier.nanoseconds ? .min : .max) : difference
    }

    /// This instant rounded down to a multiple of `interval` nanoseconds (positive).
    package func roundedDown(to interval: Int64) -> Timestamp {
        let remainder = nanoseconds % interval
        return advanced(by: remainder < 0 ? -(remainder + interval) : -remainder)
    }

    /// The UTC day that the instant is in, in days since 1970-01-01.
    package var day: Int {
        let (days, rest) = nanoseconds.quotientAndRemainder(dividingBy: 86_400_000_000_000)
        return Int(rest < 0 ? days - 1 : days)
    }
}
