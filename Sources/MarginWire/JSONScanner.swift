import MarginCore

/// A strict reader of one JSON text (RFC 8259) that hands out its tokens one by one.
///
/// It allocates nothing and does not recurse: what is open is a stack of bits, at most `nestingLimit` deep. Whatever
/// the grammar does not allow is a `JSONFault`: comments, trailing commas, a byte order mark, bytes that are no UTF-8,
/// escapes of half a surrogate pair. Duplicate names are the caller's to find.
///
///     var scanner = JSONScanner(bytes)
///     while true {
///         switch try scanner.next() {
///         case .key(let name): ...
///         case .end: return
///         }
///     }
///
/// A fault is final: what `next()` does after it has thrown is not specified, except that it stays within the bytes.
package struct JSONScanner {
    /// Containers may be nested this deep.
    package static let nestingLimit = 64

    /// What the grammar allows at `position`.
    private enum Expectation {
        case value, firstElement, firstKey, key, separator
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private var expectation = Expectation.value
    private var openContainers: UInt64 = 0

    /// How many containers are open.
    package private(set) var depth = 0
    /// Offset of the first byte of the token that `next()` returned last; of a string, its opening quote.
    package private(set) var tokenOffset = 0

    /// A scanner of `bytes`, which have to outlive it.
    package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// A scanner of the value that begins at an offset of `bytes`; offsets still count from the beginning.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int) {
        self.bytes = bytes
        position = offset
    }

    /// A scanner of the value that begins at an offset of `bytes` and is a member's; offsets still count from the
    /// beginning.
    init(_ bytes: UnsafeBufferPointer<UInt8>, inObjectFrom offset: Int) {
        self.init(bytes, from: offset)
        depth = 1
        openContainers = 1
    }

    /// The next token; `end` again and again once the text is complete.
    package mutating func next() throws(JSONFault) -> JSONToken {
        skipWhitespace()
        if position == bytes.count { return try end() }
        tokenOffset = position
        var byte = bytes[position]
        if expectation == .separator {
            guard depth > 0 else { throw JSONFault(.trailingContent, at: position) }
            if byte == (isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return close() }
            guard byte == UInt8(ascii: ",") else { throw JSONFault(.unexpectedCharacter, at: position) }
            position += 1
            skipWhitespace()
            guard position < bytes.count else { throw JSONFault(.unexpectedEnd, at: position) }
            tokenOffset = position
            byte = bytes[position]
            expectation = isInObject ? .key : .value
        }
        switch expectation {
        case .firstKey where byte == UInt8(ascii: "}"): return close()
        case .firstElement where byte == UInt8(ascii: "]"): return close()
        case .firstKey, .key: return .key(try readKey(byte))
        case .value, .firstElement, .separator: return try readValue(byte)
        }
    }

    private mutating func end() throws(JSONFault) -> JSONToken {
        guard expectation == .separator && depth == 0 else {
            let isBlank = expectation == .value && depth == 0
            throw JSONFault(isBlank ? .emptyLine : .unexpectedEnd, at: position)
        }
        tokenOffset = position
        return .end
    }

    // MARK: Containers

    private var isInObject: Bool { openContainers & 1 == 1 }

    private mutating func open(_ token: JSONToken, isObject: Bool) throws(JSONFault) -> JSONToken {
        guard depth < JSONScanner.nestingLimit else { throw JSONFault(.tooDeep, at: position) }
        position += 1
        depth += 1
        openContainers = openContainers << 1 | (isObject ? 1 : 0)
        expectation = isObject ? .firstKey : .firstElement
        return token
    }

    private mutating func close() -> JSONToken {
        let token = isInObject ? JSONToken.objectEnd : .arrayEnd
        position += 1
        depth -= 1
        openContainers >>= 1
        expectation = .separator
        return token
    }

    @inline(__always)
    private mutating func readKey(_ byte: UInt8) throws(JSONFault) -> JSONText {
        guard byte == UInt8(ascii: "\"") else { throw JSONFault(.unexpectedCharacter, at: position) }
        let name = try readString()
        skipWhitespace()
        guard position < bytes.count else { throw JSONFault(.unexpectedEnd, at: position) }
        guard bytes[position] == UInt8(ascii: ":") else { throw JSONFault(.unexpectedCharacter, at: position) }
        position += 1
        expectation = .value
        return name
    }

    // MARK: Values

    @inline(__always)
    private mutating func readValue(_ byte: UInt8) throws(JSONFault) -> JSONToken {
        switch byte {
        case UInt8(ascii: "{"): return try open(.objectStart, isObject: true)
        case UInt8(ascii: "["): return try open(.arrayStart, isObject: false)
        default: break
        }
        let token: JSONToken
        switch byte {
        case UInt8(ascii: "\""): token = .string(try readString())
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): token = .number(try readNumber())
        case UInt8(ascii: "t"): token = try readLiteral("true", .true)
        case UInt8(ascii: "f"): token = try readLiteral("false", .false)
        case UInt8(ascii: "n"): token = try readLiteral("null", .null)
        // What looks like a number or a word in other languages gets a reason that says so: `+1`, `.5`, `NaN`.
        case UInt8(ascii: "+"), UInt8(ascii: "."): throw JSONFault(.invalidNumber, at: position)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            throw JSONFault(.invalidLiteral, at: position)
        default: throw JSONFault(.unexpectedCharacter, at: position)
        }
        expectation = .separator
        return token
    }

    private mutating func readLiteral(_ word: StaticString, _ token: JSONToken) throws(JSONFault) -> JSONToken {
        for index in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count else { throw JSONFault(.unexpectedEnd, at: position) }
            guard bytes[position] == word.utf8Start[index] else { throw JSONFault(.invalidLiteral, at: position) }
            position += 1
        }
        return token
    }

    @inline(__always)
    private mutating func readNumber() throws(JSONFault) -> Range<Int> {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count && bytes[position] == UInt8(ascii: "0") {
            position += 1  // A zero is the whole integer part: `01` is no number.
        } else {
            try readDigits()
        }
        if position < bytes.count && bytes[position] == UInt8(ascii: ".") {
            position += 1
            try readDigits()
        }
        if position < bytes.count && bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count
                && (bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+"))
            {
                position += 1
            }
            try readDigits()
        }
        if position < bytes.count && JSONScanner.continuesNumber(bytes[position]) {
            throw JSONFault(.invalidNumber, at: position)
        }
        return Range(uncheckedBounds: (start, position))
    }

    /// One digit or more.
    @inline(__always)
    private mutating func readDigits() throws(JSONFault) {
        let start = position
        while position < bytes.count && bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else {
            throw JSONFault(position == bytes.count ? .unexpectedEnd : .invalidNumber, at: position)
        }
    }

    /// Whether a byte after a complete number shows that a number was meant, and went wrong: `01`, `0x1`, `1.2.3`.
    private static func continuesNumber(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        // Most tokens follow each other closely: one comparison finds that.
        while position < bytes.count && bytes[position] <= 0x20 {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
