import MarginCore

// Strings are validated where they stand, so that everything behind the scanner may take their bytes for UTF-8.
extension JSONScanner {
    /// Reads the string whose opening quote is at `position`.
    mutating func readString() throws(JSONFault) -> JSONText {
        let start = position + 1
        var index = start
        var hasEscapes = false
        while true {
            index = endOfPlainText(from: index)
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                return JSONText(range: Range(uncheckedBounds: (start, index)), hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index = try endOfEscape(at: index)
            case 0..<0x20: throw JSONFault(.controlCharacter, at: index)
            default: index = try endOfSequence(at: index)
            }
        }
    }

    /// The first byte from `start` on that is a quote, a backslash, a control character or not ASCII.
    @inline(__always)
    private func endOfPlainText(from start: Int) -> Int {
        let everyByte: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawBufferPointer(bytes)
        var index = start
        // Eight bytes at a time. A subtraction can borrow into the bytes above a hit, never below one, so the lowest
        // marked byte is always a true one.
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = word ^ (everyByte &* 0x22)
            let backslashes = word ^ (everyByte &* 0x5C)
            let marks =
                ((quotes &- everyByte) & ~quotes) | ((backslashes &- everyByte) & ~backslashes)
                | (word &- everyByte &* 0x20) | word
            let hits = marks & (everyByte &* 0x80)
            if hits != 0 { return index + hits.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            index += 1
        }
        return index
    }

    // MARK: UTF-8

    /// The end of the UTF-8 sequence that begins at `start` with a byte that is not ASCII.
    ///
    /// The bounds of the second byte keep out overlong forms, surrogates and what lies beyond U+10FFFF (Unicode 16,
    /// table 3-7).
    private func endOfSequence(at start: Int) throws(JSONFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[start] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: length = 3
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw JSONFault(.invalidUTF8, at: start)
        }
        let end = start + length
        guard end <= bytes.count && second.contains(bytes[start + 1]) else { throw JSONFault(.invalidUTF8, at: start) }
        var index = start + 2
        while index < end {
            guard bytes[index] & 0xC0 == 0x80 else { throw JSONFault(.invalidUTF8, at: start) }
            index += 1
        }
        return end
    }

    // MARK: Escapes

    /// The end of the escape whose backslash is at `start`; a surrogate pair is one escape.
    private func endOfEscape(at start: Int) throws(JSONFault) -> Int {
        guard start + 1 < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"): break
        default: throw JSONFault(.invalidEscape, at: start + 1)
        }
        let unit = try codeUnit(at: start + 2)
        guard unit & 0xF800 == 0xD800 else { return start + 6 }
        guard unit < 0xDC00, try isNext("\\", at: start + 6), try isNext("u", at: start + 7),
            try codeUnit(at: start + 8) & 0xFC00 == 0xDC00
        else { throw JSONFault(.loneSurrogate, at: start) }
        return start + 12
    }

    /// Whether a character comes next, in a text that may not end here.
    private func isNext(_ character: Unicode.Scalar, at index: Int) throws(JSONFault) -> Bool {
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        return bytes[index] == UInt8(ascii: character)
    }

    /// The value of four hexadecimal digits.
    private func codeUnit(at start: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for index in start..<start + 4 {
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            guard let digit = JSONText.hexadecimalDigit(bytes[index]) else {
                throw JSONFault(.invalidEscape, at: index)
            }
            unit = unit << 4 | digit
        }
        return unit
    }
}
