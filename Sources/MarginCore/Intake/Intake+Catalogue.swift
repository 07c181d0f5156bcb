// Names and terms: what a symbol means, and how new names enter.

extension Intake {
    /// A symbol as a line names it: known with terms, known without, new, or new and telling its terms by convention.
    struct SymbolReference {
        var name: Name
        var id: InstrumentID?
        var terms: Instrument?
        var byConvention: SymbolName?

        var isDefined: Bool { terms != nil || byConvention != nil }
        var kind: Instrument.Kind? { terms?.kind ?? byConvention?.kind }
    }

    func reference(_ name: Name) -> SymbolReference {
        let id = symbols.index(of: name).map { InstrumentID(Int($0)) }
        let terms = id.flatMap { market[$0].terms }
        guard terms == nil, let convention = configuration.convention else {
            return SymbolReference(name: name, id: id, terms: terms)
        }
        return SymbolReference(
            name: name, id: id, terms: nil, byConvention: SymbolName(name.text, convention: convention))
    }

    func definedReference(_ name: Name) throws(Refusal) -> SymbolReference {
        let reference = reference(name)
        guard reference.isDefined else { throw Refusal(.undefinedSymbol, .symbol) }
        return reference
    }

    /// The id behind a reference; a new symbol enters here, one that the convention explains with its terms.
    mutating func enter(_ reference: SymbolReference, _ updates: inout [BookUpdate]) -> InstrumentID {
        let id = reference.id ?? intern(symbol: reference.name, &updates)
        if reference.terms == nil, let spoken = reference.byConvention {
            let coin = intern(underlying: spoken.underlying, &updates)
            let terms = Instrument(
                kind: spoken.kind, underlying: coin, settlement: .inverse, currency: coin, multiplier: .one,
                expiry: spoken.expiry.map { intern(expiry: $0, of: coin, &updates) }, strike: spoken.strike,
                right: spoken.right)
            setTerms(id, terms, &updates)
        }
        return id
    }

    mutating func define(
        _ symbol: Name, _ draft: EventDraft.InstrumentDraft, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        if draft.kind == .option, let strike = draft.strike, strike <= 0 { throw Refusal(.notPositive, .strike) }
        guard draft.multiplier.isPositive else { throw Refusal(.notPositive, .multiplier) }
        let known = symbols.index(of: symbol).map { InstrumentID(Int($0)) }
        if draft.kind == .spot, let place = underlyings.index(of: draft.underlying), let spot = spotSymbols[place],
            spot != known
        {
            throw Refusal(.secondSpot, .underlying)
        }

        let id = known ?? intern(symbol: symbol, &updates)
        let underlying = intern(underlying: draft.underlying, &updates)
        let currency = draft.currency.map { intern(underlying: $0, &updates) } ?? intern(underlying: "USD", &updates)
        let terms = Instrument(
            kind: draft.kind, underlying: underlying, settlement: draft.settlement ?? .linear, currency: currency,
            multiplier: draft.kind == .spot ? .one : draft.multiplier,
            expiry: draft.expiry.map { intern(expiry: $0, of: underlying, &updates) }, strike: draft.strike ?? 0,
            right: draft.right ?? .call)
        setTerms(id, terms, &updates)
        return .instrument(id)
    }

    private mutating func setTerms(_ id: InstrumentID, _ terms: Instrument, _ updates: inout [BookUpdate]) {
        let old = market[id].terms
        if let old, old.kind == .spot {
            spotSymbols[old.underlying.index] = nil
            if terms.kind != .spot || terms.underlying != old.underlying {
                watch.forget(id)
                sources.forget(old.underlying)
            }
        }
        if terms.kind == .spot { spotSymbols[terms.underlying.index] = id }
        quotes[Int(id.index)].define(terms)
        if let expiry = terms.expiry, old?.expiry != expiry {
            watch.expect(id, expiry: market[expiry].time, grace: configuration.settlementGrace)
        }
        change(.terms(id, terms), &updates)
        if market[id].volatility == 0 { quotes[Int(id.index)].hasOwnVolatility = false }
        if configuration.surface.isOn {
            if market[id].volatility == 0 { surface.forget(id) }
            surface.define(id, terms, before: old)
            if ledger.isHeld(id) { needVolatility(of: id) }
        }
        // Sizes and entries hang on the terms: who holds the symbol is told again what it holds.
        for account in ledger.holders(of: id) {
            guard let held = ledger[account].position(in: id) else { continue }
            touch(id, of: account)
            touched.retold.insert(id)
            if ledger.isInParts(account) { continue }
            updates.append(.position(account, id, quantity: held.quantity.doubleValue, entry: held.entry))
        }
    }

    /// Moves our own prices and tells the books to move theirs.
    mutating func change(_ update: MarketUpdate, _ updates: inout [BookUpdate]) {
        market.apply(update)
        updates.append(.market(update))
    }

    // MARK: - New names

    private mutating func intern(symbol: Name, _ updates: inout [BookUpdate]) -> InstrumentID {
        let place = symbols.intern(symbol)
        change(.symbol(symbols[place]), &updates)
        quotes.append(QuotedInstrument())
        return InstrumentID(Int(place))
    }

    mutating func intern(underlying name: Name, _ updates: inout [BookUpdate]) -> UnderlyingID {
        if let place = underlyings.index(of: name) { return UnderlyingID(Int(place)) }
        return intern(underlying: name.text, &updates)
    }

    mutating func intern(underlying name: String, _ updates: inout [BookUpdate]) -> UnderlyingID {
        let before = underlyings.count
        let place = underlyings.intern(name)
        if underlyings.count > before { change(.underlying(name), &updates) }
        return UnderlyingID(Int(place))
    }

    mutating func intern(
        expiry time: Timestamp, of underlying: UnderlyingID, _ updates: inout [BookUpdate]
    ) -> ExpiryID {
        if let known = expiries[underlying.index]?[time] { return known }
        let id = ExpiryID(market.expiries.count)
        expiries[underlying.index, default: [:]][time] = id
        lastForward.append(nil)
        change(.expiry(underlying, time), &updates)
        return id
    }
}
