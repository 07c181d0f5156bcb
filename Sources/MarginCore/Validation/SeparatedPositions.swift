/// Books with one account for each position and one for each balance of the accounts of others: what diversification is
/// measured against.
///
/// A group and each part of an account in `cross` have what they hold themselves; the account in parts is nobody's forecast.
/// An account that owns coins and nothing else is exempt. So that a coin's own requirement shows, its account owes the
/// smallest amount that there is.
struct SeparatedPositions {
    let image: BookImage
    /// By account: whose position it is, as a place in the ledger it was taken from.
    let owners: [Int]

    init(_ whole: BookImage) {
        var ledger = Ledger()
        var owners: [Int] = []
        let cash = whole.market.underlyings.firstIndex { $0.isCash }.map { UnderlyingID($0) }
        for (owner, account) in whole.ledger.accounts.enumerated() where account.mode != .cross {
            func open() -> AccountID {
                let id = ledger.open(account.name, since: account.since)
                ledger.configure(id, profile: account.profile)
                owners.append(owner)
                return id
            }
            for position in account.positions {
                ledger.setPosition(open(), position.instrument, position.quantity, position.entry)
            }
            for balance in account.balances {
                let id = open()
                ledger.setBalance(id, balance.asset, balance.amount)
                guard let cash, balance.asset != cash, !balance.amount.isNegative else { continue }
                ledger.setBalance(id, cash, Self.smallestDebt)
            }
        }
        var image = whole
        image.ledger = ledger
        self.image = image
        self.owners = owners
    }

    private static let smallestDebt = Decimal(coefficient: -1, exponent: -18)

    /// By owner and model: the sum of what its positions require, USD.
    func requirements(_ forecasts: [AccountForecast], owners count: Int) -> [[String: Double]] {
        var sums = [[String: Double]](repeating: [:], count: count)
        for (owner, forecast) in zip(owners, forecasts) {
            for model in forecast.models { sums[owner][model.model, default: 0] += model.requirement }
        }
        return sums
    }
}
