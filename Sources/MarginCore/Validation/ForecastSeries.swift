/// What one model asked of one account, step by step, and what came of it. USD.
package struct ForecastSeries: Sendable {
    package let account: String
    package let model: String
    /// As the model states it, at its last forecast.
    package private(set) var level: Double?
    /// One a forecast, in the order of time.
    package private(set) var requirements: [Double] = []
    /// Of the forecasts that were judged, in the order of time.
    package private(set) var outcomes: [ForecastOutcome] = []
    /// Forecasts that were not judged, since the account could not be valued at one end.
    package private(set) var unpricedSteps = 0
    /// Sums over the forecasts.
    package private(set) var diversification = DiversificationBenefit(portfolio: 0, sumOfParts: 0)
    /// Of a group: its requirements and those of its members, summed over the forecasts in which all members had the model;
    /// `nil` where there were none.
    package private(set) var netting: DiversificationBenefit?
    package private(set) var nettingSteps = 0
    /// Of what several models come to together.
    package private(set) var spread: ModelSpread?

    init(account: String, model: String) {
        self.account = account
        self.model = model
    }

    /// - Parameters:
    ///   - alone: What its positions and coins would require, each alone.
    ///   - members: What the members of a group require together.
    mutating func note(_ forecast: ModelForecast, alone: Double, members: Double?) {
        level = forecast.level
        requirements.append(forecast.requirement)
        diversification.portfolio += forecast.requirement
        diversification.sumOfParts += alone
        guard let members else { return }
        nettingSteps += 1
        netting = DiversificationBenefit(
            portfolio: (netting?.portfolio ?? 0) + forecast.requirement,
            sumOfParts: (netting?.sumOfParts ?? 0) + members)
    }

    /// Notes how far the models of a forecast that was judged are apart.
    mutating func compare(_ forecast: AccountForecast, at time: Timestamp) {
        spread = spread ?? ModelSpread()
        spread?.observe(forecast.requirements, forecast.combination, at: time)
    }

    /// - Parameter loss: `nil` where it is not known.
    mutating func judge(_ forecast: ModelForecast, loss: Double?) {
        guard let loss else {
            unpricedSteps += 1
            return
        }
        // Without a requirement nothing was forecast: the account held nothing that asks for one.
        guard forecast.requirement > 0 else { return }
        outcomes.append(
            ForecastOutcome(
                loss: loss, forecast: forecast.requirement, expectedShortfall: forecast.expectedShortfall))
    }
}
