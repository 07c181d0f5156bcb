/// An account in hand while an event changes what it holds: taken apart by the first change, put together again after the
/// last. See `MarginBook+Holdings`.
struct AccountDraft {
    /// −1 for none.
    var account: Int32 = -1
    /// By asset; never zero.
    var balances: [Balance] = []
    /// By instrument; never zero.
    var holdings: [Holding] = []
    /// The assets and instruments that it held before, in order.
    var assetsBefore: [Int32] = []
    var instrumentsBefore: [Int32] = []

    struct Holding {
        var instrument: Int32
        /// Signed quantity, × multiplier where `isSize`.
        var amount: Double
        var isSize: Bool
        /// Average entry price; 0 for an option, which nothing of it depends on.
        var entry: Double
    }
}

/// A balance of an account, never zero.
struct Balance: BitwiseCopyable {
    var asset: Int32 = 0
    var amount = 0.0
}

/// The part of an account that judging it reads: 48 bytes. What few accounts have lies elsewhere, by account: positions in
/// symbols that are no contract, when it entered its state, the ends of its slices where they are too large for these.
struct AccountRow: BitwiseCopyable {
    /// The clock when it was first named.
    var since: Timestamp
    /// Value of the cash balances after haircuts, USD.
    var cash = 0.0
    /// The account's slices lie together, in the order of their underlyings; so do the options of all of them, its perpetuals
    /// and futures, and its balances, by asset.
    var sliceStart: Int32 = 0
    var sliceCount: Int32 = 0
    var optionStart: Int32 = 0
    var linearStart: Int32 = 0
    var balanceStart: Int32 = 0
    var balanceCount: Int32 = 0
    var profile: Int32 = 0
    var ladder = LadderState()
    private var flags: UInt8 = 0b01

    init(since: Timestamp) { self.since = since }

    /// Neither positions nor debt: no requirement.
    var isExempt: Bool {
        get { has(0b01) }
        set { set(0b01, newValue) }
    }

    /// The event in hand has marked it to be judged.
    var isMarked: Bool {
        get { has(0b10) }
        set { set(0b10, newValue) }
    }

    /// It has positions in symbols that are no contract.
    var hasUndefined: Bool {
        get { has(0b100) }
        set { set(0b100, newValue) }
    }

    /// It has so many positions that the ends of its slices lie in `MarginBook.largeEnds`.
    var isLarge: Bool {
        get { has(0b1000) }
        set { set(0b1000, newValue) }
    }

    var balances: Range<Int> { Int(balanceStart)..<Int(balanceStart + balanceCount) }

    @inline(__always)
    private func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

    @inline(__always)
    private mutating func set(_ flag: UInt8, _ isSet: Bool) { flags = flags & ~flag | (isSet ? flag : 0) }
}

/// Positions of an account in symbols that are no contract.
struct UndefinedHoldings {
    /// By instrument.
    var holdings: [AccountDraft.Holding]
    /// What they add to the requirement, USD.
    var addOn = 0.0
}

/// Where an account stands: a byte.
struct LadderState: BitwiseCopyable, Equatable {
    private var bits: UInt8 = 0

    var state: AccountState {
        get { AccountState(rawValue: Int(bits & 0b111)) ?? .normal }
        set { bits = bits & ~0b111 | UInt8(newValue.rawValue) }
    }

    /// In `liquidation` because a call ran out of time.
    var isAfterDeadline: Bool {
        get { bits & 0b1000 != 0 }
        set { bits = bits & ~0b1000 | (newValue ? 0b1000 : 0) }
    }

    /// In an unbroken `call`, into which it fell: it runs out of time where the profile sets one.
    var hasDeadline: Bool {
        get { bits & 0b1_0000 != 0 }
        set { bits = bits & ~0b1_0000 | (newValue ? 0b1_0000 : 0) }
    }
}

/// When an account entered the state that it stands in; zero where it has never left the one that it began with.
struct StateTimes: BitwiseCopyable {
    var since = Timestamp(nanoseconds: 0)
    /// When the last alert or reminder was raised.
    var noticedAt = Timestamp(nanoseconds: 0)
}
