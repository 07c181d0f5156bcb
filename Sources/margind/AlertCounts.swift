import MarginCore

/// How many alerts of each type there were.
struct AlertCounts {
    private(set) var total = 0
    private(set) var byType: [String: Int] = [:]
    /// The worst state that an account entered.
    private(set) var worst = AccountState.normal

    mutating func count(_ alert: Alert) {
        total += 1
        switch alert {
        case .feed: byType["feed", default: 0] += 1
        case .account(let alert):
            worst = max(worst, alert.state)
            byType[alert.isReminder ? "reminder" : Self.type(of: alert.state), default: 0] += 1
        }
    }

    /// The types in the order in which an account gets worse, then the rest.
    static let types = ["warning", "margin_call", "liquidation", "insolvent", "cleared", "reminder", "feed"]

    private static func type(of state: AccountState) -> String {
        switch state {
        case .normal: "cleared"
        case .call: "margin_call"
        case .warning, .liquidation, .insolvent: state.name
        }
    }
}
