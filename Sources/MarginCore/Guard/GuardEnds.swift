/// When each account's guard ends, in steps of the valuation time: a byte an account.
///
/// A guard is made for at most `GuardPolicy.stepsMax` steps, fewer than the cycle that a byte tells apart, and the step after
/// its end has the account judged, which leaves it with another guard or none. So every guard that there is ends within a
/// cycle of the last step.
struct GuardEnds: ~Copyable {
    /// By account: a step modulo 64, through which its guard holds, or one of those below.
    private var codes = HotArray<UInt8>()

    private static let cycle = 64
    private static let never: UInt8 = 0x80
    // Those that every step is beyond.
    private static let instant: UInt8 = 0xFD
    private static let ended: UInt8 = 0xFE
    private static let none: UInt8 = 0xFF

    /// Adds an account without a guard.
    mutating func append() { codes.append(Self.none) }

    @inline(__always)
    func exists(_ account: Int) -> Bool { codes[account] != Self.none }

    /// Whether the account has no guard that holds at the present step.
    @inline(__always)
    func isOver(_ account: Int) -> Bool { codes[account] >= Self.ended }

    mutating func remove(_ account: Int) { codes[account] = Self.none }

    /// The account's guard holds at the present step alone.
    mutating func setInstant(_ account: Int) { codes[account] = Self.instant }

    /// The account's guard holds through a step, at most `GuardPolicy.stepsMax` after the present one; at every one
    /// for `nil`.
    mutating func set(_ account: Int, through step: Int64?) {
        codes[account] = step.map { UInt8(truncatingIfNeeded: $0) % UInt8(Self.cycle) } ?? Self.never
    }

    /// The guards that end between two steps.
    struct Passage {
        /// By step modulo 64: whether it was passed.
        fileprivate var passed: UInt64 = 0

        /// - Parameter old: The step before; one that is not before `new` ends only what every step ends.
        init(from old: Int64, to new: Int64) {
            guard new > old else { return }
            let count = UInt64(bitPattern: new &- old)
            guard count < GuardEnds.cycle else {
                passed = .max
                return
            }
            for step in old..<new { passed |= 1 << UInt64(UInt8(truncatingIfNeeded: step) % UInt8(GuardEnds.cycle)) }
        }
    }

    /// Whether the account has to be judged at a new step: without a guard, or with one that has ended now.
    @inline(__always)
    mutating func end(_ account: Int, in passage: Passage) -> Bool {
        let code = codes[account]
        guard code >= Self.cycle ? code > Self.never : passage.passed >> UInt64(code) & 1 != 0 else { return false }
        if code != Self.none { codes[account] = Self.ended }
        return true
    }
}
