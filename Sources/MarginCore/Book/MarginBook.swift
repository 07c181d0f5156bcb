/// A book of margin accounts: what they hold, what it is worth, what it requires, and which state that puts them in.
///
/// A book takes accepted events in order and returns alerts. It can be the only one or one of several shards, each with
/// its share of the accounts and its own replica of the market; which accounts share a shard changes no figure.
///
/// **Incremental by design.** Only holdings, prices and states are kept. An event marks the accounts whose state it may
/// change: those that it touches, but for the ones whose guard proves them unchanged. A marked account is priced and
/// summed whole, always in the same order, so every figure is a function of the present holdings and prices alone, never
/// of the way there: `audit` rebuilds a book from nothing and finds the same bits.
///
/// The chapters: `+Holdings` keeps what is held, `+Layout` lays it out, `+Market` takes news about prices, `+Pricing` prices
/// units, `+Sums` sums accounts, `+Bounds` proves quiet accounts normal, `+Judgement` turns sums into states and alerts;
/// `+Guards` and `+Motion` find and prove the moves that change no state; `+Inspection`, `+Statement` and `+Audit` answer
/// questions.
package struct MarginBook: ~Copyable {
    /// Which share of the accounts a book keeps: those whose id is `index` modulo `count`.
    package struct Shard: Equatable, Sendable {
        package var index: Int
        package var count: Int
        package static let only = Shard(index: 0, count: 1)

        package init(index: Int, count: Int) {
            self.index = index
            self.count = count
        }

        /// The account's place in the shard; `nil` where another shard keeps it.
        @inline(__always)
        func place(of id: AccountID) -> Int? {
            Int(id.index) % count == index ? Int(id.index) / count : nil
        }
    }

    package let shard: Shard
    package internal(set) var configuration: MarginConfiguration
    var profiles: [ProfileTables]
    /// By profile; always fresh.
    var views = HotArray<ProfileView>()

    // Time.
    var clock = Timestamp(nanoseconds: .min)
    var valuationTime: Timestamp?
    /// By expiry: T in years, and its root.
    var years = HotArray<Double>()
    var rootYears = HotArray<Double>()
    var underlyingOfExpiry = HotArray<Int32>()
    /// By expiry: its place in the underlying's tenor table.
    var placeOfExpiry = HotArray<Int32>()
    /// By underlying: counts what its prices depend on moving; the count at which its forwards and marks were worked out,
    /// and the one at which every held option was priced, 0 for neither.
    var versions = HotArray<UInt32>()
    var refreshed = HotArray<UInt32>()
    var priced = HotArray<UInt32>()
    /// By underlying: S; 0 where there is none yet.
    var spots = HotArray<Double>()
    /// By expiry: F, and its logarithm; 0 without an index.
    var forwards = HotArray<Double>()
    var logForwards = HotArray<Double>()
    var tenorsAreStale = true
    /// New parameters since the last event: the next one judges the whole book.
    var isReconfigured = false

    // The market replica, and what is derived from it.
    package internal(set) var market = Market()
    /// By instrument: P of a perpetual or future; 0 where it has none.
    var marks = HotArray<Double>(capacity: 1024)
    var optionTerms = HotArray<OptionTerms>(capacity: 1024)
    var linearTerms = HotArray<LinearTerms>(capacity: 1024)
    /// Empty between calls.
    var optionBatch = OptionBatch()
    /// By instrument: the accounts that hold it.
    var holders: [AccountSet] = []
    /// By underlying: the options, and the perpetuals and futures on it that somebody holds, in no order.
    var heldOptions: [[Int32]] = []
    var heldLinears: [[Int32]] = []
    /// By underlying: indices that somebody holds a position in, since before they were defined as such.
    var heldSpots: [[Int32]] = []
    /// By underlying that is cash: the accounts with a balance in it.
    var cashHolders: [AccountSet] = []

    // The accounts.
    var names = NameArena()
    /// By account, only ever looked up: which set of its name it is, where that is not the whole.
    var nettingSets: [Int32: NettingSet] = [:]
    var rows = HotArray<AccountRow>()
    /// Accounts of all shards together.
    var openedAccounts = 0
    var slices = SliceArena()
    var options = OptionArena()
    var linears = LinearArena()
    var balances = BalanceArena()
    /// By account, only ever looked up: positions in symbols that are no contract; states that were entered; of accounts with
    /// very many positions, the ends of their slices.
    var undefinedHoldings: [Int32: UndefinedHoldings] = [:]
    var stateTimes: [Int32: StateTimes] = [:]
    var largeEnds: [Int32: [SliceEnds]] = [:]

    // The account in hand, see `sum`: by slice, and by expiry of a slice.
    var sums = HotArray<SliceSums>()
    var weights = HotArray<SliceWeights>()
    var tenorSums = HotArray<TenorSum>()
    var motion = AccountMotion()
    /// By expiry of `motion`.
    var reaches = HotArray<ExpiryReach>()
    var outlinesInHand = HotArray<SliceOutline>()
    var scenario = ScenarioScratch()
    var tailProfits = HotArray<Double>()
    var tailHeld = HotArray<OptionPosition>()
    var tailSelection = TailSelection()
    /// Where the account's profile has collateral rules.
    var collateral = CollateralCount()
    /// By account, only ever looked up: what beside its state was announced and holds still, see `+Watches`.
    var breaches: [Int32: [WatchKey]] = [:]

    // Outlines, see `MarginBook+Outlines`; by slice.
    var outlines = HotArray<SliceOutline>()
    var keepsOutlines = false
    var wasOutlined = false
    var modelOutlines = ModelOutlines()
    package internal(set) var work = WorkCounts()

    // Guards, see `MarginBook+Guards`.
    let hasGuards: Bool
    /// By account.
    var guards = HotArray<AccountGuard>()
    var tiers = HotArray<GuardTier>()
    /// By account: what its guard has in reserve.
    var reserves = HotArray<GuardReserve>()
    var guardEnds = GuardEnds()
    /// By underlying: its slices, by the prices that their guards hold for.
    var guardIndices: [GuardIndex] = []
    /// By underlying: the typical move from one price to the next, as a fraction.
    var turbulence = HotArray<Double>()
    /// By instrument and tier: where guards expect a volatility; by instrument: a mark's ratio to the index.
    var volatilityCells = HotArray<Cell>(capacity: 1024)
    var markCells = HotArray<Cell>(capacity: 1024)
    /// By expiry: where they expect the forward's ratio, the last valuation time that bounds reach to, and from when on
    /// new ones reach further; nanoseconds.
    var ratioCells = HotArray<Cell>()
    var horizons = HotArray<Int64>()
    var horizonRenewals = HotArray<Int64>()
    /// Accounts that a price found.
    var hits = HotArray<Int32>(capacity: 1024)

    // What the event in hand has touched.
    var stamp: UInt64 = 0
    var dirtyAccounts = HotArray<Int32>(capacity: 1024)
    var draft = AccountDraft()

    // What time alone will bring: accounts in a call with a deadline, accounts due a reminder.
    var deadlines = DueList()
    var reminders = DueList()

    /// What a book is there for.
    enum Role { case own, shadow, rebuilt }

    let role: Role
    /// See `MarginBook+Shadows`.
    var shadows: [ShadowBook] = []

    /// - Parameter guards: `false` judges every account that an event touches; the alerts are the same.
    package init(configuration: MarginConfiguration, shard: Shard = .only, guards: Bool = true) {
        self.init(configuration: configuration, shard: shard, guards: guards, role: .own)
        shadows = MarginBook.shadows(of: configuration, shard: shard, guards: guards)
    }

    /// - Parameter time: Valuation time, where it is known already.
    init(
        configuration: MarginConfiguration, shard: Shard, guards: Bool, role: Role, known: KnownModels = KnownModels(),
        at time: Timestamp? = nil
    ) {
        self.role = role
        self.configuration = configuration
        self.shard = shard
        hasGuards = guards
        profiles = ProfileTables.tables(of: configuration, known: known, at: time, guards: guards)
        refreshViews()
    }

    /// The one door: takes accepted events in order and appends the alerts that they raise, in order of event and phase
    /// and, within a phase, of the account names' bytes. Ordinals are left at 0; `AlertOrder` sets them.
    package mutating func apply(_ batch: EventBatch, into alerts: inout [AccountAlert]) {
        _ = apply(batch, batch.events.indices, alertCountMax: .max, into: &alerts)
    }

    /// The same for a part of a batch, up to the event that fills `alerts` to `alertCountMax`.
    ///
    /// - Returns: The place of the first event that was not applied; `range.upperBound` where all were.
    package mutating func apply(
        _ batch: EventBatch, _ range: Range<Int>, alertCountMax: Int, into alerts: inout [AccountAlert]
    ) -> Int {
        for place in range {
            let first = alerts.count
            apply(batch.events[place], batch.updates, into: &alerts)
            if !shadows.isEmpty {
                for shadow in shadows { shadow.book.apply(batch.events[place], batch.updates, into: &alerts) }
                alerts.sortByPhase(from: first)
            }
            if alerts.count >= alertCountMax { return place + 1 }
        }
        return range.upperBound
    }

    private mutating func apply(
        _ event: AcceptedEvent, _ updates: [BookUpdate], into alerts: inout [AccountAlert]
    ) {
        clock = event.clock
        let time = clock.roundedDown(to: configuration.valuationInterval)
        if time != valuationTime || isReconfigured {
            // First phase: the whole book at the new valuation time, with the prices of before.
            let old = isReconfigured ? nil : valuationTime
            isReconfigured = false
            moveValuationTime(to: time)
            letGoOutlines()
            beginMarking()
            touchAtValuationTime(time, from: old)
            judgeDirtyAccounts(at: time, event.number, .valuationTime, .clock, into: &alerts)
        }

        // Second phase: the event itself.
        beginMarking()
        for update in updates[event.updates] { apply(update) }
        closeDraft()
        judgeDirtyAccounts(at: clock, event.number, .event, event.cause, into: &alerts)
        judgeDueAccounts(event, into: &alerts)
    }

    private mutating func apply(_ update: BookUpdate) {
        switch update {
        case .market(let change):
            // What prices and terms touch is found by how it lies in the book.
            closeDraft()
            apply(change)
        case .account(let name, let since): open(name, since: since)
        case .nettingSet(let id, let set): setNettingSet(of: id, set)
        case .restated(let id): if let place = shard.place(of: id) { touch(account: Int32(place)) }
        case .profile(let id, let profile): setProfile(of: id, profile)
        case .cleared(let id): clear(id)
        case .balance(let id, let asset, let amount): setBalance(of: id, asset, amount)
        case .position(let id, let instrument, let quantity, let entry):
            setPosition(of: id, instrument, quantity, entry)
        }
    }

    /// Takes new parameters: every figure is worked out anew, and the next event judges the whole book.
    ///
    /// - Parameter image: Holdings and prices as they are, for shadows that there were none of; without it there are none.
    package mutating func reconfigure(_ configuration: MarginConfiguration, image: BookImage? = nil) {
        let places = profiles.map { old in
            configuration.profiles.firstIndex { $0.name == old.profile.name } ?? 0
        }
        reconfigureShadows(configuration, image, movingProfilesTo: places)
        reconfigure(configuration, movingProfilesTo: places)
    }

    /// - Parameter places: Where the profiles are now, by where they were; a shadow's go by other names than its accounts'.
    mutating func reconfigure(_ configuration: MarginConfiguration, movingProfilesTo places: [Int]) {
        self.configuration = configuration
        let names = market.underlyings.map(\.name)
        let instruments = market.listings.count
        let oldNames = profiles.map(\.profile.name)
        let time = valuationTime.map { _ in clock.roundedDown(to: configuration.valuationInterval) }
        profiles = ProfileTables.tables(
            of: configuration, known: KnownModels(profiles), at: time, guards: hasGuards)
        modelOutlines = ModelOutlines()
        for name in names { addUnderlyingToProfiles(name) }
        addInstrumentsToProfiles(instruments)
        for place in 0..<rows.count {
            let old = Int(rows[place].profile)
            let profile = places[old]
            rows[place].profile = Int32(profile)
            profiles[profile].isUsed = true
            // What another shadow has said of the account says nothing of this one.
            if role == .shadow, profiles[profile].profile.name != oldNames[old] { forgetState(of: place) }
        }
        refreshViews()
        removeGuards()
        // In steps of valuation time, which may be others now.
        for expiry in 0..<horizons.count {
            horizons[expiry] = .min
            horizonRenewals[expiry] = .min
        }
        for underlying in 0..<versions.count { priced[underlying] = 0 }
        for place in 0..<rows.count {
            expectDueTimes(of: Int32(place))
            sumCash(of: Int32(place))
        }
        judgeAllAtNextEvent()
    }

    /// Has the next event judge the whole book, at the valuation time that the parameters give.
    mutating func judgeAllAtNextEvent() {
        guard valuationTime != nil else { return }
        moveValuationTime(to: clock.roundedDown(to: configuration.valuationInterval))
        isReconfigured = true
    }
}
