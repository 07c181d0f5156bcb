import Glibc
import MarginCore

/// A made-up history of a chain's underlyings: daily closes that move together, a function of the seed.
enum HistorySample {
    /// How much of a day's move all underlyings share.
    private static let correlation = 0.7

    /// - Parameter days: Closes of each underlying; the last is the chain's price.
    static func history(_ chain: Chain, days: Int, seed: UInt64) throws(BenchmarkFailure) -> PriceHistory {
        var random = SeededRandom(seed: seed &+ 3)
        var closes = chain.underlyings.map { [$0.price] }
        for _ in 1..<days {
            let shared = random.gauss()
            for (place, underlying) in chain.underlyings.enumerated() {
                let own = random.gauss()
                let move = correlation.squareRoot() * shared + (1 - correlation).squareRoot() * own
                let last = closes[place][closes[place].count - 1]
                closes[place].append(last * exp(-underlying.volatility / 365.0.squareRoot() * move))
            }
        }
        // The tape begins when the last day is over.
        let lastDay = Chain.start.day - 1
        do throws(PriceHistory.Fault) {
            return try PriceHistory(
                zip(chain.underlyings, closes).map {
                    PriceHistory.Series(
                        underlying: $0.name, firstDay: lastDay - days + 1, closes: $1.reversed())
                })
        } catch {
            throw BenchmarkFailure("the history of the benchmark has a fault: \(error)")
        }
    }
}
