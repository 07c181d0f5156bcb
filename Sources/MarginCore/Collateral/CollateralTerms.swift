/// From where on a larger haircut holds; see `CollateralTerms`.
package struct HaircutTier: Equatable, Sendable {
    /// Value of the balance before haircuts, USD; positive.
    package var from: Double
    /// Fraction that what lies above `from` counts less, in 0...1.
    package var haircut: Double

    package init(from: Double, haircut: Double) {
        self.from = from
        self.haircut = haircut
    }
}

/// What a positive balance of one asset counts as collateral.
///
/// Haircuts are marginal, as tax rates are: each holds for the part of the value that lies in its band. So a balance
/// that grows past a tier never counts less than before.
package struct CollateralTerms: Equatable, Sendable {
    /// Of the value below the first tier, in 0...1.
    package var haircut: Double
    /// Ascending in `from`.
    package var tiers: [HaircutTier] = []
    /// Most of the collateral that counts which may be of this asset, in 0...1; 1 for no limit.
    package var share = 1.0
    /// Most that the asset counts, USD; infinite for no limit.
    package var cap = Double.infinity

    package init(haircut: Double) { self.haircut = haircut }

    /// - Parameter isCutElsewhere: The requirement has a haircut of its own for the asset; then no other holds.
    package init(_ parameters: UnderlyingParameters, isCutElsewhere: Bool = false) {
        haircut = isCutElsewhere ? 0 : parameters.haircut
        tiers = isCutElsewhere ? [] : parameters.haircutTiers
        share = parameters.collateralShare ?? 1
        cap = parameters.collateralCap ?? .infinity
    }

    /// What a value counts after haircuts, before cap and share; USD.
    ///
    /// - Parameter value: Of the balance, USD; not negative.
    package func afterHaircuts(_ value: Double) -> Double {
        var counted = 0.0
        var lower = 0.0
        var haircut = haircut
        for tier in tiers {
            if value <= tier.from { break }
            counted += (tier.from - lower) * (1 - haircut)
            lower = tier.from
            haircut = tier.haircut
        }
        return counted + (value - lower) * (1 - haircut)
    }
}

/// At what price a positive balance counts.
package enum CollateralPrice: String, CaseIterable, Sendable, BitwiseCopyable {
    /// The index.
    case index
    /// The index or the median of its sources, whichever is lower.
    case minimumOfMedian = "min_median"
}
