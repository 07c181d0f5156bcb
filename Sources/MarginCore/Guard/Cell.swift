/// An interval that a slow movement, a volatility or the ratio of a price to its index, may wander in unnoticed: guards are
/// built to hold anywhere in it.
///
/// A cell is shared by everyone who depends on the movement, and stays where it is until the movement leaves it; then
/// everyone is judged, and the next guard that needs a cell makes a new one.
struct Cell: BitwiseCopyable {
    private(set) var low = 0.0
    private(set) var high = -1.0
    /// Whether the movement has left a cell before: until it has, a ratio is taken for a constant.
    private var wasLeft = false

    var exists: Bool { low <= high }

    @inline(__always)
    func contains(_ value: Double) -> Bool { low <= value && value <= high }

    /// Forgets the interval.
    mutating func leave() {
        wasLeft = true
        high = low - 1
    }

    /// A new interval that reaches from `value` by the fraction `width` to both sides.
    mutating func establish(around value: Double, width: Double) {
        low = value * (1 - width)
        high = value * (1 + width)
    }

    /// Moves the interval no farther than that `value` lies in it, by `margin`, a fraction, from the end that it left by; the
    /// interval is as wide as before.
    ///
    /// - Returns: How far the interval reaches beyond where it did.
    mutating func follow(_ value: Double, margin: Double) -> Double {
        let width = high - low
        if value > high {
            let reach = value * (1 + margin) - high
            high = value * (1 + margin)
            low = max(low, high - width)
            return reach
        } else {
            let reach = low - value * (1 - margin)
            low = value * (1 - margin)
            high = min(high, low + width)
            return reach
        }
    }

    /// A new interval for a movement that may be none: `value` alone until it has left that once.
    mutating func establish(ratio value: Double, width: Double) { establish(around: value, width: wasLeft ? width : 0) }

    /// How far the movement can be from `value`, as a fraction of it.
    @inline(__always)
    func deviation(from value: Double) -> Double { max(high / value - 1, 1 - low / value) }
}
