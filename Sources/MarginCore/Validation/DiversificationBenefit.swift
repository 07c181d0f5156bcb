/// What a portfolio requires against what its parts would, each alone: an account against its positions, a group against
/// its members.
package struct DiversificationBenefit: Equatable, Sendable {
    /// USD.
    package var portfolio: Double
    package var sumOfParts: Double

    package init(portfolio: Double, sumOfParts: Double) {
        self.portfolio = portfolio
        self.sumOfParts = sumOfParts
    }

    /// What the portfolio saves, USD; negative where together is dearer, as concentration makes it.
    package var saved: Double { sumOfParts - portfolio }

    /// Less than a cent, or than what rounding leaves of a sum: nothing is saved, and nothing is dearer.
    package var isNothing: Bool { saved.magnitude < max(0.01, 1e-9 * sumOfParts) }

    /// The part of the sum that it saves: 0.3 is 30 %; `nil` where the parts require nothing.
    package var share: Double? { sumOfParts > 0 ? 1 - portfolio / sumOfParts : nil }
}
