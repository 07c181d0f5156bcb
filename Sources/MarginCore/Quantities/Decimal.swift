/// An exact decimal number: `coefficient × 10^exponent`, with at most 38 digits.
///
/// Money and quantities are decimals from the line to the ledger; binary floating point begins where risk begins.
/// Arithmetic is exact or says that it cannot be (`nil`): nothing is rounded on the way except where a method's name
/// says so. Values are kept without trailing zeros, so that equal numbers are equal values.
package struct Decimal: Hashable, Sendable {
    package let coefficient: Int128
    package let exponent: Int32

    package static let zero = Decimal(coefficient: 0, exponent: 0)
    package static let one = Decimal(coefficient: 1, exponent: 0)

    /// The decimals that a balance is kept to.
    package static let balancePlaces: Int32 = 18

    /// The number `coefficient × 10^exponent`, brought to the form without trailing zeros.
    package init(coefficient: Int128, exponent: Int32) {
        guard coefficient != 0 else {
            self.coefficient = 0
            self.exponent = 0
            return
        }
        var digits = coefficient
        var power = exponent
        while true {
            let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { break }
            digits = quotient
            power += 1
        }
        self.coefficient = digits
        self.exponent = power
    }

    /// The number `coefficient × 10^exponent`, which has no trailing zeros.
    init(stripped coefficient: Int128, exponent: Int32) {
        self.coefficient = coefficient
        self.exponent = exponent
    }

    /// The number `±mantissa × 10^exponent`, brought to the form without trailing zeros.
    package init(mantissa: UInt64, exponent: Int32, isNegative: Bool) {
        var digits = mantissa
        var power = exponent
        if digits == 0 { power = 0 }
        while digits != 0 {
            let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { break }
            digits = quotient
            power += 1
        }
        coefficient = isNegative ? -Int128(digits) : Int128(digits)
        self.exponent = power
    }

    package init(_ integer: Int) { self.init(coefficient: Int128(integer), exponent: 0) }

    /// The shortest decimal that reads back as `value`: for a price, what was written, up to 15 digits.
    ///
    /// `nil` where `value` is not finite.
    package init?(shortest value: Double) {
        guard value.isFinite else { return nil }
        var digits: Int128 = 0
        var power: Int32 = 0
        var written: Int32 = 0
        var exponentIsNegative = false
        var part = 0  // 0 integer digits, 1 fraction digits, 2 exponent
        for byte in value.magnitude.description.utf8 {
            switch byte {
            case UInt8(ascii: "."): part = 1
            case UInt8(ascii: "e"): part = 2
            case UInt8(ascii: "-"): exponentIsNegative = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = Int32(byte - UInt8(ascii: "0"))
                if part == 2 {
                    written = written * 10 + digit
                } else {
                    digits = digits * 10 + Int128(digit)
                    if part == 1 { power -= 1 }
                }
            default: break
            }
        }
        self.init(
            coefficient: value < 0 ? -digits : digits, exponent: power + (exponentIsNegative ? -written : written))
    }

    package var isZero: Bool { coefficient == 0 }
    package var isNegative: Bool { coefficient < 0 }
    package var isPositive: Bool { coefficient > 0 }
    package var negated: Decimal { Decimal(coefficient: -coefficient, exponent: exponent) }

    /// The exact sum, or `nil` where it has more digits than a decimal holds.
    package func adding(_ other: Decimal) -> Decimal? {
        if isZero { return other }
        if other.isZero { return self }
        let low = min(exponent, other.exponent)
        guard let a = Decimal.scaled(coefficient, by: exponent - low),
            let b = Decimal.scaled(other.coefficient, by: other.exponent - low)
        else { return nil }
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow || sum == .min ? nil : Decimal(coefficient: sum, exponent: low)
    }

    /// The exact difference, or `nil` where it has more digits than a decimal holds.
    package func subtracting(_ other: Decimal) -> Decimal? { adding(other.negated) }

    /// The exact product, or `nil` where it has more digits than a decimal holds.
    package func multiplied(by other: Decimal) -> Decimal? {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
        return overflow || product == .min ? nil : Decimal(coefficient: product, exponent: exponent + other.exponent)
    }

    private static func scaled(_ coefficient: Int128, by power: Int32) -> Int128? {
        guard power <= 38 else { return nil }
        let (scaled, overflow) = coefficient.multipliedReportingOverflow(by: Int128(powerOfTen(Int(power))))
        return overflow ? nil : scaled
    }

    /// 10^power for 0...38.
    static func powerOfTen(_ power: Int) -> UInt128 {
        var result: UInt128 = 1
        for _ in 0..<power { result *= 10 }
        return result
    }

    /// The nearest double.
    package var doubleValue: Double {
        if coefficient.magnitude <= 1 << 53 {
            // Both operands are exact, so one operation rounds once.
            if exponent >= 0 && exponent <= 22 { return Double(Int64(coefficient)) * Decimal.exactPower(exponent) }
            if exponent < 0 && exponent >= -22 { return Double(Int64(coefficient)) / Decimal.exactPower(-exponent) }
        }
        return Double("\(coefficient)e\(exponent)") ?? 0
    }

    private static func exactPower(_ power: Int32) -> Double {
        var result = 1.0
        for _ in 0..<power { result *= 10 }
        return result
    }
}

extension Decimal: Comparable {
    package static func < (a: Decimal, b: Decimal) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        if a.isZero || b.isZero { return a.isZero ? b.isPositive : a.isNegative }
        if let difference = a.subtracting(b) { return difference.isNegative }
        // The one of the higher exponent, counted in units of the other, has more digits than a decimal holds: more than
        // the other has.
        let isLarger = a.exponent > b.exponent
        return a.isNegative ? isLarger : !isLarger
    }

    /// The power of ten of the leading digit.
    var leadingPlace: Int32 {
        var places = exponent
        var rest = coefficient.magnitude / 10
        while rest > 0 {
            rest /= 10
            places += 1
        }
        return places
    }
}

extension Decimal: CustomStringConvertible {
    /// Plain decimal text, without an exponent: `-1234.5`.
    package var description: String {
        let digits = String(coefficient.magnitude)
        let sign = isNegative ? "-" : ""
        if exponent >= 0 { return sign + digits + String(repeating: "0", count: Int(exponent)) }
        let places = Int(-exponent)
        if digits.count > places {
            return sign + digits.dropLast(places) + "." + digits.suffix(places)
        }
        return sign + "0." + String(repeating: "0", count: places - digits.count) + digits
    }
}
