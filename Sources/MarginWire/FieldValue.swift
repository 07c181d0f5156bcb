/// Where a field's value stands in the line, and what kind of value it is; read only when an event asks for it.
struct FieldValue {
    enum Kind: UInt8 { case null, boolean, number, plainText, escapedText, object, array }

    var kind: Kind
    /// Of a text, what is between the quotes; of a container, from bracket to bracket.
    private var lower: Int32
    private var upper: Int32

    /// A value between two offsets; of a text, between its quotes.
    init(_ kind: Kind, _ lower: Int, _ upper: Int) {
        self.kind = kind
        self.lower = Int32(truncatingIfNeeded: lower)
        self.upper = Int32(truncatingIfNeeded: upper)
    }

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

    var range: Range<Int> { Range(uncheckedBounds: (Int(lower), Int(upper))) }

    /// The offset of the value's first byte; of a text, its quote.
    var offset: Int { text == nil ? Int(lower) : Int(lower) - 1 }

    var text: JSONText? {
        switch kind {
        case .plainText: JSONText(range: range, hasEscapes: false)
        case .escapedText: JSONText(range: range, hasEscapes: true)
        case .null, .boolean, .number, .object, .array: nil
        }
    }
}
