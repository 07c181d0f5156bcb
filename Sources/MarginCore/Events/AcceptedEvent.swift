/// A line that was accepted: its number, the clock after it, and what it changes, in dense indices.
///
/// This is all that crosses from the intake to the books: they never see a name to look up, a line to doubt or an exact
/// decimal.
package struct AcceptedEvent: Sendable {
    /// From 1, without holes.
    package var number: UInt64
    /// The largest timestamp accepted so far, this event included.
    package var clock: Timestamp
    /// What it changes: a range of the batch's `updates`.
    package var updates: Range<Int>
    package var cause: Cause

    package init(number: UInt64, clock: Timestamp, updates: Range<Int>, cause: Cause) {
        self.number = number
        self.clock = clock
        self.updates = updates
        self.cause = cause
    }
}

/// The kind of an event and what it names; becomes an alert's trigger.
///
/// Accounts are named in full: a shard knows the names of its own only, and a trade of another's account can touch one
/// of its accounts where it is the first to explain a symbol.
package enum Cause: Sendable {
    case instrument(InstrumentID)
    case price(InstrumentID, Quote)
    case forward(ExpiryID)
    case portfolio(account: String)
    case position(account: String, InstrumentID)
    case fill(account: String, InstrumentID)
    case balance(account: String)
    case transfer(account: String)
    case account(String)
    case settlement(InstrumentID)
    case funding(InstrumentID)
    case clock
}

/// One change to a book of accounts.
package enum BookUpdate: Equatable, Sendable {
    case market(MarketUpdate)
    /// The next account, first named at this clock. What is one here is a netting set.
    case account(String, since: Timestamp)
    /// Which set of its name the account is; the whole where nothing else is said.
    case nettingSet(AccountID, NettingSet)
    /// A line restated the account; nothing may have changed.
    case restated(AccountID)
    /// The account's profile, by its place in the configuration.
    case profile(AccountID, Int32)
    /// Every balance and position of the account is gone; its new ones follow.
    case cleared(AccountID)
    /// A balance as the nearest double; 0 removes it.
    case balance(AccountID, UnderlyingID, Double)
    /// A position as the nearest doubles; quantity 0 removes it.
    case position(AccountID, InstrumentID, quantity: Double, entry: Double)
}

/// Accepted events in order, with their updates in one array.
package struct EventBatch: Sendable {
    package var events: [AcceptedEvent] = []
    package var updates: [BookUpdate] = []
    /// What the intake has to say itself, in order of event.
    package var notices: [IntakeNotice] = []

    package init() {}

    package var isEmpty: Bool { events.isEmpty }

    package mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        updates.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }
}
