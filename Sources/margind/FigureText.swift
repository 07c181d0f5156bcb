import MarginCore

/// Numbers as a sheet of paper shows them: thousands in groups, a point, an ASCII minus.
enum FigureText {
    /// Beyond this a number is written with an exponent: it is a mistake in the input, not money.
    private static let plainMaximum = 1e15

    /// An amount of USD with cents: `-1,234.50`.
    static func dollars(_ value: Double) -> String {
        text(value) { decimal, _ in (rounded(decimal, toPlaces: 2), 2) }
    }

    /// A price with nine significant digits, two decimals at least: `61,234.50`, `0.0213456789`.
    static func price(_ value: Double) -> String {
        text(value) { decimal, leading in (rounded(decimal, toPlaces: max(2, 8 - leading)), 2) }
    }

    /// A small difference of prices, with four significant digits: `-0.000001613`.
    static func gap(_ value: Double) -> String {
        text(value) { decimal, leading in (rounded(decimal, toPlaces: max(2, 3 - leading)), 2) }
    }

    /// A factor with nine significant digits: `0.523412345`, `1`.
    static func factor(_ value: Double) -> String {
        text(value) { decimal, leading in (rounded(decimal, toPlaces: max(0, 8 - leading)), 0) }
    }

    /// A fraction as a percentage with seven significant digits: `62.35 %`.
    static func percent(_ fraction: Double) -> String {
        text(fraction * 100) { decimal, leading in (rounded(decimal, toPlaces: max(0, 6 - leading)), 0) } + " %"
    }

    /// An exact amount, with every digit: `-1,250.000000000000000001`.
    static func exact(_ amount: Decimal) -> String { grouped(amount.description, placesMin: 0) }

    static func count(_ number: UInt64) -> String { grouped(String(number), placesMin: 0) }

    /// - Parameter round: From the exact value and the power of ten of its leading digit to what is written, and with
    ///   how many decimals at least.
    private static func text(_ value: Double, _ round: (Decimal, Int) -> (Decimal, Int)) -> String {
        guard value.magnitude < plainMaximum, let decimal = Decimal(shortest: value) else { return "\(value)" }
        guard value.magnitude > 1e-18 else { return grouped("0", placesMin: round(.zero, 0).1) }
        let leading = String(decimal.coefficient.magnitude).count + Int(decimal.exponent) - 1
        let (result, placesMin) = round(decimal, leading)
        return grouped(result.description, placesMin: placesMin)
    }

    /// The nearest decimal with so many decimal places, halves away from zero.
    private static func rounded(_ decimal: Decimal, toPlaces places: Int) -> Decimal {
        let surplus = -Int(decimal.exponent) - places
        guard surplus > 0 else { return decimal }
        guard surplus <= 37 else { return .zero }
        var unit: Int128 = 1
        for _ in 0..<surplus { unit *= 10 }
        let (quotient, remainder) = decimal.coefficient.quotientAndRemainder(dividingBy: unit)
        let carry: Int128 = remainder.magnitude * 2 >= unit.magnitude ? (decimal.isNegative ? -1 : 1) : 0
        return Decimal(coefficient: quotient + carry, exponent: Int32(-places))
    }

    /// Plain decimal text with its integer digits in groups of three, and filled up to the decimals.
    private static func grouped(_ text: String, placesMin: Int) -> String {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(separator: ".")
        var result = isNegative ? "-" : ""
        for (place, digit) in parts[0].enumerated() {
            if place > 0 && (parts[0].count - place) % 3 == 0 { result += "," }
            result.append(digit)
        }
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        guard !decimals.isEmpty || placesMin > 0 else { return result }
        return result + "." + decimals + String(repeating: "0", count: max(0, placesMin - decimals.count))
    }
}
