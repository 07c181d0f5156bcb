/// A growing array of plain values that is read in the innermost loops: one allocation, no reference counts, no
/// exclusivity checks, bounds checked in debug builds only.
///
/// The indices come from our own tables, never from input. Everything outside those loops uses `Array`.
struct HotArray<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    subscript(index: Int) -> Element {
        @inline(__always) _read {
            assert(index >= 0 && index < count)
            yield base[index]
        }
        @inline(__always) nonmutating _modify {
            assert(index >= 0 && index < count)
            yield &base[index]
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = element
        count += 1
    }

    /// Appends `added` elements and returns the place of the first.
    mutating func append(repeating element: Element, count added: Int) -> Int {
        if count + added > capacity { grow(to: count + added) }
        (base + count).initialize(repeating: element, count: added)
        count += added
        return count - added
    }

    @inline(__always)
    mutating func removeAll() { count = 0 }

    mutating func removeLast() { count -= 1 }

    /// Keeps the first `kept`.
    mutating func removeAll(from kept: Int) { count = kept }

    @inline(never)
    private mutating func grow(to needed: Int) {
        let grown = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: grown)
        moved.moveInitialize(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = grown
    }
}

/// Blocks of elements in one array: what belongs to one account and underlying lies together, and all of one underlying
/// lies in one place.
///
/// Block sizes are rounded up to powers of two; a freed block is handed out again to the next of its size.
struct BlockArena<Element: BitwiseCopyable>: ~Copyable {
    private(set) var elements = HotArray<Element>()
    /// Free blocks by the power of two of their size.
    private var free: [[Int32]] = Array(repeating: [], count: 32)
    private let blank: Element

    init(blank: Element) { self.blank = blank }

    var base: UnsafeMutablePointer<Element> { elements.base }

    /// The place of a block for `count` elements; 0 for none.
    mutating func allocate(_ count: Int) -> Int32 {
        guard count > 0 else { return 0 }
        let power = BlockArena.power(of: count)
        if let block = free[power].popLast() { return block }
        return Int32(elements.append(repeating: blank, count: 1 << power))
    }

    mutating func release(_ place: Int32, _ count: Int) {
        guard count > 0 else { return }
        free[BlockArena.power(of: count)].append(place)
    }

    private static func power(of count: Int) -> Int { Int.bitWidth - (count - 1).leadingZeroBitCount }
}
