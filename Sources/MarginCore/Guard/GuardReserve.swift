/// What an account's guard has in reserve for drifts, and what these cost: a `DriftCost` in 12 bytes.
///
/// Costs have 8 significant bits and are rounded up, the reserve has 24 and is rounded down; so a drift is never taken for
/// cheaper than it is. What is no number or too large counts as infinite and leaves no reserve.
struct GuardReserve: BitwiseCopyable {
    // The upper halves of single-precision numbers.
    private var value: UInt16 = 0
    private var delta: UInt16 = 0
    private var vega: UInt16 = 0
    private var curvature: UInt16 = 0
    private var amount: Float = 0

    /// Nothing in reserve.
    init() {}

    init(_ cost: DriftCost) {
        value = GuardReserve.roundedUp(cost.value)
        delta = GuardReserve.roundedUp(cost.delta)
        vega = GuardReserve.roundedUp(cost.vega)
        curvature = GuardReserve.roundedUp(cost.curvature)
        amount = GuardReserve.roundedDown(cost.reserve)
    }

    var cost: DriftCost {
        @inline(__always) get {
            DriftCost(
                value: GuardReserve.number(value), delta: GuardReserve.number(delta), vega: GuardReserve.number(vega),
                curvature: GuardReserve.number(curvature), reserve: Double(amount))
        }
    }

    var exists: Bool { @inline(__always) get { amount > 0 } }

    /// Takes what a drift costs at most; `false` where the reserve does not suffice, which stays as it is then.
    @inline(__always)
    mutating func pay(for drift: OptionDrift, size: Double) -> Bool {
        let rest = GuardReserve.roundedDown(cost.reserve(after: drift, size: size))
        guard rest > 0 else { return false }
        amount = rest
        return true
    }

    @inline(__always)
    private static func number(_ half: UInt16) -> Double { Double(Float(bitPattern: UInt32(half) << 16)) }

    /// - Parameter cost: 0 or more.
    private static func roundedUp(_ cost: Double) -> UInt16 {
        var single = Float(cost)
        if Double(single) < cost { single = single.nextUp }
        // Also turns −0 and what is no number away.
        guard single <= .greatestFiniteMagnitude else { return UInt16(Float.infinity.bitPattern >> 16) }
        return single > 0 ? UInt16((single.bitPattern + 0xFFFF) >> 16) : 0
    }

    @inline(__always)
    private static func roundedDown(_ reserve: Double) -> Float {
        let single = Float(reserve)
        return Double(single) > reserve ? single.nextDown : single
    }
}
