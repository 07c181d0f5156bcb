/// What a portfolio requires against what its positions would, each alone.
package struct DiversificationBenefit: Equatable, Sendable {
    /// USD.
    package var portfolio: Double
    package var sumOfPositions: Double

    package init(portfolio: Double, sumOfPositions: Double) {
        self.portfolio = portfolio
        self.sumOfPositions = sumOfPositions
    }

    /// The part of the sum that the portfolio saves: 0.3 is 30 %. Negative where together is dearer, as concentration
    /// makes it; `nil` where the positions require nothing.
    package var share: Double? { sumOfPositions > 0 ? 1 - portfolio / sumOfPositions : nil }
}
