import MarginCore

/// A digest of the alerts so far, after each alert: two runs of different length compare by what they share.
struct AlertTrail {
    private var events: [UInt64] = []
    private var digests: [UInt64] = []

    private static let empty: UInt64 = 0xCBF2_9CE4_8422_2325

    var count: Int { events.count }

    /// Adds event, account and state (FNV-1a, 64 bits).
    mutating func add(_ alert: AccountAlert) {
        var digest = digests.last ?? Self.empty
        func mix(_ byte: UInt8) { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: alert.event >> UInt64(shift))) }
        for byte in alert.account.utf8 { mix(byte) }
        mix(UInt8(alert.state.rawValue))
        events.append(alert.event)
        digests.append(digest)
    }

    /// How many alerts came up to and with the event.
    func count(upTo event: UInt64) -> Int {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle] <= event { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The digest of all alerts up to and with the event.
    func digest(upTo event: UInt64) -> UInt64 {
        let count = count(upTo: event)
        return count == 0 ? Self.empty : digests[count - 1]
    }
}
