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
    /// No feed turns stale before this.
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
        defer { schedule(rules) }
        guard let place = feeds.firstIndex(where: { $0.symbol == symbol }) else {
            feeds.append(Feed(symbol: symbol, lastPrice: price, lastSeen: time))
            return []
        }
        var notices: [Notice] = []
        if feeds[place].isStale {
            feeds[place].isStale = false
            notices.append(.recovered(symbol))
        }
        let previous = feeds[place].lastPrice
        if let limit = rules.outlierMove, (price / previous - 1).magnitude > limit {
            notices.append(.outlier(symbol, price: price, previous: previous))
        }
        feeds[place].lastPrice = price
        feeds[place].lastSeen = time
        return notices
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
    mutating func forget(_ symbol: InstrumentID) { feeds.removeAll { $0.symbol == symbol } }

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
