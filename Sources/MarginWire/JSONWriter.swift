/// Writes one JSON object after another as UTF-8, without white space.
///
/// Numbers are the shortest decimal that reads back as the same double, as Swift prints it; -0 is written as 0. A number
/// that is not finite has no JSON: none should get here, and one that does is written as `null`, since a line that no
/// reader takes would hide the alert in it.
struct JSONWriter {
    var bytes: [UInt8] = []
    /// Whether a member or an element follows another one.
    private var needsComma = false

    // MARK: Structure

    mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    /// A member's name; its value has to follow. Names are ours and need no escapes.
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// The same, of a name that is worked out.
    mutating func key(escaping name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    // MARK: Members

    mutating func member(escaping name: String, _ number: Double) {
        key(escaping: name)
        write(number)
    }

    mutating func member(_ name: StaticString, _ number: Double) {
        key(name)
        write(number)
    }

    private mutating func write(_ number: Double) {
        separate()
        // The zero that is added turns -0 into 0 and changes nothing else.
        bytes.append(contentsOf: (number.isFinite ? (number + 0).description : "null").utf8)
    }

    mutating func member(_ name: StaticString, _ number: Double?) {
        if let number { member(name, number) }
    }

    mutating func member(_ name: StaticString, _ integer: some BinaryInteger) {
        key(name)
        separate()
        bytes.append(contentsOf: integer.description.utf8)
    }

    mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        string(text)
    }

    mutating func member(_ name: StaticString, _ texts: [String]) {
        key(name)
        open("[")
        for text in texts { string(text) }
        close("]")
    }

    /// A text between quotes, escaped where RFC 8259 demands it and nowhere else.
    private mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { escaped(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): escape(byte)
        case 0x08: escape(UInt8(ascii: "b"))
        case 0x09: escape(UInt8(ascii: "t"))
        case 0x0A: escape(UInt8(ascii: "n"))
        case 0x0C: escape(UInt8(ascii: "f"))
        case 0x0D: escape(UInt8(ascii: "r"))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }

    private mutating func escape(_ letter: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(letter)
    }
}
