package import MarginCore
import MarginWire

/// One way to margin an account: a model with its rules. The list is what laws are held against; a pack or a method that
/// is added to the program is in it at once.
package struct ModelCase: Sendable, CustomStringConvertible {
    package let description: String
    package let profile: MarginProfile

    private init(_ description: String, _ models: [MarginModelName], _ change: (inout MarginProfile) -> Void = { _ in })
    {
        self.description = description
        var profile = MarginProfile()
        profile.models = models
        // Concentration charges large books more than in proportion, on purpose.
        for name in profile.underlyings.keys {
            profile.underlyings[name]?.deltaConcentrationThreshold = 1e18
            profile.underlyings[name]?.vegaConcentrationThreshold = 1e18
        }
        profile.otherUnderlyings.deltaConcentrationThreshold = 1e18
        profile.otherUnderlyings.vegaConcentrationThreshold = 1e18
        // What a random book of a few options needs to have a tail, and a test to be quick.
        profile.tail.window = 120
        profile.tail.scenarios = 200
        change(&profile)
        self.profile = profile
    }

    /// The model `sensitivities`, with either rule across underlyings.
    package static let sensitivities = [
        ModelCase("sensitivities", [.sensitivities]),
        ModelCase("sensitivities, no correlation between underlyings", [.sensitivities]) {
            $0.sensitivities.crossAsset = .none
        },
    ]

    /// The model `scenario` with every pack that margind brings along.
    package static let packs = BuiltInPacks.all.map { pack in
        ModelCase("scenario, \(pack.name)", [.scenario]) { $0.scenario = pack }
    }

    /// The model `tail` by every method and measure, all at one level.
    package static let tails = TailParameters.Method.allCases.flatMap { method in
        TailParameters.Measure.allCases.map { measure in tail(method, measure) }
    }

    package static func tail(_ method: TailParameters.Method, _ measure: TailParameters.Measure) -> ModelCase {
        ModelCase("tail, \(method.rawValue), \(measure.rawValue)", [.tail]) {
            $0.tail.method = method
            $0.tail.measure = measure
            $0.tail.level = 0.95
        }
    }

    /// All three models in one requirement.
    package static let together = ModelCombination.Rule.allCases.map { rule in
        ModelCase("\(rule.rawValue) of all models", MarginModelName.allCases) { $0.combination.rule = rule }
    }

    package static let all = sensitivities + packs + tails + together

    /// The same with other parameters.
    package func with(_ change: (inout MarginProfile) -> Void) -> ModelCase {
        ModelCase(description, profile.models) {
            $0 = profile
            change(&$0)
        }
    }

    /// Whether a pack takes part, and which.
    package var pack: ScenarioPack? { profile.models.contains(.scenario) ? profile.scenario : nil }
}
