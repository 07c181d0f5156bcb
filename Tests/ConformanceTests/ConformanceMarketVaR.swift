import Foundation
import MarginCore
import Testing

/// One-day 99 % historical value at risk of BTC over four years of hourly candles, held to a computation in this file
/// that shares nothing with the product's: quantile by counting, days by the text of their dates.
@Suite(
    "Value at risk on the BTC history", .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of markets"))
struct ConformanceMarketVaR {
    @Test("Forecasts and exceptions with a window of 250 days equal an independent computation's")
    func rolling() throws {
        let days = try Self.days()
        let first = try #require(days.first.flatMap { CalendarDate($0.day.utf8) })
        let series = PriceHistory.Series(
            underlying: "BTC", firstDay: first.daysSinceEpoch, closes: days.map(\.close))

        let outcomes = RollingValueAtRisk.outcomes(series, window: 250, level: 0.99)

        #expect(outcomes.count == days.count - 251)
        var exceptions = 0
        for (index, outcome) in outcomes.enumerated() {
            let today = 251 + index
            #expect(CalendarDate(daysSinceEpoch: outcome.day)?.description == days[today].day)
            var moves: [Double] = []
            for day in (today - 250)..<today { moves.append(days[day].close / days[day - 1].close - 1) }
            // The third worst of 250: two are worse.
            let third = moves.first { move in moves.count { $0 < move } == 2 }
            let loss = try #require(third)
            #expect(outcome.valueAtRisk == -loss)
            let move = days[today].close / days[today - 1].close - 1
            if move < loss { exceptions += 1 }
        }
        #expect(outcomes.count(where: \.isException) == exceptions)
        print("BTC, 99 %, window 250: \(exceptions) exceptions on \(outcomes.count) days")
    }

    /// The last close of each whole day.
    private static func days() throws -> [(day: String, close: Double)] {
        let text = try Vectors.unzippedText("../market/binance_BTCUSDT_1h_2020_2024.csv.gz")
        var days: [(day: String, close: Double)] = []
        var hour = ""
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: ",")
            let (day, close) = (String(cells[0].prefix(10)), try #require(Double(cells[4])))
            hour = String(cells[0].dropFirst(11).prefix(2))
            if days.last?.day == day { days[days.count - 1].close = close } else { days.append((day, close)) }
        }
        if hour != "23" { days.removeLast() }
        return days
    }
}
