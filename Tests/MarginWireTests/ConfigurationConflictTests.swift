import MarginCore
import MarginWire
import Testing

/// A text without its last mark, and the line and column of that.
private func marked(_ text: String) -> (text: String, place: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let line = lines.lastIndex(where: { $0.contains("»") }), let mark = lines[line].lastIndex(of: "»") else {
        return (text, "nowhere")
    }
    let column = lines[line][..<mark].filter { $0 != "»" }.count
    return (text.filter { $0 != "»" }, "\(line + 1):\(column + 1)")
}

@Suite("A key that has no effect") struct IdleKeyTests {
    @Test(
        "is a fault where it stands, with the reason",
        arguments: [
            (
                #""combination": {"weights": {"tail": »0.5}}"#,
                #""tail" has no effect where "rule" is "largest": weights count in a sum"#
            ),
            (
                #""combination": {"rule": "sum", "weights": {"tail": »0.5}}"#,
                #""tail" has no effect where "models" does not name that model"#
            ),
            (
                #""combination": {"disagreement": »2}"#,
                #""disagreement" has no effect with one model: it compares the profile's "models""#
            ),
            (
                #""models": ["tail", "scenario"], "combination": {"disagreement_floor": »0}"#,
                #""disagreement_floor" has no effect where "disagreement" is null"#
            ),
            (
                #""scenario": {"pack": »"span16"}"#,
                #""pack" has no effect where "models" does not name "scenario""#
            ),
            (#"»"tail": {"window": 250}"#, #""tail" has no effect where "models" does not name "tail""#),
            (
                #""models": ["tail"], "tail": {"age_decay": »0.98}"#,
                #""age_decay" has no effect where "method" is not "age_weighted""#
            ),
            (
                #""models": ["tail"], "tail": {"method": "monte_carlo", "volatility_decay": »0.9}"#,
                #""volatility_decay" has no effect where "method" is not "filtered", nor "monte_carlo" with the "estimate" "ewma""#
            ),
            (
                #""models": ["tail"], "tail": {"method": "monte_carlo", "horizon_rule": »"overlapping"}"#,
                #""horizon_rule" has no effect where "method" is "monte_carlo", without stressed days"#
            ),
            (
                #""models": ["tail"], "tail": {"stressed_from": »"2020-03-08"}"#,
                #""stressed_from" has no effect where "stressed_weight" is 0"#
            ),
            (
                #""models": ["tail"], "tail": {"seed": »7}"#,
                #""seed" has no effect where "method" is not "monte_carlo""#
            ),
            (
                #""models": ["tail"], "tail": {"underlyings": {"SOL": {"daily_volatility": »0.06}}}"#,
                #""daily_volatility" has no effect where "method" is not "monte_carlo""#
            ),
            (#""shadows": [»"p"]"#, "a profile has no effect as a shadow of itself"),
        ])
    func idle(keys: String, expected: String) {
        let (text, place) = marked("{\"profiles\": {\n\"p\": {\(keys)}}}")
        #expect(faults(text) == ["\(place): \(expected)"])
    }

    @Test("is none where it is inherited, switched off, or the default written out")
    func inherited() {
        let text = """
            {"profiles": {
              "default": {"models": ["sensitivities", "scenario"], "shadows": ["venue"], "scenario": {"pack": "span16"},
                "combination": {"rule": "sum", "weights": {"scenario": 0.5}, "disagreement": 3}},
              "venue": {"models": ["sensitivities"], "combination": {"rule": "largest", "disagreement": null}},
              "alone": {"models": ["sensitivities"], "tail": {"seed": 1, "stressed_from": null}}
            }}
            """
        #expect(faults(text) == [])
    }

    @Test("is none in default where another profile has a use for it")
    func heirs() {
        let tail = #""tail": {"method": "monte_carlo", "seed": 7}"#
        #expect(faults(#"{"profiles": {"default": {\#(tail)}, "b": {"models": ["tail"]}}}"#) == [])
        #expect(
            faults(#"{"profiles": {"default": {\#(tail)}, "b": {"models": ["scenario"]}}}"#) == [
                #"1:27: "tail" has no effect where "models" does not name "tail""#
            ])
    }

    @Test(
        "is a fault in surface and stress as well",
        arguments: [
            (#"{"stress": {"interval": »60}}"#, #""interval" has no effect: there are no "scenarios""#),
            (
                #"{"stress": {"scenarios": {"a": {"contagion": »1, "gap_cost": 0.1}}}}"#,
                #""contagion" has no effect: neither "moves" nor "day" has a move to spread"#
            ),
            (
                #"{"stress": {"scenarios": {"a": {"moves": {"BTC": -0.1}, "volatility_contagion": »1}}}}"#,
                #""volatility_contagion" has no effect: neither "volatility_moves" nor "day" has a move to spread"#
            ),
            (
                #"{"surface": {"smile": "svi", "butterfly_tolerance": »0.1}}"#,
                #""butterfly_tolerance" has no effect where "checks" is false"#
            ),
            (
                #"{"surface": {"quotes_min": »5}}"#,
                #""quotes_min" has no effect where "smile" is "off" and "checks" is false"#
            ),
        ])
    func others(text: String, expected: String) {
        let (text, place) = marked(text)
        #expect(faults(text) == ["\(place): \(expected)"])
    }
}

@Suite("A configuration that could never charge") struct ChargelessConfigurationTests {
    @Test("has a fault at the weights of the sum, once for all that inherit them")
    func weights() {
        let combination = #""combination": {"rule": "sum", "weights": {"sensitivities": 0}}"#
        #expect(
            faults(#"{"profiles": {"default": {\#(combination)}, "b": {}, "c": {"models": ["scenario"]}}}"#) == [
                #"1:58: nothing would be charged: every model in the sum weighs 0 (sensitivities)"#
            ])
    }

    @Test("has a fault at the model tail where no price moves", arguments: ["historical", "monte_carlo"])
    func still(method: String) throws {
        let flat = try PriceHistory([.init(underlying: "USDX", firstDay: 20_000, closes: [1, 1, 1, 1])])
        let tail = #"»"tail": {"method": "\#(method)", "window": 3}"#
        let (text, place) = marked(#"{"history": "h", "profiles": {"p": {"models": ["tail"], \#(tail)}}}"#)
        let expected = "\(place): nothing would be charged: no price moves in any scenario"
        #expect(faults(text, history: flat) == [expected])
    }

    @Test(
        "has a fault at a stress scenario that changes nothing",
        arguments: ["", #""moves": {"BTC": 0}, "contagion": 1"#])
    func scenario(keys: String) {
        #expect(
            faults(#"{"stress": {"scenarios": {"calm": {\#(keys)}}}}"#) == [
                "1:27: the stress scenario moves nothing and costs nothing"
            ])
    }
}

@Suite("What a configuration needs of its history") struct HistoryConflictTests {
    private let history: PriceHistory

    init() throws {
        // 2020-03-10 to 2020-03-13: 18,331 days and more after 1970-01-01.
        history = try PriceHistory([.init(underlying: "BTC", firstDay: 18_331, closes: [8000, 7900, 4800, 5600])])
    }

    @Test(
        "is missed where it is asked for",
        arguments: [
            (
                #"{"models": ["tail"], "tail": {"window": »4}}"#,
                "the history has 3 days with a move, and the window is 4"
            ),
            // The window is a default of margind: there is only the profile to point at.
            (#"{"models": ["tail"]}"#, "the history has 3 days with a move, and the window is 500"),
            (
                #"{"models": ["tail"], "tail": {"window": 2, "underlyings": {"SOL": {"proxy": »"ETH"}}}}"#,
                "the history does not have ETH, the proxy of SOL"
            ),
            // A proxy that is inherited stands in "other".
            (
                #"{"models": ["tail"], "tail": {"window": 2, "underlyings": {"SOL": {}, "other": {"proxy": »"ETH"}}}}"#,
                "the history does not have ETH, the proxy of SOL"
            ),
            (
                #"{"models": ["tail"], "tail": {"window": 2, "stressed_weight": 0.1, "stressed_from": »"2020-03-10", "stressed_to": "2020-03-12"}}"#,
                "the history does not have all stressed days"
            ),
            (
                #"{"models": ["tail"], "tail": {"window": 2, "stressed_weight": 0.1, "stressed_from": "2020-03-11", "stressed_to": »"2020-03-14"}}"#,
                "the history does not have all stressed days"
            ),
        ])
    func tail(profile: String, expected: String) {
        let (text, place) = marked("{\"history\": \"h\", \"profiles\": {\n»\"p\": \(profile)}}")
        #expect(faults(text, history: history) == ["\(place): \(expected)"])
    }

    @Test("is missed where default states it, once for all profiles that take it from there")
    func inherited() {
        let text = """
            {"history": "h", "profiles": {
              "b": {"models": ["tail"]},
              "c": {"models": ["tail", "scenario"]},
              "default": {"tail": {"window": 250}}
            }}
            """
        #expect(
            faults(text, history: history) == ["4:34: the history has 3 days with a move, and the window is 250"])
    }

    @Test("is missed at the models where none is named, and at the day of a stress scenario")
    func none() {
        let text = """
            {"stress": {"scenarios": {"crash": {"day": "2020-03-12"}}},
             "profiles": {"p": {"models": ["tail"]}}}
            """
        #expect(
            faults(text, history: .none) == [
                #"1:44: "day" needs a "history""#, "2:31: the model tail needs a history with closes",
            ])
        let scenarios = #"{"a": {"day": "2020-03-12"}, "b": {"day": »"2020-03-10"}}"#
        let (named, place) = marked(#"{"history": "h", "stress": {"scenarios": \#(scenarios)}}"#)
        #expect(faults(named, history: history) == ["\(place): the history has no move on this day"])
    }

    @Test("is told together with other faults, in the order of the file")
    func together() {
        let text = """
            {"history": "h", "profiles": {
              "a": {"models": ["tail"], "shadows": ["bb", "z"]},
              "b": {"levels": {"warning": 0.5}, "models": ["tail"], "tail": {"window": 9, "stressed_weight": 0.1}},
              "c": {"models": ["tail"], "tail": {"window": -1}}
            }, "stress": {"interval": 60}}
            """
        #expect(
            faults(text, history: history) == [
                "2:3: the history has 3 days with a move, and the window is 500",
                #"2:41: unknown profile "bb"; did you mean "b"?"#,
                #"2:47: unknown profile "z""#,
                #"3:31: "warning" must be a number from 1 to 1000, not 0.5"#,
                "3:76: the history has 3 days with a move, and the window is 9",
                "3:98: stressed_weight needs stressed_from and stressed_to, the first and the last stressed day",
                #"4:48: "window" must be a whole number from 2 to 100000, not -1"#,
                #"5:27: "interval" has no effect: there are no "scenarios""#,
            ])
    }

    @Test("repeats of the file only what a terminal can bear")
    func hostileName() {
        let tail = #"{"window": 2, "underlyings": {"SOL": {"proxy": »"\u001b[31m"}}}"#
        let (text, place) = marked(
            #"{"history": "h", "profiles": {"p": {"models": ["tail"], "tail": \#(tail)}}}"#)
        #expect(
            faults(text, history: history) == [#"\#(place): the history does not have \u001b[31m, the proxy of SOL"#])
    }

    @Test("is not guessed at where another fault may be the reason: that is told first")
    func doubtful() {
        // A misspelt key may be the one that is missing.
        let misspelt = #"{"histroy": "h", "profiles": {"p": {"models": ["tail"]}}}"#
        #expect(faults(misspelt, history: .none) == [#"1:2: unknown key "histroy"; did you mean "history"?"#])
        let modells = #"{"profiles": {"p": {"modells": ["tail"], "tail": {"window": 9}}}}"#
        #expect(faults(modells) == [#"1:21: unknown key "modells"; did you mean "models"?"#])
    }
}

@Suite("Parameters of the tail model that cannot be meant") struct TailConflictTests {
    @Test(
        "are faults without any history",
        arguments: [
            (
                #""stressed_weight": 0.1, "stressed_from": »"2020-03-08", "stressed_to": "2020-03-07""#,
                "stressed_from is after stressed_to"
            ),
            (
                #""stressed_weight": »0.1, "stressed_from": "2020-03-08""#,
                "stressed_weight needs stressed_from and stressed_to, the first and the last stressed day"
            ),
            (
                #""maintenance_factor": »1.5"#,
                #""maintenance_factor" is above "initial_factor": the margins would be upside down"#
            ),
            (
                #""initial_factor": »0.5"#,
                #""maintenance_factor" is above "initial_factor": the margins would be upside down"#
            ),
        ])
    func unsound(keys: String, expected: String) {
        let (text, place) = marked(#"{"profiles": {"p": {"models": ["tail"], "tail": {\#(keys)}}}}"#)
        #expect(faults(text) == ["\(place): \(expected)"])
    }

    @Test("are correlations that nothing can have, unless they are repaired")
    func correlations() {
        func text(_ repair: String) -> (text: String, place: String) {
            marked(
                """
                {"profiles": {"p": {"models": ["tail"], "tail": {"method": "monte_carlo", "repair": "\(repair)",
                »"correlations": {"underlyings": ["A", "B", "C"], "matrix": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]}}}}}
                """)
        }
        #expect(faults(text("nearest").text) == [])
        let (none, place) = text("none")
        let found = faults(none)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("\(place): the correlations are none: not positive semidefinite"), "\(found)")
    }
}
