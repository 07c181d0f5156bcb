import MarginCore

/// Fills a book through its one door, as the pipeline would after reading the lines.
struct BookLoader {
    let holdings: Holdings
    /// The clock while loading: a few ticks before a minute ends, so that every run soon sees the valuation time move.
    static let clock = Chain.start.advanced(by: 59_900_000_000)
    private(set) var lastEvent: UInt64 = 0
    private(set) var opened = 0

    private static let accountsPerBatch = 256

    init(holdings: Holdings) { self.holdings = holdings }

    mutating func loadMarket(into book: inout MarginBook) {
        var batch = EventBatch()
        batch.updates = holdings.chain.updates
        add(.instrument(InstrumentID(0)), 0..<batch.updates.count, to: &batch)
        apply(batch, to: &book)
    }

    /// Opens the accounts and gives them what they hold; `cash` by account, none where `nil`.
    mutating func load(_ accounts: Range<Int>, cash: [Double]?, into book: inout MarginBook) {
        var batch = EventBatch()
        for account in accounts {
            let id = AccountID(opened)
            let name = holdings.name(account)
            let start = batch.updates.count
            batch.updates.append(.account(name, since: Self.clock))
            if let cash { batch.updates.append(.balance(id, holdings.chain.cashAsset, cash[account])) }
            for position in holdings.positions(account) {
                batch.updates.append(
                    .position(
                        id, InstrumentID(position.symbol), quantity: position.quantity, entry: position.entry))
            }
            add(.portfolio(account: name), start..<batch.updates.count, to: &batch)
            opened += 1
            if batch.events.count == Self.accountsPerBatch {
                apply(batch, to: &book)
                batch.removeAll()
            }
        }
        apply(batch, to: &book)
    }

    private mutating func add(_ cause: Cause, _ updates: Range<Int>, to batch: inout EventBatch) {
        lastEvent += 1
        batch.events.append(AcceptedEvent(number: lastEvent, clock: Self.clock, updates: updates, cause: cause))
    }

    /// Alerts of the first judgement are no part of any measurement.
    private func apply(_ batch: EventBatch, to book: inout MarginBook) {
        var alerts: [AccountAlert] = []
        book.apply(batch, into: &alerts)
    }
}
