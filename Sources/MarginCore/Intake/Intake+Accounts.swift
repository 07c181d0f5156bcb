// News about accounts: books, trades, money.

extension Intake {
    mutating func replaceBook(
        of account: Name, _ balances: [EventDraft.BalanceDraft], _ positions: [EventDraft.PositionDraft],
        at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        _ = try knownBook(account)
        var amounts: [Decimal] = []
        for balance in balances {
            guard let amount = balance.amount.roundedToBalance else { throw Refusal(.amountOverflow, .balances) }
            amounts.append(amount)
        }
        var references: [SymbolReference] = []
        var seen = NameTable()
        for position in positions {
            let before = seen.count
            _ = seen.intern(position.symbol)
            if seen.count == before { throw Refusal(.duplicateSymbol, .positions) }
            references.append(try positionReference(position, in: .positions))
        }

        let id = internBook(account, at: moment, &updates)
        touchRows(of: id)
        ledger.clear(id, expectedPositions: positions.count)
        updates.append(ledger.isInParts(id) ? .restated(id) : .cleared(id))
        for (balance, amount) in zip(balances, amounts) {
            put(amount, intern(underlying: balance.asset, &updates), of: id, &updates)
        }
        for (position, reference) in zip(positions, references) {
            put(position.quantity, position.price, enter(reference, &updates), of: id, &updates)
        }
        return .portfolio(account: ledger[id].name)
    }

    mutating func setPosition(
        of account: Name, _ position: EventDraft.PositionDraft, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        _ = try knownBook(account)
        let reference = try positionReference(position, in: nil)
        let id = internBook(account, at: moment, &updates)
        let instrument = enter(reference, &updates)
        updates.append(.restated(id))
        put(position.quantity, position.price, instrument, of: id, &updates)
        return .position(account: ledger[id].name, instrument)
    }

    /// The symbol of a position, which need not be defined but may not be an index, at a price that may be an entry.
    private func positionReference(
        _ position: EventDraft.PositionDraft, in list: EventField?
    ) throws(Refusal) -> SymbolReference {
        guard position.price > 0 else { throw Refusal(.notPositive, list ?? .price) }
        let reference = reference(position.symbol)
        if reference.kind == .spot { throw Refusal(.spotPosition, list ?? .symbol) }
        return reference
    }

    mutating func fill(
        _ account: Name, _ symbol: Name, _ quantity: Decimal, _ price: Double, _ fee: Decimal?, _ fillID: Name?,
        at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        let reference = try definedReference(symbol)
        if quantity.isZero { throw Refusal(.zeroQuantity, .qty) }
        guard price > 0 else { throw Refusal(.notPositive, .price) }
        let known = try knownBook(account)
        if let known, let fillID, ledger.hasSeenFill(known, fillID.text) { throw .repeated }

        // A symbol that defines itself by convention has its terms only once it has entered; nothing but the multiplier
        // and the kind matter to the trade.
        let terms =
            reference.terms
            ?? Instrument(
                kind: reference.kind ?? .option, underlying: UnderlyingID(0), settlement: .inverse,
                currency: UnderlyingID(0), multiplier: .one, expiry: nil, strike: 0, right: .call)
        let currency =
            reference.terms?.currency
            ?? reference.byConvention.flatMap { underlyings.index(of: $0.underlying) }.map { UnderlyingID(Int($0)) }
        let isSpot = terms.kind == .spot
        let held = known.flatMap { account in reference.id.flatMap { ledger[account].position(in: $0) } }
        let money = known.flatMap { account in currency.map { ledger[account].amount(of: $0) } } ?? .zero
        let coins = isSpot ? known.map { ledger[$0].amount(of: terms.underlying) } ?? .zero : .zero
        guard let trade = Trade(quantity, at: price, of: terms, held: isSpot ? nil : held, fee: fee),
            let moneyAfter = money.balance(after: trade.cash),
            let coinsAfter = !isSpot
                ? coins
                : (terms.underlying == currency ? moneyAfter : coins).balance(after: quantity)
        else { throw Refusal(.amountOverflow, .qty) }

        let id = internBook(account, at: moment, &updates)
        let instrument = enter(reference, &updates)
        if let fillID { ledger.remember(fill: fillID.text, of: id) }
        updates.append(.restated(id))
        guard let entered = market[instrument].terms else { return .fill(account: ledger[id].name, instrument) }
        put(moneyAfter, entered.currency, of: id, &updates)
        if isSpot {
            put(coinsAfter, entered.underlying, of: id, &updates)
        } else {
            put(trade.quantity, trade.entry, instrument, of: id, &updates)
        }
        return .fill(account: ledger[id].name, instrument)
    }

    mutating func setBalance(
        of account: Name, _ balance: EventDraft.BalanceDraft, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        _ = try knownBook(account)
        guard let amount = balance.amount.roundedToBalance else { throw Refusal(.amountOverflow, .amount) }
        let id = internBook(account, at: moment, &updates)
        let asset = intern(underlying: balance.asset, &updates)
        updates.append(.restated(id))
        put(amount, asset, of: id, &updates)
        return .balance(account: ledger[id].name)
    }

    mutating func transfer(
        _ account: Name, _ balance: EventDraft.BalanceDraft, _ transferID: Name?, at moment: Moment,
        _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        let known = try knownBook(account)
        if let known, let transferID, ledger.hasSeenTransfer(known, transferID.text) { throw .repeated }
        let asset = underlyings.index(of: balance.asset).map { UnderlyingID(Int($0)) }
        let before = known.flatMap { account in asset.map { ledger[account].amount(of: $0) } } ?? .zero
        guard let amount = before.balance(after: balance.amount) else {
            throw Refusal(.amountOverflow, .amount)
        }
        let id = internBook(account, at: moment, &updates)
        let entered = intern(underlying: balance.asset, &updates)
        if let transferID { ledger.remember(transfer: transferID.text, of: id) }
        updates.append(.restated(id))
        put(amount, entered, of: id, &updates)
        return .transfer(account: ledger[id].name)
    }

    // MARK: - Writing to the ledger and telling the books

    mutating func put(_ amount: Decimal, _ asset: UnderlyingID, of id: AccountID, _ updates: inout [BookUpdate]) {
        ledger.setBalance(id, asset, amount)
        touch(asset, of: id)
        if ledger.isInParts(id) { return }
        updates.append(.balance(id, asset, amount.doubleValue))
    }

    mutating func put(
        _ quantity: Decimal, _ entry: Double, _ instrument: InstrumentID, of id: AccountID,
        _ updates: inout [BookUpdate]
    ) {
        ledger.setPosition(id, instrument, quantity, entry)
        needVolatility(of: instrument)
        touch(instrument, of: id)
        if ledger.isInParts(id) { return }
        updates.append(.position(id, instrument, quantity: quantity.doubleValue, entry: entry))
    }
}
