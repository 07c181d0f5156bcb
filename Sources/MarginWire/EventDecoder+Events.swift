import MarginCore

// Which fields each type has. A field that is not asked for here is not read: whatever it holds, it is unknown.
extension EventDecoder {
    /// What the line asks for, and when.
    mutating func content() throws(LineFault) -> IncomingLine.Content {
        let type = try lineType()
        let timestamp = try timestamp(.ts)
        return IncomingLine.Content(timestamp: timestamp, draft: try draft(type))
    }

    private mutating func draft(_ type: LineType) throws(LineFault) -> EventDraft {
        switch type {
        case .price: .price(symbol: try name(.symbol), quote: try quote())
        case .instrument: .instrument(symbol: try name(.symbol), terms: try terms())
        case .forward:
            .forward(underlying: try name(.underlying), expiry: try timestamp(.expiry), price: try double(.price))
        case .portfolio:
            .portfolio(account: try name(.account), balances: try balances(), positions: try positions())
        case .position:
            .position(
                account: try name(.account),
                EventDraft.PositionDraft(
                    symbol: try name(.symbol), quantity: try decimal(.qty), price: try double(.price)))
        case .fill:
            .fill(
                account: try name(.account), symbol: try name(.symbol), quantity: try decimal(.qty),
                price: try double(.price), fee: try optionalDecimal(.fee), id: try optionalName(.id))
        case .balance: .balance(account: try name(.account), try balance())
        case .transfer: .transfer(account: try name(.account), try balance(), id: try optionalName(.id))
        case .account:
            .account(
                account: try name(.account), profile: try optionalName(.profile), mode: try optionalWord(.mode),
                group: try optionalName(.group))
        case .settlement: .settlement(symbol: try name(.symbol), price: try double(.price))
        case .funding: .funding(symbol: try name(.symbol), rate: try decimal(.rate))
        case .clock: .clock
        }
    }

    private mutating func quote() throws(LineFault) -> Quote {
        let quote = Quote(
            price: try optionalDouble(.price), bid: try optionalDouble(.bid), ask: try optionalDouble(.ask),
            volatility: try optionalDouble(.iv))
        guard quote.price != nil || quote.bid != nil || quote.ask != nil || quote.volatility != nil else {
            throw blame(.missingField, .price)
        }
        return quote
    }

    private mutating func balance() throws(LineFault) -> EventDraft.BalanceDraft {
        EventDraft.BalanceDraft(asset: try name(.asset), amount: try decimal(.amount))
    }

    // MARK: Instruments

    private mutating func terms() throws(LineFault) -> EventDraft.InstrumentDraft {
        let kind: Instrument.Kind = try word(.kind)
        var terms = EventDraft.InstrumentDraft(
            kind: kind, underlying: try name(.underlying), settlement: nil, currency: nil, multiplier: .one,
            expiry: nil, strike: nil, right: nil)
        guard kind != .spot else {
            try checkSpotCurrency()
            return terms
        }
        terms.settlement = try word(.settlement) as Instrument.Settlement
        terms.currency = try name(.currency)
        terms.multiplier = try multiplier()
        if kind == .future || kind == .option { terms.expiry = try timestamp(.expiry) }
        if kind == .option {
            terms.strike = try double(.strike)
            terms.right = try word(.right) as Instrument.Right
        }
        return terms
    }

    /// An index is in USD, whether or not its line says so.
    private mutating func checkSpotCurrency() throws(LineFault) {
        guard let value = value(.currency) else { return }
        let currency = try name(value, .currency)
        guard currency.bytes.elementsEqual("USD".utf8) else { throw blame(.unknownValue, .currency, value) }
    }

    private mutating func multiplier() throws(LineFault) -> Decimal {
        guard let value = value(.multiplier) else { return .one }
        let multiplier = try decimal(value, .multiplier)
        guard multiplier.isPositive else { throw blame(.notPositive, .multiplier, value) }
        return multiplier
    }
}
