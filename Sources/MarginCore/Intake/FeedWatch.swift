/// Notices when an index falls silent, jumps or comes back, and when an expired contract is not settled.
struct FeedWatch: Sendable {
    private struct Feed: Sendable {
        var symbol: InstrumentID
        var lastPrice: Double
        /// The clock when it came: a feed whose times lag behind is alive.
        var lastSeen: Timestamp
        var isStale = false
    }

    private struct Settlement: Sendable {
        var deadline: Timestamp
        var symbol: InstrumentID
        var expiry: Timestamp
    }

    private var feeds: [Feed] = []
    /// By instrument: its place among the feeds; negative where it is none.
    private var places: [Int32] = []
    /// No feed turns stale before this. What arrives moves it later at the next look only: until then it is too early.
    private var nextStale = Timestamp(nanoseconds: .max)
    /// Latest deadline first, so that the next one due is the last element.
    private var settlements: [Settlement] = []

    enum Notice: Equatable {
        case stale(InstrumentID, since: Timestamp)
        case recovered(InstrumentID)
        case outlier(InstrumentID, price: Double, previous: Double)
        case unsettled(InstrumentID, expiry: Timestamp)
    }

    /// An index price arrived. Stale feeds are found by `advance(to:)`, which comes first.
    mutating func observe(
        _ symbol: InstrumentID, price: Double, at time: Timestamp, rules: FeedRules
    ) -> [Notice] {
        let index = Int(symbol.index)
        guard index < places.count, places[index] >= 0 else {
            begin(symbol, price, at: time, rules)
            return []
        }
        let place = Int(places[index])
        var notices: [Notice] = []
        if feeds[place].isStale {
            feeds[place].isStale = false
            notices.append(.recovered(symbol))
            if let limit = rules.staleAfter { nextStale = min(nextStale, time.advanced(by: limit)) }
        }
        let previous = feeds[place].lastPrice
        if let limit = rules.outlierMove, (price / previous - 1).magnitude > limit {
            notices.append(.outlier(symbol, price: price, previous: previous))
        }
        feeds[place].lastPrice = price
        feeds[place].lastSeen = time
        return notices
    }

    private mutating func begin(_ symbol: InstrumentID, _ price: Double, at time: Timestamp, _ rules: FeedRules) {
        while places.count <= Int(symbol.index) { places.append(-1) }
        places[Int(symbol.index)] = Int32(feeds.count)
        feeds.append(Feed(symbol: symbol, lastPrice: price, lastSeen: time))
        if let limit = rules.staleAfter { nextStale = min(nextStale, time.advanced(by: limit)) }
    }

    /// A contract was defined or restated with this expiry.
    mutating func expect(_ symbol: InstrumentID, expiry: Timestamp, grace: Int64) {
        let deadline = expiry.advanced(by: grace)
        let entry = Settlement(deadline: deadline, symbol: symbol, expiry: expiry)
        var low = 0
        var high = settlements.count
        while low < high {
            let middle = (low + high) / 2
            let other = settlements[middle]
            if (other.deadline, other.symbol) > (deadline, symbol) { low = middle + 1 } else { high = middle }
        }
        // Restated away and back again, it is still one contract to be settled once.
        if low < settlements.count, settlements[low].deadline == deadline, settlements[low].symbol == symbol { return }
        settlements.insert(entry, at: low)
    }

    /// The symbol is no index any more, or that of another underlying.
    mutating func forget(_ symbol: InstrumentID) {
        feeds.removeAll { $0.symbol == symbol }
        for index in places.indices { places[index] = -1 }
        for (place, feed) in feeds.enumerated() { places[Int(feed.symbol.index)] = Int32(place) }
    }

    /// Whether there may be something to notice at this time.
    @inline(__always)
    func isDue(at clock: Timestamp) -> Bool {
        if clock >= nextStale { return true }
        guard let next = settlements.last else { return false }
        return next.deadline <= clock
    }

    /// Time passed.
    mutating func advance(to clock: Timestamp, rules: FeedRules) -> [Notice] {
        var notices: [Notice] = []
        if clock >= nextStale, let limit = rules.staleAfter {
            for place in feeds.indices
            where !feeds[place].isStale && clock.nanoseconds(since: feeds[place].lastSeen) >= limit {
                feeds[place].isStale = true
                notices.append(.stale(feeds[place].symbol, since: feeds[place].lastSeen))
            }
            schedule(rules)
        }
        while let next = settlements.last, next.deadline <= clock {
            settlements.removeLast()
            notices.append(.unsettled(next.symbol, expiry: next.expiry))
        }
        return notices
    }

    /// Works out when the next feed turns stale; to be called when the rules are others.
    mutating func schedule(_ rules: FeedRules) {
        nextStale = Timestamp(nanoseconds: .max)
        guard let limit = rules.staleAfter else { return }
        for feed in feeds where !feed.isStale { nextStale = min(nextStale, feed.lastSeen.advanced(by: limit)) }
    }
}
