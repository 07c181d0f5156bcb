import MarginCore

/// A JSON number of at most 19 digits and without an exponent: what nearly every number of a feed is.
///
/// Its value is `±mantissa / 10^fractionDigits`, exactly. It lies inside `NumberText.magnitudes` always, or is zero,
/// since its last digit stands for 10^-18 at least.
struct ShortNumber: Equatable {
    /// A `UInt64` holds any number of this many digits.
    static let digitLimit = 19

    var mantissa: UInt64
    /// How many digits stand behind the point; 0 where there is no point.
    var fractionDigits: UInt8
    var isNegative: Bool

    @inline(__always)
    init(mantissa: UInt64, fractionDigits: UInt8, isNegative: Bool) {
        self.mantissa = mantissa
        self.fractionDigits = fractionDigits
        self.isNegative = isNegative
    }

    /// Reads the number at `cursor`, and moves it behind the number. The segment before it has the widths to expect.
    ///
    /// The bytes have to be followed by one that is no digit, and by seven more that can be read. What comes behind the
    /// number is the caller's to look at, but for an exponent. `nil` where there is no number, one of another form or one
    /// that is ill-formed: then `cursor` is void.
    @inline(__always)
    static func read(
        at cursor: inout UnsafeRawPointer, _ segment: UnsafeMutablePointer<LineSegment>,
        _ powers: UnsafeMutablePointer<UInt64>
    ) -> ShortNumber? {
        var word = WordBytes.load(cursor)
        let isNegative = UInt8(truncatingIfNeeded: word) == UInt8(ascii: "-")
        if isNegative {
            cursor += 1
            word = WordBytes.load(cursor)
        }
        var mantissa: UInt64 = 0
        let start = cursor
        guard readDigits(word, at: &cursor, into: &mantissa, &segment.pointee.width, powers) else { return nil }
        var count = cursor - start
        // A zero is the whole integer part: `01` is no number.
        guard UInt8(truncatingIfNeeded: word) != UInt8(ascii: "0") || count == 1 else { return nil }
        var fractionDigits = 0
        if cursor.load(as: UInt8.self) == UInt8(ascii: ".") {
            cursor += 1
            let point = cursor
            guard
                readDigits(WordBytes.load(cursor), at: &cursor, into: &mantissa, &segment.pointee.fractionWidth, powers)
            else { return nil }
            fractionDigits = cursor - point
            count &+= fractionDigits
        }
        guard count <= ShortNumber.digitLimit, cursor.load(as: UInt8.self) | 0x20 != UInt8(ascii: "e") else {
            return nil
        }
        return ShortNumber(
            mantissa: mantissa, fractionDigits: UInt8(truncatingIfNeeded: fractionDigits), isNegative: isNegative)
    }

    /// Appends the digits that begin with `word` to a number; `false` where there are none. Beyond 19 digits the number
    /// is void.
    @inline(__always)
    private static func readDigits(
        _ word: UInt64, at cursor: inout UnsafeRawPointer, into number: inout UInt64,
        _ guess: inout WidthGuess, _ powers: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        let start = cursor
        var (others, values) = WordBytes.others(word)
        while others == 0 {
            number = number &* 100_000_000 &+ WordBytes.integer(values, digits: 8)
            cursor += 8
            (others, values) = WordBytes.others(WordBytes.load(cursor))
        }
        let count = guess.width(before: others)
        guard count > 0 else { return cursor > start }
        number = number &* powers[count] &+ WordBytes.integer(values, digits: count)
        cursor += count
        return true
    }

    // MARK: Values

    /// The number as an integer; `nil` where it has a point or `Int64` does not hold it.
    @inline(__always)
    var integer: Int64? {
        guard fractionDigits == 0, mantissa <= UInt64(Int64.max) else { return nil }
        return isNegative ? -Int64(truncatingIfNeeded: mantissa) : Int64(truncatingIfNeeded: mantissa)
    }

    /// The number, exactly.
    var decimal: Decimal {
        Decimal(mantissa: mantissa, exponent: -Int32(fractionDigits), isNegative: isNegative)
    }

    /// The nearest double; `nil` where one operation does not give it. Never `-0`.
    @inline(__always)
    func double(_ powers: UnsafeMutablePointer<Double>) -> Double? {
        guard mantissa <= 1 << 53 else { return nil }
        // Both operands are exact, so the one operation rounds once (Clinger 1990). Zero has no sign.
        let magnitude = Double(Int64(truncatingIfNeeded: mantissa)) / powers[Int(fractionDigits)]
        return isNegative && mantissa != 0 ? -magnitude : magnitude
    }
}
