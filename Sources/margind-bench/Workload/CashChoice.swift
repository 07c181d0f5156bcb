import MarginCore

/// Chooses each account's cash so that its initial margin over equity is uniform in 0.2 ... 0.97.
///
/// The product itself says what a book requires; accounts are valued in books of a thousand, so that valuing a million
/// takes no memory to speak of.
enum CashChoice {
    private static let chunk = 1000

    /// Dollars by account, in whole cents.
    static func cash(
        _ holdings: Holdings, accounts: Int, configuration: MarginConfiguration = MarginConfiguration()
    ) -> [Double] {
        var cash: [Double] = []
        cash.reserveCapacity(accounts)
        var start = 0
        while start < accounts {
            let range = start..<min(accounts, start + chunk)
            var loader = BookLoader(holdings: holdings)
            var book = MarginBook(configuration: configuration)
            loader.loadMarket(into: &book)
            loader.load(range, cash: nil, into: &book)
            for (account, report) in zip(range, book.reports()) {
                var random = SeededRandom(seed: holdings.seed &+ 1, stream: account)
                let usage = 0.2 + 0.77 * random.uniform()
                let equity = report.figures.initialMargin / usage
                cash.append(Chain.decimal(equity - report.figures.equity, 2))
            }
            start = range.upperBound
        }
        return cash
    }
}
