/// A stretch of a line as it has been seen: the bytes between one value and the next, `,"symbol":"`.
///
/// It begins where a value ends, or with the line, and ends where the next value begins, behind the quote of a text; or
/// it is the rest of a line behind its last value. A value that lines repeat as it is, such as the type, belongs to it.
struct LineSegment {
    /// What comes behind the bytes.
    enum Value: UInt8 {
        /// A text, whose opening quote is the last of the bytes.
        case text
        case number
        /// Any other value.
        case other
        /// The word of the field `type`, which is part of the bytes, up to its closing quote.
        case type
        /// Nothing: the line is over.
        case end
    }

    /// The longest stretch that is kept.
    static let longestText = 32
    /// `matches` reads this many bytes.
    static let reach = 32

    // The bytes as words, and which of their bits count.
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var masks: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    /// The segment that is expected behind this one.
    var next: UnsafeMutablePointer<LineSegment>
    /// The next in the list of those that begin alike.
    var sibling: UnsafeMutablePointer<LineSegment>?
    /// The widths to expect of the value behind it, beyond full words: of a text or an integer part, and of a fraction.
    var width = WidthGuess()
    var fractionWidth = WidthGuess()
    /// Where the value behind it goes.
    let slot: UnsafeMutablePointer<FieldValue>
    /// How many bytes there are.
    let length: Int
    let value: Value
    /// Whether it is the beginning of a line, and can be nothing else.
    let isFirst: Bool
    /// Whether the one that came behind it last was not `next`.
    var isDoubtful = false
    /// Of a type, its place among all types.
    let lineType: UInt8
    /// Of a type, how long its word is.
    let wordLength: UInt8
    /// `EventField.index` of the value; 0 where there is none.
    let field: UInt8

    /// A segment of some bytes, at most `longestText`.
    ///
    /// - Parameters:
    ///   - values: Where the values of fields are, by their index.
    ///   - next: What is expected behind it as long as nothing is known.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>, _ value: Value, field: Int, wordLength: Int = 0, lineType: Int = 0,
        in values: UnsafeMutablePointer<FieldValue>, next: UnsafeMutablePointer<LineSegment>
    ) {
        precondition(bytes.count <= LineSegment.longestText, "a segment has room for its bytes")
        length = bytes.count
        isFirst = bytes.first == UInt8(ascii: "{")
        self.value = value
        self.field = UInt8(truncatingIfNeeded: field)
        self.wordLength = UInt8(truncatingIfNeeded: wordLength)
        self.lineType = UInt8(truncatingIfNeeded: lineType)
        self.next = next
        slot = values + field
        var words: [UInt64] = [0, 0, 0, 0]
        var masks: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
            masks[index / 8] |= 0xFF << UInt64(index % 8 * 8)
        }
        self.words = (words[0], words[1], words[2], words[3])
        self.masks = (masks[0], masks[1], masks[2], masks[3])
    }

    /// No segment: it matches nothing, and nothing but itself is expected behind it.
    init(nothingAt place: UnsafeMutablePointer<LineSegment>, in values: UnsafeMutablePointer<FieldValue>) {
        self.init(UnsafeBufferPointer(start: nil, count: 0), .end, field: 0, in: values, next: place)
        words.0 = 1
    }

    /// Whether the bytes stand at `cursor`, where these first two words are; whether they still belong to the line is
    /// the caller's question.
    @inline(__always)
    func matches(_ first: UInt64, _ second: UInt64, at cursor: UnsafeRawPointer) -> Bool {
        guard ((first & masks.0) ^ words.0) | ((second & masks.1) ^ words.1) == 0 else { return false }
        return length <= 16
            || ((WordBytes.load(cursor + 16) & masks.2) ^ words.2) | ((WordBytes.load(cursor + 24) & masks.3) ^ words.3)
                == 0
    }

    /// Whether it is the same stretch before the same kind of value.
    func isEqual(to other: LineSegment) -> Bool {
        words == other.words && length == other.length && value == other.value && field == other.field
    }

    var firstWord: UInt64 { words.0 }
}
