package import MarginCore

/// Many accounts in one market, all margined by one way; the market and random books are the seed's.
package final class ModelDesk {
    /// What an account holds: quantities by symbol.
    package typealias Book = [String: Double]

    package struct Figures {
        package var equity: Double
        package var initial: Double
        package var maintenance: Double
    }

    private var tape = Tape(at: .days(20_000))
    private let monitor: Monitor
    private var random: SeededGenerator
    private var entries: [String: Double] = [:]
    private var figures: [String: Figures] = [:]
    private var accountCount = 0

    private static let spots = [("BTC", 60_000.0), ("ETH", 3_000.0)]
    private static let strikes = [0.7, 0.9, 1.0, 1.15, 1.6]
    private static let days: [Int64] = [3, 40, 300]

    package init(_ model: ModelCase, seed: UInt64) {
        random = SeededGenerator(seed: seed)
        var configuration = MarginConfiguration()
        configuration.profiles = [model.profile]
        configuration.history = ModelDesk.history(seed: seed)
        monitor = Monitor { $0 = configuration }
        for (name, spot) in ModelDesk.spots { openMarket(name, spot) }
    }

    /// 150 days of both underlyings that move together in part; of ETH with volatilities. The last is the day before the
    /// desk's.
    package static func history(seed: UInt64, from firstDay: Int = 19_850) -> PriceHistory {
        var random = SeededGenerator(seed: seed)
        let common = (0..<150).map { _ in Double.random(in: -0.06...0.06, using: &random) }
        let series = spots.map { name, spot in
            var close = spot
            var volatility = 0.6
            var volatilities: [Double] = []
            let closes = common.map { move in
                close *= 1 + move + Double.random(in: -0.04...0.04, using: &random)
                volatility = max(0.2, min(1.5, volatility * Double.random(in: 0.9...1.1, using: &random)))
                volatilities.append(volatility)
                return close
            }
            return PriceHistory.Series(
                underlying: name, firstDay: firstDay, closes: closes, volatilities: name == "ETH" ? volatilities : nil)
        }
        return (try? PriceHistory(series)) ?? .none
    }

    /// Every contract twice, `A` and `B`, of the same terms and price.
    private func openMarket(_ name: String, _ spot: Double) {
        tape.index(name, Tape.Number(spot))
        for twin in ["A", "B"] {
            tape.perpetual("\(name)-PERP-\(twin)", on: name)
            tape.perpetual("\(name)-COIN-\(twin)", on: name, .inverse)
            for days in ModelDesk.days {
                let expiry = Timestamp.days(20_000 + days)
                tape.future("\(name)-\(days)-\(twin)", on: name, until: expiry)
                for (place, strike) in ModelDesk.strikes.enumerated() {
                    for right in [Tape.Right.call, .put] {
                        let symbol = "\(name)-\(days)-\(place)-\(right.rawValue)-\(twin)"
                        // Options of one expiry settle alike; the longest are claims in coin.
                        tape.option(
                            symbol, on: name, days == 300 ? .inverse : .linear, until: expiry, right,
                            Tape.Number((strike * spot).rounded()))
                        tape.price(symbol, iv: Tape.Number(0.4 + 0.2 * strike))
                        entries[symbol] = 1
                    }
                }
                entries["\(name)-\(days)-\(twin)"] = spot
            }
            entries["\(name)-PERP-\(twin)"] = spot
            entries["\(name)-COIN-\(twin)"] = spot
        }
        for days in ModelDesk.days {
            tape.forward(name, until: .days(20_000 + days), Tape.Number(spot * (1 + 0.0001 * Double(days))))
        }
    }

    // MARK: - Books

    package func index(of symbol: String) -> Double { symbol.hasPrefix("BTC") ? 60_000 : 3_000 }
    package func isOption(_ symbol: String) -> Bool {
        symbol.hasSuffix("call-A") || symbol.hasSuffix("put-A") || isTwinOption(symbol)
    }
    private func isTwinOption(_ symbol: String) -> Bool { symbol.hasSuffix("call-B") || symbol.hasSuffix("put-B") }

    /// The contracts of one side of the market, in a fixed order.
    package var contracts: [String] { entries.keys.filter { $0.hasSuffix("-A") }.sorted() }

    /// A quantity of about `size` BTC or its worth.
    private func quantity(of symbol: String, _ size: Double) -> Double {
        let coins = symbol.hasPrefix("BTC") ? size : 20 * size
        // Inverse perpetuals count USD. Quarters are exact in every format.
        return symbol.contains("COIN") ? coins * index(of: symbol) : coins
    }

    /// Up to `count` contracts of those that `isWanted`, in quantities of the signs in `signs`.
    package func book(
        _ count: Int, signs: [Double] = [-1, 1], where isWanted: (String) -> Bool = { _ in true }
    ) -> Book {
        let wanted = contracts.filter(isWanted)
        var book: Book = [:]
        for _ in 0..<count {
            let symbol = wanted[Int.random(in: 0..<wanted.count, using: &random)]
            let size = Double(Int.random(in: 1...12, using: &random)) / 4
            book[symbol] = quantity(of: symbol, signs[Int.random(in: 0..<signs.count, using: &random)] * size)
        }
        return book
    }

    /// The opposite of a book in the twins of its contracts.
    package func opposite(of book: Book, part: Double = 1) -> Book {
        Dictionary(uniqueKeysWithValues: book.map { (String($0.key.dropLast()) + "B", -part * $0.value) })
    }

    package func sum(_ a: Book, _ b: Book) -> Book { a.merging(b, uniquingKeysWith: +) }

    // MARK: - What they require

    /// An account with a book and no money: what it is worth, and its margins; all at the same instant and prices.
    package func figures(_ book: Book) -> Figures {
        accountCount += 1
        let name = "account-\(accountCount)"
        tape.account(name)
        for (symbol, quantity) in book.sorted(by: { $0.key < $1.key }) where quantity != 0 {
            tape.position(name, symbol, Tape.Number(quantity), at: Tape.Number(entries[ModelDesk.side(symbol)] ?? 1))
        }
        let outcome = monitor.run(tape.lines)
        for verdict in outcome.verdicts {
            guard case .accepted = verdict else { preconditionFailure("\(verdict) in \(tape.lines)") }
        }
        tape = Tape(at: tape.now)
        guard let report = monitor.report(name), !report.isUnpriced else { preconditionFailure("\(name) is unpriced") }
        return Figures(
            equity: report.figures.equity, initial: report.figures.initialMargin,
            maintenance: report.figures.maintenanceMargin)
    }

    private static func side(_ symbol: String) -> String { String(symbol.dropLast()) + "A" }

    package func audit() -> String? { monitor.audit() }
}
