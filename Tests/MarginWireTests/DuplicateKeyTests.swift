import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A name that an object has already") struct DuplicateKeyTests {
    @Test(
        "is found wherever the two stand, in objects of few names and of many", arguments: [2, 3, 15, 16, 17, 18, 40])
    func everyPair(count: Int) {
        var decoder = EventDecoder()
        for first in 0..<count - 1 {
            for second in first + 1..<count {
                var names = (0..<count).map { "n\($0)" }
                let distinct = #"{"x":"# + Self.object(names) + "}"
                names[second] = names[first]
                let double = #"{"x":"# + Self.object(names) + "}"
                #expect(DecodedLine(Array(distinct.utf8), with: &decoder).fault == LineFault(.missingField, .type))
                let decoded = DecodedLine(Array(double.utf8), with: &decoder)
                #expect(decoded.fault == LineFault(.duplicateKey))
                // The closing brace of the names before gives way to a comma.
                #expect(decoded.column == 6 + Self.object(Array(names[..<second])).utf8.count)
            }
        }
    }

    @Test("is found at any depth, and not confused with the same name of another object")
    func nesting() {
        let seed: UInt64 = 0x5EED_0007
        var random = SeededGenerator(seed: seed)
        var decoder = EventDecoder()
        var found = 0
        for round in 0..<3_000 {
            var hasDuplicate = false
            let line = Self.randomObject(&random, depth: 0, &hasDuplicate)
            let fault = DecodedLine(Array(line.utf8), with: &decoder).fault
            found += hasDuplicate ? 1 : 0
            #expect(
                fault == (hasDuplicate ? LineFault(.duplicateKey) : LineFault(.missingField, .type)),
                "seed \(seed), round \(round): \(line)")
        }
        #expect((500..<2_500).contains(found), "the examples must be of both kinds")
    }

    /// Compares names as strings in a set, which is not how the decoder does it.
    private static func randomObject(
        _ random: inout SeededGenerator, depth: Int, _ hasDuplicate: inout Bool
    ) -> String {
        var seen = Set<String>()
        var members: [String] = []
        for _ in 0..<Int.random(in: 0...(depth == 0 ? 30 : 20), using: &random) {
            let name = String(Int.random(in: 0..<2_000, using: &random), radix: 36)
            if !seen.insert(name).inserted { hasDuplicate = true }
            // Half of the names hide their first letter behind an escape.
            let scalar = String(name.unicodeScalars.first!.value, radix: 16)
            let written = Bool.random(using: &random) ? name : #"\u00\#(scalar)\#(name.dropFirst())"#
            let isObject = depth < 3 && Int.random(in: 0...9, using: &random) == 0
            let value = isObject ? randomObject(&random, depth: depth + 1, &hasDuplicate) : "[0]"
            members.append(#""\#(written)": \#(value)"#)
        }
        return "{" + members.joined(separator: ", ") + "}"
    }

    private static func object(_ names: [String]) -> String {
        "{" + names.map { #""\#($0)":0"# }.joined(separator: ",") + "}"
    }
}
