/// A fixed set of short words, found by their bytes without making a `String`.
///
/// A word of up to 16 bytes is two machine words and a length, so that looking one up is a hash, a load and a compare.
struct WordTable {
    /// The longest word a table may hold.
    static let longestWord = 16

    /// What stands for a word of a known length: equal exactly where the words are.
    private struct Pattern: Equatable {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var count = 0
    }

    private struct Entry {
        var pattern = Pattern()
        /// Position in the list of words; negative in a free slot.
        var index: Int8 = -1
    }

    /// A power of two, sparsely filled, so that a word that is not there is soon known not to be.
    private static let slotCount = 128
    private var entries = [Entry](repeating: Entry(), count: WordTable.slotCount)

    /// A table of distinct words, each of 1...16 bytes; fewer than half as many as there are slots.
    init(_ words: [String]) {
        precondition(words.count * 2 < WordTable.slotCount, "a table of words must stay sparse")
        for (index, word) in words.enumerated() {
            var word = word
            let pattern = word.withUTF8 { bytes in
                precondition((1...WordTable.longestWord).contains(bytes.count), "a word of the table has 1...16 bytes")
                return WordTable.pattern(bytes)
            }
            var slot = WordTable.slot(of: pattern)
            while entries[slot].index >= 0 { slot = (slot + 1) % WordTable.slotCount }
            entries[slot] = Entry(pattern: pattern, index: Int8(index))
        }
    }

    /// The position of a word in the list that made the table; `nil` for a word that is not there.
    func index(of word: UnsafeBufferPointer<UInt8>) -> Int? {
        guard word.count > 0 && word.count <= WordTable.longestWord else { return nil }
        let pattern = WordTable.pattern(word)
        var slot = WordTable.slot(of: pattern)
        while entries[slot].index >= 0 {
            if entries[slot].pattern == pattern { return Int(entries[slot].index) }
            slot = (slot + 1) % WordTable.slotCount
        }
        return nil
    }

    private static func slot(of pattern: Pattern) -> Int {
        let mixed = (pattern.low ^ (pattern.high &* 0x9E37_79B9_7F4A_7C15)) &+ UInt64(pattern.count)
        return Int((mixed &* 0xD6E8_FEB8_6659_FD93) >> 57)
    }

    /// Two loads that overlap cover a word without reading a byte beside it.
    private static func pattern(_ word: UnsafeBufferPointer<UInt8>) -> Pattern {
        let raw = UnsafeRawBufferPointer(word)
        let count = word.count
        if count >= 8 {
            return Pattern(
                low: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                high: raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self), count: count)
        }
        if count >= 4 {
            return Pattern(
                low: UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)),
                high: UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)), count: count)
        }
        return Pattern(
            low: UInt64(raw[0]) | UInt64(raw[count / 2]) << 8 | UInt64(raw[count - 1]) << 16, high: 0, count: count)
    }
}
