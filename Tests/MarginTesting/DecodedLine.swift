package import MarginCore
package import MarginWire

/// A decoded line that owns its names, so that a test may keep it and compare it.
package struct DecodedLine: Equatable {
    package var source: String?
    package var sequence: Int64?
    package var timestamp: Timestamp?
    /// What the line asks for, in words: `position alpha BTC-PERPETUAL -12.5 @ 61234.5`.
    package var draft: String?
    package var fault: LineFault?
    /// The fault's column.
    package var column: Int
    /// How many fields were ignored.
    package var unknownFields: Int
    /// The column without a field, and those of all fields, in the order of their declaration.
    package var columns: [Int] = []

    /// Decodes a line with a decoder of its own.
    package init(_ line: [UInt8]) {
        var decoder = EventDecoder()
        self.init(line, with: &decoder)
    }

    /// Decodes a line with a decoder of its own.
    package init(_ line: String) { self.init(Array(line.utf8)) }

    /// Decodes a line with a decoder that has seen others.
    ///
    /// - Parameter rest: The bytes behind the line, in memory that the decoder may read.
    package init(_ line: [UInt8], before rest: [UInt8]? = nil, with decoder: inout EventDecoder) {
        self.init(column: 0, unknownFields: -decoder.unknownFields)
        (line + (rest ?? [])).withUnsafeBufferPointer { bytes in
            let place = UnsafeBufferPointer(rebasing: bytes[..<line.count])
            let price = decoder.price(in: place, readable: rest == nil ? 0 : bytes.count)
            let incoming = price.map { IncomingLine($0) } ?? decoder.lineAtHand()
            source = incoming.source?.text
            sequence = incoming.sequence
            switch incoming.content {
            case .success(let content):
                timestamp = content.timestamp
                draft = DecodedLine.describe(content.draft)
            case .failure(let reason): fault = reason
            }
        }
        column = decoder.faultColumn
        columns = [decoder.column(of: nil)]
        // Of a line that is no JSON object nobody asks where its fields are.
        if fault == nil || fault?.field != nil { columns += EventField.allCases.map { decoder.column(of: $0) } }
        unknownFields += decoder.unknownFields
    }

    private init(column: Int, unknownFields: Int) {
        self.column = column
        self.unknownFields = unknownFields
    }

    private static func describe(_ draft: EventDraft) -> String {
        switch draft {
        case .instrument(let symbol, let terms): join("instrument", symbol.text, describe(terms))
        case .price(let symbol, let quote): join("price", symbol.text, describe(quote))
        case .forward(let underlying, let expiry, let price):
            join("forward", underlying.text, "until \(expiry.nanoseconds)", "@ \(price)")
        case .portfolio(let account, let balances, let positions):
            join(
                "portfolio", account.text, "[\(balances.map(describe).joined(separator: ", "))]",
                "[\(positions.map(describe).joined(separator: ", "))]")
        case .position(let account, let position): join("position", account.text, describe(position))
        case .fill(let account, let symbol, let quantity, let price, let fee, let id):
            join(
                "fill", account.text, symbol.text, "\(quantity) @ \(price)", fee.map { "fee \($0)" },
                id.map { "id \($0.text)" })
        case .balance(let account, let balance): join("balance", account.text, describe(balance))
        case .transfer(let account, let balance, let id):
            join("transfer", account.text, describe(balance), id.map { "id \($0.text)" })
        case .account(let account, let profile, let mode, let group):
            join(
                "account", account.text, profile.map { "profile \($0.text)" }, mode?.rawValue,
                group.map { "group \($0.text)" })
        case .settlement(let symbol, let price): join("settlement", symbol.text, "@ \(price)")
        case .funding(let symbol, let rate): join("funding", symbol.text, "\(rate)")
        case .clock: "clock"
        }
    }

    private static func describe(_ terms: EventDraft.InstrumentDraft) -> String {
        join(
            terms.kind.rawValue, "on \(terms.underlying.text)", terms.settlement?.rawValue,
            terms.currency.map { "in \($0.text)" }, "× \(terms.multiplier)",
            terms.expiry.map { "until \($0.nanoseconds)" }, terms.strike.map { "strike \($0)" }, terms.right?.rawValue)
    }

    private static func describe(_ quote: Quote) -> String {
        join(
            quote.price.map { "mark \($0)" }, quote.bid.map { "bid \($0)" }, quote.ask.map { "ask \($0)" },
            quote.volatility.map { "iv \($0)" })
    }

    private static func describe(_ position: EventDraft.PositionDraft) -> String {
        "\(position.symbol.text) \(position.quantity) @ \(position.price)"
    }

    private static func describe(_ balance: EventDraft.BalanceDraft) -> String {
        "\(balance.asset.text) \(balance.amount)"
    }

    private static func join(_ parts: String?...) -> String { parts.compactMap { $0 }.joined(separator: " ") }
}
