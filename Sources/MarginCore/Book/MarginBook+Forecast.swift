// What the models ask of the accounts now, for the time to come: what a backtest holds against what then happens.

/// What one model asks of an account.
package struct ModelForecast: Equatable, Sendable {
    /// As configuration and documentation name it.
    package var model: String
    /// USD; 0 where nothing is required.
    package var requirement: Double
    /// The share of losses that should stay within it, such as 0.99; `nil` where the model states none.
    package var level: Double?
    /// Mean of the losses beyond it, USD; `nil` where the model forecasts none.
    package var expectedShortfall: Double?
}

/// What an account is worth and what its models ask of it.
package struct AccountForecast: Equatable, Sendable {
    package var account: String
    package var equity: Double
    /// Something in it cannot be valued, so that its equity will jump when it can.
    package var isUnpriced: Bool
    /// One for each model of the profile, in its order; where there are several, `requirement` after them: what they
    /// come to together, add-ons included; with `tail` among them, `tail_shortfall` at the end. None of an account that the
    /// book does not judge.
    package var models: [ModelForecast]
    /// Before add-ons, by model.
    var requirements = ModelRequirements()
    var combination = ModelCombination()

    /// What the models come to together.
    var total: ModelForecast? { models.first { $0.model == AccountForecast.totalName } ?? models.first }

    static let totalName = "requirement"
}

extension MarginBook {
    /// Every account of the shard, in the order in which they were first named.
    package mutating func forecasts() -> [AccountForecast] {
        var forecasts: [AccountForecast] = []
        for index in 0..<rows.count { forecasts.append(forecast(index)) }
        return forecasts
    }

    private mutating func forecast(_ index: Int) -> AccountForecast {
        guard isJudged(index) else {
            return AccountForecast(account: names[index], equity: 0, isUnpriced: false, models: [])
        }
        let assessment = assess(index)
        let profile = profiles[Int(rows[index].profile)].profile
        var models = profile.models.map { forecast($0, assessment.requirement, profile) }
        if profile.models.count > 1 {
            models.append(ModelForecast(model: AccountForecast.totalName, requirement: assessment.requirement.initial))
        }
        if profile.models.contains(.tail) { models.append(shortfallForecast(of: index, profile)) }
        return AccountForecast(
            account: names[index], equity: assessment.equity, isUnpriced: assessment.isUnpriced, models: models,
            requirements: assessment.requirement.models, combination: profile.combination)
    }

    /// One model's figures, add-ons included; 0 where nothing is required.
    private func forecast(
        _ model: MarginModelName, _ requirement: Requirement, _ profile: MarginProfile
    ) -> ModelForecast {
        var forecast = ModelForecast(model: model.rawValue, requirement: 0)
        if let own = requirement.models[model] { forecast.requirement = own.initial + requirement.addOns }
        // Expected shortfall is no quantile, so a requirement made of it states no level.
        if model == .tail, profile.tail.measure == .valueAtRisk {
            forecast.level = profile.tail.level ?? profile.tail.measure.usualLevel
        }
        return forecast
    }

    /// Value at risk and expected shortfall as the model `tail` forecasts them, without factors, floors and what its
    /// history says nothing about: for the test of expected shortfall. The account is in hand.
    private mutating func shortfallForecast(of index: Int, _ profile: MarginProfile) -> ModelForecast {
        let charge = tailCharge(of: index).seen
        return ModelForecast(
            model: "tail_shortfall", requirement: charge.valueAtRisk,
            level: profile.tail.level ?? profile.tail.measure.usualLevel, expectedShortfall: charge.expectedShortfall)
    }
}
