/// Notices when closes that the model `tail` learns from are old, and when an underlying has not enough of them to be in
/// the model; and when that is over. It looks at each valuation time, and after a reload at the next event.
struct HistoryWatch: Sendable {
    /// What may be the matter.
    private enum Subject: Hashable {
        /// A series of the history ended too long ago.
        case stale(series: String)
        /// An underlying lacks days of a profile's window.
        case short(underlying: String, profile: String)
    }

    private struct Finding: Sendable {
        var subject: Subject
        var condition: FeedAlert.Condition
    }

    /// Reported and not over, in the order of the last look.
    private var reported: [Subject] = []
    /// The valuation time of the last look; `nil` before the first one since the parameters are these.
    private(set) var lastLook: Timestamp?
    /// Places of the profiles with the model `tail`, and of the profiles whose accounts they judge, also as shadows.
    private var learners: [(profile: Int, accounts: Set<Int32>)] = []

    /// Takes new parameters: the next event is looked at.
    mutating func configure(_ configuration: MarginConfiguration) {
        lastLook = nil
        learners = []
        guard !configuration.history.isEmpty else { return }
        for (place, profile) in configuration.profiles.enumerated() where profile.models.contains(.tail) {
            let accounts = configuration.profiles.indices.filter {
                $0 == place || configuration.profiles[$0].shadows.contains(profile.name)
            }
            learners.append((place, Set(accounts.map { Int32($0) })))
        }
    }

    /// Whether there is something to look at, or reported and not over.
    @inline(__always)
    var isOn: Bool { !learners.isEmpty || !reported.isEmpty }

    /// Looks at a valuation time.
    ///
    /// - Returns: First what is over, then what is new: old series in the order of their names' bytes, then underlyings
    ///   by profile, in the order in which lines named them.
    mutating func look(
        at time: Timestamp, _ configuration: MarginConfiguration, _ market: Market, _ ledger: Ledger
    ) -> [FeedAlert.Condition] {
        lastLook = time
        let findings = findings(at: time, configuration, market, ledger)
        let before = Set(reported)
        let now = Set(findings.map(\.subject))
        let ended = reported.filter { !now.contains($0) }.map { subject -> FeedAlert.Condition in
            switch subject {
            case .stale(let series): .historyRecovered(underlying: series)
            case .short(let underlying, let profile): .historyFull(underlying: underlying, profile: profile)
            }
        }
        reported = findings.map(\.subject)
        return ended + findings.filter { !before.contains($0.subject) }.map(\.condition)
    }

    private func findings(
        at time: Timestamp, _ configuration: MarginConfiguration, _ market: Market, _ ledger: Ledger
    ) -> [Finding] {
        let used = usedProfiles(of: ledger)
        let history = configuration.history
        let day = history.day(asOf: time)
        var learned: Set<String> = []
        var short: [Finding] = []
        for (place, accounts) in learners where !accounts.isDisjoint(with: used) {
            let profile = configuration.profiles[place]
            for underlying in market.underlyings {
                guard let need = TailNeed(of: underlying.name, in: history, asOf: day, profile.tail) else { continue }
                for series in need.series { learned.insert(series.underlying) }
                if need.isFull { continue }
                short.append(
                    Finding(
                        subject: .short(underlying: underlying.name, profile: profile.name),
                        condition: .historyShort(
                            underlying: underlying.name, profile: profile.name, days: need.days, window: need.window)))
            }
        }
        guard let limit = configuration.feed.historyStaleAfter else { return short }
        var stale: [Finding] = []
        for series in history.series where learned.contains(series.underlying) {
            guard let end = CalendarDate(daysSinceEpoch: series.lastDay + 1)?.midnight,
                time.nanoseconds(since: end) >= limit
            else { continue }
            stale.append(
                Finding(
                    subject: .stale(series: series.underlying),
                    condition: .historyStale(underlying: series.underlying, since: end)))
        }
        return stale + short
    }

    /// Those of accounts, as far as a learner cares: with as many as there are, no more accounts are asked.
    private func usedProfiles(of ledger: Ledger) -> Set<Int32> {
        let wanted = learners.reduce(into: Set<Int32>()) { $0.formUnion($1.accounts) }
        var used: Set<Int32> = []
        for account in ledger.accounts.indices where used.count < wanted.count {
            let profile = ledger.accounts[account].profile
            if wanted.contains(profile) { used.insert(profile) }
        }
        return used
    }
}
