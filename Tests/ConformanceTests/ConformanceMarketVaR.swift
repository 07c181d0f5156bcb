import Foundation
import MarginCore
import MarginTesting
import MarginWire
import Testing

/// One-day 99 % historical value at risk of BTC over four years of hourly candles, held to a computation in this file
/// that shares nothing with the product's: days by the text of their dates, the quantile by counting, likelihoods with
/// the system's logarithm.
@Suite(
    "Value at risk on the BTC history", .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of markets"))
struct ConformanceMarketVaR {
    @Test("One day, 99 %, window 250: forecasts, exceptions and tests equal an independent computation's")
    func rolling() throws {
        let candles = try Vectors.unzippedText("../market/binance_BTCUSDT_1h_2020_2024.csv.gz")
        let closes = try CandleReader.days(Array(candles.utf8), of: "BTC").series.closes
        let backtest = try #require(HistoricalBacktest(prices: closes, window: 250, level: 0.99))
        let validation = try #require(ForecastValidation(backtest.outcomes, level: 0.99))

        let prices = try Self.closes(candles)
        try #require(backtest.outcomes.count == prices.count - 251)
        var hits: [Bool] = []
        for (day, outcome) in zip(251..., backtest.outcomes) {
            let moves = (day - 250..<day).map { prices[$0] / prices[$0 - 1] - 1 }
            // The third worst of 250: two are worse.
            let third = try #require(moves.first { move in moves.count { $0 < move } == 2 })
            let move = prices[day] / prices[day - 1] - 1
            #expect(outcome.forecast == -third && outcome.loss == -move)
            hits.append(move < third)
        }
        let independent = Statistics(hits, probability: 0.01)
        #expect(validation.observations == hits.count)
        #expect(validation.exceptions == hits.count { $0 })
        #expect(validation.kupiec.statistic.isClose(to: independent.kupiec, within: 1e-9))
        #expect(validation.independence.statistic.isClose(to: independent.independence, within: 1e-9))
        let both = exp(-(independent.kupiec + independent.independence) / 2)
        #expect(validation.conditionalCoverage.pValue.isClose(to: both, within: 1e-9))
        print(
            "BTC, 99 %, window 250: \(validation.exceptions) exceptions in \(validation.observations) days, "
                + "Kupiec \(validation.kupiec.statistic), p \(validation.kupiec.pValue), "
                + "zone \(validation.light.zone.rawValue)")
    }

    /// The last close of each whole day.
    private static func closes(_ candles: String) throws -> [Double] {
        var days: [(day: Substring, hour: Substring, close: Double)] = []
        for line in candles.split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: ",")
            let next = (cells[0].prefix(10), cells[0].dropFirst(11).prefix(2), try #require(Double(cells[4])))
            if days.last?.day == next.0 { days[days.count - 1] = next } else { days.append(next) }
        }
        if days.last?.hour != "23" { days.removeLast() }
        return days.map(\.close)
    }

    /// Kupiec's and Christoffersen's likelihood ratios.
    private struct Statistics {
        let kupiec: Double
        let independence: Double

        init(_ hits: [Bool], probability: Double) {
            let x = Double(hits.count { $0 })
            let n = Double(hits.count)
            kupiec = 2 * (x * log(x / n / probability) + (n - x) * log((n - x) / n / (1 - probability)))
            let pairs = Array(zip(hits, hits.dropFirst()))
            func count(_ before: Bool, _ after: Bool) -> Double { Double(pairs.count { $0 == before && $1 == after }) }
            func likelihood(_ zeros: Double, _ ones: Double) -> Double {
                let p = ones / (zeros + ones)
                return zeros * log(1 - p) + (ones > 0 ? ones * log(p) : 0)
            }
            let (n00, n01) = (count(false, false), count(false, true))
            let (n10, n11) = (count(true, false), count(true, true))
            independence =
                2 * (likelihood(n00, n01) + likelihood(n10, n11) - likelihood(n00 + n10, n01 + n11))
        }
    }
}
