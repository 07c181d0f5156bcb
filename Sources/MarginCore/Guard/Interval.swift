/// What a figure can be.
struct Interval: BitwiseCopyable {
    var low: Double
    var high: Double

    init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    init(_ value: Double, within distance: Double) {
        low = value - distance
        high = value + distance
    }

    /// Both figures' sum; one that is never below 0 stays there.
    static func + (a: Interval, b: Interval) -> Interval { Interval(low: a.low + b.low, high: a.high + b.high) }

    static func min(_ a: Interval, _ b: Interval) -> Interval {
        Interval(low: Swift.min(a.low, b.low), high: Swift.min(a.high, b.high))
    }

    static func max(_ a: Interval, _ b: Interval) -> Interval {
        Interval(low: Swift.max(a.low, b.low), high: Swift.max(a.high, b.high))
    }
}
