import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A hostile line") struct HostileLineTests {
    private static let valid = [
        #"{"type":"price","ts":1770300187123456789,"src":"deribit","seq":12,"symbol":"BTC-27MAR26-70000-C","price":0.0215,"#
            + #""bid":0.0210,"ask":"0.0220","iv":0.6215}"#,
        #"{"type":"instrument","ts":"2026-02-05T14:03:07Z","symbol":"\u004F\ud83d\ude00é","kind":"option","underlying":"BTC","#
            + #""settlement":"inverse","currency":"BTC","multiplier":1,"expiry":"2026-03-27T08:00:00Z","strike":7e4,"#
            + #""right":"call"}"#,
        #"{"type":"portfolio","ts":1,"account":"a","balances":{"BTC":1.5,"U\u0053D":"-1e5"},"positions":[{"symbol":"P","#
            + #""qty":10,"price":61000,"note":{"a":[true,false,null,{}]}},{"symbol":"O","qty":"-2.5","price":0.02}]}"#,
        #"{"type":"fill","ts":1,"account":"a","symbol":"P","qty":-12.5,"price":61234.5,"fee":0.25,"id":"f-1"}"#,
    ]

    @Test("is a fault or an event at every byte that a line may be cut off at", arguments: valid)
    func truncation(line: String) {
        let bytes = Array(line.utf8)
        #expect(DecodedLine(bytes).fault == nil)
        var decoder = EventDecoder()
        for count in 0..<bytes.count {
            let decoded = DecodedLine(Array(bytes[..<count]), with: &decoder)
            #expect(
                decoded.fault?.reason == (count == 0 ? .emptyLine : .unexpectedEnd)
                    || decoded.fault?.reason == .invalidUTF8)
            #expect(decoded.sequence == nil)
            #expect((1...count + 1).contains(decoded.column))
        }
    }

    @Test("is a fault or an event whatever bytes are changed", arguments: valid)
    func mutation(line: String) {
        let seed: UInt64 = 0x5EED_0005
        var random = SeededGenerator(seed: seed)
        var decoder = EventDecoder()
        let alphabet = Array(#"{}[]",:\u0123456789+-.eEtrufalsn "#.utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        let original = Array(line.utf8)
        for round in 0..<20_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random)!
                case 1: bytes[place] = .random(in: .min ... .max, using: &random)
                case 2: bytes.insert(alphabet.randomElement(using: &random)!, at: place)
                default: bytes.remove(at: place)
                }
            }
            let decoded = DecodedLine(bytes, with: &decoder)
            #expect((decoded.draft == nil) != (decoded.fault == nil), "seed \(seed), round \(round)")
            #expect((1...bytes.count + 1).contains(decoded.column), "seed \(seed), round \(round)")
        }
        print("\(original.count) bytes, 20,000 mutations, seed \(seed)")
    }

    @Test("of random bytes is a fault")
    func noise() {
        let seed: UInt64 = 0x5EED_0006
        var random = SeededGenerator(seed: seed)
        var decoder = EventDecoder()
        for round in 0..<5_000 {
            let bytes = (0..<Int.random(in: 1...64, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(DecodedLine(bytes, with: &decoder).fault != nil, "seed \(seed), round \(round)")
        }
    }

    /// Longest lines made to cost as much as a line can.
    private static let expensive: [(name: String, line: String, reason: RejectionReason?)] = [
        ("thousands of names", object((0..<8_000).map { String($0, radix: 36) }), .missingField),
        ("thousands of names and one again", object((0..<8_000).map { String($0, radix: 36) } + ["0"]), .duplicateKey),
        (
            "thousands of escaped names",
            object((0..<4_500).map { #"\u0041"# + String($0, radix: 36) }),
            .missingField
        ),
        (
            "hundreds of objects of many names each",
            #"{"a":["# + Array(repeating: object((0..<20).map { String($0) }), count: 400).joined(separator: ",")
                + "]}",
            .missingField
        ),
        (
            "thousands of small objects",
            #"{"a":["# + Array(repeating: #"{"":{}}"#, count: 8_000).joined(separator: ",") + "]}",
            .missingField
        ),
        ("a long text of escapes", #"{"src":""# + String(repeating: #"\n"#, count: 32_000) + #""}"#, .missingField),
        (
            "a number of many digits",
            #"{"type":"price","ts":1,"symbol":"P","price":1."# + String(repeating: "3", count: 65_000) + "}", nil
        ),
        (
            "a decimal of many digits",
            #"{"type":"funding","ts":1,"symbol":"P","rate":0."# + String(repeating: "3", count: 65_000) + "}",
            .numberOutOfRange
        ),
        (
            "a decimal of many zeros",
            #"{"type":"funding","ts":1,"symbol":"P","rate":1"# + String(repeating: "0", count: 65_000) + "e-65000}",
            nil
        ),
        (
            "an exponent of many digits",
            #"{"type":"funding","ts":1,"symbol":"P","rate":1e"# + String(repeating: "9", count: 65_000) + "}",
            .numberOutOfRange
        ),
        (
            "a fraction of a second of many digits",
            #"{"type":"clock","ts":"2026-02-05T14:03:07."# + String(repeating: "1", count: 65_000) + #"Z"}"#, nil
        ),
        ("many open brackets", #"{"a":"# + String(repeating: "[", count: 65_000), .tooDeep),
        ("white space", "{" + String(repeating: " ", count: 65_000) + "}", .missingField),
    ]

    @Test("is decided in linear time, whatever it is full of", arguments: expensive.indices)
    func expensiveLines(index: Int) {
        let example = Self.expensive[index]
        let bytes = Array(example.line.utf8)
        #expect(bytes.count <= EventDecoder.lineLimit, "\(example.name)")
        var decoder = EventDecoder()
        let time = ContinuousClock().measure {
            for _ in 0..<3 {
                bytes.withUnsafeBufferPointer { line in
                    switch decoder.decode(line).content {
                    case .success: #expect(example.reason == nil, "\(example.name)")
                    case .failure(let fault): #expect(fault.reason == example.reason, "\(example.name)")
                    }
                }
            }
        }
        // Compared with one another, 10,000 names would take 50 million steps. The bound has room for a build without
        // optimisation on a busy machine.
        #expect(time < .seconds(2), "\(example.name)")
    }

    private static func object(_ names: [String]) -> String {
        "{" + names.map { #""\#($0)":0"# }.joined(separator: ",") + "}"
    }
}
