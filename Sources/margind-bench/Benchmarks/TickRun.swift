import MarginCore

/// One book that is fed ticks, and what they cost it.
final class TickRun {
    private(set) var book: MarginBook
    private var walk: TickWalk
    let holdings: Holdings
    let accountCount: Int
    private var batchSize = 1
    /// Whether `changePositions` has enlarged them.
    var areEnlarged = false
    private var event: UInt64
    private var alerts: [AccountAlert] = []
    /// The last event before the first tick.
    let firstEvent: UInt64
    private(set) var trail = AlertTrail()

    private static let batchSizeMax = 128
    private static let batchNanosecondsMin: Int64 = 1_000_000

    /// - Parameter cash: By account; see `CashChoice`.
    init(
        _ guards: Guards, _ holdings: Holdings, cash: [Double], walk: TickWalk,
        configuration: MarginConfiguration = MarginConfiguration()
    ) {
        var book = guards.book(configuration)
        var loader = BookLoader(holdings: holdings)
        loader.loadMarket(into: &book)
        loader.load(0..<cash.count, cash: cash, into: &book)
        self.book = book
        self.walk = walk
        self.holdings = holdings
        accountCount = cash.count
        event = loader.lastEvent
        firstEvent = event
    }

    /// The number of the last event, counted from the first tick.
    var ticks: Int { Int(event - firstEvent) }

    var ticksPerMinute: Int { TickWalk.ticksPerMinute(holdings.chain) }

    /// Applies ticks until they have taken `seconds` of the processor, or until there were `ticksMax`.
    func advance(seconds: Double, ticksMax: Int) -> Segment {
        var segment = Segment()
        while segment.ticks + segment.steps < ticksMax
            && Double(segment.nanoseconds + segment.stepNanoseconds) < seconds * 1e9
        {
            let (batch, isStep) = nextBatch(upTo: ticksMax - segment.ticks - segment.steps)
            let work = book.work
            let nanoseconds = apply(batch)
            if isStep {
                segment.steps += 1
                segment.stepNanoseconds += nanoseconds
            } else {
                segment.ticks += batch.events.count
                segment.nanoseconds += nanoseconds
                segment.judgements += book.work.judgements - work.judgements
                segment.quiet += book.work.quiet - work.quiet
                segment.prices += (book.work.prices + book.work.rows) - (work.prices + work.rows)
                // Many ticks at a time, as the pipeline hands them over, so that the clock costs nothing; single ones where
                // each takes long.
                if nanoseconds < Self.batchNanosecondsMin { batchSize = min(Self.batchSizeMax, batchSize * 2) }
            }
        }
        return segment
    }

    /// The next ticks; one that moves the valuation time comes alone.
    private func nextBatch(upTo limit: Int) -> (EventBatch, isStep: Bool) {
        var batch = EventBatch()
        let size = min(batchSize, limit)
        while batch.events.count < size {
            let before = minute(walk.clock)
            if minute(walk.following) != before && !batch.isEmpty { return (batch, false) }
            append(walk.next(), to: &batch)
            if minute(walk.clock) != before { return (batch, true) }
        }
        return (batch, false)
    }

    private func minute(_ time: Timestamp) -> Int64 { time.nanoseconds / book.configuration.valuationInterval }

    /// - Returns: Processor time; nanoseconds.
    func apply(_ batch: EventBatch) -> Int64 {
        let start = CPUClock.thread()
        book.apply(batch, into: &alerts)
        let nanoseconds = CPUClock.thread() - start
        for alert in alerts { trail.add(alert) }
        alerts.removeAll(keepingCapacity: true)
        return nanoseconds
    }

    private func append(_ tick: TickWalk.Tick, to batch: inout EventBatch) {
        switch tick.value {
        case .index(let underlying, let price):
            append(
                .market(.index(UnderlyingID(underlying), price)),
                cause: .price(holdings.chain.index(of: underlying), Quote(price: price)), to: &batch)
        case .volatility(let option, let volatility):
            append(
                .market(.volatility(holdings.chain.option(option), volatility)),
                cause: .price(holdings.chain.option(option), Quote(volatility: volatility)), to: &batch)
        }
    }

    /// The next event, at the clock of the last tick.
    func append(_ update: BookUpdate, cause: Cause, to batch: inout EventBatch) {
        event += 1
        let place = batch.updates.count
        batch.updates.append(update)
        batch.events.append(
            AcceptedEvent(number: event, clock: walk.clock, updates: place..<place + 1, cause: cause))
    }
}
