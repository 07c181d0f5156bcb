import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("A written number") struct NumberTextTests {
    private func isNumber(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { NumberText(validating: $0) != nil }
    }

    private func decimal(_ text: String) -> Decimal? {
        Array(text.utf8).withUnsafeBufferPointer { NumberText(validating: $0)?.decimal }
    }

    private func double(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer { NumberText(validating: $0)?.double }
    }

    private func integer(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            NumberText(validating: bytes).flatMap { $0.isInteger ? $0.integer : nil }
        }
    }

    private static let nines38 = String(repeating: "9", count: 38)

    @Test(
        "is read as a decimal, exactly",
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("0.000", 0, 0), ("0e999999999999", 0, 0), ("-0.0e-5", 0, 0), ("1", 1, 0),
            ("-1", -1, 0), ("0.1", 1, -1), ("10", 1, 1), ("1.10", 11, -1), ("100.00", 1, 2), ("1e2", 1, 2),
            ("1E+2", 1, 2), ("1.5e-3", 15, -4), ("1e30", 1, 30), ("1e-30", 1, -30), ("9.99e30", 999, 28),
            ("0.0001e34", 1, 30), ("1000e-33", 1, -30), ("12345678901234567890", 1_234_567_890_123_456_789, 1),
            ("18446744073709551616", 18_446_744_073_709_551_616, 0),
            ("0.00000000000000000000000000001", 1, -29), ("1" + String(repeating: "0", count: 30), 1, 30),
            ("1.000000000000000000000000000000000000000000000", 1, 0),
            ("1e" + String(repeating: "0", count: 50) + "1", 1, 1),
            ("0." + String(repeating: "0", count: 1000) + "7e1001", 7, 0),
            ("7" + String(repeating: "0", count: 1000) + "e-1000", 7, 0),
            ("0.1000000000000000000000000000000000000", 1, -1),
        ] as [(String, Int128, Int32)])
    func decimals(text: String, coefficient: Int128, exponent: Int32) {
        #expect(decimal(text) == Decimal(coefficient: coefficient, exponent: exponent))
    }

    @Test("may have 38 digits as a decimal, and not one more")
    func digits() {
        let widest: Int128 = 99_999_999_999_999_999_999_999_999_999_999_999_999
        let nines = Self.nines38
        #expect(decimal("\(nines)e-20") == Decimal(coefficient: widest, exponent: -20))
        #expect(decimal("-0.\(nines)") == Decimal(coefficient: -widest, exponent: -38))
        #expect(decimal("0.\(nines)000") == Decimal(coefficient: widest, exponent: -38))
        #expect(decimal("0.000\(nines)") == Decimal(coefficient: widest, exponent: -41))
        #expect(decimal("0.\(nines)9") == nil)
        #expect(decimal("1.\(nines)") == nil)
        #expect(decimal("1.\(String(repeating: "0", count: 37))1") == nil)
        #expect(
            decimal("1.\(String(repeating: "0", count: 36))1")
                == Decimal(coefficient: 10_000_000_000_000_000_000_000_000_000_000_000_001, exponent: -37))
    }

    @Test(
        "is out of range from 1e31 on and below 1e-30, as a decimal and as a double",
        arguments: [
            "1e31", "-1e31", "10e30", "1e-31", "-1e-31", "9.99e-31", "0.1e-30", "1e400", "1e-400",
            "1e99999999999999999999",
            "1e-99999999999999999999", "1" + String(repeating: "0", count: 31),
            "0." + String(repeating: "0", count: 30) + "1",
        ])
    func outOfRange(text: String) {
        #expect(isNumber(text))
        #expect(decimal(text) == nil)
        #expect(double(text) == nil)
    }

    @Test(
        "is none where the text is not exactly a JSON number",
        arguments: [
            "", " 1", "1 ", "+1", ".5", "5.", "01", "1e", "0x1", "1_000", "1,5", "NaN", "inf", "-", "--1", "1 2",
            "\"1\"",
        ])
    func notNumbers(text: String) {
        #expect(!isNumber(text))
    }

    @Test("is read as an integer where it is written as one and 64 bits hold it")
    func integers() {
        #expect(integer("9223372036854775807") == .max)
        #expect(integer("-9223372036854775808") == .min)
        #expect(integer("-0") == 0)
        #expect(integer("9223372036854775808") == nil)
        #expect(integer("-9223372036854775809") == nil)
        #expect(integer("18446744073709551617") == nil)
        #expect(integer("100000000000000000000") == nil)
        #expect(integer("1.0") == nil)
        #expect(integer("1e0") == nil)
    }

    @Test(
        "is the nearest double",
        arguments: [
            "61234.5", "0.1", "0.3", "9007199254740992", "9007199254740993", "9007199254740995", "1e22", "1e23",
            "8.5e-22",
            "8.5e-23", "123456789012345678", "0.000030517578125", "1.7976931348623157e30",
            "3.00000000000000044408920985006",
            "2.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203124",
            "0.1" + String(repeating: "0", count: 500) + "1", "-0.0215", "5e-30", "9.999999999999999999999e30",
        ])
    func doubles(text: String) {
        #expect(double(text) == Double(text))
    }

    @Test("is never minus zero")
    func minusZero() {
        #expect(double("-0")?.sign == .plus)
        #expect(double("-0.0e5")?.sign == .plus)
    }

    @Test(
        "reads as Swift's own reader reads it, however it is written",
        arguments: [0x5EED_0001, 0x5EED_0002] as [UInt64])
    func randomDoubles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let text = Self.randomNumber(&random)
            guard let expected = Double(text),
                expected == 0 || (1e-29..<1e30).contains(expected.magnitude)
            else { continue }
            #expect(double(text)?.bitPattern == (expected + 0).bitPattern, "seed \(seed): \(text)")
        }
    }

    @Test("keeps its value through a decimal, however it is written", arguments: [0x5EED_0003] as [UInt64])
    func randomDecimals(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let text = Self.randomNumber(&random)
            guard let decimal = decimal(text) else { continue }
            #expect(self.decimal(decimal.description) == decimal, "seed \(seed): \(text)")
            #expect(Double(decimal.description) == Double(text).map { $0 + 0 }, "seed \(seed): \(text)")
        }
    }

    private static func randomNumber(_ random: inout SeededGenerator) -> String {
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
        }
        var text = Bool.random(using: &random) ? "-" : ""
        text += Int.random(in: 0...3, using: &random) == 0 ? "0" : "7" + digits(.random(in: 0...20, using: &random))
        if Bool.random(using: &random) { text += "." + digits(.random(in: 1...24, using: &random)) }
        if Int.random(in: 0...2, using: &random) == 0 { text += "e\(Int.random(in: -30...20, using: &random))" }
        return text
    }
}
