/// One account's guard: until when it holds, and whether it is worth having. The prices that it holds for lie in the
/// `GuardIndex` of every underlying that the account holds.
struct AccountGuard: BitwiseCopyable {
    /// The last valuation time that it holds at; nanoseconds; `.min` without a guard.
    var validThrough: Int64 = .min
    /// The event in which it was made.
    var madeIn: UInt64 = 0
    /// Judgements to come without making another.
    var pause: UInt16 = 0
    /// How long the next pause is, as a power of two.
    var patience: UInt8 = 0
    /// Price moves alone leave it be: every slow movement and every new valuation time has the account judged.
    var isExact = false
    /// The wider side of the last guard: the next is looked for from not far above.
    var radius: Float = .infinity
    /// The valuation time up to which an exact guard is not followed by a wider kind; nanoseconds.
    var exactThrough: Int64 = .min
    /// Whether the account is in the book's list of watching ones.
    var isListed = false

    var exists: Bool { validThrough != .min }
}

/// How guards are made. None of it changes an alert; it decides how often an account is judged in vain.
enum GuardPolicy {
    /// The widest guard, as a fraction of the index.
    static let radiusMax = 0.0133
    /// The next guard is at most this much wider than the last.
    static let radiusGrowth = 4.0
    /// What a bound covers of the forwards around where they are when it is made.
    static let boundWidth = 0.026
    /// Half widths of cells: a volatility's, a ratio's.
    static let volatilityWidth = 0.03
    static let ratioWidth = 0.001
    /// Valuation times that a guard holds for at most.
    static let stepsMax: Int64 = 60
    /// A guard holds for this share of an option's remaining life at most.
    static let lifeShare: Int64 = 64
    /// A guard that an index would leave in fewer typical moves than this is not made.
    static let movesMin = 10.0
    /// No guards while the index's typical move is more than this share of the widest: the full pass is cheaper.
    static let turbulentShare = 1.0 / 6
    /// A guard that lasted for fewer events was not worth it, one that lasted for as many more was.
    static let shortLife: UInt64 = 8
    static let longLife: UInt64 = 64
    /// The longest pause: 2^6 judgements.
    static let patienceMax: UInt8 = 6
}
