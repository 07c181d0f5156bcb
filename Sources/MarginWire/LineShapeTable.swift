/// A number of shapes of price lines, each in the slot that a hash of it leads to.
struct LineShapeTable: ~Copyable {
    private static let stepCount = LineShape.longestLine / 16
    private static let creditMax = 8

    let shapes: UnsafeMutablePointer<LineShape>
    /// By shape and step of sixteen bytes: what is subtracted from each byte, and what is then added; a byte fits where
    /// no high bit appears.
    private let patterns: UnsafeMutablePointer<SIMD16<UInt8>>
    /// By slot: the hash of the shape that was put there; 0 for none.
    private let tags: UnsafeMutablePointer<UInt64>
    private let shift: UInt64
    /// Slots that lie together are one set: a shape may be in any of them.
    private static let ways = 4

    /// A table of 2^`power` slots. Memory is touched where a shape is learned, and not before.
    init(slots power: Int) {
        shift = UInt64(64 - power)
        shapes = .allocate(capacity: 1 << power)
        shapes.initialize(repeating: LineShape(), count: 1 << power)
        tags = .allocate(capacity: 1 << power)
        tags.initialize(repeating: 0, count: 1 << power)
        patterns = .allocate(capacity: (1 << power) * LineShapeTable.stepCount * 2)
    }

    deinit {
        shapes.deallocate()
        tags.deallocate()
        patterns.deallocate()
    }

    /// The slot of a hash.
    @inline(__always)
    func slot(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

    /// The slot where the shape of a hash was put.
    @inline(__always)
    func find(_ hash: UInt64) -> Int? {
        let first = slot(of: hash) & ~(LineShapeTable.ways - 1)
        for way in 0..<LineShapeTable.ways where tags[first &+ way] == hash { return first &+ way }
        return nil
    }

    /// A slot for the shape of a hash: one that is empty; or, if it came twice in a row among those of its set, where it
    /// was, or where one is that has not come for some time.
    func room(for hash: UInt64) -> Int? {
        let first = slot(of: hash) & ~(LineShapeTable.ways - 1)
        let known = find(hash)
        if known == nil { for way in first..<first + LineShapeTable.ways where tags[way] == 0 { return way } }
        defer { shapes[first].rival = hash }
        guard shapes[first].rival == hash else { return nil }
        if let known { return known }
        let victim = first + Int(hash & UInt64(LineShapeTable.ways - 1))
        if shapes[victim].credit == 0 { return victim }
        shapes[victim].credit -= 1
        return nil
    }

    /// Whether a line has the shape in a slot.
    @inline(__always)
    func matches(_ start: UnsafeRawPointer, _ count: Int, slot: Int) -> Bool {
        guard shapes[slot].length == count else { return false }
        var pattern = patterns + slot &* LineShapeTable.stepCount &* 2
        var marks = SIMD16<UInt8>()
        // The last step ends with the line and may overlap the one before.
        let last = start + (count &- 16)
        var place = start
        while place < last {
            LineShapeTable.check(place, pattern, &marks)
            place += 16
            pattern += 2
        }
        LineShapeTable.check(last, pattern, &marks)
        let halves = unsafeBitCast(marks, to: SIMD2<UInt64>.self)
        return (halves.x | halves.y) & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    private static func check(
        _ place: UnsafeRawPointer, _ pattern: UnsafeMutablePointer<SIMD16<UInt8>>, _ marks: inout SIMD16<UInt8>
    ) {
        let rest = place.loadUnaligned(as: SIMD16<UInt8>.self) &- pattern[0]
        marks |= (rest &+ pattern[1]) | rest
    }

    /// Whether another shape may have a slot: that of `rival` where it comes twice in a row, while the one that is there
    /// has not come for some time.
    func concedes(_ slot: Int, to rival: UInt64) -> Bool {
        let shape = shapes + slot
        guard shape.pointee.credit == 0 else {
            shape.pointee.credit &-= 1
            return false
        }
        defer { shape.pointee.rival = rival }
        return shape.pointee.rival == rival
    }

    /// The shape in a slot was met.
    @inline(__always)
    func reward(_ slot: Int) { shapes[slot].credit = LineShapeTable.creditMax }

    /// Copies a shape from another table into a slot.
    func put(_ other: Int, of table: borrowing LineShapeTable, in slot: Int) {
        shapes[slot] = table.shapes[other]
        (patterns + slot * LineShapeTable.stepCount * 2).update(
            from: table.patterns + other * LineShapeTable.stepCount * 2, count: LineShapeTable.stepCount * 2)
    }

    /// Puts a shape into a slot.
    ///
    /// - Parameters:
    ///   - line: A line of this shape.
    ///   - digits: The spans of its digits; the number that a span begins is longer than it where `leads` is false.
    ///   - letters: The spans of its names' bytes.
    ///   - hash: What it is found by.
    func put(
        _ shape: LineShape, hash: UInt64, of line: UnsafeBufferPointer<UInt8>,
        digits: [(span: LineShape.Span, leads: Bool)],
        letters: [LineShape.Span], in slot: Int
    ) {
        // A byte b fits where b - base is at most 0x7F - slack, as numbers of eight bits without a sign.
        var bases = Array(line)
        var slacks = [UInt8](repeating: 0x7F, count: line.count)
        for (span, leads) in digits {
            for index in Int(span.start)..<Int(span.start + span.count) {
                // Digits are 0...9, and the first of several before a point is 1...9.
                let isLeading = leads && span.count > 1 && index == Int(span.start)
                bases[index] = isLeading ? 0x31 : 0x30
                slacks[index] = isLeading ? 0x7F - 8 : 0x7F - 9
            }
        }
        for span in letters {
            for index in Int(span.start)..<Int(span.start + span.count) {
                // What is plain in a string, between quote and backslash or behind them: `#` to `[`, `]` to DEL.
                let isLow = line[index] < 0x5C
                bases[index] = isLow ? 0x23 : 0x5D
                slacks[index] = 0x7F - (isLow ? 0x5B - 0x23 : 0x7F - 0x5D)
            }
        }
        var pattern = patterns + slot * LineShapeTable.stepCount * 2
        var start = 0
        while true {
            let place = min(start, line.count - 16)
            (pattern).initialize(to: SIMD16(bases[place..<place + 16]))
            (pattern + 1).initialize(to: SIMD16(slacks[place..<place + 16]))
            if place == line.count - 16 { break }
            pattern += 2
            start += 16
        }
        // What is noted for the set stays.
        let rival = shapes[slot].rival
        shapes[slot] = shape
        shapes[slot].rival = rival
        tags[slot] = hash
    }
}
