import MarginCore
import Testing

@testable import margind

@Suite("Numbers on a sheet")
struct FigureTextTests {
    @Test(
        "are dollars with cents, in groups of three digits",
        arguments: [
            (0, "0.00"), (-0.0, "0.00"), (0.004, "0.00"), (-0.004, "0.00"), (0.005, "0.01"), (1, "1.00"),
            (999.995, "1,000.00"), (-1234.5, "-1,234.50"), (1_234_567.891, "1,234,567.89"),
            (-123_456.789, "-123,456.79"), (1e14, "100,000,000,000,000.00"), (1e300, "1e+300"),
            (Double.leastNonzeroMagnitude, "0.00"),
        ])
    func dollars(value: Double, text: String) {
        #expect(FigureText.dollars(value) == text)
    }

    @Test(
        "are prices with nine significant digits, and two decimals at least",
        arguments: [
            (61_234.5, "61,234.50"), (61_234.567_891_23, "61,234.5679"), (0.021_345_678_912, "0.0213456789"),
            (0.000_012_345_678_912, "0.0000123456789"), (1, "1.00"), (1_234_567_891.5, "1,234,567,891.50"),
            (0, "0.00"), (9.999_999_999_9, "10.00"),
        ])
    func prices(value: Double, text: String) {
        #expect(FigureText.price(value) == text)
    }

    @Test("are factors and percentages without needless zeros")
    func factors() {
        #expect(FigureText.factor(1) == "1")
        #expect(FigureText.factor(20e6) == "20,000,000")
        #expect(FigureText.factor(0.02) == "0.02")
        #expect(FigureText.factor(1.309_389_182_971_371_3) == "1.30938918")
        #expect(FigureText.percent(0.16) == "16 %")
        #expect(FigureText.percent(0.482_345_678_9) == "48.23457 %")
        #expect(FigureText.gap(-0.000_001_612_876_89) == "-0.000001613")
        #expect(FigureText.gap(2_351.618_2) == "2,351.62")
        #expect(FigureText.gap(0) == "0.00")
    }

    @Test("are exact amounts with every digit")
    func exact() {
        #expect(FigureText.exact(Decimal(coefficient: -12_345_678, exponent: -3)) == "-12,345.678")
        #expect(FigureText.exact(Decimal(coefficient: 1, exponent: -18)) == "0.000000000000000001")
        #expect(FigureText.exact(Decimal(coefficient: 12, exponent: 5)) == "1,200,000")
    }

    @Test("stand in columns as wide as their cells; a total under a rule")
    func table() {
        var table = TextTable(["asset", "value"])
        table.add(["BTC", "1,234.00"])
        table.add(text: "some words")
        table.add(sum: ["sum", "9.00"])
        #expect(
            table.lines == [
                "  asset     value", "  BTC    1,234.00", "  some words", "  ---------------", "  sum        9.00",
            ])
    }
}
