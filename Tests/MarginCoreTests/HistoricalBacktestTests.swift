import MarginCore
import MarginTesting
import Testing

@Suite("A rolling historical backtest") struct HistoricalBacktestTests {
    @Test(
        "forecasts with the returns of its window, sorted anew each time",
        arguments: [(250, 0.99, 3), (100, 0.99, 1), (250, 0.975, 7), (1, 0.99, 1), (20, 0.5, 10), (200, 0.99, 2)])
    func forecasts(window: Int, level: Double, tail: Int) throws {
        var generator = SeededGenerator(seed: 41)
        var prices = [100.0]
        // A grid of returns, so that many are equal.
        for place in 0..<700 {
            prices.append(prices[place] * (1 + 0.01 * Double(Int.random(in: -5...5, using: &generator))))
        }

        let backtest = try #require(HistoricalBacktest(prices: prices, window: window, level: level))

        let returns = zip(prices, prices.dropFirst()).map { $1 / $0 - 1 }
        try #require(backtest.outcomes.count == returns.count - window)
        for (place, outcome) in backtest.outcomes.enumerated() {
            let worst = returns[place..<place + window].sorted().prefix(tail)
            #expect(outcome.loss == -returns[place + window])
            #expect(outcome.forecast == -worst[tail - 1])
            #expect(try #require(outcome.expectedShortfall).isClose(to: -worst.reduce(0, +) / Double(tail)))
        }
    }

    @Test("has no observations without a price after its window")
    func short() throws {
        for count in 0...11 {
            let prices = [Double](repeating: 5, count: count)
            let backtest = try #require(HistoricalBacktest(prices: prices, window: 10, level: 0.99))
            #expect(backtest.outcomes.isEmpty)
        }
        let twelve = try #require(
            HistoricalBacktest(prices: [Double](repeating: 5, count: 12), window: 10, level: 0.99))
        #expect(twelve.outcomes == [.init(loss: 0, forecast: 0, expectedShortfall: 0)])
    }

    @Test("refuses prices that are none, and levels and windows that mean nothing")
    func refused() {
        for price in [0, -1, .nan, .infinity] {
            #expect(HistoricalBacktest(prices: [1, price, 2], window: 1, level: 0.99) == nil)
        }
        for level in [0.4, 1, .nan] { #expect(HistoricalBacktest(prices: [1, 2], window: 1, level: level) == nil) }
        for window in [0, -1, .min] { #expect(HistoricalBacktest(prices: [1, 2], window: window, level: 0.99) == nil) }
    }
}
