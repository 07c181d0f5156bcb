package import MarginCore

/// How many market events are judged at a time: as many as are done in a moment.
///
/// A batch of the desk is nothing for a hundred accounts. For a hundred thousand that every price brings into another
/// state it is minutes, without an alert written or a watchdog told, and millions of alerts held in memory. The alerts
/// are the same for any stride; the clock decides only when they are written.
package struct Stride: Sendable {
    /// Events that may concern every account, at least 1; any number of those that concern one may lie between them.
    package private(set) var marketEventCount = 4

    private static let momentNanoseconds: Int64 = 20_000_000
    private static let marketEventCountMax = 128

    package init() {}

    /// A piece was judged, and its alerts were written, in this time.
    package mutating func adapt(to piece: EventBatch, nanoseconds: Int64) {
        let count = piece.events.count { $0.cause.concernsMarket }
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

extension EventBatch {
    /// Takes the events off its front that make up a stride, with what belongs to them; nil when there are none left.
    package mutating func takeFirst(_ stride: Stride) -> EventBatch? {
        guard !isEmpty else { return nil }
        var marketEventCount = 0
        let end = events.firstIndex { event in
            if event.cause.concernsMarket { marketEventCount += 1 }
            return marketEventCount > stride.marketEventCount
        }
        guard let end else {
            defer { self = EventBatch() }
            return self
        }
        var piece = EventBatch()
        piece.events = Array(events[..<end])
        events.removeFirst(end)
        // Shared, not copied: an event names its part of them by its place.
        piece.updates = updates
        let next = events[0].number
        piece.feedAlerts = Array(feedAlerts.prefix { $0.event < next })
        feedAlerts.removeFirst(piece.feedAlerts.count)
        return piece
    }
}

extension Cause {
    /// Whether the event may concern every account, and not the one that it names.
    fileprivate var concernsMarket: Bool {
        switch self {
        case .instrument, .price, .forward, .settlement, .funding, .clock: true
        case .portfolio, .position, .fill, .balance, .transfer, .account: false
        }
    }
}
