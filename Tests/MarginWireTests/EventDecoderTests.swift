import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("An event line") struct EventDecoderTests {
    @Test(
        "says what happens, whatever its type",
        arguments: [
            (#""type":"price","symbol":"BTC","price":61234.5"#, "price BTC mark 61234.5"),
            (#""type":"price","symbol":"O","bid":"0.02","ask":3e-2,"iv":0.6"#, "price O bid 0.02 ask 0.03 iv 0.6"),
            (#""type":"price","symbol":"O","price":null,"iv":0"#, "price O iv 0.0"),
            (
                #""type":"instrument","symbol":"BTC","kind":"spot","underlying":"BTC""#,
                "instrument BTC spot on BTC × 1"
            ),
            (
                #""type":"instrument","symbol":"BTC","kind":"spot","underlying":"BTC","currency":"USD""#,
                "instrument BTC spot on BTC × 1"
            ),
            (
                #""type":"instrument","symbol":"P","kind":"perpetual","underlying":"BTC","settlement":"inverse","#
                    + #""currency":"BTC","multiplier":10"#,
                "instrument P perpetual on BTC inverse in BTC × 10"
            ),
            (
                #""type":"instrument","symbol":"F","kind":"future","underlying":"ETH","settlement":"linear","#
                    + #""currency":"USDC","multiplier":null,"expiry":1774598400000000000"#,
                "instrument F future on ETH linear in USDC × 1 until 1774598400000000000"
            ),
            (
                #""type":"instrument","symbol":"O","kind":"option","underlying":"BTC","settlement":"inverse","#
                    + #""currency":"BTC","multiplier":"0.1","expiry":"2026-03-27T08:00:00Z","strike":70000,"right":"call""#,
                "instrument O option on BTC inverse in BTC × 0.1 until 1774598400000000000 strike 70000.0 call"
            ),
            (
                #""type":"forward","underlying":"BTC","expiry":"2026-03-27T08:00:00Z","price":61500"#,
                "forward BTC until 1774598400000000000 @ 61500.0"
            ),
            (
                #""type":"portfolio","account":"a","balances":{"BTC":1.50,"USD":"-100000"},"positions":["#
                    + #"{"symbol":"P","qty":10,"price":61000},{"price":"0.02","qty":"-2.5","symbol":"O"}]"#,
                "portfolio a [BTC 1.5, USD -100000] [P 10 @ 61000.0, O -2.5 @ 0.02]"
            ),
            (#""type":"portfolio","account":"a","balances":{},"positions":[]"#, "portfolio a [] []"),
            (#""type":"position","account":"a","symbol":"P","qty":-0,"price":1e3"#, "position a P 0 @ 1000.0"),
            (
                #""type":"fill","account":"a","symbol":"P","qty":-12.50,"price":61234.5,"fee":"0.25","id":"f-1""#,
                "fill a P -12.5 @ 61234.5 fee 0.25 id f-1"
            ),
            (#""type":"fill","account":"a","symbol":"P","qty":1,"price":-0.0"#, "fill a P 1 @ 0.0"),
            (#""type":"balance","account":"a","asset":"USD","amount":1e5"#, "balance a USD 100000"),
            (
                #""type":"transfer","account":"a","asset":"USD","amount":-0.1,"id":"t-1""#,
                "transfer a USD -0.1 id t-1"
            ),
            (#""type":"transfer","account":"a","asset":"USD","amount":5,"id":null"#, "transfer a USD 5"),
            (#""type":"account","account":"a""#, "account a"),
            (
                #""type":"account","account":"a","profile":"vip","mode":"isolated","group":"desk""#,
                "account a profile vip isolated group desk"
            ),
            (#""type":"account","account":"a","mode":"portfolio""#, "account a portfolio"),
            (#""type":"settlement","symbol":"O","price":70123.25"#, "settlement O @ 70123.25"),
            (#""type":"funding","symbol":"P","rate":-0.0001"#, "funding P -0.0001"),
            (#""type":"clock""#, "clock"),
        ])
    func types(fields: String, draft: String) {
        for line in [
            #"{"ts":1770300187123456789,\#(fields)}"#, #" { \#(fields) , "ts" : "2026-02-05T14:03:07.123456789Z" } "#,
        ] {
            let decoded = DecodedLine(line)
            #expect(decoded.draft == draft)
            #expect(decoded.timestamp == Timestamp(nanoseconds: 1_770_300_187_123_456_789))
            #expect(decoded.fault == nil)
            #expect(decoded.unknownFields == 0)
        }
    }

    @Test("may end with one carriage return")
    func carriageReturn() {
        #expect(DecodedLine("{\"type\":\"clock\",\"ts\":1}\r").draft == "clock")
        #expect(DecodedLine("\r").fault == LineFault(.emptyLine))
    }

    @Test("means the same with its names and words escaped")
    func escapes() {
        let decoded = DecodedLine(
            #"{"\u0074ype":"fi\u006cl","ts":"2026-02-05\u005414:03:07Z","acco\u0075nt":"\u00e4\/\"","symbol":"\ud83d\ude00","#
                + #""qty":"\u0031.5","price":2,"id":"\u0000","src":"\n"}"#)
        #expect(decoded.draft == "fill ä/\" 😀 1.5 @ 2.0 id \u{0}")
        #expect(decoded.source == "\n")
        #expect(
            DecodedLine(
                #"{"type":"portfolio","ts":1,"account":"a","balances":{"\u0042TC":1},"#
                    + #""positions":[{"s\u0079mbol":"\u004F","qty":1,"price":1}]}"#
            ).draft == "portfolio a [BTC 1] [O 1 @ 1.0]")
    }

    @Test("counts the fields that its type does not have, and passes over them")
    func unknownFields() {
        let lines = [
            (#"{"type":"clock","ts":1,"id":7,"x":{"y":[{"z":null}]}}"#, 2),
            (#"{"type":"price","ts":1,"symbol":"P","price":1,"qty":"?","account":{}}"#, 2),
            (
                #"{"type":"instrument","ts":1,"symbol":"B","kind":"spot","underlying":"B","settlement":0,"multiplier":-1,"#
                    + #""expiry":"x","strike":[],"right":null}"#, 5
            ),
            (
                #"{"type":"instrument","ts":1,"symbol":"P","kind":"perpetual","underlying":"B","settlement":"linear","#
                    + #""currency":"USD","expiry":"never","strike":true,"right":0}"#, 3
            ),
            (
                #"{"type":"portfolio","ts":1,"account":"a","balances":{},"positions":["#
                    + #"{"symbol":"P","qty":1,"price":1,"iv":{"a":[]},"note":""}],"price":0}"#, 3
            ),
        ]
        for (line, count) in lines {
            #expect(DecodedLine(line).unknownFields == count)
            #expect(DecodedLine(line).fault == nil)
        }
        // A line that becomes no event counts nothing: it is counted as rejected.
        #expect(DecodedLine(#"{"type":"clock","id":7}"#).unknownFields == 0)
    }

    @Test("tells its producer and number")
    func sourceAndSequence() {
        let decoded = DecodedLine(#"{"type":"clock","ts":1,"src":"deribit","seq":-9223372036854775808}"#)
        #expect(decoded.source == "deribit")
        #expect(decoded.sequence == .min)
        let alone = DecodedLine(#"{"type":"clock","ts":1,"src":null,"seq":7}"#)
        #expect(alone.source == nil)
        #expect(alone.sequence == 7)
    }

    @Test(
        "tells its producer and number even where it is rejected, so that the number is used up",
        arguments: [
            #""type":"price""#, #""type":"nonsense""#, #""ts":"yesterday","type":"clock""#, #""type":7"#,
            #""type":"position","ts":1,"account":"a","symbol":"P","qty":1e99,"price":1"#,
        ])
    func rejectedWithNumber(fields: String) {
        let decoded = DecodedLine(#"{\#(fields),"src":"s","seq":42}"#)
        #expect(decoded.fault != nil)
        #expect(decoded.source == "s")
        #expect(decoded.sequence == 42)
    }

    @Test("keeps its number to itself where it is broken, or says something twice")
    func brokenWithoutNumber() {
        for line in [#"{"src":"s","seq":42,}"#, #"{"src":"s","seq":42,"x":1,"x":2}"#, #"[{"src":"s","seq":42}]"#] {
            let decoded = DecodedLine(line)
            #expect(decoded.source == nil)
            #expect(decoded.sequence == nil)
        }
    }

    @Test("owns its names until the next one, also where a decoder has seen many lines")
    func decodersForget() {
        var decoder = EventDecoder()
        let first = Array(#"{"type":"price","ts":1,"symbol":"\u0041","price":1,"x":1,"iv":2,"src":"s","seq":1}"#.utf8)
        let second = Array(#"{"type":"price","ts":2,"symbol":"\u0042","bid":3,"x":1}"#.utf8)
        for _ in 0..<3 {
            #expect(DecodedLine(first, with: &decoder).draft == "price A mark 1.0 iv 2.0")
            let decoded = DecodedLine(second, with: &decoder)
            #expect(decoded.draft == "price B bid 3.0")
            #expect(decoded.sequence == nil)
        }
        #expect(decoder.unknownFields == 6)
    }
}
