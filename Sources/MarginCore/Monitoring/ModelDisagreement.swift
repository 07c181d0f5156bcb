/// The two models of one account that are furthest apart.
package struct ModelDisagreement: Equatable, Sendable {
    /// Requirements in USD, each 0 or more.
    package struct Figure: Equatable, Sendable {
        package var model: String
        package var requirement: Double

        package init(model: String, requirement: Double) {
            self.model = model
            self.requirement = requirement
        }
    }

    package let smallest: Figure
    package let largest: Figure
    /// The largest by the smallest; infinite where the smallest is 0.
    package let ratio: Double

    /// The models that ask the least and the most; of equal ones the first.
    ///
    /// - Returns: `nil` with fewer than two models, where none asks for anything, or where a figure is no number.
    package init?(among figures: [Figure]) {
        guard figures.count > 1, var least = figures.first, !figures.contains(where: { $0.requirement.isNaN }) else {
            return nil
        }
        var most = least
        for figure in figures.dropFirst() {
            if figure.requirement < least.requirement { least = figure }
            if figure.requirement > most.requirement { most = figure }
        }
        guard most.requirement > 0 else { return nil }
        smallest = least
        largest = most
        ratio = least.requirement > 0 ? most.requirement / least.requirement : .infinity
    }

    /// What the largest requirement may be, USD: `bound` times the smallest, and never less than `floor`. An account
    /// that holds next to nothing has ratios without meaning.
    package func allowed(bound: Double, floor: Double) -> Double { max(bound * smallest.requirement, floor) }
}
