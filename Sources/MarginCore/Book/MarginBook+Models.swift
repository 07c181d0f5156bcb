// The other models beside the sensitivities: what of an account they read, and what their requirements come to together.

extension MarginBook {
    /// The requirement of the account in hand by all models of its profile.
    ///
    /// - Parameter sensitivities: By that model; with add-ons, basis and floor, whether the profile has it or not.
    mutating func combine(
        _ sensitivities: Requirement, of index: Int, offsetting: Double, shortNotional: Double
    ) -> Requirement {
        let row = rows[index]
        let tables = profiles[Int(row.profile)]
        var models = ModelRequirements()
        for name in tables.profile.models {
            switch name {
            case .sensitivities: models.sensitivities = sensitivities.models.sensitivities
            case .scenario:
                models.scenario = row.isExempt ? ModelRequirement() : scenarioRequirement(of: index)
            case .tail:
                models.tail =
                    row.isExempt
                    ? ModelRequirement()
                    : tailRequirement(of: index, offsetting: offsetting, shortNotional: shortNotional)
            }
        }
        return Requirement(sensitivities, models, combination: tables.profile.combination)
    }

    /// How the models compare, for an alert; `nil` where the profile has the sensitivities alone.
    mutating func models(of index: Int, _ requirement: Requirement) -> MarginFigures.Models? {
        let row = rows[index]
        guard !views[Int(row.profile)].hasSensitivitiesAlone else { return nil }
        var scenario = "none"
        var parts: [MarginFigures.Part] = []
        switch requirement.decidedBy {
        case .sensitivities: scenario = requirement.charge.scenario.name
        case .scenario where !row.isExempt: (scenario, parts) = (scenarioName(of: index), scenarioParts(of: index))
        case .tail where !row.isExempt: (scenario, parts) = (tailScenarioName(of: index), tailParts(of: index))
        case .scenario, .tail: break
        }
        return MarginFigures.Models(
            decidedBy: requirement.decidedBy, scenario: scenario, requirements: requirement.models, parts: parts)
    }

    /// Whether an option's price is modelled: it has an index, time and a volatility.
    @inline(__always)
    func isModelled(_ terms: OptionTerms, spot: Double) -> Bool {
        spot > 0 && years[Int(terms.expiry)] > 0 && terms.volatility > 0
    }

    /// An expiry as rows of its options see it.
    func rowExpiry(of terms: OptionTerms, spot: Double) -> ScenarioRowBatch.Expiry {
        let expiry = Int(terms.expiry)
        var result = ScenarioRowBatch.Expiry(forward: forwards[expiry], years: years[expiry])
        if terms.isInverse {
            result.scale = spot / forwards[expiry]
            result.isInverse = true
        }
        return result
    }

    /// How many times an option has been priced in all scenarios of a model, once for all accounts that hold it.
    package var pricedRows: Int {
        var count = 0
        for (place, tables) in profiles.enumerated() {
            let before = profiles[..<place]
            if let held = tables.scenario, !before.contains(where: { $0.scenario === held }) {
                count += held.rows.claims
            }
            if let held = tables.tail, !before.contains(where: { $0.tail === held }) { count += held.rows.claims }
        }
        return count
    }
}
