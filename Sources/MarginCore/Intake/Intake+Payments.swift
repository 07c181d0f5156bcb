// Payments to everybody who holds a contract: settlement at expiry, funding of a perpetual.

extension Intake {
    /// One holder's payment, worked out before anything is paid.
    private struct Payment {
        var account: AccountID
        /// The balance of the contract's currency afterwards.
        var balance: Decimal
    }

    mutating func settle(
        _ symbol: Name, _ price: Double, at moment: Moment, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        let reference = try definedReference(symbol)
        guard reference.kind == .option || reference.kind == .future else { throw Refusal(.notSettleable, .symbol) }
        guard price > 0 else { throw Refusal(.notPositive, .price) }
        let expiry = reference.terms?.expiry.map { market[$0].time } ?? reference.byConvention?.expiry
        guard let expiry, expiry <= moment.now else { throw Refusal(.beforeExpiry, .ts) }

        var payments: [Payment] = []
        if let id = reference.id, let terms = reference.terms {
            payments = try self.payments(to: id, terms) { position in
                terms.kind == .future
                    ? Trade.realised(position.quantity, of: terms, entry: position.entry, exit: price)
                    : Intake.payoff(of: position.quantity, terms, at: price)
            }
        }

        let id = enter(reference, &updates)
        guard let terms = market[id].terms else { return .settlement(id) }
        for payment in payments {
            updates.append(.restated(payment.account))
            put(payment.balance, terms.currency, of: payment.account, &updates)
            put(.zero, 0, id, of: payment.account, &updates)
        }
        return .settlement(id)
    }

    /// q·m·max(±(p − K), 0); for an inverse option that ÷ p, in coin.
    private static func payoff(of quantity: Decimal, _ terms: Instrument, at price: Double) -> Decimal? {
        guard let delivery = Decimal(shortest: price), let strike = Decimal(shortest: terms.strike),
            let gain = terms.right == .call ? delivery.subtracting(strike) : strike.subtracting(delivery)
        else { return nil }
        return Decimal.cashFlow(
            [quantity, terms.multiplier, gain.isNegative ? .zero : gain],
            dividedBy: terms.isInverse ? [delivery] : [])
    }

    mutating func fund(
        _ symbol: Name, _ rate: Decimal, _ updates: inout [BookUpdate]
    ) throws(Refusal) -> Cause {
        let reference = try definedReference(symbol)
        guard reference.kind == .perpetual else { throw Refusal(.notPerpetual, .symbol) }
        guard let id = reference.id, let terms = reference.terms, market.mark(of: id) > 0,
            let mark = Decimal(shortest: market.mark(of: id))
        else { throw Refusal(.notMarkable, .symbol) }
        let payments = try payments(to: id, terms) { position in
            let notional = [rate.negated, position.quantity, terms.multiplier]
            return terms.isInverse
                ? Decimal.cashFlow(notional, dividedBy: [mark]) : Decimal.cashFlow(notional + [mark])
        }
        for payment in payments {
            updates.append(.restated(payment.account))
            put(payment.balance, terms.currency, of: payment.account, &updates)
        }
        return .funding(id)
    }

    /// Every holder's balance after its payment; all of them, or the line is refused.
    private func payments(
        to instrument: InstrumentID, _ terms: Instrument, _ amount: (Ledger.Position) -> Decimal?
    ) throws(Refusal) -> [Payment] {
        var payments: [Payment] = []
        for account in ledger.holders(of: instrument) {
            guard let position = ledger[account].position(in: instrument) else { continue }
            guard let paid = amount(position),
                let balance = ledger[account].amount(of: terms.currency).balance(after: paid)
            else { throw Refusal(.amountOverflow, .symbol) }
            payments.append(Payment(account: account, balance: balance))
        }
        return payments
    }
}
