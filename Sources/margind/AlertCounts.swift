import MarginCore

/// How many alerts of each type there were.
struct AlertCounts {
    private(set) var total = 0
    /// The worst state that an account entered.
    private(set) var worst = AccountState.normal
    private var counts = [Int](repeating: 0, count: AlertCounts.types.count)

    mutating func count(_ alert: Alert) {
        total += 1
        counts[Self.place(of: alert)] += 1
        if case .account(let alert) = alert, alert.shadow == nil { worst = max(worst, alert.state) }
    }

    /// The types that occurred, in the order in which an account gets worse, then the rest.
    var byType: [(type: String, count: Int)] {
        zip(Self.types, counts).filter { $0.1 > 0 }.map { (type: $0.0, count: $0.1) }
    }

    private static let types = [
        "warning", "margin_call", "liquidation", "insolvent", "cleared", "reminder", "limit", "models", "feed",
        "stress", "shadow",
    ]

    /// In `types`.
    private static func place(of alert: Alert) -> Int {
        switch alert {
        case .feed: 8
        case .stress: 9
        case .account(let alert) where alert.shadow != nil: 10
        case .account(let alert):
            switch alert.kind {
            case .state: place(of: alert.state)
            case .reminder: 5
            case .limit: 6
            case .models: 7
            }
        }
    }

    private static func place(of state: AccountState) -> Int {
        switch state {
        case .warning: 0
        case .call: 1
        case .liquidation: 2
        case .insolvent: 3
        case .normal: 4
        }
    }
}
