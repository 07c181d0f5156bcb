import MarginCore

/// The words that `type` may be.
enum LineType: String, CaseIterable {
    case instrument, price, forward, portfolio, position, fill, balance, transfer, account, settlement, funding, clock
}

/// Some of the fields.
struct FieldSet: Equatable {
    private var bits: UInt32 = 0

    /// Adds the field of an index; `false` where it is there already.
    mutating func insert(_ index: Int) -> Bool {
        let bit: UInt32 = 1 << UInt32(truncatingIfNeeded: index)
        let isNew = bits & bit == 0
        bits |= bit
        return isNew
    }

    mutating func insert(_ field: EventField) { _ = insert(field.index) }

    func contains(_ field: EventField) -> Bool { bits >> UInt32(truncatingIfNeeded: field.index) & 1 == 1 }

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
    var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}
