package import MarginCore

/// How many market events a book judges between two looks at the clock: as many as are done in a moment.
///
/// For a hundred accounts ten thousand events are nothing. For a hundred thousand that every price brings near another
/// state they are minutes, without an alert written or a watchdog told. The alerts are the same for any stride; the
/// clock decides only when they are written.
package struct Stride: Sendable {
    /// Events that may concern every account, at least 1; any number of those that concern one may lie between them.
    package private(set) var marketEventCount = 4

    /// A book that has judged for so long shows what it has.
    static let momentNanoseconds: Int64 = 20_000_000
    private static let marketEventCountMax = 128

    package init() {}

    /// The next events to be judged, from `start` on, and how many of them may concern every account.
    package func piece(of events: [AcceptedEvent], from start: Int) -> (range: Range<Int>, marketEventCount: Int) {
        events.withUnsafeBufferPointer { events in
            var count = 0
            for place in start..<events.count where events[place].concernsMarket {
                if count == marketEventCount { return (start..<place, count) }
                count += 1
            }
            return (start..<events.count, count)
        }
    }

    /// A piece with `count` market events took this time.
    package mutating func adapt(to count: Int, nanoseconds: Int64) {
        // Events of single accounts, as many come after a restart, say nothing about the cost of a price.
        guard count > 0 else { return }
        // Down in one step to what would have fitted, and up in small ones: the next price may be the one that brings
        // everybody into another state.
        if nanoseconds > Self.momentNanoseconds {
            marketEventCount = max(1, Int(Int64(count) * Self.momentNanoseconds / nanoseconds))
        } else if nanoseconds < Self.momentNanoseconds / 4, count >= marketEventCount {
            marketEventCount = min(Self.marketEventCountMax, marketEventCount * 2)
        }
    }
}

extension AcceptedEvent {
    /// Whether the event may concern every account, and not the one that it names.
    fileprivate var concernsMarket: Bool {
        switch cause {
        case .instrument, .price, .forward, .settlement, .funding, .clock: true
        case .portfolio, .position, .fill, .balance, .transfer, .account: false
        }
    }
}
