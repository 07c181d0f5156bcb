/// What a backtest found about one model's forecasts.
package struct BacktestReport: Sendable {
    package enum Subject: Equatable, Sendable {
        case account(String)
        /// A price of which one unit is held; its amounts are fractions of the price.
        case underlying(String)
    }

    /// How a requirement moved, and what it was beside its parts'; USD.
    package struct Margins: Sendable {
        /// Mean of the requirements, over the forecasts.
        package let average: Double
        package let peakToTrough: Double?
        /// The largest rise over 1, 5 and 30 steps, as a fraction.
        package let change1: Double?
        package let change5: Double?
        package let change30: Double?
        /// Mean of what the positions would require, each alone.
        package let aloneAverage: Double
        /// The part of that which the account saves.
        package let diversification: Double?
        /// Of a group: the means of its requirements and of what its members required together, over the same forecasts.
        package let groupAverage: Double?
        package let membersAverage: Double?
        /// The part of that which the group saves; negative where it is dearer.
        package let netting: Double?
        package let unpricedSteps: Int

        init(_ series: ForecastSeries) {
            let requirements = series.requirements
            let count = Double(max(requirements.count, 1))
            average = series.diversification.portfolio / count
            peakToTrough = MarginProcyclicality.peakToTrough(requirements)
            change1 = MarginProcyclicality.largestChange(requirements, steps: 1)
            change5 = MarginProcyclicality.largestChange(requirements, steps: 5)
            change30 = MarginProcyclicality.largestChange(requirements, steps: 30)
            aloneAverage = series.diversification.sumOfParts / count
            diversification = series.diversification.share
            let nettingSteps = Double(max(series.nettingSteps, 1))
            groupAverage = series.netting.map { $0.portfolio / nettingSteps }
            membersAverage = series.netting.map { $0.sumOfParts / nettingSteps }
            netting = series.netting?.share
            unpricedSteps = series.unpricedSteps
        }
    }

    /// Simulations of Z₂ by what they are for, each made once.
    package struct Reference: Sendable {
        private struct Key: Hashable {
            var observations: Int
            var level: Double
        }

        private var simulations: [Key: AcerbiSzekelySimulation] = [:]

        package init() {}

        mutating func simulation(observations: Int, level: Double) -> AcerbiSzekelySimulation? {
            let key = Key(observations: observations, level: level)
            if let known = simulations[key] { return known }
            let simulation = AcerbiSzekelySimulation(observations: observations, tail: 1 - level)
            simulations[key] = simulation
            return simulation
        }
    }

    package let subject: Subject
    package let model: String
    package let validation: ForecastValidation
    /// The share of right models whose Z₂ is as low, from a simulation with a normal tail; `nil` without Z₂.
    package let expectedShortfallPValue: Double?
    /// `nil` where there are no requirements.
    package let margins: Margins?
    /// Of what several models come to together: how far they were apart.
    package let spread: ModelSpread?
    /// The profile that forecast, where that is a shadow of the account's own.
    package let shadow: String?

    /// - Parameters:
    ///   - series: Where the outcomes come from, if from an account.
    ///   - shadow: The profile that forecast, where that is a shadow of the account's own.
    /// - Returns: `nil` where `ForecastValidation` is.
    package init?(
        _ subject: Subject, model: String, _ outcomes: [ForecastOutcome], level: Double, series: ForecastSeries? = nil,
        shadow: String? = nil, reference: inout Reference
    ) {
        guard let validation = ForecastValidation(outcomes, level: level) else { return nil }
        self.subject = subject
        self.model = model
        self.validation = validation
        expectedShortfallPValue = validation.expectedShortfall.flatMap { statistic in
            reference.simulation(observations: validation.observations, level: level)?.pValue(of: statistic)
        }
        margins = series.map(Margins.init)
        spread = series?.spread
        self.shadow = shadow
    }
}
