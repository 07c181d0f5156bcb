/// Futures, perpetuals or coins of one kind, as an account holds them; USD.
package struct ScenarioLinear: BitwiseCopyable, Sendable, Equatable {
    /// Cash delta of what gains and loses in USD.
    package var delta = 0.0
    /// Coins × index of inverse contracts: q·m ÷ P·S, signed; they gain and lose in the pack's numeraire.
    package var coinDelta = 0.0
    /// Notional of both sides: Σ|coins|·S.
    package var gross = 0.0

    package init(delta: Double = 0, coinDelta: Double = 0, gross: Double = 0) {
        self.delta = delta
        self.coinDelta = coinDelta
        self.gross = gross
    }
}

/// What an account holds of one underlying, but for its expiries.
package struct ScenarioHoldings: BitwiseCopyable, Sendable, Equatable {
    /// S, positive.
    package var spot: Double
    /// Without coins.
    package var perpetuals = ScenarioLinear()
    /// Cash delta of coins that offset, S times their number; under the numeraire `coin` it has no risk.
    package var coins = 0.0
    /// Confidence in the index, and in the perpetual's price where one is held; 0...1.
    package var confidence = 1.0

    package init(spot: Double) { self.spot = spot }
}

/// What an account holds of one expiry, beside the sums over its rows.
package struct ScenarioExpiry: BitwiseCopyable, Sendable, Equatable {
    package var terms: ScenarioExpiryTerms
    package var futures = ScenarioLinear()
    /// Σ over strikes max(0, −Σ q·m), calls and puts of a strike together.
    package var shortOptions = 0.0
    /// Σ|q·m| over options.
    package var options = 0.0
    /// Confidence in forward, rate and volatilities; 0...1.
    package var confidence = 1.0

    package init(terms: ScenarioExpiryTerms) { self.terms = terms }
}

/// A balance that counts as collateral.
package struct ScenarioCollateral: BitwiseCopyable, Sendable, Equatable {
    /// USD; only what is positive is charged.
    package var value: Double
    package var haircuts: ScenarioPack.Margins
    package var confidence = 1.0

    package init(value: Double, haircuts: ScenarioPack.Margins, confidence: Double = 1) {
        self.value = value
        self.haircuts = haircuts
        self.confidence = confidence
    }
}
