import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A history file") struct HistoryTextTests {
    private func read(_ text: String) throws -> PriceHistory { try HistoryText.read(Array(text.utf8)) }

    @Test("has a close for each underlying and day, in any mixture of underlyings, and joins end to end")
    func joined() throws {
        let history = try read(
            """
            underlying,date,close
            ETH,2020-03-12,110.5
            BTC,2020-03-11,7950
            BTC,2020-03-12,4.8e3\r
            underlying,date,close,volatility
            SOL,2024-02-28,100,0.7
            SOL,2024-02-29,101,0.75

            """)
        #expect(history.series.map(\.underlying) == ["BTC", "ETH", "SOL"])
        #expect(history["BTC"]?.closes == [7950, 4800])
        #expect(history["BTC"]?.firstDay == 18_332)
        #expect(history["BTC"]?.volatilities == nil)
        #expect(history["ETH"]?.firstDay == 18_333)
        #expect(history["SOL"]?.volatilities == [0.7, 0.75])
    }

    @Test("is refused with the line and the reason")
    func refused() {
        let header = "underlying,date,close\n"
        let cases: [(String, Int, String)] = [
            ("", 0, "the history is empty"), ("\n\n", 0, "the history is empty"),
            (header, 0, "the history has a header and no close"),
            ("BTC,2020-01-01,1", 1, "the first line must be underlying,date,close or underlying,date,close,volatility"),
            (header + "BTC,2020-01-01", 2, "2 cells, not the 3 of the header"),
            (header + "BTC,2020-01-01,1,0.5", 2, "4 cells, not the 3 of the header"),
            (header + ",2020-01-01,1", 2, "the name of the underlying is empty"),
            (header + "BTC,01/02/2020,1", 2, #"the date must be a day such as 2020-03-12, not "01/02/2020""#),
            (header + "BTC,2020-02-30,1", 2, #"the date must be a day such as 2020-03-12, not "2020-02-30""#),
            (header + "BTC,2020-01-01,0", 2, #"the close must be a number greater than 0, not "0""#),
            (header + "BTC,2020-01-01,-1", 2, #"the close must be a number greater than 0, not "-1""#),
            (header + "BTC,2020-01-01,nan", 2, #"the close must be a number greater than 0, not "nan""#),
            (header + "BTC,2020-01-01,1e400", 2, #"the close must be a number greater than 0, not "1e400""#),
            (header + "BTC,2020-01-01,", 2, #"the close must be a number greater than 0, not """#),
            (header + "BTC,2020-01-01, 1", 2, #"the close must be a number greater than 0, not " 1""#),
            (header + "BTC,2020-01-01,1\nBTC,2020-01-03,1", 3, #""BTC" has no close on 2020-01-02"#),
            (
                header + "BTC,2020-01-01,1\nBTC,2020-01-01,2", 3,
                #""BTC" has 2020-01-01 twice, or its days are not in order"#
            ),
            (
                header + "BTC,2020-01-02,1\nETH,2020-01-01,2\nBTC,2020-01-01,2", 4,
                #""BTC" has 2020-01-01 twice, or its days are not in order"#
            ),
            (
                "underlying,date,close,volatility\nBTC,2020-01-01,1,0.5\nBTC,2020-01-02,1,", 3,
                #""BTC" has volatilities on some days only"#
            ),
            (
                "underlying,date,close,volatility\nBTC,2020-01-01,1,0", 2,
                #"the volatility must be a fraction greater than 0, not "0""#
            ),
        ]
        for (text, line, message) in cases {
            #expect(throws: HistoryFault(line: line, message)) { try read(text) }
        }
    }

    @Test("reads back as itself", arguments: 1...10)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let series = ["A", "Bé", "c d"].map { name in
            let count = Int.random(in: 1...40, using: &random)
            func numbers() -> [Double] {
                (0..<count).map { _ in
                    Double.random(in: 1..<10, using: &random) * [1e-9, 1, 1e20][Int.random(in: 0..<3, using: &random)]
                }
            }
            return PriceHistory.Series(
                underlying: name, firstDay: Int.random(in: -10_000...60_000, using: &random), closes: numbers(),
                volatilities: Bool.random(using: &random) ? numbers() : nil)
        }
        let history = try PriceHistory(series)
        #expect(try read(HistoryText.text(of: history)) == history, "seed \(seed)")
    }

    @Test("never ends the program, whatever is in it", arguments: 1...20)
    func damaged(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = Array("underlying,date,close,volatility\nBTC,2020-01-01,1.5,0.5\nBTC,2020-01-02,2e3,0.6\n".utf8)
        for _ in 0..<200 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // Whether it is refused is another matter; what is read has closes that are prices.
            guard let history = try? HistoryText.read(damaged) else { continue }
            for series in history.series { #expect(series.closes.allSatisfy { $0 > 0 && $0.isFinite }) }
        }
    }
}

@Suite("Candles") struct CandleReaderTests {
    private func days(_ text: String) throws -> CandleReader.Days {
        try CandleReader.days(Array(text.utf8), of: "BTC")
    }

    /// Candles of six hours, over two days and a half.
    private static let candles = """
        Date,Open,High,Low,Close,Volume
        2020-01-01 12:00:00+00:00,1,1,1,7,1
        2020-01-01 18:00:00+00:00,1,1,1,8,1
        2020-01-02 00:00:00+00:00,1,1,1,9,1
        2020-01-02 18:00:00+00:00,1,1,1,10,1
        2020-01-03 00:00:00+00:00,1,1,1,11,1
        2020-01-03 06:00:00+00:00,1,1,1,12,1
        """

    @Test("give a day the close of its last candle, and leave out the last day while it lasts")
    func closes() throws {
        let days = try days(Self.candles)
        #expect(days.series == PriceHistory.Series(underlying: "BTC", firstDay: 18_262, closes: [8, 10]))
        #expect(days.incomplete?.description == "2020-01-03")
        let whole = try self.days(Self.candles + "\n2020-01-03 18:00:00+00:00,1,1,1,13,1\n")
        #expect(whole.series.closes == [8, 10, 13])
        #expect(whole.incomplete == nil)
    }

    @Test(
        "have times in the forms of exchanges",
        arguments: [
            "2020-01-01", "2020-01-01 00:00:00", "2020-01-01T00:00:00Z", "2020-01-01 01:00:00+01:00", "1577836800",
            "1577836800000", "1577836800000000", "1577836800000000000",
        ])
    func times(time: String) throws {
        for name in ["time", "TIMESTAMP", "open_time", "Date"] {
            #expect(try days("x,\(name),CLOSE\na,\(time),5").series.firstDay == 18_262)
        }
    }

    @Test("that are still compressed are called so")
    func compressed() {
        // As gzip begins its files: two bytes that say so, and 8 for the method.
        #expect(
            throws: HistoryFault(line: 0, "the candles are compressed with gzip: unpack them first"),
            performing: { () throws in try CandleReader.days([0x1F, 0x8B, 8, 0], of: "BTC") })
    }

    @Test("are refused with the line and the reason")
    func refused() {
        let cases: [(String, Int, String)] = [
            ("", 0, "there are no candles"), ("date,close", 0, "there are no candles"),
            ("date,open\n", 1, "the header must name a close and one of date, time, timestamp, open_time"),
            ("date,close\n2020-01-01", 2, "1 cells, not the 2 of the header"),
            ("date,close\nyesterday,1", 2, #"no time: "yesterday""#), ("date,close\n,1", 2, #"no time: """#),
            ("date,close\n15778368000000,1", 2, #"no time: "15778368000000""#),
            ("date,close\n9999999999999999999,1", 2, #"no time: "9999999999999999999""#),
            ("date,close\n2020-01-01,0", 2, #"the close must be a number greater than 0, not "0""#),
            ("date,close\n2020-01-01,x", 2, #"the close must be a number greater than 0, not "x""#),
            ("date,close\n2020-01-02,1\n2020-01-02,1", 3, "the candle begins no later than the one before it"),
            ("date,close\n2020-01-02,1\n2020-01-01,1", 3, "the candle begins no later than the one before it"),
            ("date,close\n2020-01-02,1\n2020-01-04,1", 3, "no candle on 2020-01-03"),
            ("date,close\n1577836800,1\n1577836801,1", 0, "no day is complete"),
        ]
        for (text, line, message) in cases {
            #expect(throws: HistoryFault(line: line, message), "\(text)") { try days(text) }
        }
    }
}
