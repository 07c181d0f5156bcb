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

/// The part of an account that judging it reads: 64 bytes, a cache line.
struct AccountRow: BitwiseCopyable {
    /// The clock when it was first named.
    var since: Timestamp
    /// Value of the cash balances after haircuts, USD; 0 where collateral has rules.
    var cash = 0.0
    /// Add-on for positions in symbols that nobody has defined, USD.
    var undefinedAddOn = 0.0
    var ladder = LadderState()
    private var flags: UInt8 = 0b01
    /// The account's slices lie together, in the order of their underlyings.
    var sliceStart: Int32 = 0
    var sliceCount: Int32 = 0
    /// Its balances, by asset.
    var balanceStart: Int32 = 0
    var balanceCount: Int32 = 0
    var profile: Int32 = 0

    init(since: Timestamp) { self.since = since }

    /// Neither positions nor debt: no requirement.
    var isExempt: Bool {
        get { flags & 0b01 != 0 }
        set { flags = flags & ~0b01 | (newValue ? 0b01 : 0) }
    }

    /// The event in hand has marked it to be judged.
    var isMarked: Bool {
        get { flags & 0b10 != 0 }
        set { flags = flags & ~0b10 | (newValue ? 0b10 : 0) }
    }
}

/// Where an account stands.
struct LadderState: BitwiseCopyable, Equatable {
    var callSince = Timestamp(nanoseconds: 0)
    /// When the last alert or reminder was raised.
    var noticedAt = Timestamp(nanoseconds: 0)
    private var rawState: UInt8 = 0
    /// In `liquidation` because a call ran out of time.
    var isAfterDeadline = false
    /// In an unbroken `call` that it fell into at `callSince`: it runs out of time where the profile sets one.
    var hasDeadline = false

    var state: AccountState {
        get { AccountState(rawValue: Int(rawState)) ?? .normal }
        set { rawState = UInt8(newValue.rawValue) }
    }
}
