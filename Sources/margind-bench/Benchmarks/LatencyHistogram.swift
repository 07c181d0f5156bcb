/// Durations counted by magnitude: linear within each power of two, so that every bucket is narrower than 1 % of its
/// value, from nanoseconds to hours in a few thousand counters.
///
/// - Source: the layout of HdrHistogram (Tene), with 128 buckets for each power of two.
struct LatencyHistogram {
    private var counts: [UInt64]
    private(set) var count: UInt64 = 0
    /// The largest duration, exactly; nanoseconds.
    private(set) var maximum: Int64 = 0

    private static let subBucketBits = 7

    init() { counts = Array(repeating: 0, count: (64 - Self.subBucketBits) << Self.subBucketBits) }

    /// Counts a duration; a negative one is counted as 0.
    mutating func record(nanoseconds: Int64) {
        counts[Self.index(UInt64(max(0, nanoseconds)))] += 1
        count += 1
        maximum = max(maximum, nanoseconds)
    }

    /// The duration that a fraction of all do not exceed: the upper end of its bucket, and never above the largest.
    func quantile(_ fraction: Double) -> Int64 {
        guard count > 0 else { return 0 }
        let rank = max(1, UInt64((fraction * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for (index, number) in counts.enumerated() where number > 0 {
            seen += number
            if seen >= rank { return min(maximum, Int64(clamping: Self.upperEnd(index))) }
        }
        return maximum
    }

    /// Values below 128 have a bucket each; above, the seven bits after the leading one choose it.
    private static func index(_ value: UInt64) -> Int {
        guard value >> subBucketBits > 0 else { return Int(value) }
        let shift = UInt64.bitWidth - 1 - value.leadingZeroBitCount - subBucketBits
        return (shift + 1) << subBucketBits | Int(value >> UInt64(shift)) & (1 << subBucketBits - 1)
    }

    private static func upperEnd(_ index: Int) -> UInt64 {
        let shift = index >> subBucketBits
        guard shift > 0 else { return UInt64(index) }
        let leading = UInt64(1 << subBucketBits | index & (1 << subBucketBits - 1))
        return (leading + 1) << UInt64(shift - 1) - 1
    }
}
