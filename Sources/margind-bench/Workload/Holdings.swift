import MarginCore

/// What the accounts of a benchmark hold; account i is a function of the seed and i alone, and is not kept.
struct Holdings {
    struct Position: Equatable {
        /// Place among the symbols of the chain.
        var symbol: Int
        var quantity: Double
        var entry: Double
    }

    let chain: Chain
    let positionsPerAccount: Int
    let seed: UInt64

    func name(_ account: Int) -> String { "A\(account)" }

    /// The account's positions, in the order of the symbols: nine of ten are options, over all underlyings and expiries,
    /// long and short.
    func positions(_ account: Int) -> [Position] {
        var random = SeededRandom(seed: seed, stream: account)
        // Some sell more than they buy, some the other way round.
        let longShare = 0.3 + 0.4 * random.uniform()
        let underlyingCount = chain.underlyings.count
        var symbols: Set<Int> = []
        symbols.reserveCapacity(positionsPerAccount)
        let perpetuals = min(positionsPerAccount / 10, underlyingCount)
        while symbols.count < perpetuals { symbols.insert(underlyingCount + random.below(2 * underlyingCount)) }
        while symbols.count < min(positionsPerAccount, perpetuals + chain.options.count) {
            symbols.insert(3 * underlyingCount + random.below(chain.options.count))
        }
        return symbols.sorted().map { symbol in
            let side = random.uniform() < longShare ? 1.0 : -1.0
            return symbol < 3 * underlyingCount
                ? perpetual(symbol, side, &random) : option(symbol, side, &random)
        }
    }

    private func perpetual(_ symbol: Int, _ side: Double, _ random: inout SeededRandom) -> Position {
        let underlying = chain.underlyings[(symbol - chain.underlyings.count) / 2]
        let isInverse = (symbol - chain.underlyings.count) % 2 == 1
        let dollars = 50_000 * random.size()
        let quantity = isInverse ? (dollars / 10).rounded() + 1 : Chain.rounded(dollars / underlying.price, 4)
        let entry = Chain.decimal(underlying.price * (1 + 0.02 * random.gauss()), underlying.places)
        return Position(symbol: symbol, quantity: side * quantity, entry: entry)
    }

    private func option(_ symbol: Int, _ side: Double, _ random: inout SeededRandom) -> Position {
        let option = chain.options[symbol - 3 * chain.underlyings.count]
        let underlying = chain.underlyings[option.underlying]
        let quantity = Chain.rounded(60_000 / underlying.price * random.size(), 3)
        let premium = 0.02 * (1 + random.uniform())
        let entry = option.isInverse ? premium : premium * underlying.price
        return Position(symbol: symbol, quantity: side * quantity, entry: Chain.decimal(entry, underlying.places))
    }
}
