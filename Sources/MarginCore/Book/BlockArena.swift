/// Blocks of elements in one array: what belongs to one account lies together.
///
/// Blocks have the size that was asked for. A freed one is handed out again to the next of its size; where more lies free
/// than is used, the owner packs the blocks anew, see `MarginBook.packArenas`.
struct BlockArena<Element: BitwiseCopyable>: ~Copyable {
    private(set) var elements = HotArray<Element>()
    private var free = FreeBlocks()
    private let blank: Element

    init(blank: Element) { self.blank = blank }

    var base: UnsafeMutablePointer<Element> { elements.base }
    var isWasteful: Bool { free.isMost(of: elements.count) }

    /// The place of a block for `count` elements; 0 for none.
    mutating func allocate(_ count: Int) -> Int32 {
        guard count > 0 else { return 0 }
        return free.take(count) ?? Int32(elements.append(repeating: blank, count: count))
    }

    mutating func release(_ place: Int32, _ count: Int) { free.put(place, count) }
}

/// The options of all accounts: 12 bytes each, instruments and sizes apart.
struct OptionArena: ~Copyable {
    private var instruments = HotArray<Int32>()
    private var sizes = HotArray<Double>()
    private var free = FreeBlocks()

    init() {}

    var isWasteful: Bool { free.isMost(of: instruments.count) }

    /// The place of a block for `count` options; 0 for none.
    mutating func allocate(_ count: Int) -> Int32 {
        guard count > 0 else { return 0 }
        if let place = free.take(count) { return place }
        _ = sizes.append(repeating: 0, count: count)
        return Int32(instruments.append(repeating: 0, count: count))
    }

    mutating func release(_ place: Int32, _ count: Int) { free.put(place, count) }

    subscript(place: Int) -> OptionPosition {
        @inline(__always) get { OptionPosition(instrument: instruments[place], size: sizes[place]) }
        @inline(__always) nonmutating set {
            instruments[place] = newValue.instrument
            sizes[place] = newValue.size
        }
    }

    /// The options from a place on, valid until the next one is allocated.
    @inline(__always)
    func from(_ place: Int32) -> OptionBlock {
        OptionBlock(
            instruments: UnsafePointer(instruments.base + Int(place)), sizes: UnsafePointer(sizes.base + Int(place)))
    }
}

/// A block of an `OptionArena`.
struct OptionBlock {
    let instruments: UnsafePointer<Int32>
    let sizes: UnsafePointer<Double>

    subscript(place: Int) -> OptionPosition {
        @inline(__always) get { OptionPosition(instrument: instruments[place], size: sizes[place]) }
    }
}

/// The perpetuals and futures of all accounts: 20 bytes each.
struct LinearArena: ~Copyable {
    private var instruments = HotArray<Int32>()
    private var sizes = HotArray<Double>()
    private var entries = HotArray<Double>()
    private var free = FreeBlocks()

    init() {}

    var isWasteful: Bool { free.isMost(of: instruments.count) }

    /// The place of a block for `count` positions; 0 for none.
    mutating func allocate(_ count: Int) -> Int32 {
        guard count > 0 else { return 0 }
        if let place = free.take(count) { return place }
        _ = sizes.append(repeating: 0, count: count)
        _ = entries.append(repeating: 0, count: count)
        return Int32(instruments.append(repeating: 0, count: count))
    }

    mutating func release(_ place: Int32, _ count: Int) { free.put(place, count) }

    /// The position at a place; the terms stand elsewhere, by instrument, and are not stored.
    subscript(place: Int) -> LinearPosition {
        @inline(__always) get {
            var position = LinearPosition()
            position.instrument = instruments[place]
            position.size = sizes[place]
            position.entry = entries[place]
            return position
        }
        @inline(__always) nonmutating set {
            instruments[place] = newValue.instrument
            sizes[place] = newValue.size
            entries[place] = newValue.entry
        }
    }
}

/// The freed blocks of an arena, by their exact size.
private struct FreeBlocks {
    /// Only ever looked up, never iterated.
    private var places: [Int: [Int32]] = [:]
    private var elementCount = 0

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

    /// Whether more lies free than is used of `count` elements, and enough to be worth the work.
    func isMost(of count: Int) -> Bool { elementCount > 65_536 && elementCount > count / 2 }
}
