import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A JSON text") struct JSONScannerTests {
    @Test(
        "is accepted where the grammar allows it",
        arguments: [
            "{}", "[]", "0", "-0", "7", "-1", "10", "1.0", "0.10", "-0.0", "1e5", "1E5", "1e+5", "1e-5", "1.5E-300",
            "1e999",
            "true", "false", "null", #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#, #""\u0041""#, #""\u00e9""#,
            #""\ud83d\ude00""#,
            #""\uD83D\uDE00""#, #""\u0000""#, "\"\u{7F}\"", "\"é\"", "\"€\"", "\"😀\"", "\"\u{10FFFF}\"", "\"\u{FFFD}\"",
            "\"\u{E000}\"", "\"\u{D7FF}\"", " { } ", "\t[\r\n]\n", "[1,2,3]", "[1 , 2]", "[[],[[]],{}]", #"{"a":1}"#,
            #"{"":0}"#, #"{"a":{"b":[{"c":null}]}}"#, #"{ "a" : 1 , "b" : "x" }"#, #"{"\u0061":1}"#, "[0,0]",
            "[-1,-1e1]",
            "[true,false,null]", #"["",""]"#, "\n\n1\n\n", #""01234567""#, #""012345678""#, #""0123456é""#,
            "[[[[[[[[]]]]]]]]",
            String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
        ])
    func accepts(text: String) {
        #expect(throws: Never.self) { try scanJSON(text).get() }
    }

    @Test(
        "is rejected with a reason and the byte where it goes wrong",
        arguments: [
            ("", .emptyLine, 0), (" \n ", .emptyLine, 3), ("{", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
            ("[1,", .unexpectedEnd, 3), (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5),
            (#"{"a":1,"#, .unexpectedEnd, 7), (#""ab"#, .unexpectedEnd, 3), (#""\"#, .unexpectedEnd, 2),
            (#""\u12"#, .unexpectedEnd, 5), ("tru", .unexpectedEnd, 3), ("-", .unexpectedEnd, 1),
            ("1.", .unexpectedEnd, 2),
            ("1e", .unexpectedEnd, 2), ("1e+", .unexpectedEnd, 3), ("{}x", .trailingContent, 2),
            ("1 2", .trailingContent, 2),
            ("null,", .trailingContent, 4), ("[]]", .trailingContent, 2), ("{}{}", .trailingContent, 2),
            ("[1,]", .unexpectedCharacter, 3), ("[,1]", .unexpectedCharacter, 1), ("[1,,2]", .unexpectedCharacter, 3),
            ("[1 2]", .unexpectedCharacter, 3), ("{1:2}", .unexpectedCharacter, 1),
            (#"{"a" 1}"#, .unexpectedCharacter, 5),
            (#"{"a":1,}"#, .unexpectedCharacter, 7), (#"{"a":}"#, .unexpectedCharacter, 5),
            ("{,}", .unexpectedCharacter, 1),
            (#"{"a"}"#, .unexpectedCharacter, 4), ("[1}", .unexpectedCharacter, 2),
            (#"{"a":1]"#, .unexpectedCharacter, 6),
            ("]", .unexpectedCharacter, 0), ("'a'", .unexpectedCharacter, 0), ("[1]//x", .trailingContent, 3),
            ("/**/1", .unexpectedCharacter, 0), ("\u{FEFF}{}", .unexpectedCharacter, 0),
            ("\u{A0}1", .unexpectedCharacter, 0),
            ("\u{0C}1", .unexpectedCharacter, 0), ("{a:1}", .unexpectedCharacter, 1), ("nul]", .invalidLiteral, 3),
            ("True", .invalidLiteral, 0), ("NaN", .invalidLiteral, 0), ("nan", .invalidLiteral, 1),
            ("Infinity", .invalidLiteral, 0), ("undefined", .invalidLiteral, 0), ("-Infinity", .invalidNumber, 1),
            ("+1", .invalidNumber, 0), (".5", .invalidNumber, 0), ("01", .invalidNumber, 1), ("-01", .invalidNumber, 2),
            ("[1.]", .invalidNumber, 3), ("1.e5", .invalidNumber, 2), ("[1e]", .invalidNumber, 3),
            ("1e5.2", .invalidNumber, 3),
            ("0x10", .invalidNumber, 1), ("1_000", .trailingContent, 1), ("--1", .invalidNumber, 1),
            ("1.2.3", .invalidNumber, 3),
            ("1-2", .invalidNumber, 1), ("\"a\u{0}\"", .controlCharacter, 2), ("\"a\n\"", .controlCharacter, 2),
            ("\"0123456789\t\"", .controlCharacter, 11), (#""\x41""#, .invalidEscape, 2), (#""\'""#, .invalidEscape, 2),
            (#""\U0041""#, .invalidEscape, 2), (#""\u00g0""#, .invalidEscape, 5), (#""\u 041""#, .invalidEscape, 3),
            (#""\ud800""#, .loneSurrogate, 1), (#""a\udc00""#, .loneSurrogate, 2), (#""\ud800\n""#, .loneSurrogate, 1),
            (#""\ud800\u0041""#, .loneSurrogate, 1), (#""\udc00\ud800""#, .loneSurrogate, 1),
            (#""\ud800\ud800""#, .loneSurrogate, 1), (String(repeating: "[", count: 65), .tooDeep, 64),
            (String(repeating: #"{"":"#, count: 65), .tooDeep, 256),
        ] as [(String, RejectionReason, Int)])
    func rejects(text: String, reason: RejectionReason, offset: Int) {
        #expect(scanJSON(text) == .failure(JSONFault(reason, at: offset)))
    }

    @Test(
        "is rejected where a string is not UTF-8",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x28, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE],
            [0xFF],
        ] as [[UInt8]])
    func rejectsBytes(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(scanJSON([quote] + bytes + [quote]) == .failure(JSONFault(.invalidUTF8, at: 1)))
        #expect(scanJSON([quote] + bytes) == .failure(JSONFault(.invalidUTF8, at: 1)))
    }

    @Test("is told as tokens, in order, with the place of each")
    func tokens() {
        let expected: [JSONToken] = [
            .objectStart, .key(JSONText(range: 2..<3, hasEscapes: false)), .arrayStart, .number(6..<10), .true, .false,
            .null,
            .string(JSONText(range: 28..<30, hasEscapes: true)), .arrayEnd, .objectEnd,
        ]
        #expect(scanJSON(#"{"a":[-1e2,true,false,null,"\n"]}"#) == .success(expected))
    }

    @Test("ends once and stays ended")
    func staysEnded() throws {
        let bytes = Array("[ ] ".utf8)
        try bytes.withUnsafeBufferPointer { buffer throws in
            var scanner = JSONScanner(buffer)
            #expect(try scanner.next() == .arrayStart)
            #expect(scanner.depth == 1)
            #expect(try scanner.next() == .arrayEnd)
            #expect(scanner.tokenOffset == 2)
            #expect(try scanner.next() == .end)
            #expect(try scanner.next() == .end)
            #expect(scanner.tokenOffset == 4)
        }
    }

    @Test(
        "gives a string's text back without its escapes",
        arguments: [
            (#"plain"#, "plain"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
            (#"\ud83d\ude00!"#, "😀!"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"), (#"é\u0000é"#, "é\u{0}é"), ("", ""),
            (#"\u07FF\u0800\uFFFF"#, "\u{7FF}\u{800}\u{FFFF}"),
        ])
    func unescapes(escaped: String, text: String) throws {
        let bytes = Array("\"\(escaped)\"".utf8)
        guard case .string(let span) = try scanJSON(bytes).get().first else {
            Issue.record("no string")
            return
        }
        bytes.withUnsafeBufferPointer { buffer in
            #expect(span.string(in: buffer) == text)
            #expect(span.hasEscapes == escaped.contains("\\"))
        }
    }
}
