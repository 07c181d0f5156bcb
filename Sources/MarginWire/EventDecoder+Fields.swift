import MarginCore

// Reading one field: what is there, whether it has to be, and the form it must have. The functions that take a value
// serve the fields inside `positions` and `balances` too.
extension EventDecoder {
    mutating func required(_ field: EventField) throws(LineFault) -> FieldValue {
        guard let value = value(field) else { throw blame(.missingField, field) }
        return value
    }

    // MARK: Texts

    mutating func name(_ field: EventField) throws(LineFault) -> Name {
        try name(try required(field), field)
    }

    /// A name that may be absent, and may be empty: nothing is looked up by it.
    mutating func optionalName(_ field: EventField) throws(LineFault) -> Name? {
        guard let value = value(field) else { return nil }
        return try name(value, field, mayBeEmpty: true)
    }

    mutating func name(
        _ value: FieldValue, _ field: EventField, mayBeEmpty: Bool = false
    ) throws(LineFault) -> Name {
        guard let text = text(value) else { throw blame(.wrongType, field, value) }
        guard mayBeEmpty || !text.isEmpty else { throw blame(.emptyName, field, value) }
        return Name(bytes: text)
    }

    /// One of the words of an enum.
    mutating func word<Word: RawRepresentable<String>>(_ field: EventField) throws(LineFault) -> Word {
        guard let word: Word = try optionalWord(field) else { throw blame(.missingField, field) }
        return word
    }

    /// One of the words of an enum, or none.
    mutating func optionalWord<Word: RawRepresentable<String>>(_ field: EventField) throws(LineFault) -> Word? {
        guard let value = value(field) else { return nil }
        let name = try name(value, field, mayBeEmpty: true)
        guard let word = Word(rawValue: name.text) else { throw blame(.unknownValue, field, value) }
        return word
    }

    // MARK: Numbers

    mutating func decimal(_ field: EventField) throws(LineFault) -> Decimal {
        try decimal(try required(field), field)
    }

    mutating func optionalDecimal(_ field: EventField) throws(LineFault) -> Decimal? {
        guard let value = value(field) else { return nil }
        return try decimal(value, field)
    }

    mutating func decimal(_ value: FieldValue, _ field: EventField) throws(LineFault) -> Decimal {
        if let number = value.shortNumber { return number.decimal }
        guard let decimal = try number(value, field).decimal else { throw blame(.numberOutOfRange, field, value) }
        return decimal
    }

    mutating func double(_ field: EventField) throws(LineFault) -> Double {
        try double(try required(field), field)
    }

    mutating func optionalDouble(_ field: EventField) throws(LineFault) -> Double? {
        guard let value = value(field) else { return nil }
        return try double(value, field)
    }

    mutating func double(_ value: FieldValue, _ field: EventField) throws(LineFault) -> Double {
        if let double = value.shortNumber?.double(powers.doubles) { return double }
        guard let double = try number(value, field).double else { throw blame(.numberOutOfRange, field, value) }
        return double
    }

    /// A number, written as one or in a string.
    private mutating func number(_ value: FieldValue, _ field: EventField) throws(LineFault) -> NumberText {
        if value.isNumber { return NumberText(line.slice(value.range)) }
        guard let text = text(value), let number = NumberText(validating: text) else {
            throw blame(.wrongType, field, value)
        }
        return number
    }

    // MARK: Integers and instants

    mutating func optionalSequence() throws(LineFault) -> Int64? {
        guard let value = value(.seq) else { return nil }
        return try integer(value, .seq)
    }

    /// Nanoseconds since 1970 as an integer, or an RFC 3339 string.
    mutating func timestamp(_ field: EventField) throws(LineFault) -> Timestamp {
        let value = try required(field)
        guard let text = text(value) else { return Timestamp(nanoseconds: try integer(value, field)) }
        guard let timestamp = Timestamp(rfc3339: text) else { throw blame(.invalidTimestamp, field, value) }
        return timestamp
    }

    private mutating func integer(_ value: FieldValue, _ field: EventField) throws(LineFault) -> Int64 {
        if let integer = value.shortNumber?.integer { return integer }
        guard value.isNumber else { throw blame(.wrongType, field, value) }
        let number = NumberText(line.slice(value.range))
        guard number.isInteger else { throw blame(.wrongType, field, value) }
        guard let integer = number.integer else { throw blame(.numberOutOfRange, field, value) }
        return integer
    }
}
