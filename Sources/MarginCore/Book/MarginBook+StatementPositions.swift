// The positions of a statement, line by line.

extension MarginBook {
    /// The perpetuals and futures of a slice.
    func linearPositions(_ slice: Slice, _ exact: Ledger.Account) -> [AccountStatement.Position] {
        let index = spots[Int(slice.underlying)]
        return slice.linears.map { place in
            let linear = self.linear(at: place)
            var position = blank(linear.instrument, exact)
            guard index > 0 else {
                position.status = .unpriced
                position.addOn = linear.unpricedAddOn
                return position
            }
            let mark = marks[Int(linear.instrument)]
            let risk = linear.valueAndDelta(spot: index, mark: mark)
            position.price = mark
            position.value = risk.x
            position.delta = risk.y
            return position
        }
    }

    /// The options of a slice.
    func optionPositions(
        _ slice: Slice, _ view: UnsafePointer<ProfileView>, _ exact: Ledger.Account, _ intake: Intake
    ) -> [AccountStatement.Position] {
        let index = spots[Int(slice.underlying)]
        return slice.options.map { place in
            let option = options[place]
            let terms = optionTerms[Int(option.instrument)]
            let risk = view.pointee.risks[Int(option.instrument)]
            var position = blank(option.instrument, exact)
            position.volatility = terms.volatility > 0 ? terms.volatility : nil
            position.volatilitySource = intake.volatilitySource(of: InstrumentID(Int(option.instrument)))
            position.value = option.size * risk.valueAndDelta.x
            position.delta = option.size * risk.valueAndDelta.y
            position.vega = option.size * risk.vegaAndAddOn.x
            position.curvatureUp = option.size * risk.curvature.x
            position.curvatureDown = option.size * risk.curvature.y
            position.shortNotional = max(0, -option.size) * risk.floorNotional
            position.addOn = option.size.magnitude * risk.vegaAndAddOn.y
            guard risk.vegaAndAddOn.y == 0, index > 0 else {
                position.status = .unpriced
                return position
            }
            // An inverse option is quoted in the coin that it pays.
            let price = terms.isInverse ? risk.valueAndDelta.x / index : risk.valueAndDelta.x
            position.price = price
            position.modelGap = intake.market.listings[Int(option.instrument)].ownPrice.map { $0 - price }
            return position
        }
    }

    /// The positions of an account in symbols that are no contract.
    func undefinedPositions(_ index: Int, _ exact: Ledger.Account) -> [AccountStatement.Position] {
        var positions: [AccountStatement.Position] = []
        for holding in undefinedHoldings[Int32(index)]?.holdings ?? [] {
            var position = blank(holding.instrument, exact)
            position.status = .undefined
            position.terms = nil
            position.addOn = undefinedAddOn(of: holding)
            positions.append(position)
        }
        return positions.sorted(by: AccountStatement.Position.isBefore)
    }

    /// A position without its figures, at the ledger's exact quantity.
    private func blank(_ instrument: Int32, _ exact: Ledger.Account) -> AccountStatement.Position {
        let listing = market.listings[Int(instrument)]
        let held = exact.position(in: InstrumentID(Int(instrument)))
        let expiry = listing.terms?.expiry
        let isExpired = expiry.map { years[Int($0.index)] == 0 } ?? false
        return AccountStatement.Position(
            symbol: listing.symbol, status: isExpired ? .expired : .priced, terms: listing.terms,
            expiry: expiry.map { market[$0].time }, quantity: held?.quantity ?? .zero, entry: held?.entry ?? 0,
            price: nil, volatility: nil, volatilitySource: .quote, value: 0, delta: 0, vega: 0, curvatureUp: 0,
            curvatureDown: 0, shortNotional: 0, addOn: 0, modelGap: nil)
    }
}

extension AccountStatement.Position {
    /// Perpetuals, then by expiry; in an expiry the futures, then the options by strike, calls before puts.
    static func isBefore(_ a: Self, _ b: Self) -> Bool {
        let aTime = a.expiry?.nanoseconds ?? .min
        let bTime = b.expiry?.nanoseconds ?? .min
        if aTime != bTime { return aTime < bTime }
        // Strikes are positive; a future has 0.
        let aStrike = a.terms?.strike ?? 0
        let bStrike = b.terms?.strike ?? 0
        if aStrike != bStrike { return aStrike < bStrike }
        let aIsPut = a.terms?.right == .put
        let bIsPut = b.terms?.right == .put
        if aIsPut != bIsPut { return bIsPut }
        return a.symbol.utf8.lexicographicallyPrecedes(b.symbol.utf8)
    }
}
