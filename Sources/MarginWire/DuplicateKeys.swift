/// Finds the second of two equal names in one JSON object, at any depth, in near-linear time.
///
/// Two parsers may disagree on which of two equal names counts, and money hangs on it; so neither does. The names of the
/// objects that are open lie on one stack. An object of a few names is searched from end to end; one of many gets its
/// names into a hash table, which all such objects share: an entry carries the serial number of its object, so that
/// closing an object, or beginning a line, clears nothing.
struct DuplicateKeys {
    /// An object of up to this many names is searched without the table.
    private static let fewNames = 16

    private struct Entry {
        /// The object's number; entries of objects before this line are free.
        var object: UInt64 = 0
        /// Place of the name on the stack.
        var index: Int32 = 0
    }

    /// The stack; what lies above `count` is left over.
    private var names: [UnsafeBufferPointer<UInt8>] = []
    private var count = 0
    /// Of each open object, the number and where its names begin.
    private var objects: [(number: UInt64, start: Int)] = []
    private var depth = 0
    private var lastObject: UInt64 = 0
    private var firstObjectOfLine: UInt64 = 1

    /// A name takes five bytes of a line at least (`"":0,`), so that a longest line fills less than half of this.
    private static let tableSize = 32_768
    /// Empty until an object of many names comes.
    private var table: [Entry] = []

    /// Forgets the names of the line before.
    mutating func reset() {
        count = 0
        depth = 0
        firstObjectOfLine = lastObject + 1
    }

    mutating func openObject() {
        lastObject += 1
        if depth == objects.count { objects.append((lastObject, count)) } else { objects[depth] = (lastObject, count) }
        depth += 1
    }

    mutating func closeObject() {
        depth -= 1
        count = objects[depth].start
    }

    /// Notes a name of the innermost open object.
    ///
    /// - Parameter name: Without escapes; its bytes have to stay until the object is closed.
    /// - Returns: `false` where the object has that name already.
    mutating func insert(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let (object, start) = objects[depth - 1]
        let isAmongFew = count - start < DuplicateKeys.fewNames
        if isAmongFew {
            for index in start..<count where DuplicateKeys.areEqual(names[index], name) { return false }
        } else if count - start == DuplicateKeys.fewNames {
            for index in start..<count { _ = enter(names[index], at: index, of: object) }
        }
        if count == names.count { names.append(name) } else { names[count] = name }
        count += 1
        return isAmongFew || enter(name, at: count - 1, of: object)
    }

    /// Puts a name into the table; `false` where it is there for this object.
    private mutating func enter(_ name: UnsafeBufferPointer<UInt8>, at index: Int, of object: UInt64) -> Bool {
        if table.isEmpty { table = Array(repeating: Entry(), count: DuplicateKeys.tableSize) }
        var slot = DuplicateKeys.hash(name, of: object) & (DuplicateKeys.tableSize - 1)
        while table[slot].object >= firstObjectOfLine {
            if table[slot].object == object && DuplicateKeys.areEqual(names[Int(table[slot].index)], name) {
                return false
            }
            slot = (slot + 1) & (DuplicateKeys.tableSize - 1)
        }
        table[slot] = Entry(object: object, index: Int32(index))
        return true
    }

    private static func areEqual(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        for index in 0..<a.count where a[index] != b[index] { return false }
        return true
    }

    /// The standard hash has a seed of its own in every process: a sender cannot prepare names that collide. What is
    /// found does not depend on it.
    private static func hash(_ name: UnsafeBufferPointer<UInt8>, of object: UInt64) -> Int {
        var hasher = Hasher()
        hasher.combine(object)
        hasher.combine(bytes: UnsafeRawBufferPointer(name))
        return hasher.finalize()
    }
}
