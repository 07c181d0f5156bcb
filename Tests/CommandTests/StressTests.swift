import Foundation
import Testing

@Suite("margind stress") struct StressTests {
    private let scratch: Scratch
    private let configuration: String

    init() throws {
        scratch = try Scratch()
        configuration = try scratch.file(
            "margind.json",
            """
            {"stress": {"scenarios": {
                "crash": {"moves": {"BTC": -0.3}, "volatility_moves": {"BTC": 0.5}},
                "calm": {"moves": {"DOGE": -0.3}}
            }}}
            """)
    }

    /// The objects of JSON lines.
    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test("prints a table for each scenario, the accounts that are worst off first")
    func tables() throws {
        let outcome = try run(
            ["stress", "--config", configuration, "-"], input: SmallTape.text(SmallTape.opening))

        #expect(outcome.status == 0 && outcome.log == "", "\(outcome.log)")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "crash: 2 of 2 accounts in a worse state")
        let calm = lines.firstIndex(of: "calm: 0 of 2 accounts in a worse state")
        #expect(calm.map { lines[$0 + 1] } == "  no contract, price or balance has: DOGE")
        #expect(lines[1].hasPrefix("  account "))
        // Three perpetuals at 65,010 lose 30 % of that.
        #expect(outcome.output.contains("-58,509.00"), "\(outcome.output)")
        #expect(lines.allSatisfy { $0.count <= 120 && $0.last != " " })
    }

    @Test("writes a line for each scenario and each account")
    func json() throws {
        let outcome = try run(
            ["stress", "--config", configuration, "--json", "-"], input: SmallTape.text(SmallTape.opening))

        #expect(outcome.status == 0)
        let rows = try objects(outcome.output)
        #expect(rows.map { $0["scenario"] as? String } == ["crash", "crash", "crash", "calm", "calm", "calm"])
        #expect(rows.map { $0["account"] as? String } == [nil, "alice", "bob", nil, "alice", "bob"])
        #expect(rows.allSatisfy { $0["type"] as? String == "stress" })
        #expect(rows.map { $0["id"] as? String } == (1...6).map { "10-s\($0)" })
        let (summary, alice, bob) = (rows[0], rows[1], rows[2])
        #expect(summary["accounts"] as? Int == 2 && summary["worsened"] as? Int == 2)
        func change(_ row: [String: Any]) throws -> Double {
            try #require(row["stressed_equity"] as? Double) - (try #require(row["equity"] as? Double))
        }
        #expect((try change(alice) - -58_509).magnitude < 1e-6)
        let sum = try #require(summary["profit_and_loss"] as? Double)
        #expect((try change(alice) + change(bob) - sum).magnitude < 1e-6)
        #expect(alice["state"] as? String == "normal")
        #expect(rows[3]["profit_and_loss"] as? Double == 0 && rows[3]["worsened"] as? Int == 0)
        #expect(rows[3]["unknown"] as? [String] == ["DOGE"] && summary["unknown"] == nil)
    }

    @Test("takes one scenario by name, and an instant before the end of the tape")
    func options() throws {
        let tape = try scratch.file("tape", SmallTape.text(falls: 1))
        let one = try run(["stress", "--config", configuration, "--scenario", "calm", "--json", tape])
        #expect(try objects(one.output).map { $0["scenario"] as? String } == ["calm", "calm", "calm"])
        let early = try run(
            ["stress", "--config", configuration, "--at", "2026-03-01T00:00:00Z", "--json", tape])
        let opening = try run(
            ["stress", "--config", configuration, "--json", "-"], input: SmallTape.text(SmallTape.opening))
        #expect(early.output == opening.output && !early.output.isEmpty)
    }

    @Test("knows the nearest name, and says where there are no scenarios")
    func refused() throws {
        let unknown = try run(["stress", "--config", configuration, "--scenario", "clam", "-"])
        #expect(unknown.status == 64)
        #expect(unknown.log == "margind: no stress scenario is called \"clam\"; did you mean \"calm\"?\n")
        let none = try run(["stress", "--config", try scratch.file("empty.json", "{}"), "-"])
        #expect(none.status == 64)
        #expect(none.log == "margind: the configuration has no stress scenarios; see docs/stress.md\n")
        let nothing = try run(["stress", "--config", configuration])
        #expect(nothing.status == 64)
        #expect(nothing.log == "margind: stress takes at least one tape, or -\n")
    }
}
