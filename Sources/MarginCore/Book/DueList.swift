/// Accounts that time alone will call up: few at once, so a plain list does.
struct DueList {
    private var entries: [(time: Timestamp, account: Int32)] = []
    private var earliest = Timestamp(nanoseconds: .max)

    mutating func add(_ account: Int32, at time: Timestamp) {
        entries.append((time, account))
        earliest = min(earliest, time)
    }

    /// Removes and returns the accounts due at `now`, each once.
    mutating func due(at now: Timestamp) -> [Int32] {
        guard !entries.isEmpty, now >= earliest else { return [] }
        let due = Set(entries.filter { $0.time <= now }.map(\.account)).sorted()
        entries.removeAll { $0.time <= now }
        earliest = entries.map(\.time).min() ?? Timestamp(nanoseconds: .max)
        return due
    }
}
