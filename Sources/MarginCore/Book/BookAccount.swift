/// The part of an account that a tick does not read.
struct BookAccount {
    let name: String
    /// Kept so that a reloaded configuration finds the profile again.
    var profileName = "default"
    /// By asset; never zero.
    var balances: [Balance] = []
    /// By instrument; never zero.
    var positions: [Holding] = []

    struct Balance {
        var asset: Int32
        var amount: Double
    }

    struct Holding {
        var instrument: Int32
        var quantity: Double
        var entry: Double
    }

    init(name: String) { self.name = name }
}

/// The part of an account that judging it reads.
struct AccountRow: BitwiseCopyable {
    /// The clock when it was first named.
    var since: Timestamp
    /// The account's slices lie together, in the order of their underlyings.
    var sliceStart: Int32 = 0
    var sliceCount: Int32 = 0
    var profile: Int32 = 0
    /// Neither positions nor debt: no requirement.
    var isExempt = true
    var isToBeReshaped = false
    /// Value of the cash balances after haircuts, USD.
    var cash = 0.0
    /// Add-on for positions in symbols that nobody has defined, USD.
    var undefinedAddOn = 0.0
    /// The event in which it was last marked to be judged.
    var stamp: UInt64 = 0
    var ladder = LadderState()

    init(since: Timestamp) { self.since = since }
}

/// Where an account stands.
struct LadderState: BitwiseCopyable, Equatable {
    private var rawState: UInt8 = 0
    /// In `liquidation` because a call ran out of time.
    var isAfterDeadline = false
    /// In an unbroken `call` that it fell into at `callSince`: it runs out of time where the profile sets one.
    var hasDeadline = false
    var callSince = Timestamp(nanoseconds: 0)
    /// When the last alert or reminder was raised.
    var noticedAt = Timestamp(nanoseconds: 0)

    var state: AccountState {
        get { AccountState(rawValue: Int(rawState)) ?? .normal }
        set { rawState = UInt8(newValue.rawValue) }
    }
}
