import Glibc
import MarginCore

/// A seeded stream of ticks: each index a random walk with the same relative volatility per tick, ten ticks a second for
/// each underlying, and where asked for a share of changes of single implied volatilities.
struct TickWalk {
    struct Tick: Equatable {
        enum Value: Equatable {
            case index(underlying: Int, Double)
            case volatility(option: Int, Double)
        }
        var clock: Timestamp
        var value: Value
    }

    private let chain: Chain
    private let volatility: Double
    private let volatilityShare: Double
    private let interval: Int64
    private var random: SeededRandom
    private var prices: [Double]
    private var volatilities: [Double]
    private(set) var clock: Timestamp

    /// - Parameters:
    ///   - volatility: Standard deviation of one index tick, relative: 3e-5 is 60 % a year at ten ticks a second.
    ///   - volatilityShare: Share of ticks that change an option's implied volatility, 0...1.
    ///   - interval: Nanoseconds between two ticks; `nil` for ten ticks a second for each underlying.
    init(
        _ chain: Chain, volatility: Double, volatilityShare: Double, seed: UInt64, from clock: Timestamp,
        interval: Int64? = nil
    ) {
        self.chain = chain
        self.volatility = volatility
        self.volatilityShare = volatilityShare
        self.interval = interval ?? Self.interval(chain)
        self.clock = clock
        random = SeededRandom(seed: seed &+ 2)
        prices = chain.underlyings.map(\.price)
        volatilities = chain.options.map(\.volatility)
    }

    private static func interval(_ chain: Chain) -> Int64 { 100_000_000 / Int64(chain.underlyings.count) }

    /// How many ticks come between two moves of the valuation time.
    static func ticksPerMinute(_ chain: Chain) -> Int { Int(60_000_000_000 / interval(chain)) }

    /// The clock of the next tick.
    var following: Timestamp { clock.advanced(by: interval) }

    mutating func next() -> Tick {
        clock = clock.advanced(by: interval)
        if volatilityShare > 0 && random.uniform() < volatilityShare {
            let option = random.below(chain.options.count)
            // Drawn back to where it began, so that no walk leads to an absurd level.
            let drift = 0.3 * (chain.options[option].volatility - volatilities[option])
            let moved = volatilities[option] + drift + 0.004 * random.gauss()
            volatilities[option] = min(3, max(0.05, Chain.decimal(moved, 4)))
            return Tick(clock: clock, value: .volatility(option: option, volatilities[option]))
        }
        let underlying = random.below(prices.count)
        let moved = prices[underlying] * exp(volatility * random.gauss())
        prices[underlying] = Chain.decimal(moved, chain.underlyings[underlying].places)
        return Tick(clock: clock, value: .index(underlying: underlying, prices[underlying]))
    }
}
