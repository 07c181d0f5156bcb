import MarginCore

extension Chain {
    /// All of the market with its first prices, as a book takes it.
    var updates: [BookUpdate] {
        var updates: [BookUpdate] = []
        for underlying in underlyings { updates.append(.market(.underlying(underlying.name))) }
        updates.append(.market(.underlying(Self.cash)))
        for underlying in underlyings.indices {
            for expiry in Self.days.indices {
                updates.append(.market(.expiry(UnderlyingID(underlying), expiryTime(expiry))))
            }
        }
        for place in 0..<symbolCount { updates.append(.market(.symbol(symbol(place)))) }
        for underlying in underlyings.indices {
            updates.append(.market(.terms(index(of: underlying), spot(underlying))))
            for isInverse in [false, true] {
                let id = perpetual(on: underlying, isInverse: isInverse)
                updates.append(.market(.terms(id, perpetualTerms(underlying, isInverse))))
            }
        }
        for place in options.indices { updates.append(.market(.terms(option(place), optionTerms(options[place])))) }
        for (place, underlying) in underlyings.enumerated() {
            updates.append(.market(.index(UnderlyingID(place), underlying.price)))
            for expiry in Self.days.indices {
                let id = ExpiryID(place * Self.days.count + expiry)
                updates.append(.market(.forward(id, forward(place, expiry))))
            }
        }
        for place in options.indices {
            updates.append(.market(.volatility(option(place), options[place].volatility)))
        }
        return updates
    }

    private func spot(_ underlying: Int) -> Instrument {
        Instrument(
            kind: .spot, underlying: UnderlyingID(underlying), settlement: .linear, currency: cashAsset,
            multiplier: .one, expiry: nil, strike: 0, right: .call)
    }

    private func perpetualTerms(_ underlying: Int, _ isInverse: Bool) -> Instrument {
        Instrument(
            kind: .perpetual, underlying: UnderlyingID(underlying), settlement: isInverse ? .inverse : .linear,
            currency: isInverse ? UnderlyingID(underlying) : cashAsset,
            multiplier: isInverse ? Decimal(10) : .one, expiry: nil, strike: 0, right: .call)
    }

    private func optionTerms(_ option: Option) -> Instrument {
        Instrument(
            kind: .option, underlying: UnderlyingID(option.underlying),
            settlement: option.isInverse ? .inverse : .linear,
            currency: option.isInverse ? UnderlyingID(option.underlying) : cashAsset, multiplier: .one,
            expiry: ExpiryID(option.underlying * Self.days.count + option.expiry), strike: option.strike,
            right: option.isCall ? .call : .put)
    }
}
