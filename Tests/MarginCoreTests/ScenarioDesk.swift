import MarginCore
import MarginTesting

/// Random packs and books for the scenario model; the same seed gives the same.
struct ScenarioDesk {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func pack() -> ScenarioPack {
        var pack = ScenarioPack()
        pack.grid.steps = Int.random(in: 1...4, using: &random)
        pack.grid.volatilities = [.up, .down, .linearSkew]
        pack.tails.keepsLinearInRange = Bool.random(using: &random)
        pack.listed = [ScenarioCell(move: 0, volatility: .absoluteSkew), ScenarioCell(move: 0, days: 1)]
        pack.discount.long = .init(factor: 0.95, rate: 0.08)
        pack.discount.short = .init(factor: 1.05, rate: 0.08)
        pack.basis.add = pick(0, 0.5)
        pack.basis.perYear = pick(0, 2)
        pack.numeraire = Bool.random(using: &random) ? .usd : .coin
        pack.combination = Bool.random(using: &random) ? .sum : .cells
        pack.offset = pick(0, 0.6)
        pack.minimum.linear = pick(0, 0.001)
        pack.minimum.tiers = [.init(from: 10_000, multiple: 2)]
        return pack
    }

    private mutating func pick(_ a: Double, _ b: Double) -> Double { Bool.random(using: &random) ? a : b }

    /// Two underlyings with three expiries of the same options each, so that books can be merged.
    mutating func books(_ pack: ScenarioPack) -> [Book] {
        ["BTC", "ETH"].map { name in
            var book = Book(grid: ScenarioGrid(pack, underlying: name), spot: name == "BTC" ? 60_000 : 3_000)
            book.perpetual = Double.random(in: -1...1, using: &random) * 10 * book.spot
            book.coins = Double.random(in: 0...1, using: &random) * 10 * book.spot
            book.sizes = (0..<Book.optionCount).map { _ in
                Double(Int.random(in: -8...8, using: &random)) / 4
            }
            return book
        }
    }

    func charge(_ books: [Book]) -> ScenarioModel.Charge { ScenarioBook.charge(books.map(\.book)).charge }

    /// A perpetual alone.
    static func perpetual(_ pack: ScenarioPack, _ underlying: String, delta: Double) -> ScenarioBook {
        var book = ScenarioBook(grid: ScenarioGrid(pack, underlying: underlying), spot: 50_000)
        book.holdings.perpetuals.delta = delta
        return book
    }
}

extension ScenarioDesk {
    /// Sizes of given instruments.
    struct Book {
        let grid: ScenarioGrid
        let spot: Double
        var perpetual = 0.0
        var coins = 0.0
        /// By expiry, strike and right.
        var sizes: [Double] = []

        private static let years = [0.01, 0.25, 1.5]
        private static let strikes = [0.7, 0.9, 1, 1.2, 2]
        static var optionCount: Int { years.count * strikes.count * 2 }

        init(grid: ScenarioGrid, spot: Double) {
            self.grid = grid
            self.spot = spot
        }

        func scaled(by factor: Double) -> Book {
            var book = self
            book.perpetual *= factor
            book.coins *= factor
            book.sizes = sizes.map { $0 * factor }
            return book
        }

        func merged(with other: Book) -> Book {
            var book = self
            book.perpetual += other.perpetual
            book.coins += other.coins
            book.sizes = zip(sizes, other.sizes).map { $0 + $1 }
            return book
        }

        var book: ScenarioBook {
            var book = ScenarioBook(grid: grid, spot: spot)
            book.holdings.perpetuals = ScenarioLinear(
                delta: perpetual / 2, coinDelta: perpetual / 2, gross: perpetual.magnitude)
            book.holdings.coins = coins
            var sizes = sizes[...]
            for (i, years) in Book.years.enumerated() {
                let options = Book.strikes.flatMap { strike in
                    [true, false].map { isCall in
                        ScenarioBook.Option(
                            strike: strike * spot, volatility: 0.4 + 0.2 * strike, isCall: isCall,
                            size: sizes.removeFirst())
                    }
                }
                var expiry = ScenarioRowBatch.Expiry(forward: spot * (1 + 0.05 * years), years: years)
                expiry.isInverse = i == 1
                book.add(expiry, options: options)
            }
            return book
        }
    }
}
