/// How an account's guards have fared: what decides whether it gets the next, and how that is looked for. Its tier and end lie
/// in arrays of their own, the prices that it holds for in the `GuardIndex` of every underlying that the account holds.
struct AccountGuard: BitwiseCopyable {
    /// The event in which it was made, modulo 2^32.
    var madeIn: UInt32 = 0
    /// The wider side of the last guard: the next is looked for from not far above.
    var radius: Float = .infinity
    /// Judgements to come without making another.
    var pause: UInt8 = 0
    /// How long the next pause is, as a power of two.
    var patience: UInt8 = 0
    /// The tier of the last guard: the next is looked for from there.
    var tier = GuardTier.wide
}

/// How far volatilities may wander without the account being judged: within cells of one of three widths, nested by and large;
/// not at all, `exact`; nor may time pass, `instant`. Without a guard an account counts as instant.
///
/// The wider the cell, the rarer a volatility leaves it, and the more of the account's slack it takes.
enum GuardTier: UInt8, BitwiseCopyable {
    case wide
    case middle
    case narrow
    case exact
    case instant

    /// The tiers with cells.
    static let cellCount = 3
    /// Half the width of a volatility's cell.
    var volatilityWidth: Double {
        switch self {
        case .wide: 0.22
        case .middle: 0.05
        case .narrow, .exact, .instant: 0.012
        }
    }

    var hasCells: Bool { rawValue < GuardTier.cellCount }
    /// The one before, by width.
    var wider: GuardTier { GuardTier(rawValue: rawValue - min(rawValue, 1)) ?? .wide }
    /// The one after; `nil` after `instant`.
    var narrower: GuardTier? { GuardTier(rawValue: rawValue + 1) }
    /// The tier whose motion is described for it.
    var described: GuardTier { self == .instant ? .exact : self }
    /// The tier whose bounds it takes.
    var bounds: GuardTier { hasCells ? self : .narrow }
}

/// A set of tiers.
struct GuardTiers: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    /// Those that every slow movement leaves.
    static let withoutCells = GuardTiers([GuardTiers(.exact), GuardTiers(.instant)])
    static let all = GuardTiers(rawValue: 0b11111)

    init(rawValue: UInt8) { self.rawValue = rawValue }
    @inline(__always)
    init(_ tier: GuardTier) { rawValue = 1 << tier.rawValue }
}

/// How guards are made. None of it changes an alert; it decides how often an account is judged in vain.
enum GuardPolicy {
    /// The widest guard, as a fraction of the index.
    static let radiusMax = 0.0133
    /// The share of its slack that a guard keeps in reserve for drifts.
    static let reserveShare = 0.2
    /// The least share of its slack that a plain guard leaves for drifts.
    static let plainReserveShare = 0.3
    /// How far beyond the volatility that left it a cell reaches then, as a share of half its width.
    static let followShare = 1.0
    /// The weight of the last move in an index's typical move, and the most that one counts for.
    static let moveWeight = 1.0 / 8
    static let moveMost = 0.01
    /// By how much an expiry's vega weight can grow in the life of a guard, at exponents of at most 1: 1 + 1/63, and more than that.
    static let weightGrowthMost = 1.02
    /// The next guard is at most this much wider than the last.
    static let radiusGrowth = 4.0
    /// What a bound covers of the forwards around where they are when it is made.
    static let boundWidth = 0.026
    /// Half the width of a ratio's cell.
    static let ratioWidth = 0.001
    /// A guard that an index takes this many typical moves to leave on the way of a random walk is wide enough; a
    /// narrower tier must make one much longer-lived to be preferred.
    static let movesEnough = 1000.0
    static let tierGain = 4.0
    /// Valuation times that a guard holds for at most; fewer than `GuardEnds` tells apart.
    static let stepsMax: Int64 = 60
    /// A guard holds for this share of an option's remaining life at most.
    static let lifeShare: Int64 = 64
    /// A guard that an index would leave in fewer typical moves than this is not made.
    static let movesMin = 10.0
    /// No guards while the index's typical move is more than this share of the widest: the full pass is cheaper.
    static let turbulentShare = 1.0 / 6
    /// A guard that lasted for fewer events was not worth it, one that lasted for as many more was.
    static let shortLife: UInt32 = 8
    static let longLife: UInt32 = 64
    /// The longest pause: 2^6 judgements.
    static let patienceMax: UInt8 = 6
}
