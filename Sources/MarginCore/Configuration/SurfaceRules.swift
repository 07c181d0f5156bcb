/// How volatilities are read from the smiles of their expiries, and which smiles are reported. Off by default.
package struct SurfaceRules: Equatable, Sendable {
    package enum Smile: String, CaseIterable, Sendable {
        /// An option without an IV of its own has none.
        case off
        /// Linear in total variance between the quotes.
        case linear
        /// Raw SVI through the quotes; linear where there are fewer than five.
        case svi
    }

    /// What a quoted IV belongs to until the next quote.
    package enum Stick: String, CaseIterable, Sendable {
        /// To the option: it does not change while only prices move.
        case strike
        /// To the option's moneyness: the smile moves with the forward.
        case delta
    }

    package var smile = Smile.off
    /// `delta` needs a smile.
    package var stick = Stick.strike
    /// Whether arbitrage in the quotes is reported.
    package var checks = false
    /// A far expiry that lacks more volatility than this is reported; a fraction.
    package var calendarTolerance = 0.005
    /// Prices that give less probability than minus this to a strike are reported.
    package var butterflyTolerance = 0.02
    /// Strikes with an IV that an expiry needs for a smile; at least 1.
    package var quotesMin: Int64 = 3

    package init() {}

    /// Whether there is anything to do at a valuation time.
    var isOn: Bool { smile != .off || checks }
}
