import Foundation
import Testing

/// `--shadow`: what a desk asks the day before its parameters change.
@Suite("A question under a shadow profile") struct ShadowQuestionTests {
    private let scratch: Scratch
    private let configuration: String
    private let tape: String

    init() throws {
        scratch = try Scratch()
        configuration = try scratch.file(
            "margind.json",
            """
            {
                "profiles": {
                    "default": {"shadows": ["tomorrow"]},
                    "tomorrow": {"underlyings": {"BTC": {"risk_weight": 0.5}}},
                    "house": {"shadows": []}
                },
                "stress": {"scenarios": {"crash": {"moves": {"BTC": -0.1}}}}
            }
            """)
        let house = #"{"ts":\#(SmallTape.start),"type":"account","account":"bob","profile":"house"}"#
        let prices: [Double] = [64_000, 50_000, 52_000, 40_000]
        tape = try scratch.file(
            "tape",
            SmallTape.text(
                SmallTape.opening + [house] + prices.enumerated().map { SmallTape.price($1, minute: $0 + 1) }))
    }

    /// Alice's three perpetuals, before prices move: 16 % and 50 % of 3 · 65,010.
    private let opening = ["--at", "2026-03-01T00:00:00Z"]

    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test("explains an account by the shadow's parameters, in the state that its alerts have told")
    func explain() throws {
        let arguments = ["explain", "--account", "alice", "--config", configuration] + opening

        let own = try run(arguments + [tape])
        let shadowed = try run(arguments + ["--shadow", "tomorrow", tape])

        #expect(own.status == 0 && shadowed.status == 0, "\(own.log)\(shadowed.log)")
        #expect(
            own.output.contains(
                """

                SHADOWS
                  profile        state by figures     equity  initial margin  maintenance
                  default (own)            normal  58,830.00       31,204.80    24,963.84
                  tomorrow            liquidation  58,830.00       97,515.00    78,012.00

                """), "\(own.output)")
        let heading =
            "Account    alice\nProfile    tomorrow, a shadow of default, the account's own\n"
        #expect(shadowed.output.hasPrefix(heading))
        #expect(shadowed.output.contains("State      liquidation since 2026-03-01T00:00:00Z\n"))
        #expect(shadowed.output.contains("97,515.00"))
        #expect(!shadowed.output.contains("SHADOWS"))
    }

    @Test("has nothing to say of an account whose profile has no such shadow")
    func notJudged() throws {
        let arguments = ["explain", "--shadow", "tomorrow", "--config", configuration, "--account"]
        let bob = try run(arguments + ["bob", tape])
        #expect(bob.status == 65 && bob.output == "")
        #expect(
            bob.log == "margind: \"bob\" has the profile \"house\", whose shadows are none, not \"tomorrow\"\n")
        let nobody = try run(arguments + ["alise", tape])
        #expect(nobody.status == 65)
        #expect(nobody.log == "margind: the tape names no account \"alise\"; did you mean \"alice\"?\n")
        let plain = try run(["explain", "--config", configuration, "--account", "bob", tape])
        #expect(plain.status == 0 && !plain.output.contains("SHADOWS"))
    }

    @Test("knows the nearest shadow, in every command that takes one")
    func unknown() throws {
        for command in [["explain", "--account", "alice"], ["stress"], ["backtest"]] {
            let typo = try run(command + ["--config", configuration, "--shadow", "tomorow", tape])
            #expect(typo.status == 64 && typo.output == "")
            #expect(typo.log == "margind: no profile has a shadow \"tomorow\"; did you mean \"tomorrow\"?\n")
            // A profile that is nobody's shadow is none either.
            let own = try run(command + ["--config", configuration, "--shadow", "house", tape])
            #expect(own.status == 64 && own.log == "margind: no profile has a shadow \"house\"\n")
        }
        let history = try run(["backtest", "--history", "x", "--underlying", "BTC", "--shadow", "tomorrow"])
        #expect(history.status == 64)
        #expect(history.log == "margind: --shadow goes with tapes, not with --history\n")
    }

    @Test("stresses the accounts that the shadow judges, and no others")
    func stress() throws {
        let arguments = ["stress", "--config", configuration, "--shadow", "tomorrow"] + opening
        let rows = try objects(try run(arguments + ["--json", tape]).output)
        let table = try run(arguments + [tape]).output

        #expect(rows.map { $0["account"] as? String } == [nil, "alice"])
        #expect(rows.allSatisfy { $0["shadow"] as? String == "tomorrow" })
        #expect(rows[0]["accounts"] as? Int == 1)
        let alice = rows[1]
        #expect(alice["state"] as? String == "liquidation")
        #expect((try #require(alice["initial_margin"] as? Double) - 97_515).magnitude < 1e-6)
        #expect((try #require(alice["stressed_initial_margin"] as? Double) - 0.9 * 97_515).magnitude < 1e-6)
        #expect(table.hasPrefix("crash: 0 of 1 accounts in a worse state, under the shadow tomorrow\n"), "\(table)")
        let own = try run(["stress", "--config", configuration, "--json", tape])
        #expect(try objects(own.output).allSatisfy { $0["shadow"] == nil })
    }

    @Test("backtests the shadow's requirements of the accounts that it judges")
    func backtest() throws {
        let arguments = ["backtest", "--every", "1m", "--config", configuration]
        let own = try objects(try run(arguments + ["--json", tape]).output)
        let shadowed = try objects(try run(arguments + ["--shadow", "tomorrow", "--json", tape]).output)
        let table = try run(arguments + ["--shadow", "tomorrow", tape]).output

        #expect(own.map { $0["account"] as? String } == ["alice", "bob"])
        #expect(own.allSatisfy { $0["shadow"] == nil })
        #expect(shadowed.map { $0["account"] as? String } == ["alice"])
        let (before, after) = (try #require(own.first), try #require(shadowed.first))
        #expect(after["shadow"] as? String == "tomorrow")
        // A fall of 22 % is more than 16 %, and less than 50 %; that of the last minute has no step after it.
        #expect(before["exceptions"] as? Int == 1 && after["exceptions"] as? Int == 0)
        let average = try #require(before["requirement_average"] as? Double)
        #expect((try #require(after["requirement_average"] as? Double) - average * 50 / 16).magnitude < 1e-6)
        #expect(table.hasPrefix("4 forecasts, 1m apart, under the shadow tomorrow\n"), "\(table)")
    }
}
