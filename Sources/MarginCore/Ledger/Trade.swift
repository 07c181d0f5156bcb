/// What a fill does to a position and to the balances of its account: exact amounts, nothing applied yet.
struct Trade: Equatable {
    /// The position afterwards; quantity zero where it is closed.
    var quantity: Decimal
    var entry: Double
    /// What `currency` receives: premium, realised profit and loss, fee; for spot, without the asset's own leg.
    var cash: Decimal

    /// The trade of `quantity` contracts of `terms` at `price`.
    ///
    /// - Parameters:
    ///   - held: The position before; `nil` where there is none.
    ///   - fee: In `currency`; positive is paid.
    /// - Returns: `nil` where an amount has more digits than a decimal holds.
    init?(_ quantity: Decimal, at price: Double, of terms: Instrument, held: Ledger.Position?, fee: Decimal?) {
        let before = held?.quantity ?? .zero
        guard let after = before.adding(quantity), let priceDecimal = Decimal(shortest: price),
            let feePaid = Decimal.cashFlow([fee ?? .zero])
        else { return nil }
        var cash = feePaid.negated

        switch terms.kind {
        case .spot, .option:
            let multiplier = terms.kind == .spot ? Decimal.one : terms.multiplier
            guard let paid = Decimal.cashFlow([quantity, multiplier, priceDecimal]),
                let sum = cash.subtracting(paid)
            else { return nil }
            cash = sum
        case .perpetual, .future:
            guard let held, held.quantity.isNegative != quantity.isNegative else { break }
            // The part of the old position that this fill closes: all of it where the fill goes through zero.
            let closed =
                quantity.magnitude < held.quantity.magnitude ? quantity.negated : held.quantity
            guard let realised = Trade.realised(closed, of: terms, entry: held.entry, exit: price),
                let sum = cash.adding(realised)
            else { return nil }
            cash = sum
        }

        self.quantity = after
        self.cash = cash
        self.entry = Trade.entry(after: quantity, at: price, of: terms, held: held, total: after)
    }

    /// Profit of closing `quantity` (signed as it was held): q·m·(p − E), for an inverse contract N·(1/E − 1/p) in coin.
    static func realised(_ quantity: Decimal, of terms: Instrument, entry: Double, exit: Double) -> Decimal? {
        guard let entry = Decimal(shortest: entry), let exit = Decimal(shortest: exit),
            let move = exit.subtracting(entry)
        else { return nil }
        return Decimal.cashFlow(
            [quantity, terms.multiplier, move], dividedBy: terms.isInverse ? [entry, exit] : [])
    }

    /// The average entry price: kept while the position shrinks, the fill's where it is new or goes through zero, the
    /// average by quantity where it grows (harmonic for an inverse perpetual or future, whose profit is in 1/price).
    private static func entry(
        after quantity: Decimal, at price: Double, of terms: Instrument, held: Ledger.Position?, total: Decimal
    ) -> Double {
        guard let held else { return price }
        if held.quantity.isNegative == quantity.isNegative {
            let old = held.quantity.magnitude.doubleValue
            let new = quantity.magnitude.doubleValue
            let average =
                terms.isInverse && terms.kind != .option
                ? (old + new) / (old / held.entry + new / price)
                : (old * held.entry + new * price) / (old + new)
            // An average lies between its parts, also after rounding.
            return min(max(average, min(held.entry, price)), max(held.entry, price))
        }
        return total.isZero || total.isNegative == held.quantity.isNegative ? held.entry : price
    }
}

extension Decimal {
    var magnitude: Decimal { isNegative ? negated : self }
}
