/// The five states of an account, from best to worst.
package enum AccountState: Int, Comparable, CaseIterable, Sendable {
    case normal, warning, call, liquidation, insolvent

    package static func < (a: AccountState, b: AccountState) -> Bool { a.rawValue < b.rawValue }

    /// The word in alert lines.
    package var name: String {
        switch self {
        case .normal: "normal"
        case .warning: "warning"
        case .call: "call"
        case .liquidation: "liquidation"
        case .insolvent: "insolvent"
        }
    }

    /// The state one step better; `normal` has none.
    var better: AccountState { AccountState(rawValue: rawValue - 1) ?? .normal }
}
