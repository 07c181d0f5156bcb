/// The terms of one listed contract, or of an index.
package struct Instrument: Equatable, Sendable {
    package enum Kind: String, Sendable { case spot, perpetual, future, option }
    /// Linear: profit and loss in the price's currency. Inverse: in the underlying coin.
    package enum Settlement: String, Sendable { case linear, inverse }
    package enum Right: String, Sendable { case call, put }

    package var kind: Kind
    package var underlying: UnderlyingID
    package var settlement: Settlement
    /// What profit and loss are paid in.
    package var currency: UnderlyingID
    /// Exact contract size: units of the underlying per contract; for an inverse perpetual or future, USD per contract.
    package var multiplier: Decimal
    package var expiry: ExpiryID?
    /// In USD; 0 where the instrument is no option.
    package var strike: Double
    package var right: Right

    package init(
        kind: Kind, underlying: UnderlyingID, settlement: Settlement, currency: UnderlyingID, multiplier: Decimal,
        expiry: ExpiryID?, strike: Double, right: Right
    ) {
        self.kind = kind
        self.underlying = underlying
        self.settlement = settlement
        self.currency = currency
        self.multiplier = multiplier
        self.expiry = expiry
        self.strike = strike
        self.right = right
    }

    package var isInverse: Bool { settlement == .inverse }
}
