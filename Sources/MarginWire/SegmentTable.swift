/// The segments that have been seen, and which of them is expected behind which.
///
/// They lie in memory of their own for as long as the table lives, and point to each other.
struct SegmentTable: ~Copyable {
    private static let capacity = 128
    private static let bucketCount = 256

    /// No segment: what stands before a line, and what stands for "none".
    let root: UnsafeMutablePointer<LineSegment>
    private let values: UnsafeMutablePointer<FieldValue>
    private(set) var count = 1
    /// By the bytes that segments begin with, the first of a list.
    private let buckets: UnsafeMutablePointer<UnsafeMutablePointer<LineSegment>?>

    /// - Parameter values: Where the values of fields are, by their index; they have to outlive the table.
    init(values: UnsafeMutablePointer<FieldValue>) {
        self.values = values
        root = .allocate(capacity: SegmentTable.capacity)
        root.initialize(to: LineSegment(nothingAt: root, in: values))
        buckets = .allocate(capacity: SegmentTable.bucketCount)
        buckets.initialize(repeating: nil, count: SegmentTable.bucketCount)
    }

    deinit {
        root.deallocate()
        buckets.deallocate()
    }

    var isFull: Bool { count == SegmentTable.capacity }

    mutating func removeAll() {
        count = 1
        root.initialize(to: LineSegment(nothingAt: root, in: values))
        buckets.update(repeating: nil, count: SegmentTable.bucketCount)
    }

    /// The segment that stands at `cursor`, where these first two words are.
    @inline(__always)
    func find(_ first: UInt64, _ second: UInt64, at cursor: UnsafeRawPointer) -> UnsafeMutablePointer<LineSegment>? {
        var place = buckets[SegmentTable.bucket(of: first)]
        while let segment = place {
            if segment.pointee.matches(first, second, at: cursor) { return segment }
            place = segment.pointee.sibling
        }
        return nil
    }

    /// The place of a segment, which is added where it is new; `nil` where it is too long or there is no room.
    mutating func insert(
        _ bytes: UnsafeBufferPointer<UInt8>, _ value: LineSegment.Value, field: Int = 0, wordLength: Int = 0,
        lineType: Int = 0
    ) -> UnsafeMutablePointer<LineSegment>? {
        guard bytes.count <= LineSegment.longestText else { return nil }
        var segment = LineSegment(
            bytes, value, field: field, wordLength: wordLength, lineType: lineType, in: values, next: root)
        let bucket = SegmentTable.bucket(of: segment.firstWord)
        var place = buckets[bucket]
        while let known = place {
            if known.pointee.isEqual(to: segment) { return known }
            place = known.pointee.sibling
        }
        guard !isFull else { return nil }
        segment.sibling = buckets[bucket]
        let added = root + count
        added.initialize(to: segment)
        buckets[bucket] = added
        count += 1
        return added
    }

    /// The first six bytes decide, or the one that ends a line.
    ///
    /// A segment before a value has six bytes at least: a comma, two quotes, a name of two letters and a colon.
    @inline(__always)
    private static func bucket(of word: UInt64) -> Int {
        let isEnd = UInt8(truncatingIfNeeded: word) == UInt8(ascii: "}")
        return isEnd ? 0 : Int(truncatingIfNeeded: ((word &<< 16) &* 0x9E37_79B9_7F4A_7C15) &>> 56)
    }
}
