/// Which of the sets under one account's name is meant: what is margined together, and alone.
package enum NettingSet: Equatable, Sendable {
    /// The account as a whole.
    case whole
    /// The account as a whole while it is judged in parts: it holds nothing then.
    case inParts
    /// What a group's members hold.
    case group
    /// What the account has in one settlement currency.
    case currency(String)
    /// Its positions in symbols that nobody has defined, so that nobody knows what they pay in.
    case undefinedSymbols

    /// One of several sets of an account.
    package var isPart: Bool {
        switch self {
        case .whole, .inParts, .group: false
        case .currency, .undefinedSymbols: true
        }
    }

    /// What an alert calls it; `nil` for the whole account. No currency's name is empty, and no part is a group's.
    package var name: String? {
        switch self {
        case .whole, .inParts: nil
        case .group: "group"
        case .currency(let name): name
        case .undefinedSymbols: ""
        }
    }
}
