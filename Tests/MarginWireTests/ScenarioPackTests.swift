import MarginCore
import MarginWire
import Testing

@Suite("Scenario packs") struct ScenarioPackTests {
    private func pack(_ name: String) throws -> ScenarioPack {
        try #require(BuiltInPacks.all.first { $0.name == name }, "\(name)")
    }

    @Test("of margind are whole, and house is the default")
    func builtIn() throws {
        #expect(
            BuiltInPacks.all.map(\.name) == [
                "house", "derive-pm2", "deribit-btc-2024", "deribit-eth-2026", "okx-2025", "span16",
            ])
        for pack in BuiltInPacks.all { #expect(pack.fault == nil, "\(pack.name)") }
        #expect(try pack("house") == ScenarioPack())
    }

    @Test("have the scenarios of those they are named for")
    func scenarios() throws {
        #expect(try pack("house").cells.count == 9 * 3 + 8)
        #expect(try pack("derive-pm2").cells.count == 33)
        #expect(try pack("deribit-btc-2024").cells.count == 27 + 8)
        #expect(try pack("span16").cells.count == 16)
        let derive = try pack("derive-pm2")
        for cell in derive.listed where cell.move.magnitude > 0.2 {
            #expect((cell.weight - 0.1386 / cell.move.magnitude).magnitude < 1e-12)
        }
        #expect(try pack("deribit-eth-2026").offset == 0.6)
        #expect(try pack("deribit-eth-2026").numeraire == .coin)
        let okx = try pack("okx-2025")
        #expect(okx.range(of: "BTC") == 0.12 && okx.range(of: "XRP") == 0.18 && okx.range(of: "PEPE") == 0.25)
    }

    @Test("of a desk build upon others, and profiles name either kind, wherever in the file")
    func desk() throws {
        let read = try configuration(
            """
            {"profiles": {
               "default": {"models": ["scenario"], "scenario": {"pack": "span16"}},
               "venue": {"models": ["scenario"], "scenario": {"pack": "wider"}}},
             "packs": {
               "wide": {"base": "derive-pm2", "initial_factor": 1.2, "cells": [{"move": -0.5, "weight": 0.3}]},
               "wider": {"base": "wide", "grid": {"steps": 5}, "ranges": {"SOL": 0.4}}}}
            """)
        #expect(read.packs.map(\.name) == ["wide", "wider"])
        #expect(read.profiles[0].scenario.name == "span16")
        let wider = read.profiles[1].scenario
        #expect(wider == read.packs[1])
        #expect(wider.initialFactor == 1.2)
        #expect(wider.listed == [ScenarioCell(move: -0.5, weight: 0.3)])
        #expect(wider.grid.steps == 5 && wider.grid.range == 0.135)
        #expect(wider.basis.perYear == 2)
        #expect(wider.ranges == ["SOL": 0.4])
        #expect(try configuration(ConfigurationPrinter.text(of: read)) == read)
    }

    @Test(
        "that cannot be used are refused, by key, place and reason",
        arguments: [
            (
                #"{"packs": {"house": {}}}"#,
                [#"1:12: "house" is a pack of margind; another name is needed"#]
            ),
            (
                #"{"packs": {"a": {"base": "deribit-btc-2025"}}}"#,
                [#"1:26: unknown pack "deribit-btc-2025"; did you mean "deribit-btc-2024"?"#]
            ),
            (
                #"{"packs": {"a": {"base": "b"}, "b": {}}}"#,
                [
                    #"1:26: unknown pack "b"; there are "house", "derive-pm2", "deribit-btc-2024", "deribit-eth-2026", "#
                        + #""okx-2025", "span16""#
                ]
            ),
            (
                #"{"packs": {"a": {"base": 3}}}"#,
                [#"1:26: "base" must be the name of a pack, not 3"#]
            ),
            (
                #"{"packs": {"a": {"grid": {"range": 1, "stepz": 2}}}}"#,
                [
                    #"1:36: "range" must be a number greater than 0 and less than 1, not 1"#,
                    #"1:39: unknown key "stepz"; did you mean "steps"?"#,
                ]
            ),
            (
                #"{"packs": {"a": {"grid": {"steps": 0}, "tails": {"moves": []}}}}"#,
                [#"1:12: "a" has no scenario: neither grid nor tails nor cells"#]
            ),
            (
                #"{"packs": {"a": {"grid": {"range": 0.5}, "cells": [{"move": -2, "unit": "range"}]}}}"#,
                [#"1:12: "a" has a scenario that takes other by -100%; no price falls by more than 99%"#]
            ),
            (
                #"{"packs": {"a": {"cells": [{"move": 1e3}], "tails": {"moves": [-1]}}}}"#,
                [
                    #"1:37: "move" must be a number from -100 to 100, not 1e3"#,
                    #"1:64: "moves" must be a list of numbers, each from -0.99 to 100, not -1"#,
                ]
            ),
            (
                #"{"packs": {"a": {"minimum": {"tiers": [{"from": 9}, {"from": 9}]}}}}"#,
                [#"1:12: "a" has tiers of the minimum charge that do not ascend"#]
            ),
            (
                #"{"packs": {"a": {"maintenance_factor": 1.5}}}"#,
                [#"1:12: "a" has a maintenance_factor above its initial_factor"#]
            ),
            (
                #"{"packs": {"a": {"grid": {"steps": 0}, "tails": {"moves": []}, "cells": [{}, {"move": -0.5, "weight": 0}, {"volatility": "linear_skew"}], "skew": {"linear_cap": 0, "linear_cap_slope": 0}, "roll": {"least": 0, "per_year": 0}, "short_option": {"maintenance": 0, "initial": 0}}}}"#,
                [
                    #"1:12: "a" charges nothing: no scenario that counts changes anything, and all other charges are 0"#
                ]
            ),
            (
                #"{"packs": {"a": {"perpetual": {"initial": -0.1}, "grid": {"steps": 1.5}}}}"#,
                [
                    #"1:43: "initial" must be a number from 0 to 1, not -0.1"#,
                    #"1:68: "steps" must be a whole number from 0 to 20, not 1.5"#,
                ]
            ),
            (
                #"{"packs": {"a": {"ranges": {"BTC": 1.5}, "tails": {"keeps_linear_in_range": 1}}}}"#,
                [
                    #"1:36: "BTC" must be a number greater than 0 and less than 1, not 1.5"#,
                    #"1:77: "keeps_linear_in_range" must be true or false, not 1"#,
                ]
            ),
            (
                #"{"profiles": {"default": {"scenario": {"pack": "hose"}}}}"#,
                [#"1:48: unknown pack "hose"; did you mean "house"?"#]
            ),
            (
                #"{"packs": 3}"#,
                [#"1:11: "packs" must be an object, not 3"#]
            ),
        ])
    func refused(text: String, expected: [String]) {
        #expect(faults(text) == expected)
    }

    @Test("have no more than 256 scenarios")
    func limit() throws {
        let cells = Array(repeating: #"{"move": 0.1}"#, count: 256 - 35).joined(separator: ", ")
        #expect(faults(#"{"packs": {"a": {"cells": [\#(cells)]}}}"#) == [])
        #expect(
            faults(#"{"packs": {"a": {"cells": [\#(cells), {"move": 0.1}]}}}"#) == [
                #"1:12: "a" has 257 scenarios, more than 256"#
            ])
    }
}
