/// Names to dense indices, and back: each distinct name gets the next number, once.
///
/// Open addressing over a fixed hash of the bytes (FNV-1a), so that looking a name up needs no `String` and the order of
/// indices is the order of first mention, on every machine.
package struct NameTable: Sendable {
    package private(set) var names: [String] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private var hashes: [UInt64] = []

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
        return find(name.bytes, hash: hash) ?? add(name.text, hash: hash)
    }

    /// The index of a name, which is added where it is new.
    package mutating func intern(_ name: String) -> Int32 {
        var copy = name
        let (hash, found) = copy.withUTF8 { bytes in
            let hash = NameTable.hash(bytes)
            return (hash, find(bytes, hash: hash))
        }
        return found ?? add(name, hash: hash)
    }

    private func find(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = slots[slot]
            if hashes[Int(index)] == hash && NameTable.isEqual(names[Int(index)], bytes) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func isEqual(_ name: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.utf8.count == bytes.count else { return false }
        // Names are native strings, so the bytes are there to be compared; the loop is for one that is not.
        return name.utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) } ?? name.utf8.elementsEqual(bytes)
    }

    private mutating func add(_ name: String, hash: UInt64) -> Int32 {
        let index = Int32(names.count)
        var native = name
        native.makeContiguousUTF8()
        names.append(native)
        hashes.append(hash)
        if names.count * 2 > slots.count { grow() } else { insert(index, hash: hash) }
        return index
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for index in names.indices { insert(Int32(index), hash: hashes[index]) }
    }

    private mutating func insert(_ index: Int32, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = index
    }

    /// FNV-1a, 64 bits, with a final mix: the table uses the low bits.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ (hash >> 32)
    }
}
