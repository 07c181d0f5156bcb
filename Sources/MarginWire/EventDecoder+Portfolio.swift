import MarginCore

// The parts of a portfolio line. They are scanned a second time, within bounds that the first pass has found: it could
// not know what they are, since `type` may come after them.
extension EventDecoder {
    /// `{"BTC": 1.5, "USD": "100000"}`, in the order of the line.
    mutating func balances() throws(LineFault) -> [EventDraft.BalanceDraft] {
        let container = try required(.balances)
        guard container.kind == .object else { throw blame(.wrongType, .balances, container) }
        var scanner = JSONScanner(line, from: container.offset)
        var balances: [EventDraft.BalanceDraft] = []
        _ = try next(&scanner)
        while case .key(let key) = try next(&scanner) {
            let asset = FieldValue(key)
            let value = try nextValue(&scanner)
            guard value.kind != .null else { throw blame(.missingField, .amount, value) }
            balances.append(
                EventDraft.BalanceDraft(asset: try name(asset, .asset), amount: try decimal(value, .amount)))
        }
        return balances
    }

    /// `[{"symbol": "BTC-PERPETUAL", "qty": 10, "price": 61000}, …]`, in the order of the line.
    mutating func positions() throws(LineFault) -> [EventDraft.PositionDraft] {
        let container = try required(.positions)
        guard container.kind == .array else { throw blame(.wrongType, .positions, container) }
        var scanner = JSONScanner(line, from: container.offset)
        var positions: [EventDraft.PositionDraft] = []
        _ = try next(&scanner)
        while true {
            switch try next(&scanner) {
            case .objectStart: positions.append(try position(&scanner))
            case .arrayEnd: return positions
            default: throw blame(.wrongType, .positions, at: scanner.tokenOffset)
            }
        }
    }

    private mutating func position(_ scanner: inout JSONScanner) throws(LineFault) -> EventDraft.PositionDraft {
        let start = scanner.tokenOffset
        var symbol: FieldValue?
        var quantity: FieldValue?
        var price: FieldValue?
        while case .key(let key) = try next(&scanner) {
            let index = fieldIndex(of: key)
            let value = try nextValue(&scanner)
            switch index {
            case EventField.symbol.index: symbol = value
            case EventField.qty.index: quantity = value
            case EventField.price.index: price = value
            default: strangeFields += 1
            }
        }
        guard let symbol, symbol.kind != .null else { throw blame(.missingField, .symbol, at: start) }
        guard let quantity, quantity.kind != .null else { throw blame(.missingField, .qty, at: start) }
        guard let price, price.kind != .null else { throw blame(.missingField, .price, at: start) }
        return EventDraft.PositionDraft(
            symbol: try name(symbol, .symbol), quantity: try decimal(quantity, .qty),
            price: try double(price, .price))
    }

    // MARK: Tokens

    private func next(_ scanner: inout JSONScanner) throws(LineFault) -> JSONToken {
        do throws(JSONFault) { return try scanner.next() } catch { throw LineFault(error.reason) }
    }

    /// The value that comes next; a container is passed over.
    private func nextValue(_ scanner: inout JSONScanner) throws(LineFault) -> FieldValue {
        let token = try next(&scanner)
        let start = scanner.tokenOffset
        if let value = FieldValue(token, at: start) { return value }
        let outside = scanner.depth - 1
        while scanner.depth > outside { _ = try next(&scanner) }
        return FieldValue(token == .objectStart ? .object : .array, start, scanner.tokenOffset + 1)
    }
}
