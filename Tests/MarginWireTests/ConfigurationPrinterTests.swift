import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A printed configuration") struct ConfigurationPrinterTests {
    @Test("reads back as itself: the defaults")
    func defaults() throws {
        #expect(try configuration(ConfigurationPrinter.text(of: MarginConfiguration())) == MarginConfiguration())
    }

    @Test("reads back as itself: any configuration", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = ConfigurationGenerator(seed: seed)
        for _ in 0..<25 {
            let original = generator.next()
            let text = ConfigurationPrinter.text(of: original)
            let read = try configuration(text)
            #expect(read == original)
            #expect(ConfigurationPrinter.text(of: read) == text)
        }
    }

    @Test("states every key, each after a comment, and the underlyings by name")
    func layout() throws {
        let lines = ConfigurationPrinter.text(of: MarginConfiguration()).split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.contains(#""underlyings""#) })
        #expect(
            lines[start...(start + 7)].map { $0.prefix { $0 != ":" }.filter { $0 != " " } } == [
                #""underlyings""#, #""BTC""#, #""ETH""#, #""USD""#, #""USDC""#, #""USDT""#, #""other""#, "},",
            ])
        #expect(
            lines[start + 1].hasSuffix(
                #"{"risk_weight": 0.16, "haircut": 0.02, "delta_concentration_threshold": 20000000, "#
                    + #""vega_concentration_threshold": 10000000, "haircut_tiers": [], "collateral_share": null, "#
                    + #""collateral_cap": null},"#))
        for (index, line) in lines.enumerated() where line.contains(#"": "#) {
            if line.contains(#""default": {"#) || line.contains(#""risk_weight""#) || line.contains("//") { continue }
            if line.contains(#""liquidity_horizon_days""#) { continue }
            #expect(lines[index - 1].contains("// "), "\(line) has no comment")
        }
        #expect(lines.allSatisfy { $0.count <= 120 || $0.contains(#""risk_weight""#) })
    }

    @Test("says what a key sets, its unit and its range")
    func comments() {
        let text = ConfigurationPrinter.text(of: MarginConfiguration())
        #expect(
            text.contains(
                """
                    // A held contract that is unsettled this long after its expiry is reported; seconds from 0 to 1e9.
                    "settlement_grace": 3600,

                """))
        #expect(text.contains("// Correlation between underlyings; from 0 to 1.\n"))
    }

    @Test("says it once: other profiles have no comments")
    func otherProfiles() throws {
        let one = ConfigurationPrinter.text(of: MarginConfiguration())
        let three = ConfigurationPrinter.text(of: try configuration(#"{"profiles": {"b": {}, "a": {}}}"#))
        #expect(one.split(separator: "//").count == three.split(separator: "//").count)
    }
}

@Suite("Hostile configuration files") struct ConfigurationHostileTests {
    @Test("of mutated defaults are read or refused, with faults inside the file", arguments: 0..<8 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let original = Array(ConfigurationPrinter.text(of: MarginConfiguration()).utf8)
        let alphabet = Array(#"{}[]":,/\ \#n\#r\#t0123456789.eE+-nulltruefalse\#u{0}é"#.utf8) + [0xFF, 0xC3]
        for _ in 0..<250 {
            var text = original
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: text.remove(at: place)
                case 1: text.insert(alphabet.randomElement(using: &random)!, at: place)
                case 2: text[place] = alphabet.randomElement(using: &random)!
                case 3: text.removeSubrange(place..<min(text.count, place + Int.random(in: 1...200, using: &random)))
                default: text.insert(contentsOf: text[place..<min(text.count, place + 120)], at: place)
                }
                if text.isEmpty { text = original }
            }
            switch ConfigurationReader.read(text) {
            case .success(let configuration):
                // What was taken is valid: it can be printed and read back.
                let printed = ConfigurationPrinter.text(of: configuration)
                #expect(ConfigurationReader.read(Array(printed.utf8)) == .success(configuration))
            case .failure(let failure):
                let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                #expect(!failure.faults.isEmpty)
                for (fault, next) in zip(failure.faults, failure.faults.dropFirst()) {
                    #expect((fault.line, fault.column) <= (next.line, next.column))
                }
                for fault in failure.faults {
                    #expect((1...lines.count).contains(fault.line) && !fault.message.isEmpty)
                    #expect((1...lines[fault.line - 1].count + 1).contains(fault.column))
                }
            }
        }
    }

    @Test("that end anywhere are refused")
    func truncations() {
        let original = Array(ConfigurationPrinter.text(of: MarginConfiguration()).utf8)
        let end = original.lastIndex(of: UInt8(ascii: "}"))!
        for length in 0...end {
            guard case .failure(let failure) = ConfigurationReader.read(Array(original[..<length])) else {
                Issue.record("the first \(length) bytes were taken for a configuration")
                continue
            }
            #expect(failure.faults.count == 1)
        }
    }

    @Test("with very many faults are answered with all of them")
    func manyFaults() {
        let members = (0..<20_000).map { "\"k\($0)\": 1" }.joined(separator: ",")
        #expect(faults("{\(members)}").count == 20_000)
        let name = String(repeating: "x", count: 1_000_000)
        #expect(faults(#"{"\#(name)": 1}"#).count == 1)
    }
}
