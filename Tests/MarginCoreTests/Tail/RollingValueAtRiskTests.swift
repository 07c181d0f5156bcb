import MarginCore
import MarginTesting
import Testing

@Suite("Rolling value at risk")
struct RollingValueAtRiskTests {
    @Test(
        "is the same as sorting every window", arguments: [(1, 0.99), (7, 0.99), (50, 0.9), (250, 0.99), (250, 0.95)])
    func naive(window: Int, level: Double) {
        var random = SeededGenerator(seed: 17)
        var closes = [100.0]
        for day in 0..<400 { closes.append(closes[day] * Double.random(in: 0.9...1.11, using: &random)) }
        let series = PriceHistory.Series(underlying: "BTC", firstDay: 100, closes: closes)
        let outcomes = RollingValueAtRisk.outcomes(series, window: window, level: level)

        let moves = (1..<closes.count).map { closes[$0] / closes[$0 - 1] - 1 }
        let percent = Int((level * 100).rounded())
        let rank = (window * (100 - percent) + 99) / 100  // in whole numbers
        #expect(outcomes.count == 400 - window)
        for (index, outcome) in outcomes.enumerated() {
            let worst = moves[index..<(index + window)].sorted()[rank - 1]
            #expect(outcome.valueAtRisk == max(0, -worst))
            #expect(outcome.move == moves[index + window])
            #expect(outcome.day == 101 + index + window)
            #expect(outcome.isException == (moves[index + window] < -max(0, -worst)))
        }
    }

    @Test("has no forecast before a window is full")
    func short() {
        let series = PriceHistory.Series(underlying: "BTC", firstDay: 0, closes: [1, 2, 3])
        #expect(RollingValueAtRisk.outcomes(series, window: 2, level: 0.99).isEmpty)
        #expect(RollingValueAtRisk.outcomes(series, window: 0, level: 0.99).isEmpty)
        #expect(RollingValueAtRisk.outcomes(series, window: 1, level: 0.99).count == 1)
    }
}
