import MarginCore

extension EventDecoder {
    /// The price line that has been collected, where all of its fields are of the common form: names without escapes,
    /// time and sequence as integers, short numbers. `nil` says nothing about the line.
    ///
    /// What it returns is what `content` returns, and no field is left over.
    ///
    // Mutating, though it changes nothing: to call what only borrows a decoder, the compiler would copy the decoder.
    mutating func commonPrice() -> PriceLine? {
        guard priceFields.isSuperset(of: present), present.isSuperset(of: neededFields),
            present.intersects(quoteFields),
            let time = values[EventField.ts.index].shortNumber?.integer,
            values[EventField.symbol.index].kind == .plainText
        else { return nil }
        var price = blank
        price.nanoseconds = time
        price.symbolBytes = line.slice(values[EventField.symbol.index].range)
        guard !price.symbolBytes.isEmpty else { return nil }
        if present.contains(.src) {
            guard values[EventField.src.index].kind == .plainText else { return nil }
            price.hasSource = true
            price.sourceBytes = line.slice(values[EventField.src.index].range)
        }
        if present.contains(.seq) {
            guard let sequence = values[EventField.seq.index].shortNumber?.integer else { return nil }
            price.hasSequence = true
            price.sequenceNumber = sequence
        }
        guard take(.price, &price.price), take(.bid, &price.bid), take(.ask, &price.ask), take(.iv, &price.volatility)
        else { return nil }
        return price
    }

    /// Reads a field's number, which may be absent; `false` where it is anything else.
    @inline(__always)
    private mutating func take(_ field: EventField, _ number: inout Double) -> Bool {
        guard present.contains(field) else { return true }
        guard let double = values[field.index].shortNumber?.double(powers.doubles) else { return false }
        number = double
        return true
    }
}
