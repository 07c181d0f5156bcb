import MarginCore
import MarginTesting
import Testing

@Suite("A decimal")
struct DecimalTests {
    @Test("adds, subtracts and multiplies exactly", arguments: exactResults.indices)
    func arithmetic(place: Int) {
        let (a, operation, b, expected) = exactResults[place]
        switch operation {
        case "+": #expect(a.adding(b) == expected)
        case "-": #expect(a.subtracting(b) == expected)
        default: #expect(a.multiplied(by: b) == expected)
        }
    }

    @Test("is the same value however it was written")
    func normalForm() {
        #expect(Decimal(coefficient: 1500, exponent: -2) == Decimal(15))
        #expect(Decimal(coefficient: 1500, exponent: -2).hashValue == Decimal(15).hashValue)
        #expect(Decimal(coefficient: 0, exponent: 30) == .zero)
        #expect(Decimal(coefficient: -70, exponent: 5).exponent == 6)
    }

    @Test("says nothing where the result has more digits than it holds, instead of rounding")
    func overflow() {
        let large: Decimal = "99999999999999999999999999999999999999"  // 38 digits
        #expect(large.adding(large) == nil)
        #expect(large.subtracting(large.negated) == nil)
        #expect(large.adding("0.1") == nil)
        #expect(Decimal("1e30").adding("1e-30") == nil)
        #expect(large.multiplied(by: large) == nil)
        #expect(large.adding(large.negated) == .zero)
        #expect(large.adding("1") == "1e38")
        #expect(Decimal("1e30").multiplied(by: "1e-30") == .one)
    }

    @Test("leaves a sum with zero as it is, however far apart the two are")
    func zero() {
        let tiny: Decimal = "1e-67"
        #expect(tiny.adding(.zero) == tiny)
        #expect(Decimal.zero.adding(tiny) == tiny)
        #expect(tiny.multiplied(by: .zero) == .zero)
        #expect(Decimal.zero.subtracting(tiny) == "-1e-67")
    }

    @Test("is ordered as numbers are", arguments: ascending.indices)
    func order(place: Int) {
        for other in ascending.indices {
            #expect((ascending[place] < ascending[other]) == (place < other))
        }
    }

    @Test("of a double is the shortest decimal that reads back as it")
    func shortest() {
        #expect(Decimal(shortest: 61_234.5) == "61234.5")
        #expect(Decimal(shortest: 0.1) == "0.1")
        #expect(Decimal(shortest: -0.0) == .zero)
        #expect(Decimal(shortest: 1e22) == "1e22")
        #expect(Decimal(shortest: -1.5e-7) == "-1.5e-7")
        #expect(Decimal(shortest: .leastNonzeroMagnitude) == "5e-324")
        #expect(Decimal(shortest: .greatestFiniteMagnitude) == "17976931348623157e292")
        #expect(Decimal(shortest: .infinity) == nil)
        #expect(Decimal(shortest: .nan) == nil)
    }

    @Test("comes back from a double of up to 15 digits as it was", arguments: 1...20)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let digits = Int128(Int64.random(in: -999_999_999_999_999...999_999_999_999_999, using: &random))
            let decimal = Decimal(coefficient: digits, exponent: Int32.random(in: -30...15, using: &random))
            #expect(Decimal(shortest: decimal.doubleValue) == decimal, "seed \(seed)")
        }
    }

    @Test("becomes the nearest double, as the standard library reads the same text", arguments: 1...20)
    func nearest(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let length = Int.random(in: 1...38, using: &random)
            let text = (0..<length).map { _ in String(Int.random(in: 1...9, using: &random)) }.joined()
            let sign = Bool.random(using: &random) ? "-" : ""
            let exponent = Int32.random(in: -67...30, using: &random)
            let digits = try #require(Int128(sign + text))
            let expected = try #require(Double("\(sign)\(text)e\(exponent)"))
            #expect(Decimal(coefficient: digits, exponent: exponent).doubleValue == expected, "seed \(seed)")
        }
    }

    @Test("is written out without an exponent")
    func text() {
        #expect(Decimal("-1234.5").description == "-1234.5")
        #expect(Decimal("12e3").description == "12000")
        #expect(Decimal("5e-4").description == "0.0005")
        #expect(Decimal.zero.description == "0")
    }
}

/// Computed with Python's `fractions`.
private let exactResults: [(Decimal, Character, Decimal, Decimal)] = [
    ("-616491608484966955204321435564e2", "+", "66e3", "-616491608484966955204321434904e2"),
    ("58e-3", "+", "69e-11", "5800000069e-11"),
    ("-851912010125244311e-7", "+", "8e-11", "-8519120101252443109992e-11"),
    ("77e-12", "+", "-473016687e-6", "-473016686999923e-12"),
    ("792645580998856843200801113205e-10", "+", "-436775341e-10", "792645580998856843200364337864e-10"),
    ("-264786755688571587e4", "*", "-9e-9", "2383080801197144283e-5"),
    ("-38e0", "*", "88e-12", "-3344e-12"),
    ("7e3", "*", "-450747588e-10", "-3155233116e-7"),
    ("91e-9", "*", "60e3", "546e-5"),
    ("542919140203886e-4", "*", "-27e-7", "-14658816785504922e-11"),
    ("-7949180116270634621350139755e-8", "-", "277323417e-12", "-79491801162706346213501674873417e-12"),
    ("-84622775924033751e-10", "-", "75e-5", "-84622775931533751e-10"),
    ("603888877963106822644561969039e-8", "-", "-50e-7", "603888877963106822644561969539e-8"),
    ("263308093583947056e-5", "-", "95e-6", "2633080935839470465e-6"),
    ("-90501813991716842e1", "-", "14e-11", "-90501813991716842000000000014e-11"),
]

/// Also where no decimal holds the difference: by size, by distance, and with 39 digits against a short number.
private let ascending: [Decimal] = [
    "-99999999999999999999999999999999999999e30", "-9e1", "-16.0000000000000000000000000000000000001", "-16", "-1e-30",
    "0", "1e-67", "1e-30", "16", "16.0000000000000000000000000000000000001", "9e1", "9e30", "1e31",
]
