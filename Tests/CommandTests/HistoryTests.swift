import Testing

@Suite("margind history") struct HistoryTests {
    private let scratch: Scratch
    private let candles = "Date,Close\n2020-03-11 00:00:00,7950\n2020-03-12 00:00:00,4800\n"

    init() throws { scratch = try Scratch() }

    @Test("makes closes of candles, from a file or standard input, that a configuration can name")
    func history() throws {
        let path = try scratch.file("candles.csv", candles)
        let fromFile = try run(["history", "--from", path, "--underlying", "BTC"])
        #expect(fromFile.status == 0)
        #expect(fromFile.output == "underlying,date,close\nBTC,2020-03-11,7950\nBTC,2020-03-12,4800\n")
        #expect(fromFile.log == "BTC: 2 closes, 2020-03-11 to 2020-03-12\n")
        let fromStream = try run(["history", "--underlying", "BTC"], input: candles)
        #expect(fromStream.output == fromFile.output)

        // The path is meant from the folder of the configuration, not of the process.
        _ = try scratch.file("closes.csv", fromFile.output)
        let configuration = try scratch.file("margind.json", #"{"history": "closes.csv"}"#)
        #expect(try run(["check", configuration]).status == 0)
    }

    @Test("says which line is wrong")
    func wrong() throws {
        let outcome = try run(["history", "--underlying", "BTC"], input: candles + "2020-03-15 00:00:00,5000\n")
        #expect(outcome.status == 65)
        #expect(outcome.output == "")
        #expect(outcome.log == "margind: standard input:4: no candle on 2020-03-13\n")
        let missing = try run(["history", "--underlying", "BTC", "--from", scratch("none.csv")])
        #expect(missing.status == 66)
    }

    @Test("a configuration whose history is wrong or missing is not sound")
    func unsound() throws {
        let configuration = try scratch.file("margind.json", #"{"history": "closes.csv"}"#)
        let missing = try run(["check", configuration])
        #expect(missing.status == 78)
        #expect(missing.log.hasSuffix("closes.csv: No such file or directory\n"))

        let path = try scratch.file("closes.csv", "underlying,date,close\nBTC,2020-03-11,0\n")
        let wrong = try run(["check", configuration])
        #expect(wrong.status == 78)
        #expect(wrong.log == "\(path):2: the close must be a number greater than 0, not \"0\"\n")
    }
}
