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
    /// `nil` where no model required anything.
    package private(set) var widest: Widest?

    package init() {}

    /// - Parameter models: Before add-ons.
    package mutating func observe(_ models: ModelRequirements, _ combination: ModelCombination, at time: Timestamp) {
        steps += 1
        let floor = 0.0
        let figures = ModelDisagreement.figures(of: models)
        if let bound = combination.disagreement {
            let disagrees = ModelDisagreement(among: figures, limit: bound, floor: floor) != nil
            disagreements = (disagreements ?? 0) + (disagrees ? 1 : 0)
        }
        guard let pair = ModelDisagreement(among: figures, limit: 0, floor: floor) else { return }
        if widest.map({ pair.ratio > $0.pair.ratio }) ?? true { widest = Widest(pair: pair, time: time) }
    }
}
