import MarginCore
import MarginTesting

/// What a model charges each contract of a book for by itself, so that no other contract can offset it; worked out from
/// the rules alone. An upper bound: where a rule takes the larger of two charges, both are in it.
struct ContractCharges {
    let initial: Double

    /// - Parameter book: Contracts of a desk; inverse perpetuals count USD, all others coins.
    init(_ book: ModelDesk.Book, _ model: ModelCase, _ desk: ModelDesk) {
        var shortOptions = 0.0
        var perpetuals = 0.0
        var futures = 0.0
        var roll = 0.0
        for (symbol, quantity) in book.sorted(by: { $0.key < $1.key }) {
            let spot = desk.index(of: symbol)
            if desk.isOption(symbol) {
                shortOptions += max(0, -quantity) * spot
            } else if symbol.contains("COIN") {
                perpetuals += quantity.magnitude
            } else if symbol.contains("PERP") {
                perpetuals += quantity.magnitude * spot
            } else {
                let days = symbol.split(separator: "-").compactMap { Double($0) }.first ?? 0
                futures += quantity.magnitude * spot
                roll +=
                    quantity.magnitude * spot
                    * max(model.profile.scenario.roll.least, model.profile.scenario.roll.perYear * days / 365)
            }
        }
        var parts: [MarginModelName: Double] = [:]
        let floor = model.profile.requirement.shortOptionFloor * shortOptions
        parts[.sensitivities] = floor
        parts[.tail] = floor
        let pack = model.profile.scenario
        roll += pack.roll.least * perpetuals
        let steepest = pack.minimum.tiers.map(\.multiple).max() ?? 1
        let minimum = pack.minimum.linear * (perpetuals + futures) * max(1, steepest)
        parts[.scenario] =
            pack.initialFactor * (roll + minimum) + (pack.perpetual.maintenance + pack.perpetual.initial) * perpetuals
        let charged = model.profile.models.map { parts[$0] ?? 0 }
        initial =
            model.profile.combination.rule == .sum ? charged.reduce(0, +) : charged.max() ?? 0
    }
}

extension ModelCase {
    /// How much of what owned options are worth a model may ask for.
    var premiumFactor: Double {
        var factors: [Double] = []
        for model in profile.models {
            switch model {
            case .sensitivities: factors.append(1)
            case .tail: factors.append(profile.tail.initialFactor)
            case .scenario:
                let pack = profile.scenario
                // A cell takes no more than what is there; the basis rule up to its factor times that, over 300 days.
                let basis = pack.basis.add + pack.basis.perYear * 300 / 365
                factors.append(pack.initialFactor * max(1, basis))
            }
        }
        return profile.combination.rule == .sum ? factors.reduce(0, +) : factors.max() ?? 1
    }
}
