/// Eight bytes of a line in one machine word, the first byte lowest, and what can be said of all of them at once.
enum WordBytes {
    private static let every: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func load(_ place: UnsafeRawPointer) -> UInt64 { UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)) }

    // MARK: Texts

    /// The high bits of the bytes that do not stand for themselves in a JSON string: quotes, backslashes, control
    /// characters, and what is not ASCII.
    ///
    /// The lowest marked byte is always a true one: a subtraction can borrow into the bytes above a hit, never below it.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (every &* 0x22)
        let backslashes = word ^ (every &* 0x5C)
        // A byte that is not ASCII is marked by itself, so that the others need not be told apart from it.
        let marks = (quotes &- every) | (backslashes &- every) | (word &- every &* 0x20) | word
        return marks & highBits
    }

    // MARK: Digits

    /// The high bits of the bytes that are no digits, the lowest of them always a true one; and the values of all bytes
    /// as digits.
    @inline(__always)
    static func others(_ word: UInt64) -> (marks: UInt64, values: UInt64) {
        // A digit's value is at most 9 and stays below 0x80 with 0x76 added; any other byte gets, or has, its high bit.
        // Carries go into the bytes above, and those do not count.
        let values = word ^ (every &* 0x30)
        return (((values &+ every &* 0x76) | values) & highBits, values)
    }

    /// The integer that the first 1...8 digits of a word make, by the values that `others` has found.
    @inline(__always)
    static func integer(_ values: UInt64, digits count: Int) -> UInt64 {
        integer(values &<< UInt64(truncatingIfNeeded: 0 &- count &* 8))
    }

    /// The values of the first 1...8 bytes of a word as digits, behind zeros: eight digits that make the same number.
    @inline(__always)
    static func last(_ count: Int, of word: UInt64) -> UInt64 {
        (word ^ (every &* 0x30)) &<< UInt64(truncatingIfNeeded: 0 &- count &* 8)
    }

    /// The integer that eight digits make: four pairs, two quadruples, one number.
    @inline(__always)
    static func integer(_ digits: UInt64) -> UInt64 {
        let pairs = (digits &* 10) &+ (digits &>> 8)
        let low: UInt64 = 0x0000_00FF_0000_00FF
        let high = ((pairs &>> 16) & low) &* 0x0000_2710_0000_0001
        return ((pairs & low) &* 0x000F_4240_0000_0064 &+ high) &>> 32
    }
}
