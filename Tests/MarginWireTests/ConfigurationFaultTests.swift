import MarginCore
import MarginWire
import Testing

@Suite("A fault in a configuration") struct ConfigurationFaultTests {
    @Test(
        "says the line, the column and what is wrong",
        arguments: [
            (#"{\#n  "feeed": {}}"#, #"2:3: unknown key "feeed"; did you mean "feed"?"#),
            (#"{"xyzzy": 1}"#, #"1:2: unknown key "xyzzy""#),
            (
                #"{"profiles": {"default": {"sensitivities": {\#n\#t"gama": 0.5}}}}"#,
                #"2:2: unknown key "gama"; did you mean "gamma"?"#
            ),
            ("[]", "1:1: a configuration must be an object, not an empty list"),
            (#"{"feed": 3}"#, #"1:10: "feed" must be an object, not 3"#),
            (#"{"feed": null}"#, #"1:10: "feed" must be an object, not null"#),
            (#"{"profiles": {"p": []}}"#, #"1:20: "p" must be an object, not an empty list"#),
            (#"{"max_jump": "60"}"#, #"1:14: "max_jump" must be a time in seconds from 0 to 1e9, not "60""#),
            (#"{"max_jump": null}"#, #"1:14: "max_jump" must be a time in seconds from 0 to 1e9, not null"#),
            (
                #"{"valuation_interval": 0}"#,
                #"1:24: "valuation_interval" must be a time in seconds greater than 0 and at most 1e9, not 0"#
            ),
            (
                #"{"feed": {"outlier_move": true}}"#,
                #"1:27: "outlier_move" must be a number greater than 0 and at most 1000, or null (off), not true"#
            ),
            (#"{"convention": "okx"}"#, #"1:16: "convention" must be "deribit", or null (none), not "okx""#),
            (
                #"{"profiles": {"p": {"sensitivities": {"cross_asset": "nothing"}}}}"#,
                #"1:54: "cross_asset" must be "correlated" or "none", not "nothing""#
            ),
            (
                #"{"surface": {"smile": "cubic"}}"#,
                #"1:23: "smile" must be "off" or "linear" or "svi", not "cubic""#
            ),
            (#"{"surface": {"checks": 1}}"#, #"1:24: "checks" must be true or false, not 1"#),
            (
                #"{"surface": {"quotes_min": 2.5}}"#,
                #"1:28: "quotes_min" must be a whole number from 1 to 1000, not 2.5"#
            ),
            (
                #"{"surface": {"quotes_min": 0}}"#,
                #"1:28: "quotes_min" must be a whole number from 1 to 1000, not 0"#
            ),
            (
                #"{"surface": {"stick": "delta"}}"#,
                #"1:13: "stick" is "delta", which takes a "smile": "linear" or "svi""#
            ),
            (#"{"max_jump": 1,\#n "max_jump": 2}"#, #"2:2: duplicate key "max_jump""#),
            (#"{"profiles": {"p": {}, "\u0070": {}}}"#, #"1:24: duplicate key "p""#),
            (#"{"profiles": {"": {}}}"#, #"1:15: a name in "profiles" is empty"#),
            (#"{"profiles": {"p": {"underlyings": {"": {}}}}}"#, #"1:37: a name in "underlyings" is empty"#),
            (
                #"{"profiles": {"p": {"models": []}}}"#,
                #"1:31: "models" must be a list with one or more of "sensitivities" or "scenario" or "tail", not an empty list"#
            ),
            (
                #"{"profiles": {"p": {"models": ["var"]}}}"#,
                #"1:32: "models" must be a list with one or more of "sensitivities" or "scenario" or "tail", not "var""#
            ),
            (
                #"{"profiles": {"p": {"models": ["sensitivities", "sensitivities"]}}}"#,
                #"1:49: "models" names "sensitivities" twice"#
            ),
        ])
    func kinds(text: String, expected: String) {
        #expect(faults(text) == [expected])
    }

    @Test(
        "in the JSON itself is put into words",
        arguments: [
            ("", "1:1: the file says nothing; {} stands for the defaults"),
            ("// nothing\n", "2:1: the file says nothing; {} stands for the defaults"),
            (#"{"feed": {"#, "1:11: the file ends too early: an object, a list or a string is not closed"),
            ("{} {}", "1:4: something follows after the end of the configuration"),
            (#"{"max_jump": 1,\#n}"#, "2:1: the comma before this bracket is one too many"),
            (#"{"max_jump": 1 // one\#n "convention": null}"#, "2:2: a comma or a colon is missing before this"),
            (#"{"max_jump" 1}"#, #"1:13: unexpected character "1""#),
            ("{max_jump: 1}", "1:2: names stand in double quotes"),
            ("{'max_jump': 1}", "1:2: strings and names stand in double quotes"),
            ("{ /* no */ }", "1:3: a comment begins with // and ends with its line"),
            ("{ # no\n}", "1:3: a comment begins with // and ends with its line"),
            (#"{"max_jump": .5}"#, "1:14: not a number as JSON writes it: 0.5, 20000000 or 2e7"),
            (#"{"max_jump": 20_000}"#, #"1:16: unexpected character "_""#),
            (#"{"convention": deribit}"#, "1:16: unknown word; strings and names stand in double quotes"),
            (#"{"a\#nb": 1}"#, "1:4: a string ends in the line in which it began; a tab in it is written \\t"),
            (#"{"\x": 1}"#, "1:4: no such escape in a string; a backslash is written \\\\"),
            (#"{"\ud800": 1}"#, "1:3: half a surrogate pair; a character beyond U+FFFF takes two \\u escapes"),
            ("\u{FEFF}{}", "1:1: a byte order mark; the file is UTF-8 without one"),
            (String(repeating: "[", count: 65), "1:65: more than 64 levels deep"),
        ])
    func grammar(text: String, expected: String) {
        #expect(faults(text) == [expected])
    }

    @Test("that is a byte of no UTF-8 is found where it stands")
    func invalidUTF8() {
        let read = ConfigurationReader.read([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D])
        let expected = ConfigurationFault(line: 1, column: 3, message: "not UTF-8")
        #expect(read == .failure(ConfigurationFaults([expected])))
    }

    @Test("does not hide another: all are told, in the order of the file")
    func all() {
        let text = """
            {
              "convention": "okx",
              "profiles": {
                "late": {"levels": {"warning": 0.5, "warmup": -1}},
                "default": {
                  "underlyings": {"other": {"haircut": 2}, "BTC": {"haircutt": 0}},
                  "requirement": {"basis_rate": "0.01"}
                }
              },
              "max_jump": 1e99,
              "convention": null
            }
            """
        #expect(
            faults(text) == [
                #"2:17: "convention" must be "deribit", or null (none), not "okx""#,
                #"4:36: "warning" must be a number from 1 to 1000, not 0.5"#,
                #"4:51: "warmup" must be a time in seconds from 0 to 1e9, not -1"#,
                #"6:44: "haircut" must be a number from 0 to 1, not 2"#,
                #"6:56: unknown key "haircutt"; did you mean "haircut"?"#,
                #"7:37: "basis_rate" must be a number from 0 to 1, not "0.01""#,
                #"10:15: "max_jump" must be a time in seconds from 0 to 1e9, not 1e99"#,
                #"11:3: duplicate key "convention""#,
            ])
    }

    @Test("of a duplicate key is told together with a break of the grammar after it")
    func duplicateBeforeBreak() {
        #expect(
            faults(#"{"feed": {}, "feed": {},}"#) == [
                #"1:14: duplicate key "feed""#, "1:25: the comma before this bracket is one too many",
            ])
    }

    @Test("has its column counted in characters of Unicode, not in bytes")
    func unicode() {
        #expect(
            faults(#"{"profiles": {"größer 🐋": 1}}"#) == [#"1:27: "größer 🐋" must be an object, not 1"#])
    }

    @Test("repeats of the file only what a terminal can bear")
    func hostileNames() {
        let name = "\u{1B}[31m\u{202E}" + String(repeating: "x", count: 100)
        let escaped = "\\u001b[31m\u{202E}" + String(repeating: "x", count: 100)
        let shown = #""\u001b[31m\u202e"# + String(repeating: "x", count: 34) + #"…""#
        #expect(name.unicodeScalars.count == 106)
        #expect(faults(#"{"\#(escaped)": 1}"#) == ["1:2: unknown key \(shown)"])
    }
}
