import Foundation
import Testing

@Suite("margind backtest") struct BacktestTests {
    private let scratch: Scratch
    private let tape: String

    init() throws {
        scratch = try Scratch()
        tape = try scratch.file("tape", SmallTape.text(falls: 2))
    }

    /// The objects of JSON lines.
    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test("holds each account's requirement against what its book lost, step by step")
    func json() throws {
        let prices: [Double] = [64_000, 50_000, 52_000, 40_000, 41_000, 48_000, 47_000, 46_000]
        let lines = prices.enumerated().map { SmallTape.price($1, minute: $0 + 1) }

        let outcome = try run(
            ["backtest", "--every", "1m", "--json", "-"], input: SmallTape.text(SmallTape.opening + lines))

        #expect(outcome.status == 0 && outcome.log == "")
        let rows = try objects(outcome.output)
        #expect(rows.map { $0["account"] as? String } == ["alice", "bob"])
        let alice = try #require(rows.first)
        // Alice is long three perpetuals that move as the index does, charged with 16 %; the last step has no end.
        #expect(alice["observations"] as? Int == 7)
        #expect(alice["exceptions"] as? Int == 2)
        #expect(alice["zone"] as? String == "red")
        // From 64,000 to 50,000, the mark a little above the index.
        let worst = 3 * (14_000 - 0.16 * 64_000) * 65_010 / 65_000
        #expect((try #require(alice["breach_worst"] as? Double) - worst).magnitude < 1e-6)
        #expect(alice["type"] as? String == "backtest" && alice["model"] as? String == "sensitivities")
        #expect(alice["diversification"] as? Double == 0)
    }

    @Test("calls nothing green of which there was nothing to test")
    func nothingToTest() throws {
        let names = (1...2).map { "coins of a desk with a long name, \($0)" }
        let opening =
            SmallTape.opening
            + names.map {
                #"{"type":"balance","ts":"2026-03-01T00:00:00Z","account":"\#($0)","asset":"BTC","amount":1}"#
            }
        let tape = SmallTape.text(opening + (1...4).map { SmallTape.price(60_000, minute: $0) })

        let rows = try objects(run(["backtest", "--every", "1m", "--json", "-"], input: tape).output)
        let text = try run(["backtest", "--every", "1m", "-"], input: tape).output

        let coins = try #require(rows.first { $0["account"] as? String == names[0] })
        #expect(coins["observations"] as? Int == 0)
        for test in ["kupiec", "independence", "coverage", "zone", "plus_1996"] { #expect(coins[test] == nil) }
        // Both names whole, so that one can tell which is which.
        for name in names { #expect(text.contains("\n  \(name)   99 %      0\n")) }
    }

    @Test("prints tables that say the same, and the same bytes again")
    func tables() throws {
        let outcome = try run(["backtest", "--every", "1m", tape])

        #expect(outcome.status == 0 && outcome.log == "")
        #expect(outcome.output.hasPrefix("20 forecasts, 1m apart\n\nCOVERAGE by sensitivities"))
        #expect(outcome.output.contains("\n  alice ") && outcome.output.contains("\n  together "))
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
        #expect(try run(["backtest", "--every", "60s", "-"], input: SmallTape.text(falls: 2)).output == outcome.output)
    }

    @Test("takes a level, and a step that the tape does not reach over")
    func options() throws {
        let level = try run(["backtest", "--every", "1m", "--level", "0.9", "--json", tape])
        #expect(try objects(level.output).allSatisfy { $0["level"] as? Double == 0.9 })
        let empty = try run(["backtest", tape])
        #expect(empty.status == 0)
        let nothing = try run(["backtest", "-"], input: "")
        #expect(nothing.status == 0 && nothing.output == "0 forecasts, 1d apart\nNo account was forecast\n")
    }

    @Test("says that lines were rejected")
    func rejected() throws {
        let outcome = try run(["backtest", "--every", "1m", tape, "-"], input: "{\n")

        #expect(outcome.status == 0)
        #expect(outcome.log == "margind: 1 line was rejected; margind replay says which\n")
    }

    @Test("of a history forecasts each day from the days before it")
    func history() throws {
        // Falls of less and less than 1 %, and one of 10 % on the last but one of forty days.
        var text = "underlying,date,close\n"
        var price = 100.0
        for day in 1...40 {
            price *= day == 39 ? 0.9 : day % 2 == 0 ? 0.99 + 1e-5 * Double(day) : 1.01
            text += "BTC,2024-\(day > 31 ? "02" : "01")-\(String(format: "%02d", day > 31 ? day - 31 : day)),\(price)\n"
        }
        let path = try scratch.file("history", text)
        let arguments = ["backtest", "--history", path, "--underlying", "BTC", "--window", "10"]

        let row = try #require(try objects(try run(arguments + ["--json"]).output).first)
        let sheet = try run(arguments)

        #expect(row["underlying"] as? String == "BTC" && row["model"] as? String == "historical")
        #expect(row["observations"] as? Int == 29 && row["exceptions"] as? Int == 1)
        #expect(try #require(row["breach_worst"] as? Double) > 0.089)
        #expect(row["es_statistic"] is Double && row["es_p"] is Double)
        #expect(sheet.status == 0 && sheet.output.hasPrefix("BTC: 40 closes, 2024-01-01 to 2024-02-09;"))
        let unknown = try run(["backtest", "--history", path, "--underlying", "ETH"])
        #expect(unknown.status == 65)
        #expect(unknown.log == "margind: \(path) has no closes of \"ETH\", only of BTC\n")
        #expect(try run(["backtest", "--history", scratch("none"), "--underlying", "BTC"]).status == 66)
    }

    @Test("of a history without an observation is refused: a test of nothing would pass")
    func short() throws {
        var text = "underlying,date,close\n"
        for day in 1...12 { text += "BTC,2024-01-\(String(format: "%02d", day)),\(100 + day)\n" }
        let path = try scratch.file("history", text)
        let arguments = ["backtest", "--history", path, "--underlying", "BTC", "--json", "--window"]

        let short = try run(arguments + ["11"])
        #expect(short.status == 65 && short.output.isEmpty)
        #expect(short.log == "margind: \(path) has 12 closes of \"BTC\": a window of 11 needs 13 or more\n")
        let one = try run(arguments + ["10"])
        #expect(try #require(try objects(one.output).first)["observations"] as? Int == 1)
    }

    @Test(
        "refuses what does not go together",
        arguments: [
            (["backtest"], "backtest takes at least one tape, or -"),
            (["backtest", "--every", "0", "-"], "--every takes a time above 0"),
            (["backtest", "--level", "1", "-"], #"--level takes a level from 0.5 to 0.999999, not "1""#),
            (["backtest", "--level", "nan", "-"], #"--level takes a level from 0.5 to 0.999999, not "nan""#),
            (["backtest", "--window", "5", "-"], "--window goes with --history"),
            (["backtest", "--history", "x"], "--history needs --underlying NAME"),
            (["backtest", "--history", "x", "y"], "backtest takes --history or tapes, not both"),
            (["backtest", "--history", "x", "--every", "1d"], "--every goes with tapes, not with --history"),
        ] as [([String], String)])
    func refused(arguments: [String], message: String) throws {
        let outcome = try run(arguments)

        #expect(outcome.status == 64)
        #expect(outcome.log == "margind: \(message)\n")
    }
}
