// From the bytes between the quotes to the text they stand for. The scanner has validated every escape, so that nothing
// can fail here.
extension JSONText {
    /// Writes the text, as UTF-8, to the beginning of `buffer`.
    ///
    /// - Parameters:
    ///   - bytes: The bytes that were scanned.
    ///   - buffer: Room for `range.count` bytes at least: text is never longer than its escapes.
    /// - Returns: The number of bytes written.
    package func unescape(
        from bytes: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        precondition(buffer.count >= range.count, "the buffer of an unescaped text must hold its source")
        var count = 0
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte != UInt8(ascii: "\\") {
                buffer[count] = byte
                count += 1
                index += 1
            } else if bytes[index + 1] != UInt8(ascii: "u") {
                buffer[count] = JSONText.meaning(of: bytes[index + 1])
                count += 1
                index += 2
            } else {
                var scalar = JSONText.codeUnit(at: index + 2, in: bytes)
                index += 6
                if scalar & 0xFC00 == 0xD800 {
                    let low = JSONText.codeUnit(at: index + 2, in: bytes)
                    scalar = 0x1_0000 + (scalar & 0x3FF) << 10 + (low & 0x3FF)
                    index += 6
                }
                count = JSONText.encode(scalar, at: count, into: buffer)
            }
        }
        return count
    }

    /// The text as a string of its own.
    package func string(in bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard hasEscapes else { return String(decoding: bytes[range], as: UTF8.self) }
        return String(unsafeUninitializedCapacity: range.count) { unescape(from: bytes, into: $0) }
    }

    /// The value of a hexadecimal digit of either case; `nil` for another byte.
    static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func meaning(of letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter  // quote, backslash, slash
        }
    }

    private static func codeUnit(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var unit: UInt32 = 0
        for index in start..<start + 4 { unit = unit << 4 | (hexadecimalDigit(bytes[index]) ?? 0) }
        return unit
    }

    /// Appends a Unicode scalar value as UTF-8 and returns the new count.
    private static func encode(
        _ scalar: UInt32, at start: Int, into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        let length = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x1_0000 ? 3 : 4
        if length == 1 {
            buffer[start] = UInt8(scalar)
            return start + 1
        }
        var rest = scalar
        for index in (1..<length).reversed() {
            buffer[start + index] = UInt8(0x80 | rest & 0x3F)
            rest >>= 6
        }
        buffer[start] = UInt8(truncatingIfNeeded: 0xF00 >> UInt32(length)) | UInt8(rest)
        return start + length
    }
}
