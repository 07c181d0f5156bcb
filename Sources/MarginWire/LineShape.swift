/// The shape of a whole price line: where each digit and each letter stands, and every byte that is neither.
///
/// One producer's prices have a few shapes at a time. A line of a known one is proved in a handful of steps, sixteen bytes
/// each, and its values are taken from where they have to be.
///
/// Why that is safe: a shape is made of a line that was accepted and read. A line has the shape if it is as long and
/// differs from that line only (a) in digits of a number, where it has digits too, and no zero in front of others, or
/// (b) in letters of a name, where it has a byte that stands for itself in a JSON string: ASCII, but no control
/// character, quote or backslash. Neither changes where a token ends or what kind it is; so to the scanner it is the same
/// object with the same names, other digits and other letters. Points, signs and names of fields are among the bytes
/// that have to be equal.
struct LineShape {
    /// A run of digits, or the bytes of a name; of no bytes where the line has no such field.
    struct Span {
        var start: Int32 = 0
        var count: Int32 = 0
    }

    /// A number's digits before its point and behind it.
    struct Number {
        var whole = Span()
        var fraction = Span()
    }

    static let shortestLine = 16
    static let longestLine = 192
    /// Any number of so many digits is an exact double.
    static let doubleDigits = 15

    /// A hash by the length of a line and by where its last digits stand: enough to tell a few shapes apart, at once.
    @inline(__always)
    static func nearHash(of start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        let marks = WordBytes.others(WordBytes.load(start + (count &- 8))).marks
        return (marks &+ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
    }

    /// A hash by where quotes, commas and points stand, all of which come before the digits in ASCII: what orders of
    /// fields, and widths, differ in.
    @inline(__always)
    static func farHash(of start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        var map = SIMD2<UInt64>()
        var offset = 0
        // One bit for each byte, that of its step; beyond eight steps some share one.
        while offset < count {
            // The last step ends with the line, as that of `matches` does.
            let bytes = (start + min(offset, count &- 16)).loadUnaligned(as: SIMD16<UInt8>.self)
            let marks = (bytes &- SIMD16(repeating: 0x30)) & SIMD16(repeating: 0x80)
            let step = UInt64(truncatingIfNeeded: offset &>> 4 & 7)
            map ^= unsafeBitCast(marks, to: SIMD2<UInt64>.self) &>> SIMD2(repeating: step)
            offset &+= 16
        }
        let product = (map.x ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: map.y ^ 0xE703_7ED1_A0B4_28DB)
        return (product.high ^ product.low) &+ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    }

    /// The length of the line; 0 where there is no shape yet.
    var length = 0
    var time = Span()
    var sequence = Span()
    var source = Span()
    var symbol = Span()
    var price = Number()
    var bid = Number()
    var ask = Number()
    var volatility = Number()
    /// How often lines may differ before another shape takes the place.
    var credit = 0
    /// What tells the shape of the last line that had another one.
    var rival: UInt64 = 0
}
