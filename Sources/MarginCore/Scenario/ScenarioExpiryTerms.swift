/// What a pack makes of an expiry's distance: factors that the charge needs, shared by all accounts.
package struct ScenarioExpiryTerms: BitwiseCopyable, Sendable, Equatable {
    /// Of what an expiry is worth after a shock: where that is positive, where it is negative.
    package var longDiscount = 1.0
    package var shortDiscount = 1.0
    /// Of the loss by the basis rule.
    package var basisFactor = 0.0
    /// Of the notional of futures.
    package var rollRate = 0.0

    package init() {}

    /// - Parameters:
    ///   - years: T, not negative.
    ///   - rate: r a year, not negative.
    package init(_ pack: ScenarioPack, years: Double, rate: Double = 0) {
        let long = pack.discount.long
        let short = pack.discount.short
        longDiscount = long.factor * exponential(-years * (rate * long.rateFactor + long.rate))
        shortDiscount = min(
            exponential(rate * years),
            short.factor * exponential(years * (rate * short.rateFactor + short.rate)))
        basisFactor = pack.basis.add + pack.basis.perYear * years
        rollRate = max(pack.roll.least, pack.roll.perYear * years)
    }
}
