/// The one order of alerts, whatever the number of shards: by event, within it account alerts by phase, account name
/// and netting set, then what the intake noticed, feeds before stress tests; and the ordinals that follow from it.
package enum AlertOrder {
    /// Merges what the shards raised for the same events with what the intake noticed.
    ///
    /// - Parameters:
    ///   - shards: Each in order; an event's alerts of one netting set come from one shard.
    ///   - notices: In order of event, with their ordinals.
    package static func merge(_ shards: [[AccountAlert]], _ notices: [IntakeNotice]) -> [Alert] {
        var accounts = shards.first ?? []
        if shards.count > 1 {
            accounts = shards.flatMap(\.self)
            accounts.sort { a, b in
                if a.event != b.event { return a.event < b.event }
                if a.phase != b.phase { return a.phase.rawValue < b.phase.rawValue }
                return a.isBefore(b)
            }
        }
        var merged: [Alert] = []
        merged.reserveCapacity(accounts.count + notices.count)
        var next = 0
        var event: UInt64 = 0
        var ordinal = 0
        for var alert in accounts {
            while next < notices.count, notices[next].event < alert.event {
                merged.append(notices[next].alert)
                next += 1
            }
            ordinal = alert.event == event ? ordinal + 1 : 1
            event = alert.event
            alert.ordinal = ordinal
            merged.append(.account(alert))
        }
        for notice in notices[next...] { merged.append(notice.alert) }
        return merged
    }
}
