package import MarginCore

/// One token of a JSON text. Ranges are byte offsets into the scanned bytes; nothing is copied.
package enum JSONToken: Equatable, Sendable {
    case objectStart
    case objectEnd
    case arrayStart
    case arrayEnd
    /// A member's name; its colon has been read, its value comes next.
    case key(JSONText)
    case string(JSONText)
    /// A number that follows the grammar; how large it may be is the reader's question.
    case number(Range<Int>)
    case `true`
    case `false`
    case null
    /// The text is complete and nothing but whitespace follows.
    case end
}

/// Where a string stands, between its quotes.
package struct JSONText: Equatable, Sendable {
    package var range: Range<Int>
    /// Whether the bytes have to go through `unescape` before they are the text.
    package var hasEscapes: Bool

    package init(range: Range<Int>, hasEscapes: Bool) {
        self.range = range
        self.hasEscapes = hasEscapes
    }
}

/// Why bytes are no JSON text, and where.
package struct JSONFault: Error, Equatable, Sendable {
    package var reason: RejectionReason
    /// The byte that went wrong, counted from 0; the length of the text where it ends too early.
    package var offset: Int

    package init(_ reason: RejectionReason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
