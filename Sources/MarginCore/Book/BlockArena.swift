/// Blocks of elements side by side: what belongs to one account lies together.
///
/// Blocks have the size that was asked for. A freed one is handed out again to the next of its size; where more lies free
/// than is used, the owner packs the blocks anew, see `MarginBook.packArenas`.
struct BlockArena<Columns: ArenaColumns & ~Copyable>: ~Copyable {
    private(set) var columns = Columns()
    private var free = FreeBlocks()

    /// Whether more lies free than is used, and enough to be worth the work.
    var isWasteful: Bool { free.elementCount > 65_536 && free.elementCount > columns.count / 2 }

    /// The place of a block for `count` elements; 0 for none.
    mutating func allocate(_ count: Int) -> Int32 {
        guard count > 0 else { return 0 }
        return free.take(count) ?? Int32(columns.extend(by: count))
    }

    mutating func release(_ place: Int32, _ count: Int) { free.put(place, count) }

    /// Appends a block of another arena and returns its place here; 0 for none.
    mutating func append(_ place: Int32, _ count: Int, of other: borrowing BlockArena) -> Int32 {
        guard count > 0 else { return 0 }
        let start = columns.extend(by: count)
        for offset in 0..<count { columns[start + offset] = other.columns[Int(place) + offset] }
        return Int32(start)
    }

    subscript(place: Int) -> Columns.Element {
        @inline(__always) get { columns[place] }
        @inline(__always) nonmutating set { columns[place] = newValue }
    }
}

/// What an arena keeps its elements in: arrays of equal length, for elements or for parts of them.
protocol ArenaColumns: ~Copyable {
    associatedtype Element: BitwiseCopyable

    init()
    var count: Int { get }
    /// Adds elements, to be written before they are read, and returns the place of the first.
    mutating func extend(by count: Int) -> Int
    subscript(place: Int) -> Element { get nonmutating set }
}

/// The freed blocks of an arena, by their exact size.
private struct FreeBlocks {
    /// Only ever looked up, never iterated.
    private var places: [Int: [Int32]] = [:]
    private(set) var elementCount = 0

    mutating func take(_ count: Int) -> Int32? {
        guard elementCount >= count, let place = places[count]?.popLast() else { return nil }
        elementCount -= count
        return place
    }

    mutating func put(_ place: Int32, _ count: Int) {
        guard count > 0 else { return }
        places[count, default: []].append(place)
        elementCount += count
    }
}
