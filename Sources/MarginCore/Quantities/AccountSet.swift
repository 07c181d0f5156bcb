/// Places of accounts in ascending order: 2 bytes each where they are few, a bit for each account where they are many.
///
/// They lie in blocks of 65,536 accounts in a row, so that adding or removing one moves no more than a block, however many
/// there are.
struct AccountSet: Sendable {
    /// By number, none of them empty.
    private var blocks: [AccountBlock] = []

    var isEmpty: Bool { blocks.isEmpty }

    var count: Int { blocks.reduce(0) { $0 + $1.count } }

    /// - Returns: Whether it was not there before.
    @discardableResult
    mutating func insert(_ account: Int32) -> Bool {
        let number = account >> 16
        var block = blocks.count - 1
        // Accounts come in ascending order while a book is loaded.
        if block < 0 || blocks[block].number != number {
            block = blocks.lowerBound { $0.number < number }
            if block == blocks.count || blocks[block].number != number {
                blocks.insert(AccountBlock(number: number), at: block)
            }
        }
        return blocks[block].insert(UInt16(truncatingIfNeeded: account))
    }

    /// - Returns: Whether it was there.
    @discardableResult
    mutating func remove(_ account: Int32) -> Bool {
        let number = account >> 16
        let block = blocks.lowerBound { $0.number < number }
        guard block < blocks.count, blocks[block].number == number else { return false }
        let wasThere = blocks[block].remove(UInt16(truncatingIfNeeded: account))
        if blocks[block].count == 0 { blocks.remove(at: block) }
        return wasThere
    }
}

extension AccountSet: Sequence {
    struct Iterator: IteratorProtocol {
        fileprivate var blocks: [AccountBlock]
        fileprivate var nextBlock = 0
        // Of the present block: its places, or its bits and what of the present word has not come yet.
        fileprivate var base: Int32 = 0
        fileprivate var places: [UInt16] = []
        fileprivate var nextPlace = 0
        fileprivate var bits: [UInt64] = []
        fileprivate var nextWord = 0
        fileprivate var word: UInt64 = 0

        @inline(__always)
        mutating func next() -> Int32? {
            while true {
                if nextPlace < places.count {
                    nextPlace += 1
                    return base | Int32(places[nextPlace - 1])
                }
                if word != 0 {
                    let bit = Int32(truncatingIfNeeded: word.trailingZeroBitCount)
                    word &= word - 1
                    return base | Int32(truncatingIfNeeded: nextWord - 1) << 6 | bit
                }
                if nextWord < bits.count {
                    word = bits[nextWord]
                    nextWord += 1
                } else if nextBlock < blocks.count {
                    beginBlock()
                } else {
                    return nil
                }
            }
        }

        private mutating func beginBlock() {
            base = blocks[nextBlock].number << 16
            places = blocks[nextBlock].places
            bits = blocks[nextBlock].bits
            nextPlace = 0
            nextWord = 0
            nextBlock += 1
        }
    }

    func makeIterator() -> Iterator { Iterator(blocks: blocks) }
}

/// Those of an `AccountSet` among 65,536 accounts in a row: a sorted list, or a bit for each account up to the last one of
/// them, whichever takes less memory; from bits it goes back to a list when that takes half as much, so that no account can
/// have it do both again and again.
private struct AccountBlock: Sendable {
    /// An account's number without its lower 16 bits.
    let number: Int32
    private(set) var count = 0
    /// The lower 16 bits of the accounts in ascending order; empty where there are `bits`.
    private(set) var places: [UInt16] = []
    /// In words of 64; empty where there are `places`.
    private(set) var bits: [UInt64] = []

    private static let dense = 64

    init(number: Int32) { self.number = number }

    mutating func insert(_ place: UInt16) -> Bool {
        let word = Int(place) / 64
        if !bits.isEmpty && 2 * (word + 1) > count && word >= bits.count { becomeList() }
        if bits.isEmpty {
            let found = (places.last ?? 0) < place ? places.count : places.lowerBound { $0 < place }
            if found < places.count && places[found] == place { return false }
            // In eighths and not twofold: thousands of these grow side by side.
            if places.count == places.capacity { places.reserveCapacity(places.count + places.count / 8 + 4) }
            places.insert(place, at: found)
            count += 1
            if count >= Self.dense, count > 4 * (Int(places[count - 1]) / 64 + 1) { becomeBits() }
            return true
        }
        while bits.count <= word { bits.append(0) }
        let bit: UInt64 = 1 << UInt64(place % 64)
        guard bits[word] & bit == 0 else { return false }
        bits[word] |= bit
        count += 1
        return true
    }

    mutating func remove(_ place: UInt16) -> Bool {
        if bits.isEmpty {
            let found = places.lowerBound { $0 < place }
            guard found < places.count, places[found] == place else { return false }
            places.remove(at: found)
        } else {
            let word = Int(place) / 64
            let bit: UInt64 = 1 << UInt64(place % 64)
            guard word < bits.count, bits[word] & bit != 0 else { return false }
            bits[word] &= ~bit
        }
        count -= 1
        if count < 2 * bits.count { becomeList() }
        return true
    }

    private mutating func becomeBits() {
        bits = Array(repeating: 0, count: Int(places[places.count - 1]) / 64 + 1)
        for place in places { bits[Int(place) / 64] |= 1 << UInt64(place % 64) }
        places = []
    }

    private mutating func becomeList() {
        places.reserveCapacity(count + 4)
        for word in bits.indices {
            var rest = bits[word]
            while rest != 0 {
                places.append(UInt16(truncatingIfNeeded: word * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        bits = []
    }
}
