// News about prices: indices, marks, volatilities, forwards.

extension Intake {
    mutating func price(
        _ symbol: Name, _ quote: Quote, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        let reference = try definedReference(symbol)
        let mayBeZero = reference.kind == .option
        for (value, field) in [(quote.price, EventField.price), (quote.bid, .bid), (quote.ask, .ask)] {
            guard let value else { continue }
            if value < 0 { throw Refusal(.negativePrice, field) }
            if value == 0 && !mayBeZero { throw Refusal(.notPositive, field) }
        }
        if let volatility = quote.volatility, !(volatility > 0 && volatility <= Intake.maximumVolatility) {
            throw Refusal(.volatilityOutOfRange, .iv)
        }
        if let id = reference.id, let last = lastPrice[Int(id.index)], moment.time < last { throw .late }

        let id = enter(reference, &updates)
        lastPrice[Int(id.index)] = moment.time
        if let terms = market[id].terms { take(quote, of: id, terms, at: moment, &updates) }
        return .price(id, quote)
    }

    /// No volatility above this is taken or implied.
    static let maximumVolatility = 10.0

    private mutating func take(
        _ quote: Quote, of id: InstrumentID, _ terms: Instrument, at moment: Moment, _ updates: inout [BookUpdate]
    ) {
        switch terms.kind {
        case .spot:
            guard let price = quote.price else { return }
            observe(id, price: price, at: moment)
            change(.index(terms.underlying, price), &updates)
        case .perpetual:
            if let price = quote.price { change(.mark(id, price), &updates) }
        case .future:
            guard let price = quote.price else { return }
            change(.mark(id, price), &updates)
            // A listed future's price is also the forward of its expiry, unless a later one is known.
            guard let expiry = terms.expiry else { return }
            if let last = lastForward[Int(expiry.index)], moment.time < last { return }
            lastForward[Int(expiry.index)] = moment.time
            change(.forward(expiry, price), &updates)
        case .option:
            if let own = Intake.ownPrice(quote) { market.note(ownPrice: own, of: id) }
            guard let volatility = quote.volatility ?? impliedVolatility(quote, terms, at: moment.now) else { return }
            change(.volatility(id, volatility), &updates)
        }
    }

    /// An option's price, else the middle of bid and ask.
    private static func ownPrice(_ quote: Quote) -> Double? {
        if let price = quote.price { return price }
        guard let bid = quote.bid, let ask = quote.ask else { return nil }
        return (bid + ask) / 2
    }

    /// The volatility behind an option's own price, with the forward and the valuation time of this moment.
    private func impliedVolatility(_ quote: Quote, _ terms: Instrument, at now: Timestamp) -> Double? {
        guard let expiry = terms.expiry, let price = Intake.ownPrice(quote) else { return nil }
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
