package import MarginCore

/// Turns lines of bytes into what they ask for: the wire's half of "Events in" of the line formats.
///
/// One pass over the tokens proves that the line is a JSON object without duplicate names and notes where the values of
/// known fields stand; then the fields that the line's `type` has are read, and no others. The common line allocates
/// nothing. What happens to signs, repeats and undefined symbols is the intake's work.
///
/// The names in a decoded line are borrowed, from the line or from the decoder, until the next `decode`. Therefore
/// there are no copies of a decoder.
package struct EventDecoder: ~Copyable {
    /// A line has this many bytes at most, its ending not counted.
    package static let lineLimit = 65_536

    static let fieldNames = WordTable(EventField.allCases.map(\.rawValue))
    static let typeNames = WordTable(LineType.allCases.map(\.rawValue))

    // MARK: The line at hand

    private(set) var line = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// By `EventField.index`; valid where `present` says so.
    let values: UnsafeMutablePointer<FieldValue>
    var present = FieldSet()
    /// The fields that the line's type has: whatever else is there is unknown to it.
    private var used = FieldSet()
    /// The line's type, where the prediction told it.
    var knownType: LineType?
    /// Whether `values` holds what the line at hand has.
    private var isCollected = false
    /// Whether the line at hand was read by its shape, and `values` is void.
    private var isShaped = false
    var objectOffset = 0
    /// The field of the fault, and the byte it is at.
    private var fault: (field: EventField?, offset: Int)?
    /// Names that no event has, in this line.
    var strangeFields = 0

    let fieldNames = EventDecoder.fieldNames
    private let typeNames = EventDecoder.typeNames
    /// The fields of a price line; those that it cannot do without; and those that it needs one of.
    let priceFields = FieldSet(.type, .ts, .src, .seq, .symbol, .price, .bid, .ask, .iv)
    let neededFields = FieldSet(.ts, .symbol)
    let quoteFields = FieldSet(.price, .bid, .ask, .iv)
    let blank = PriceLine()
    var keys = DuplicateKeys()
    var scratch = TextScratch(capacity: EventDecoder.lineLimit)

    var table: SegmentTable
    /// The shapes of price lines: the ones of most lines, and all that were seen lately.
    let nearShapes = LineShapeTable(slots: 6)
    let farShapes = LineShapeTable(slots: 11)
    /// Of the line at hand, where it has no near shape.
    var shapeHash: UInt64 = 0
    let powers = PowersOfTen()
    /// A copy of a line that has no padding where it stands.
    private let padded: UnsafeMutablePointer<UInt8>
    var patience = LearningPatience()

    /// Fields that were ignored because their line's type does not have them, in all lines that became events.
    package private(set) var unknownFields = 0

    /// Whether lines are read by what was seen before, where they can be; what is read is the same.
    private let predicts: Bool

    /// - Parameter predicts: `false` has the scanner read every line, for comparison.
    package init(predicts: Bool = true) {
        self.predicts = predicts
        values = .allocate(capacity: EventField.allCases.count)
        values.initialize(repeating: FieldValue(.null, 0, 0), count: EventField.allCases.count)
        table = SegmentTable(values: values)
        padded = .allocate(capacity: EventDecoder.lineLimit + EventDecoder.padding)
        for (index, field) in EventField.allCases.enumerated() {
            precondition(field.index == index, "a field's index is its position among all fields")
        }
        for (index, type) in LineType.allCases.enumerated() {
            precondition(LineType(index: UInt8(index)) == type, "a type's index is its position among all types")
        }
    }

    deinit {
        values.deallocate()
        padded.deallocate()
    }

    // MARK: Doors

    /// Decodes one line without its LF; one CR at its end belongs to the ending.
    ///
    /// - Parameter line: Has to stay as long as the names in the result are used.
    /// - Returns: Source and sequence also where the content is a fault, if the line is a JSON object without duplicate
    ///   names and they can be read: the line uses its number up all the same.
    package mutating func decode(_ line: UnsafeBufferPointer<UInt8>) -> IncomingLine {
        if let price = price(in: line) { return IncomingLine(price) }
        return lineAtHand()
    }

    /// Decodes one line, as `decode` does, if it is a price line of the common form: predicted, and nothing in it that
    /// needs a second look.
    ///
    /// - Parameters:
    ///   - line: Has to stay as long as the names in the result are used.
    ///   - readable: How many bytes may be read from the line's beginning on. Where they go on behind the line, with a
    ///     line ending and some more, it need not be copied.
    /// - Returns: `nil` for any other line, good or bad; what it is says `lineAtHand`, which has to be asked then.
    package mutating func price(in line: UnsafeBufferPointer<UInt8>, readable: Int = 0) -> PriceLine? {
        begin(line, readable: readable)
        isShaped = false
        if predicts {
            if let price = shapedPrice() {
                isShaped = true
                fault = nil
                return price
            }
            restart()
            isCollected = collectPredicted()
        } else {
            isCollected = false
        }
        guard isCollected, knownType == .price, let price = commonPrice() else { return nil }
        learnShape()
        return price
    }

    /// What the line is that `price(in:)` was given last.
    package mutating func lineAtHand() -> IncomingLine {
        if !isCollected {
            restart()
            do throws(JSONFault) {
                try collect()
            } catch {
                fault = (nil, error.offset)
                return IncomingLine(source: nil, sequence: nil, content: .failure(LineFault(error.reason)))
            }
            if predicts { learn() }
        }

        var source: Name?
        var sequence: Int64?
        do throws(LineFault) {
            // A sequence counts within its source: where that cannot be read, the sequence says nothing.
            source = try optionalName(.src)
            sequence = try optionalSequence()
            let content = try content()
            unknownFields += strangeFields + present.subtracting(used).count
            return IncomingLine(source: source, sequence: sequence, content: .success(content))
        } catch {
            return IncomingLine(source: source, sequence: sequence, content: .failure(error))
        }
    }

    /// The column of a field's value in the line decoded last, counted in bytes from 1.
    ///
    /// A field that stands inside `positions` or `balances` has the column of these, unless it is the fault; a missing
    /// one has the column of the object. Without a field: the fault's column where there was one, else the object's.
    package mutating func column(of field: EventField?) -> Int {
        if isShaped {
            // Seldom asked: where the values stand is in the line still.
            isShaped = false
            restart()
            try? collect()
        }
        guard let field else { return (fault?.offset ?? objectOffset) + 1 }
        if let fault, fault.field == field { return fault.offset + 1 }
        if present.contains(field) { return values[field.index].offset + 1 }
        let container: EventField
        switch field {
        case .symbol, .qty, .price: container = .positions
        case .asset, .amount: container = .balances
        default: return objectOffset + 1
        }
        return (present.contains(container) ? values[container.index].offset : objectOffset) + 1
    }

    /// The column of the fault in the line decoded last, counted in bytes from 1; 1 where there was none.
    package var faultColumn: Int { (fault?.offset ?? 0) + 1 }

    // MARK: The line at hand

    @inline(__always)
    private mutating func begin(_ line: UnsafeBufferPointer<UInt8>, readable: Int) {
        var count = line.count
        self.line = line
        if readable >= count &+ EventDecoder.padding, let start = line.baseAddress, start[count] == UInt8(ascii: "\n") {
            if count > 0 && start[count &- 1] == UInt8(ascii: "\r") { count &-= 1 }
            self.line = UnsafeBufferPointer(start: start, count: count)
        } else {
            pad()
        }
    }

    /// Copies the line at hand, without a CR at its end, to where it is padded; one that is too long stays.
    private mutating func pad() {
        if line.last == UInt8(ascii: "\r") { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
        guard line.count <= EventDecoder.lineLimit else { return }
        if let start = line.baseAddress { padded.update(from: start, count: line.count) }
        (padded + line.count).update(repeating: 0, count: EventDecoder.padding)
        line = UnsafeBufferPointer(start: padded, count: line.count)
    }

    @inline(__always)
    private mutating func restart() {
        present = FieldSet()
        used = FieldSet()
        knownType = nil
        objectOffset = 0
        fault = nil
        strangeFields = 0
        keys.reset()
        scratch.reset()
    }

    // MARK: What the fields are read with

    /// The value of a field, now known to belong to the line's type; `nil` where it is absent or `null`.
    mutating func value(_ field: EventField) -> FieldValue? {
        used.insert(field)
        guard present.contains(field) else { return nil }
        let value = values[field.index]
        return value.kind == .null ? nil : value
    }

    /// The line's type, where it is one of ours.
    mutating func lineType() throws(LineFault) -> LineType {
        if let knownType {
            used.insert(.type)
            return knownType
        }
        let value = try required(.type)
        let word = try name(value, .type, mayBeEmpty: true)
        guard let index = typeNames.index(of: word.bytes) else { throw blame(.unknownType, .type, value) }
        return LineType.allCases[index]
    }

    /// The index of a field's name; `nil` for a name that no event has.
    mutating func fieldIndex(of key: JSONText) -> Int? { fieldNames.index(of: scratch.text(key, in: line)) }

    /// The text of a value that is one.
    mutating func text(_ value: FieldValue) -> UnsafeBufferPointer<UInt8>? {
        value.text.map { scratch.text($0, in: line) }
    }

    /// A fault of a field, noted with the place of its value, or of the object where it is missing.
    mutating func blame(
        _ reason: RejectionReason, _ field: EventField, _ value: FieldValue? = nil, at offset: Int? = nil
    ) -> LineFault {
        fault = (field, offset ?? value?.offset ?? objectOffset)
        return LineFault(reason, field)
    }
}
