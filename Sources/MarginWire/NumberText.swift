package import MarginCore

/// A JSON number as it is written, to be read as a decimal, a double or an integer.
///
/// Reading the digits costs one pass; what they are worth is decided by who asks. The two ranges agree: a number that
/// is not zero, written as d.ddd·10^x, needs x in `magnitudes`. So `1e400` is never an infinity and `1e-400` is never
/// a silent zero, and products of such numbers stay far inside what a double holds.
package struct NumberText {
    /// The powers of ten that a leading digit may have.
    package static let magnitudes = -30...30
    /// The significant digits of a decimal, at most.
    package static let decimalDigits = 38

    /// Digits that a `UInt64` always holds.
    private static let shortDigits = 19

    private let bytes: UnsafeBufferPointer<UInt8>
    private var isNegative = false
    /// The digits from the first that is not zero, as an integer; void where there are more than `shortDigits`.
    private var mantissa: UInt64 = 0
    /// How many digits there are from the first that is not zero, trailing zeros included.
    private var digitCount = 0
    /// How many digits stand behind the point.
    private var fractionDigits = 0
    private var writtenExponent = 0

    /// Whether the number is written without point and exponent.
    package private(set) var isInteger = true

    /// Reads bytes that follow the grammar of a JSON number, as the scanner has found.
    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        var index = 0
        if index < bytes.count && bytes[index] == UInt8(ascii: "-") {
            isNegative = true
            index += 1
        }
        index = readDigits(from: index)
        if index < bytes.count && bytes[index] == UInt8(ascii: ".") {
            isInteger = false
            let start = index + 1
            index = readDigits(from: start)
            fractionDigits = index - start
        }
        if index < bytes.count {
            isInteger = false
            readExponent(from: index + 1)
        }
    }

    /// Reads the text of a decimal string; `nil` where it does not follow the grammar of a JSON number.
    package init?(validating bytes: UnsafeBufferPointer<UInt8>) {
        var scanner = JSONScanner(bytes)
        // The scanner passes over white space around a number; in a string there must be none.
        guard case .number(0..<bytes.count)? = try? scanner.next() else { return nil }
        self.init(bytes)
    }

    private mutating func readDigits(from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if digitCount > 0 || digit != 0 {
                digitCount += 1
                mantissa = mantissa &* 10 &+ UInt64(digit)
            }
            index += 1
        }
        return index
    }

    private mutating func readExponent(from start: Int) {
        var index = start
        let isBelowZero = bytes[index] == UInt8(ascii: "-")
        if isBelowZero || bytes[index] == UInt8(ascii: "+") { index += 1 }
        while index < bytes.count {
            // Held at a size that no text has digits enough to bring back into range.
            writtenExponent = min(writtenExponent * 10 + Int(bytes[index] &- UInt8(ascii: "0")), 1 << 48)
            index += 1
        }
        if isBelowZero { writtenExponent = -writtenExponent }
    }

    private var isZero: Bool { digitCount == 0 }

    /// The power of ten of the last digit written.
    private var exponent: Int { writtenExponent - fractionDigits }

    private var isInRange: Bool { isZero || NumberText.magnitudes.contains(exponent + digitCount - 1) }

    // MARK: Values

    /// The number, exactly; `nil` where it is out of range or has more than 38 digits between the first and the last
    /// that are not zero.
    package var decimal: Decimal? {
        guard !isZero else { return .zero }
        guard isInRange else { return nil }
        if digitCount <= NumberText.shortDigits {
            return Decimal(mantissa: mantissa, exponent: Int32(exponent), isNegative: isNegative)
        }
        return longDecimal
    }

    /// The decimal of more digits than a `UInt64` holds.
    private var longDecimal: Decimal? {
        var coefficient: Int128 = 0
        var digits = 0
        var zeros = 0  // read and not yet known to be trailing
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            if digit >= 10 {
                if byte | 0x20 == UInt8(ascii: "e") { break }
            } else if digit == 0 {
                zeros += digits > 0 ? 1 : 0
            } else {
                digits += zeros + 1
                guard digits <= NumberText.decimalDigits else { return nil }
                for _ in 0..<zeros { coefficient *= 10 }
                coefficient = coefficient * 10 + Int128(digit)
                zeros = 0
            }
        }
        return Decimal(coefficient: isNegative ? -coefficient : coefficient, exponent: Int32(exponent + zeros))
    }

    /// The nearest double, ties to even; `nil` where the number is out of range. Never `-0`, never infinite.
    package var double: Double? {
        guard !isZero else { return 0 }
        guard isInRange else { return nil }
        let power = exponent
        if digitCount <= NumberText.shortDigits && mantissa <= 1 << 53 && power.magnitude <= 22 {
            // Both operands are exact, so the one operation rounds once (Clinger 1990).
            let scale = NumberText.powersOfTen[Int(power.magnitude)]
            let magnitude = power < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
            return isNegative ? -magnitude : magnitude
        }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    /// The number as an integer; `nil` where `Int64` does not hold it. Asked of an `isInteger` only.
    package var integer: Int64? {
        guard digitCount <= NumberText.shortDigits else { return nil }
        return isNegative ? Int64(exactly: -Int128(mantissa)) : Int64(exactly: mantissa)
    }

    /// 10^0 to 10^22, the powers of ten that are doubles.
    static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
