import MarginCore

/// The words that `type` may be.
enum LineType: String, CaseIterable {
    case instrument, price, forward, portfolio, position, fill, balance, transfer, account, settlement, funding, clock

    /// The type at a place among all types.
    ///
    /// An enum without payloads is stored as that number, in one byte; a decoder checks it when it is made.
    init(index: UInt8) {
        assert(index < LineType.allCases.count)
        self = unsafeBitCast(index, to: LineType.self)
    }
}

/// Some of the fields.
struct FieldSet: Equatable {
    private var bits: UInt32 = 0

    init() {}

    /// The fields whose bits, counted by their index, are set.
    init(bits: UInt32) { self.bits = bits }

    init(_ fields: EventField...) {
        for field in fields { insert(field) }
    }

    /// Adds the field of an index; `false` where it is there already.
    @inline(__always)
    mutating func insert(_ index: Int) -> Bool {
        let bit: UInt32 = 1 << UInt32(truncatingIfNeeded: index)
        let isNew = bits & bit == 0
        bits |= bit
        return isNew
    }

    mutating func insert(_ field: EventField) { _ = insert(field.index) }

    @inline(__always)
    func contains(_ field: EventField) -> Bool { bits >> UInt32(truncatingIfNeeded: field.index) & 1 == 1 }

    /// Whether it has any of the others.
    func intersects(_ other: FieldSet) -> Bool { bits & other.bits != 0 }

    func isSuperset(of other: FieldSet) -> Bool { other.bits & ~bits == 0 }

    func subtracting(_ other: FieldSet) -> FieldSet {
        var rest = self
        rest.bits &= ~other.bits
        return rest
    }

    var count: Int { bits.nonzeroBitCount }
}

extension EventField {
    /// Position among all fields.
    ///
    /// An enum without payloads is stored as that number, in one byte; a decoder checks it when it is made.
    @inline(__always)
    var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}
