import MarginCore
import MarginTesting
import MarginWire
import Testing

/// A decoder that expects lines like those before reads every line as one that expects nothing: the same event or the
/// same fault, in the same column, with as many unknown fields.
@Suite("A predicted line") struct PredictionTests {
    /// One line of every type at least, each in the form that a feed would send again and again.
    private static let samples = [
        #"{"type":"price","ts":1770300187123456789,"src":"mk","seq":12,"symbol":"BTC-P-100","price":65729.15}"#,
        #"{"type":"price","ts":"2026-02-05T14:03:07.25Z","symbol":"BTC-27MAR26-70000-C","bid":0.021,"ask":"0.022","iv":0.62}"#,
        #"{ "seq": 7, "iv": 0.6215, "symbol": "O", "ts": 17, "type": "price" }"#,
        #"{"type":"price","ts":1,"symbol":"O","price":null,"iv":12345678901234567890,"bid":-0,"ask":1e-3}"#,
        #"{"type":"price","ts":-9223372036854775808,"symbol":"","price":9007199254740993}"#,
        #"{"type":"price","ts":1,"symbol":"é","price":0.1234567890123456789,"note":{"a":[1,{}]}}"#,
        #"{"type":"instrument","ts":1,"symbol":"BTC-O","kind":"option","underlying":"BTC","settlement":"inverse","#
            + #""currency":"BTC","multiplier":"0.1","expiry":"2026-03-27T08:00:00Z","strike":7e4,"right":"call"}"#,
        #"{"type":"forward","ts":1,"underlying":"BTC","expiry":1774598400000000000,"price":69266.25}"#,
        #"{"type":"portfolio","ts":1,"account":"a","balances":{"BTC":1.5,"U\u0053D":"-1e5"},"positions":[{"symbol":"P","#
            + #""qty":10,"price":61000,"note":{}},{"symbol":"O","qty":"-2.5","price":0.02}]}"#,
        #"{"type":"position","ts":1,"src":"risk","seq":2,"account":"beta","symbol":"ETH-C","qty":-12.50,"price":104}"#,
        #"{"type":"fill","ts":1,"account":"a","symbol":"P","qty":-12.5,"price":61234.5,"fee":0.25,"id":"f-1"}"#,
        #"{"type":"balance","ts":1,"account":"a","asset":"USDC","amount":12000.00}"#,
        #"{"type":"transfer","ts":1,"account":"a","asset":"USDC","amount":-250.75,"id":"w-1017"}"#,
        #"{"type":"account","ts":1,"account":"a","profile":"default","mode":"isolated","group":"g"}"#,
        #"{"type":"settlement","ts":1,"symbol":"O","price":62240.4}"#,
        #"{"type":"funding","ts":1,"symbol":"P","rate":"-0.000125"}"#,
        #"{"type":"clock","ts":1}"#,
    ]

    /// The decoders that are compared: the second has seen every sample.
    private struct Pair: ~Copyable {
        var plain = EventDecoder(predicts: false)
        var trained = EventDecoder()

        init() { for line in PredictionTests.samples + PredictionTests.samples { train(line) } }

        mutating func train(_ line: String) { _ = DecodedLine(Array(line.utf8), with: &trained) }

        /// What the two say, and what the second says where something stands behind the line.
        mutating func decode(_ line: [UInt8], before rest: [UInt8]) -> (DecodedLine, DecodedLine, DecodedLine) {
            (
                DecodedLine(line, with: &plain), DecodedLine(line, with: &trained),
                DecodedLine(line, before: rest, with: &trained)
            )
        }
    }

    /// What lies behind a line in a chunk: its ending, and the next line.
    private static let next = Array("\n{\"type\":\"price\",\"ts\":1,\"symbol\":\"P\",\"price\":1}\n".utf8)

    private func expectSame(
        _ line: [UInt8], before rest: [UInt8], _ pair: inout Pair, _ context: @autoclosure () -> String
    ) {
        let (plain, trained, inPlace) = pair.decode(line, before: rest)
        if plain == trained && plain == inPlace { return }
        let text = "\(String(decoding: line, as: UTF8.self)) (\(context()))"
        #expect(plain == trained, "\(text)")
        #expect(plain == inPlace, "in place: \(text)")
    }

    @Test("of every type is read as it would be without prediction")
    func undamaged() {
        var pair = Pair()
        for line in Self.samples {
            expectSame(Array(line.utf8), before: Self.next, &pair, "as it is")
            expectSame(Array((line + "\r").utf8), before: Self.next, &pair, "with CR")
        }
    }

    @Test(
        "is read, or refused, as without prediction whatever byte is changed, removed or inserted", arguments: samples)
    func damage(line: String) {
        let original = Array(line.utf8)
        var pair = Pair()
        let bytes = Array("0159.-+eE\"\\{}[]:, \t\nantu".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xFF]
        for place in original.indices {
            var removed = original
            removed.remove(at: place)
            expectSame(removed, before: Self.next, &pair, "without byte \(place)")
            expectSame(
                Array(original[..<place]), before: Array("\n".utf8 + original[place...]) + Self.next, &pair, "cut")
            for bit in 0..<8 {
                var flipped = original
                flipped[place] ^= 1 << bit
                expectSame(flipped, before: Self.next, &pair, "bit \(bit) of byte \(place)")
            }
            for byte in bytes {
                var changed = original
                changed[place] = byte
                expectSame(changed, before: Self.next, &pair, "byte \(place) is \(byte)")
                changed = original
                changed.insert(byte, at: place)
                expectSame(changed, before: Self.next, &pair, "\(byte) before byte \(place)")
            }
            pair.train(line)
        }
    }

    @Test("is read as without prediction where pieces of other lines are put together")
    func pieces() {
        let seed: UInt64 = 0x5EED_0B17
        var random = SeededGenerator(seed: seed)
        var pair = Pair()
        // Pieces begin and end where values do, or names, so that most seams look right to whoever looks at one only.
        let pieces = Self.samples.flatMap { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { Array($0.utf8) }
        }
        for round in 0..<60_000 {
            var line: [UInt8] = []
            for index in 0..<Int.random(in: 1...8, using: &random) {
                if index > 0 && !Int.random(in: 0..<8, using: &random).isMultiple(of: 8) { line.append(0x2C) }
                line += pieces.randomElement(using: &random)!
            }
            if Bool.random(using: &random) && line.last != 0x7D { line.append(0x7D) }
            if Bool.random(using: &random) && line.first != 0x7B { line.insert(0x7B, at: 0) }
            expectSame(line, before: Self.next, &pair, "seed \(seed), round \(round)")
        }
        print("60,000 lines of pieces, seed \(seed)")
    }

    @Test("has the numbers of any width and form that it has without prediction")
    func numbers() {
        let seed: UInt64 = 0x5EED_0B18
        var random = SeededGenerator(seed: seed)
        var pair = Pair()
        func digits(_ count: Int) -> String {
            String((0..<count).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
        }
        for round in 0..<40_000 {
            var number = Bool.random(using: &random) ? "-" : ""
            number += digits(.random(in: 0...21, using: &random))
            if Bool.random(using: &random) { number += "." + digits(.random(in: 0...21, using: &random)) }
            if Int.random(in: 0..<8, using: &random) == 0 { number += "e" + digits(.random(in: 0...2, using: &random)) }
            let (field, type) = [("price", "price"), ("rate", "funding"), ("ts", "clock"), ("seq", "price")]
                .randomElement(using: &random)!
            let time = field == "ts" ? "" : #""ts":1,"#
            let line = #"{"type":"\#(type)",\#(time)"symbol":"P","\#(field)":\#(number)}"#
            expectSame(Array(line.utf8), before: Self.next, &pair, "seed \(seed), round \(round)")
        }
        print("40,000 numbers, seed \(seed)")
    }
}
