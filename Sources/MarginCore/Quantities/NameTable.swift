/// Names to dense indices, and back: each distinct name gets the next number, once.
///
/// Open addressing over a fixed hash of the bytes, so that looking a name up needs no `String` and the order of indices is
/// the order of first mention, on every machine.
package struct NameTable: Sendable {
    /// Where a name is, and enough of its hash to pass over most others.
    private struct Slot: BitwiseCopyable {
        var tag: UInt32 = 0
        /// Negative in a free slot.
        var index: Int32 = -1
    }

    package private(set) var names: [String] = []
    /// The bytes of all names, one behind the other.
    private var bytes: [UInt8] = []
    /// Where each name ends in `bytes`.
    private var ends: [Int] = []
    private var slots = [Slot](repeating: Slot(), count: 64)

    package init() {}

    package var count: Int { names.count }

    package subscript(index: Int32) -> String { names[Int(index)] }

    /// The index of a name that is known.
    package func index(of name: Name) -> Int32? { find(name.bytes, hash: NameTable.hash(name.bytes)) }

    /// The index of a name that is known.
    package func index(of name: String) -> Int32? {
        var name = name
        return name.withUTF8 { find($0, hash: NameTable.hash($0)) }
    }

    /// The index of a name, which is added where it is new.
    package mutating func intern(_ name: Name) -> Int32 {
        let hash = NameTable.hash(name.bytes)
        return find(name.bytes, hash: hash) ?? add(name.bytes, name.text, hash: hash)
    }

    /// The index of a name, which is added where it is new.
    package mutating func intern(_ name: String) -> Int32 {
        var copy = name
        return copy.withUTF8 { bytes in
            let hash = NameTable.hash(bytes)
            return find(bytes, hash: hash) ?? add(bytes, name, hash: hash)
        }
    }

    private func find(_ name: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32? {
        let tag = UInt32(truncatingIfNeeded: hash &>> 32)
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[place].index >= 0 {
            let slot = slots[place]
            if slot.tag == tag && isEqual(slot.index, name) { return slot.index }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    @inline(__always)
    private func isEqual(_ index: Int32, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = index == 0 ? 0 : ends[Int(index) - 1]
        guard ends[Int(index)] - start == name.count else { return false }
        return bytes.withUnsafeBytes { NameTable.areEqual($0, from: start, UnsafeRawBufferPointer(name)) }
    }

    /// Whether a name stands at an offset that has room for it.
    @inline(__always)
    private static func areEqual(_ bytes: UnsafeRawBufferPointer, from start: Int, _ name: UnsafeRawBufferPointer)
        -> Bool
    {
        let count = name.count
        guard count >= 8 else {
            for index in 0..<count where bytes[start &+ index] != name[index] { return false }
            return true
        }
        // Words that overlap at the end: no byte beside the names is read.
        var offset = 0
        while offset < count {
            let place = min(offset, count &- 8)
            let known = bytes.loadUnaligned(fromByteOffset: start &+ place, as: UInt64.self)
            if known != name.loadUnaligned(fromByteOffset: place, as: UInt64.self) { return false }
            offset &+= 8
        }
        return true
    }

    private mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ text: String, hash: UInt64) -> Int32 {
        let index = Int32(names.count)
        var native = text
        native.makeContiguousUTF8()
        names.append(native)
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        if names.count * 2 > slots.count { grow() } else { insert(index, hash: hash) }
        return index
    }

    private mutating func grow() {
        slots = Array(repeating: Slot(), count: slots.count * 2)
        var start = 0
        for index in ends.indices {
            let hash = bytes.withUnsafeBufferPointer {
                NameTable.hash(UnsafeBufferPointer(rebasing: $0[start..<ends[index]]))
            }
            insert(Int32(index), hash: hash)
            start = ends[index]
        }
    }

    private mutating func insert(_ index: Int32, hash: UInt64) {
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[place].index >= 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(tag: UInt32(truncatingIfNeeded: hash &>> 32), index: index)
    }

    /// Eight bytes at a time, each word folded in by one multiplication of 64 by 64 bits, high and low half added up.
    ///
    /// It depends on the bytes alone, and no result depends on it.
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(name)
        let count = bytes.count
        var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        if count >= 8 {
            var offset = 0
            while offset < count {
                let word = bytes.loadUnaligned(fromByteOffset: min(offset, count &- 8), as: UInt64.self)
                hash = fold(hash ^ UInt64(littleEndian: word))
                offset &+= 8
            }
        } else {
            var word: UInt64 = 0
            for byte in bytes { word = word &<< 8 | UInt64(byte) }
            hash = fold(hash ^ word)
        }
        return hash
    }

    @inline(__always)
    private static func fold(_ word: UInt64) -> UInt64 {
        let product = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
