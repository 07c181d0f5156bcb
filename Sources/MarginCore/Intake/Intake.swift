/// Decides what is an event: the one place where lines are accepted, numbered and given a clock.
///
/// It owns everything that acceptance depends on, and everything exact: producers' sequence numbers, the catalogue of
/// instruments, the prices, the ledger. What it accepts it hands on as `AcceptedEvent`s, which no book can refuse; so
/// the books may be many, and none of them decides what happened.
package struct Intake: Sendable {
    package internal(set) var market = Market()
    package internal(set) var ledger = Ledger()
    package private(set) var configuration: MarginConfiguration
    /// The largest timestamp accepted; `nil` before the first event.
    package private(set) var clock: Timestamp?
    /// The number of the last accepted event.
    package private(set) var eventNumber: UInt64 = 0

    var symbols = NameTable()
    var underlyings = NameTable()
    var accounts = NameTable()
    /// By name of `accounts`.
    var accountIDs: [AccountID] = []
    /// Empty between events.
    var touched = TouchedRows()
    var expiries: [Int32: [Timestamp: ExpiryID]] = [:]
    /// By underlying: the symbol that is its index.
    var spotSymbols: [Int32: InstrumentID] = [:]
    /// By instrument: what its prices are judged by.
    var quotes: [QuotedInstrument] = []
    /// By expiry: the latest time of a forward that was taken.
    var lastForward: [Timestamp?] = []
    var watch = FeedWatch()
    var historyWatch = HistoryWatch()
    var sources = SourceMedians()
    var surface = QuoteSurface()

    /// The interval of event time in which stress tests were last due.
    var lastStress: Timestamp?
    /// What its books took over from the last one.
    var knownModels = KnownModels()

    private var sequences = SequenceGuard()
    /// Noticed about the feeds since the last accepted event, whose number the notices will carry.
    private var notices: [FeedAlert.Condition] = []

    package init(configuration: MarginConfiguration) {
        self.configuration = configuration
        sources.configure(configuration)
        historyWatch.configure(configuration)
    }

    /// Takes new parameters; the state stays.
    ///
    /// - Returns: The name of a profile that an account uses and the new parameters lack; then nothing was taken.
    package mutating func reconfigure(_ configuration: MarginConfiguration) -> String? {
        let old = self.configuration.profiles
        let places = old.map { profile in configuration.profiles.firstIndex { $0.name == profile.name } }
        for account in ledger.accounts where places[Int(account.profile)] == nil {
            return old[Int(account.profile)].name
        }
        ledger.moveProfiles(to: places.map { Int32($0 ?? 0) })
        let rules = self.configuration.surface
        self.configuration = configuration
        watch.schedule(configuration.feed)
        sources.configure(configuration)
        historyWatch.configure(configuration)
        reconfigureSurface(before: rules)
        return nil
    }

    /// What became of a line.
    package enum Verdict: Equatable, Sendable {
        case accepted(UInt64)
        /// Its `seq` or `id` was used before; it changed nothing and is no fault of the producer's.
        case repeated
        /// Older than the last price or forward of its kind; it changed nothing.
        case late
        case rejected(LineFault)
    }

    /// Judges one line. An accepted event and its updates are appended to `batch`; any other leaves it as it was.
    package mutating func admit(_ line: IncomingLine, into batch: inout EventBatch) -> Verdict {
        if let sequence = line.sequence, isRepeated(sequence, of: line.source) { return .repeated }
        switch line.content {
        case .failure(let fault): return .rejected(fault)
        case .success(let content):
            do throws(Refusal) {
                return .accepted(try admit(content, from: line.source, into: &batch))
            } catch {
                return Intake.verdict(on: error)
            }
        }
    }

    /// Judges one price line, as it does every line.
    package mutating func admit(_ line: PriceLine, into batch: inout EventBatch) -> Verdict {
        if let sequence = line.sequence, isRepeated(sequence, of: line.source) { return .repeated }
        do throws(Refusal) {
            let moment = try moment(of: line.timestamp, isClock: false)
            let first = batch.updates.count
            let cause = try price(line.symbol, line.quote, at: moment, &batch.updates)
            return .accepted(number(cause, first, from: line.source, at: moment, into: &batch))
        } catch {
            return Intake.verdict(on: error)
        }
    }

    /// Uses a sequence number up.
    private mutating func isRepeated(_ sequence: Int64, of source: Name?) -> Bool {
        switch sequences.observe(sequence, from: source) {
        case .next: return false
        case .repeat: return true
        case .gap(let source, let first, let last):
            notices.append(.gap(source: source, first: first, last: last))
            return false
        }
    }

    private static func verdict(on refusal: Refusal) -> Verdict {
        switch refusal {
        case .fault(let fault): .rejected(fault)
        case .repeated: .repeated
        case .late: .late
        }
    }

    /// Why a well-formed line is no event.
    enum Refusal: Error {
        case fault(LineFault)
        case repeated
        case late

        init(_ reason: RejectionReason, _ field: EventField? = nil) { self = .fault(LineFault(reason, field)) }
    }

    private mutating func admit(
        _ content: IncomingLine.Content, from source: Name?, into batch: inout EventBatch
    ) throws(Refusal) -> UInt64 {
        let isClock = if case .clock = content.draft { true } else { false }
        let moment = try moment(of: content.timestamp, isClock: isClock)
        let first = batch.updates.count
        let cause = try apply(content.draft, at: moment, &batch.updates)
        return number(cause, first, from: source, at: moment, into: &batch)
    }

    /// When a line of this time happens, which may not be too far ahead of the clock.
    @inline(__always)
    private func moment(of time: Timestamp, isClock: Bool) throws(Refusal) -> Moment {
        guard let clock else { return Moment(time: time, now: time) }
        if time.nanoseconds(since: clock) > configuration.maxJump && !isClock { throw Refusal(.timeJump, .ts) }
        return Moment(time: time, now: max(clock, time))
    }

    /// Makes an event of what was applied: its updates are those from `first` on.
    @inline(__always)
    private mutating func number(
        _ cause: Cause, _ first: Int, from source: Name?, at moment: Moment,
        into batch: inout EventBatch
    ) -> UInt64 {
        if !touched.isEmpty { renewTouchedRows(&batch.updates) }
        clock = moment.now
        eventNumber += 1
        passTime(to: moment.now)
        lookAtHistory(at: moment.now)
        if sources.isOn { observeSource(source, cause, at: moment.now, &batch.updates) }
        if configuration.surface.isOn { renewSurface(at: moment.now, &batch.updates) }
        batch.events.append(
            AcceptedEvent(number: eventNumber, clock: moment.now, updates: first..<batch.updates.count, cause: cause))
        if !notices.isEmpty { report(at: moment.now, into: &batch) }
        if configuration.stress.interval != nil { stressIfDue(&batch) }
        return eventNumber
    }

    private mutating func report(at now: Timestamp, into batch: inout EventBatch) {
        for (place, condition) in notices.enumerated() {
            let alert = FeedAlert(event: eventNumber, ordinal: place + 1, timestamp: now, condition: condition)
            batch.notices.append(.feed(alert))
        }
        notices.removeAll(keepingCapacity: true)
    }

    /// When a line happens: its own time, and the clock if it is accepted.
    struct Moment {
        var time: Timestamp
        var now: Timestamp
    }

    /// Sends a draft through its door. Each door checks everything first and changes things last: one that throws has
    /// changed nothing and appended nothing.
    private mutating func apply(
        _ draft: EventDraft, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        switch draft {
        case .instrument(let symbol, let terms): try define(symbol, terms, at: moment, &updates)
        case .price(let symbol, let quote): try price(symbol, quote, at: moment, &updates)
        case .forward(let underlying, let expiry, let price):
            try forward(of: underlying, expiry, price, at: moment, &updates)
        case .settlement(let symbol, let price): try settle(symbol, price, at: moment, &updates)
        case .funding(let symbol, let rate): try fund(symbol, rate, &updates)
        case .portfolio(let account, let balances, let positions):
            try replaceBook(of: account, balances, positions, at: moment, &updates)
        case .position(let account, let position): try setPosition(of: account, position, at: moment, &updates)
        case .fill(let account, let symbol, let quantity, let price, let fee, let id):
            try fill(account, symbol, quantity, price, fee, id, at: moment, &updates)
        case .balance(let account, let balance): try setBalance(of: account, balance, at: moment, &updates)
        case .transfer(let account, let balance, let id):
            try transfer(account, balance, id, at: moment, &updates)
        case .account(let account, let profile, let mode, let group):
            try restate(account, profile, mode, group, at: moment, &updates)
        case .clock: .clock
        }
    }

    // MARK: - Feeds

    /// Lets the feed watch see that time passed; called before a price is taken, so that a silence is noticed before
    /// what ends it.
    mutating func passTime(to now: Timestamp) {
        guard watch.isDue(at: now) else { return }
        for notice in watch.advance(to: now, rules: configuration.feed) {
            // A contract that nobody holds, or that was restated since, leaves nothing to settle.
            if case .unsettled(let symbol, let expiry) = notice {
                guard ledger.isHeld(symbol), let terms = market[symbol].terms, let current = terms.expiry,
                    market[current].time == expiry
                else { continue }
            }
            notices.append(condition(of: notice))
        }
    }

    /// Has the history looked at where valuation time moved, or the parameters are others.
    private mutating func lookAtHistory(at now: Timestamp) {
        guard historyWatch.isOn else { return }
        let time = now.roundedDown(to: configuration.valuationInterval)
        guard time != historyWatch.lastLook else { return }
        notices += historyWatch.look(at: time, configuration, market, ledger)
    }

    /// Notices something about what comes in; it is reported with the event in hand.
    mutating func note(_ condition: FeedAlert.Condition) { notices.append(condition) }

    mutating func observe(_ symbol: InstrumentID, price: Double, at moment: Moment) {
        passTime(to: moment.now)
        for notice in watch.observe(symbol, price: price, at: moment.now, rules: configuration.feed) {
            notices.append(condition(of: notice))
        }
    }

    private func condition(of notice: FeedWatch.Notice) -> FeedAlert.Condition {
        switch notice {
        case .stale(let symbol, let since): .stale(symbol: market[symbol].symbol, since: since)
        case .recovered(let symbol): .recovered(symbol: market[symbol].symbol)
        case .outlier(let symbol, let price, let previous):
            .outlier(symbol: market[symbol].symbol, price: price, previous: previous)
        case .unsettled(let symbol, let expiry): .unsettled(symbol: market[symbol].symbol, expiry: expiry)
        }
    }
}
