/// The smile of one expiry as it was formed at one moment: its quotes, and where it is asked for an SVI through them.
package struct ExpirySmile: Equatable, Sendable {
    /// Time to expiry then; positive.
    package let years: Double
    /// F of the expiry then; positive.
    package let forward: Double
    package let quotes: VolatilitySmile
    /// Absent where the smile is linear, and where there are too few quotes to fit five parameters.
    package let svi: SVISmile?

    /// - Parameter isFitted: Whether an SVI is wanted.
    package init(_ quotes: VolatilitySmile, years: Double, forward: Double, isFitted: Bool) {
        self.quotes = quotes
        self.years = years
        self.forward = forward
        svi = isFitted ? SVIFit.smile(quotes, years: years) : nil
    }

    /// No volatility above this is read from a smile, as none above it is taken from a line.
    package static let maximumVolatility = 10.0

    /// The annualised volatility at a log-moneyness; positive.
    package func volatility(at logMoneyness: Double) -> Double {
        if let svi {
            let volatility = (svi.totalVariance(at: logMoneyness) / years).squareRoot()
            // A variance of 0 is admissible at one point, and no volatility.
            if volatility > 0 { return min(volatility, ExpirySmile.maximumVolatility) }
        }
        return quotes.volatility(at: logMoneyness)
    }

    /// w = σ²·T at a log-moneyness.
    package func totalVariance(at logMoneyness: Double) -> Double {
        let volatility = volatility(at: logMoneyness)
        return volatility * volatility * years
    }
}

/// ln(strike ÷ forward).
package enum LogMoneyness {
    /// - Returns: `nil` where the ratio is no normal number: prices that are absurdly far apart have no moneyness.
    package static func of(strike: Double, forward: Double) -> Double? {
        let ratio = strike / forward
        return ratio.isNormal && ratio > 0 ? naturalLogarithm(ratio) : nil
    }
}
