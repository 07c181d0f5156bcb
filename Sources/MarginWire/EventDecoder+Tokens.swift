import MarginCore

// The pass over the tokens: it proves that a line is a JSON object without duplicate names, and notes where the values of
// known fields stand. It is the only judge of that: what predicts lines has to come to the same, or to nothing.
extension EventDecoder {
    mutating func collect() throws(JSONFault) {
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
    mutating func collectValue(_ scanner: inout JSONScanner) throws(JSONFault) -> FieldValue {
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
}
