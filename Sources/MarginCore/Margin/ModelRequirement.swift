/// A margin model, by the name that configuration, alerts and documentation use; in the order that decides exact ties.
package enum MarginModelName: String, CaseIterable, Sendable, BitwiseCopyable {
    /// Delta, vega and curvature margin; see `SensitivityModel`.
    case sensitivities
    /// The worst cell of a price × volatility grid; see `ScenarioModel`.
    case scenario
    /// Value at Risk or Expected Shortfall; see `TailModel`.
    case tail
}

/// What one model alone requires of an account, before add-ons; USD, never negative.
package struct ModelRequirement: Equatable, Sendable, BitwiseCopyable {
    package var initial = 0.0
    package var maintenance = 0.0

    package init(initial: Double = 0, maintenance: Double = 0) {
        self.initial = initial
        self.maintenance = maintenance
    }
}

/// The requirements of the models of one profile; absent where a model is not among them.
package struct ModelRequirements: Equatable, Sendable, BitwiseCopyable {
    package var sensitivities: ModelRequirement?
    package var scenario: ModelRequirement?
    package var tail: ModelRequirement?

    package init() {}

    package subscript(name: MarginModelName) -> ModelRequirement? {
        switch name {
        case .sensitivities: sensitivities
        case .scenario: scenario
        case .tail: tail
        }
    }
}

/// How a profile makes one requirement of those of its models.
package struct ModelCombination: Equatable, Sendable, BitwiseCopyable {
    package enum Rule: String, CaseIterable, Sendable, BitwiseCopyable {
        /// The largest initial and the largest maintenance margin.
        case largest
        /// Weighted sums, as SPAN 2 blends historical and stress risk.
        case sum
    }

    package var rule = Rule.largest
    /// What a model counts in a sum.
    package var weights = ModelWeights()
    /// Two models disagree where the larger initial margin is more than this multiple of the smaller; `nil` never.
    package var disagreement: Double?
    /// They do not disagree while the larger initial margin is at most this; USD, 0 for none.
    package var disagreementFloor = 1000.0

    package init() {}

    /// Initial and maintenance margin before add-ons, and the model that brings in most of the initial margin.
    func combine(_ models: ModelRequirements) -> (initial: Double, maintenance: Double, decidedBy: MarginModelName) {
        var initial = 0.0
        var maintenance = 0.0
        var largest = -1.0
        var decidedBy = MarginModelName.sensitivities
        for name in MarginModelName.allCases {
            guard let model = models[name] else { continue }
            let weight = rule == .sum ? weights[name] : 1
            let part = weight * model.initial
            if part > largest {
                largest = part
                decidedBy = name
            }
            switch rule {
            case .largest:
                initial = max(initial, model.initial)
                maintenance = max(maintenance, model.maintenance)
            case .sum:
                initial += part
                maintenance += weight * model.maintenance
            }
        }
        return (initial, maintenance, decidedBy)
    }
}

/// A factor for each model.
package struct ModelWeights: Equatable, Sendable, BitwiseCopyable {
    package var sensitivities = 1.0
    package var scenario = 1.0
    package var tail = 1.0

    package init() {}

    package subscript(name: MarginModelName) -> Double {
        switch name {
        case .sensitivities: sensitivities
        case .scenario: scenario
        case .tail: tail
        }
    }
}
