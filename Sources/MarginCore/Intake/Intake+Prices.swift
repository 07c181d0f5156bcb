// News about prices: indices, marks, volatilities, forwards.

extension Intake {
    mutating func price(
        _ symbol: Name, _ quote: Quote, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        // The common symbol is known and defined: what its price is judged by lies in one place.
        if let place = symbols.index(of: symbol), let kind = quotes[Int(place)].kind {
            try check(quote, kind)
            if moment.time < quotes[Int(place)].lastTime { throw .late }
            let id = InstrumentID(Int(place))
            take(quote, of: id, kind, at: moment, &updates)
            return .price(id, quote)
        }

        let reference = try definedReference(symbol)
        guard let kind = reference.kind else { throw Refusal(.undefinedSymbol, .symbol) }
        try check(quote, kind)
        if let id = reference.id, moment.time < quotes[Int(id.index)].lastTime { throw .late }
        let id = enter(reference, &updates)
        take(quote, of: id, kind, at: moment, &updates)
        return .price(id, quote)
    }

    /// No volatility above this is taken or implied.
    static let maximumVolatility = 10.0

    @inline(__always)
    private func check(_ quote: Quote, _ kind: Instrument.Kind) throws(Refusal) {
        if let price = quote.price { try check(price, .price, kind) }
        if let bid = quote.bid { try check(bid, .bid, kind) }
        if let ask = quote.ask { try check(ask, .ask, kind) }
        if let volatility = quote.volatility, !(volatility > 0 && volatility <= Intake.maximumVolatility) {
            throw Refusal(.volatilityOutOfRange, .iv)
        }
    }

    @inline(__always)
    private func check(_ price: Double, _ field: EventField, _ kind: Instrument.Kind) throws(Refusal) {
        if price > 0 { return }
        if price < 0 { throw Refusal(.negativePrice, field) }
        if kind != .option { throw Refusal(.notPositive, field) }
    }

    private mutating func take(
        _ quote: Quote, of id: InstrumentID, _ kind: Instrument.Kind, at moment: Moment, _ updates: inout [BookUpdate]
    ) {
        let place = Int(id.index)
        quotes[place].lastTime = moment.time
        switch kind {
        case .spot:
            guard let price = quote.price else { return }
            observe(id, price: price, at: moment)
            let underlying = quotes[place].underlying
            market.setIndex(underlying, price)
            market.noteIndexTime(of: underlying, moment.now)
            updates.append(.market(.index(underlying, price)))
        case .perpetual:
            if let price = quote.price { mark(id, price, &updates) }
        case .future:
            guard let price = quote.price else { return }
            mark(id, price, &updates)
            // A listed future's price is also the forward of its expiry, unless a later one is known.
            guard let expiry = quotes[place].expiry else { return }
            if let last = lastForward[Int(expiry.index)], moment.time < last { return }
            lastForward[Int(expiry.index)] = moment.time
            market.setForward(expiry, price)
            updates.append(.market(.forward(expiry, price)))
        case .option:
            if let own = Intake.ownPrice(quote) { market.note(ownPrice: own, of: id) }
            guard let volatility = quote.volatility ?? impliedVolatility(quote, of: id, at: moment.now) else { return }
            market.setVolatility(id, volatility)
            updates.append(.market(.volatility(id, volatility)))
            quotes[place].hasOwnVolatility = true
            if configuration.surface.isOn, let expiry = quotes[place].expiry {
                surface.note(volatility, of: id, forward: market.forward(of: expiry))
            }
        }
    }

    @inline(__always)
    private mutating func mark(_ id: InstrumentID, _ price: Double, _ updates: inout [BookUpdate]) {
        market.setMark(id, price, on: quotes[Int(id.index)].underlying)
        updates.append(.market(.mark(id, price)))
    }

    /// An option's price, else the middle of bid and ask.
    private static func ownPrice(_ quote: Quote) -> Double? {
        if let price = quote.price { return price }
        guard let bid = quote.bid, let ask = quote.ask else { return nil }
        return (bid + ask) / 2
    }

    /// The volatility behind an option's own price, with the forward and the valuation time of this moment.
    private func impliedVolatility(_ quote: Quote, of id: InstrumentID, at now: Timestamp) -> Double? {
        guard let terms = market[id].terms, let expiry = terms.expiry, let price = Intake.ownPrice(quote) else {
            return nil
        }
        let forward = market.forward(of: expiry)
        guard forward > 0 else { return nil }
        let years = market.years(to: expiry, at: now.roundedDown(to: configuration.valuationInterval))
        return ImpliedVolatility.solve(
            price: terms.isInverse ? price * forward : price, forward: forward, strike: terms.strike, years: years,
            right: terms.right, maximum: Intake.maximumVolatility)
    }

    mutating func forward(
        of underlying: Name, _ time: Timestamp, _ price: Double, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        guard price > 0 else { throw Refusal(.notPositive, .price) }
        if let place = underlyings.index(of: underlying), let known = expiries[place]?[time],
            let last = lastForward[Int(known.index)], moment.time < last
        {
            throw .late
        }
        let id = intern(underlying: underlying, &updates)
        let expiry = intern(expiry: time, of: id, &updates)
        lastForward[Int(expiry.index)] = moment.time
        change(.forward(expiry, price), &updates)
        return .forward(expiry)
    }
}
