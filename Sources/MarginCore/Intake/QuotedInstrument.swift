/// What the prices of one symbol are judged by, beside each other: a price line needs nothing else of its contract.
struct QuotedInstrument {
    /// `nil` while the symbol is not defined.
    private(set) var kind: Instrument.Kind?
    /// Void while the symbol is not defined.
    private(set) var underlying = UnderlyingID(0)
    private(set) var expiry: ExpiryID?
    /// The latest time of a price that was taken; the earliest there is while there was none.
    var lastTime = Timestamp(nanoseconds: .min)

    /// Whether an option's volatility came with its own prices, and not from a smile.
    var hasOwnVolatility = false

    /// The symbol has these terms now.
    mutating func define(_ terms: Instrument) {
        kind = terms.kind
        underlying = terms.underlying
        expiry = terms.expiry
    }
}
