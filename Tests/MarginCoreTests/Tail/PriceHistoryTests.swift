import MarginCore
import Testing

@Suite("A price history")
struct PriceHistoryTests {
    private func series(_ closes: [Double], _ volatilities: [Double]? = nil) -> PriceHistory.Series {
        PriceHistory.Series(underlying: "BTC", firstDay: 18_262, closes: closes, volatilities: volatilities)
    }

    @Test("is refused with what is wrong first")
    func refused() {
        let cases: [([PriceHistory.Series], PriceHistory.Fault)] = [
            ([series([])], .noCloses(underlying: "BTC")),
            ([series([1]), series([1])], .repeatedUnderlying("BTC")),
            ([series([1, 0])], .priceNotPositive(underlying: "BTC", day: 18_263)),
            ([series([1, 2, -1])], .priceNotPositive(underlying: "BTC", day: 18_264)),
            ([series([.nan])], .priceNotPositive(underlying: "BTC", day: 18_262)),
            ([series([.infinity])], .priceNotPositive(underlying: "BTC", day: 18_262)),
            ([series([1, 2], [0.5])], .volatilityMissing(underlying: "BTC")),
            ([series([1, 2], [0.5, 0])], .volatilityNotPositive(underlying: "BTC", day: 18_263)),
            (
                [PriceHistory.Series(underlying: "BTC", firstDay: 2_932_896, closes: [1, 2])],
                .dayOutOfRange(underlying: "BTC")
            ),
            ([PriceHistory.Series(underlying: "BTC", firstDay: .max, closes: [1])], .dayOutOfRange(underlying: "BTC")),
        ]
        for (series, fault) in cases { #expect(throws: fault) { try PriceHistory(series) } }
    }

    @Test("is in the order of the names' bytes, and found by name")
    func order() throws {
        let history = try PriceHistory(
            ["b", "a", "B"].map { PriceHistory.Series(underlying: $0, firstDay: 0, closes: [1]) })
        #expect(history.series.map(\.underlying) == ["B", "a", "b"])
        #expect(history["a"]?.closes == [1])
        #expect(history["c"] == nil)
    }

    @Test("has days that are counted and written as the calendar does")
    func days() throws {
        var previous = CalendarDate(daysSinceEpoch: -719_528)
        #expect(previous?.description == "0000-01-01")
        for days in -719_527...2_932_896 {
            guard let date = CalendarDate(daysSinceEpoch: days) else {
                Issue.record("day \(days)")
                return
            }
            let isNext = date.day == (previous?.day ?? 0) + 1 || date.day == 1
            if date.daysSinceEpoch != days || !isNext { Issue.record("day \(days)") }
            previous = date
        }
        #expect(previous?.description == "9999-12-31")
        #expect(CalendarDate(daysSinceEpoch: 2_932_897) == nil)
        #expect(CalendarDate(daysSinceEpoch: -719_529) == nil)
        #expect(CalendarDate("2020-03-12".utf8)?.daysSinceEpoch == 18_333)
        let wrong = ["2020-3-12", "2020-02-30", "20200312", "2020-03-12 ", "2020-03-1", "", "2020/03/12", "x020-03-12"]
        for text in wrong {
            #expect(CalendarDate(text.utf8) == nil, "\(text)")
        }
    }
}
