/// How far apart the models of one account came, over the forecasts that were judged.
package struct ModelSpread: Equatable, Sendable {
    /// The models that required the least and the most where the ratio of the two was largest, and when that was; the first
    /// of several.
    package struct Widest: Equatable, Sendable {
        package let pair: ModelDisagreement
        package let time: Timestamp
    }

    /// Forecasts.
    package private(set) var steps = 0
    /// In how many of them the models disagreed by the bound of the profile; `nil` where it never had one.
    package private(set) var disagreements: Int?
    /// `nil` where no model ever required more than the profile's floor: below it ratios mean nothing.
    package private(set) var widest: Widest?

    package init() {}

    /// - Parameter models: Before add-ons.
    package mutating func observe(_ models: ModelRequirements, _ combination: ModelCombination, at time: Timestamp) {
        steps += 1
        if combination.disagreement != nil { disagreements = disagreements ?? 0 }
        guard let pair = ModelDisagreement(among: ModelDisagreement.figures(of: models)),
            pair.largest.requirement > combination.disagreementFloor
        else { return }
        if let bound = combination.disagreement,
            pair.largest.requirement > pair.allowed(bound: bound, floor: combination.disagreementFloor)
        {
            disagreements = (disagreements ?? 0) + 1
        }
        if widest.map({ pair.ratio > $0.pair.ratio }) ?? true { widest = Widest(pair: pair, time: time) }
    }
}
