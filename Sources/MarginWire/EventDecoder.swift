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
    private var values: [FieldValue]
    private var present = FieldSet()
    /// The fields that the line's type has: whatever else is there is unknown to it.
    private var used = FieldSet()
    private var objectOffset = 0
    /// The field of the fault, and the byte it is at.
    private var fault: (field: EventField?, offset: Int)?
    /// Names that no event has, in this line.
    var strangeFields = 0

    private let fieldNames = EventDecoder.fieldNames
    private let typeNames = EventDecoder.typeNames
    private var keys = DuplicateKeys()
    private var scratch = TextScratch(capacity: EventDecoder.lineLimit)

    /// Fields that were ignored because their line's type does not have them, in all lines that became events.
    package private(set) var unknownFields = 0

    package init() {
        values = Array(repeating: FieldValue(.null, 0, 0), count: EventField.allCases.count)
        for (index, field) in EventField.allCases.enumerated() {
            precondition(field.index == index, "a field's index is its position among all fields")
        }
    }

    // MARK: Doors

    /// Decodes one line without its LF; one CR at its end belongs to the ending.
    ///
    /// - Parameter line: Has to stay as long as the names in the result are used.
    /// - Returns: Source and sequence also where the content is a fault, if the line is a JSON object without duplicate
    ///   names and they can be read: the line uses its number up all the same.
    package mutating func decode(_ line: UnsafeBufferPointer<UInt8>) -> IncomingLine {
        begin(line)
        do throws(JSONFault) {
            try collect()
        } catch {
            fault = (nil, error.offset)
            return IncomingLine(source: nil, sequence: nil, content: .failure(LineFault(error.reason)))
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
    package func column(of field: EventField?) -> Int {
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

    // MARK: The pass over the tokens

    private mutating func begin(_ line: UnsafeBufferPointer<UInt8>) {
        let endsInReturn = line.last == UInt8(ascii: "\r")
        self.line = endsInReturn ? UnsafeBufferPointer(rebasing: line.dropLast()) : line
        present = FieldSet()
        used = FieldSet()
        objectOffset = 0
        fault = nil
        strangeFields = 0
        keys.reset()
        scratch.reset()
    }

    private mutating func collect() throws(JSONFault) {
        guard line.count <= EventDecoder.lineLimit else {
            throw JSONFault(.lineTooLong, at: EventDecoder.lineLimit)
        }
        var scanner = JSONScanner(line)
        guard try scanner.next() == .objectStart else { throw JSONFault(.notAnObject, at: scanner.tokenOffset) }
        objectOffset = scanner.tokenOffset
        keys.openObject()
        while case .key(let key) = try scanner.next() {
            let name = scratch.text(key, in: line)
            if let index = fieldNames.index(of: name) {
                guard present.insert(index) else { throw JSONFault(.duplicateKey, at: scanner.tokenOffset) }
                values[index] = try collectValue(&scanner)
            } else {
                guard keys.insert(name) else { throw JSONFault(.duplicateKey, at: scanner.tokenOffset) }
                strangeFields += 1
                _ = try collectValue(&scanner)
            }
        }
        _ = try scanner.next()  // What follows the object is white space, or a fault.
        scratch.reset()  // The names of keys have done their work; the values may use the space again.
    }

    /// Reads the value that comes next, to its end.
    private mutating func collectValue(_ scanner: inout JSONScanner) throws(JSONFault) -> FieldValue {
        let token = try scanner.next()
        let start = scanner.tokenOffset
        if let value = FieldValue(token, at: start) { return value }
        let outside = scanner.depth - 1
        if token == .objectStart { keys.openObject() }
        while scanner.depth > outside {
            switch try scanner.next() {
            case .objectStart: keys.openObject()
            case .objectEnd: keys.closeObject()
            case .key(let key):
                let offset = scanner.tokenOffset
                guard keys.insert(scratch.text(key, in: line)) else { throw JSONFault(.duplicateKey, at: offset) }
            default: break
            }
        }
        return FieldValue(token == .objectStart ? .object : .array, start, scanner.tokenOffset + 1)
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
