internal import CPages

/// A growing array of plain values that is read in the innermost loops: one allocation, no reference counts, no
/// exclusivity checks, bounds checked in debug builds only.
///
/// Large ones lie in pages of their own, see `CPages`: what is reserved ahead costs no memory before it is written.
///
/// The indices come from our own tables, never from input. Everything outside those loops uses `Array`.
struct HotArray<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int
    /// Not 0 where the elements lie in pages: how many bytes these have.
    private var pageBytes = 0

    private static var pageBytesMin: Int { 1 << 16 }

    init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        if pageBytes > 0 { pages_release(base, pageBytes) } else { base.deallocate() }
    }

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

    /// Makes room for `added` more elements, to be written through `base`.
    @inline(__always)
    mutating func reserve(_ added: Int) {
        if count + added > capacity { grow(to: count + added) }
    }

    /// Counts `added` elements that were written through `base`.
    @inline(__always)
    mutating func claim(_ added: Int) {
        assert(count + added <= capacity)
        count += added
    }

    @inline(never)
    private mutating func grow(to needed: Int) {
        let grown = max(needed, capacity * 2)
        let bytes = grown * MemoryLayout<Element>.stride
        if bytes < Self.pageBytesMin {
            move(to: .allocate(capacity: grown))
        } else {
            let old = pageBytes
            pageBytes = (bytes + Self.pageBytesMin - 1) & ~(Self.pageBytesMin - 1)
            guard let pages = old > 0 ? pages_grow(base, old, pageBytes) : pages_allocate(pageBytes) else {
                preconditionFailure("there is no memory left")
            }
            let elements = pages.assumingMemoryBound(to: Element.self)
            if old > 0 { base = elements } else { move(to: elements) }
        }
        capacity = grown
    }

    private mutating func move(to moved: UnsafeMutablePointer<Element>) {
        moved.moveInitialize(from: base, count: count)
        base.deallocate()
        base = moved
    }
}
