import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A rejected line") struct RejectedLineTests {
    @Test("that is no JSON object says where it stops being one", arguments: RejectedLines.notObjects)
    func saysWhere(example: RejectedLine) {
        expect(example)
    }

    @Test("that is no event says which field is at fault, and where", arguments: RejectedLines.notEvents)
    func saysWhichField(example: RejectedLine) {
        expect(example)
    }

    @Test("has an example here for every reason of the wire")
    func everyReason() {
        let shown = Set((RejectedLines.notObjects + RejectedLines.notEvents).map(\.reason) + [.invalidUTF8])
        let wire = RejectionReason.allCases.prefix { $0 != .timeJump }
        #expect(shown == Set(wire))
    }

    @Test("that is not UTF-8 says so")
    func invalidUTF8() {
        let decoded = DecodedLine(Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8))
        #expect(decoded.fault == LineFault(.invalidUTF8))
        #expect(decoded.column == 7)
    }

    @Test("may be a longest line, but not one byte longer")
    func longestLine() {
        let head = #"{"type":"clock","ts":1,"x":""#
        let longest = head + String(repeating: "x", count: 65_536 - head.utf8.count - 2) + "\"}"
        #expect(longest.utf8.count == 65_536)
        #expect(DecodedLine(longest).draft == "clock")
        #expect(DecodedLine(longest + "\r").draft == "clock")
        #expect(DecodedLine(longest + " ").fault == LineFault(.lineTooLong))
    }

    // MARK: Instruments

    private static let option =
        #"{"type":"instrument","ts":1,"symbol":"O","kind":"option","underlying":"B","settlement":"linear","#
        + #""currency":"USD","multiplier":1,"expiry":1,"strike":1,"right":"put"}"#

    @Test(
        "is an instrument's where a term of its kind is missing, null or a word that is none",
        arguments: [
            (#""kind":"option""#, #""kind":"swap""#, .unknownValue, .kind),
            (#""kind":"option","#, "", .missingField, .kind),
            (#""underlying":"B","#, "", .missingField, .underlying),
            (#""settlement":"linear","#, "", .missingField, .settlement),
            (#""settlement":"linear""#, #""settlement":"Linear""#, .unknownValue, .settlement),
            (#""settlement":"linear""#, #""settlement":1"#, .wrongType, .settlement),
            (#""currency":"USD","#, "", .missingField, .currency),
            (#""currency":"USD""#, #""currency":"""#, .emptyName, .currency),
            (#""kind":"option""#, #""kind":"spot""#, nil, nil),
            (#""kind":"option""#, #""kind":"perpetual""#, nil, nil),
            (#""kind":"option""#, #""kind":"future""#, nil, nil),
            (#""multiplier":1"#, #""multiplier":0"#, .notPositive, .multiplier),
            (#""multiplier":1"#, #""multiplier":-1"#, .notPositive, .multiplier),
            (#""multiplier":1"#, #""multiplier":1e31"#, .numberOutOfRange, .multiplier),
            (#""expiry":1"#, #""expiry":null"#, .missingField, .expiry),
            (#""strike":1"#, #""strike":null"#, .missingField, .strike),
            (#""right":"put""#, #""right":null"#, .missingField, .right),
            (#""right":"put""#, #""right":"both""#, .unknownValue, .right),
        ] as [(String, String, RejectionReason?, EventField?)])
    func instruments(term: String, replacement: String, reason: RejectionReason?, field: EventField?) {
        #expect(Self.option.contains(term))
        let decoded = DecodedLine(Self.option.replacing(term, with: replacement))
        #expect(decoded.fault == reason.map { LineFault($0, field) })
    }

    @Test("is a spot symbol's that is not in USD")
    func spotCurrency() {
        let decoded = DecodedLine(
            #"{"type":"instrument","ts":1,"symbol":"B","kind":"spot","underlying":"B","currency":"EUR"}"#)
        #expect(decoded.fault == LineFault(.unknownValue, .currency))
    }

    // MARK: Portfolios

    @Test(
        "is a portfolio's as soon as one part is at fault, with the place of the part",
        arguments: [
            (#"{"":1}"#, "[]", .emptyName, .asset, 1), (#"{"B":null}"#, "[]", .missingField, .amount, 5),
            (#"{"B":true}"#, "[]", .wrongType, .amount, 5), (#"{"B":1e31}"#, "[]", .numberOutOfRange, .amount, 5),
            (#"{"B":1,"B":1}"#, "[]", .duplicateKey, nil, 7),
            ("{}", #"[{"qty":1,"price":1}]"#, .missingField, .symbol, 16),
            ("{}", #"[{"symbol":null,"qty":1,"price":1}]"#, .missingField, .symbol, 16),
            ("{}", #"[{"symbol":"P","price":1}]"#, .missingField, .qty, 16),
            ("{}", #"[{"symbol":"P","qty":1}]"#, .missingField, .price, 16),
            ("{}", #"[{"symbol":"","qty":1,"price":1}]"#, .emptyName, .symbol, 26),
            ("{}", #"[{"symbol":"P","qty":"","price":1}]"#, .wrongType, .qty, 36),
            ("{}", #"[{"symbol":"P","qty":1,"price":1e99}]"#, .numberOutOfRange, .price, 46),
            ("{}", #"[{"symbol":"P","qty":1,"price":1,"qty":1}]"#, .duplicateKey, nil, 48),
            ("{}", #"[{"symbol":"P","qty":1,"price":1},[]]"#, .wrongType, .positions, 49),
        ] as [(String, String, RejectionReason, EventField?, Int)])
    func portfolios(
        balances: String, positions: String, reason: RejectionReason, field: EventField?, place: Int
    ) {
        let head = #"{"type":"portfolio","ts":1,"account":"a","balances":"#
        expect((head + balances + #","positions":"# + positions + "}", reason, field, head.utf8.count + 1 + place))
    }

    @Test("by the rules of the book has the column of the field that the rule is about")
    func columnsOfFields() {
        var decoder = EventDecoder()
        let line = Array(#"{"type":"portfolio","ts":1,"account":"a","balances":{},"positions":[]}"#.utf8)
        #expect(DecodedLine(line, with: &decoder).fault == nil)
        let columns = [EventField.type, .ts, .account, .balances, .positions, .symbol, .amount, .id].map {
            decoder.column(of: $0)
        }
        #expect(columns == [9, 26, 38, 53, 68, 68, 53, 1])
        #expect(decoder.column(of: nil) == 1)
        #expect(decoder.faultColumn == 1)
    }

    private func expect(_ example: RejectedLine) {
        let decoded = DecodedLine(example.line)
        #expect(decoded.fault == LineFault(example.reason, example.field))
        #expect(decoded.column == example.column)
    }
}
