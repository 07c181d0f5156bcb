/// Where a field's value stands in the line, and what kind of value it is; read only when an event asks for it.
struct FieldValue {
    enum Kind: UInt8 { case null, boolean, number, shortNumber, plainText, escapedText, object, array }

    /// Kind, and of a short number its places behind the point and its sign: one word, written at once.
    private let form: UInt64
    /// Of a text, what is between the quotes; of a container, from bracket to bracket.
    private let lower: Int32
    private let upper: Int32
    private let mantissa: UInt64

    /// A value between two offsets; of a text, between its quotes.
    @inline(__always)
    init(_ kind: Kind, _ lower: Int, _ upper: Int) {
        self.init(kind, lower, upper, ShortNumber(mantissa: 0, fractionDigits: 0, isNegative: false))
    }

    /// A number that has been read already.
    @inline(__always)
    init(_ number: ShortNumber, _ lower: Int, _ upper: Int) { self.init(.shortNumber, lower, upper, number) }

    @inline(__always)
    private init(_ kind: Kind, _ lower: Int, _ upper: Int, _ number: ShortNumber) {
        form = UInt64(kind.rawValue) | UInt64(number.fractionDigits) &<< 8 | (number.isNegative ? 1 &<< 16 : 0)
        self.lower = Int32(truncatingIfNeeded: lower)
        self.upper = Int32(truncatingIfNeeded: upper)
        mantissa = number.mantissa
    }

    @inline(__always)
    var kind: Kind { unsafeBitCast(UInt8(truncatingIfNeeded: form), to: Kind.self) }

    init(_ text: JSONText) {
        self.init(text.hasEscapes ? .escapedText : .plainText, text.range.lowerBound, text.range.upperBound)
    }

    /// The value that a token is, where it is one without parts.
    init?(_ token: JSONToken, at offset: Int) {
        switch token {
        case .string(let text): self.init(text)
        case .number(let range): self.init(.number, range.lowerBound, range.upperBound)
        case .true, .false: self.init(.boolean, offset, offset)
        case .null: self.init(.null, offset, offset)
        case .objectStart, .objectEnd, .arrayStart, .arrayEnd, .key, .end: return nil
        }
    }

    @inline(__always)
    var range: Range<Int> { Range(uncheckedBounds: (Int(lower), Int(upper))) }

    /// The offset of the value's first byte; of a text, its quote.
    var offset: Int { text == nil ? Int(lower) : Int(lower) - 1 }

    var text: JSONText? {
        switch kind {
        case .plainText: JSONText(range: range, hasEscapes: false)
        case .escapedText: JSONText(range: range, hasEscapes: true)
        case .null, .boolean, .number, .shortNumber, .object, .array: nil
        }
    }

    var isNumber: Bool { kind == .number || kind == .shortNumber }

    /// The number, where it has been read already.
    @inline(__always)
    var shortNumber: ShortNumber? {
        guard kind == .shortNumber else { return nil }
        return ShortNumber(
            mantissa: mantissa, fractionDigits: UInt8(truncatingIfNeeded: form &>> 8), isNegative: form &>> 16 != 0)
    }
}
