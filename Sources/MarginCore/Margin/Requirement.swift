/// From the charges of an account's models to its initial and maintenance margin; USD.
///
/// Charge, premium cap, basis and floor are those of the model `sensitivities`, 0 where a profile does without it. See
/// `docs/methodology.md`, sections 3 (premium cap) and 4.
package struct Requirement: Sendable {
    /// The charge that decided: the whole account's, or, under the premium cap, the one without its long options.
    package let charge: SensitivityModel.Charge
    /// Whether the premium cap decided, so that `charge` is the one without long options.
    package let isCapped: Bool
    /// What the long options can lose, where the cap decided; else 0.
    package let premiumMargin: Double
    /// H.
    package let basisMargin: Double
    /// L, the floor for short options.
    package let floor: Double
    package let addOns: Double
    package let initial: Double
    package let maintenance: Double
    /// Before add-ons, by model.
    package let models: ModelRequirements
    /// The model that brings in most of the initial margin.
    package let decidedBy: MarginModelName

    /// Charge and basis together: R.
    package var riskCharge: Double { charge.total + premiumMargin + basisMargin }

    /// - Parameters:
    ///   - all: R, the charge of the whole account.
    ///   - withoutLongOptions: R₀; may be left out where `premium` ≥ R, since the cap cannot decide there.
    ///   - premium: V₀ ≥ 0, the value of the long options.
    ///   - shortOptionNotional: Σ max(0, −q·m)·S over unexpired options.
    ///   - addOns: For positions that cannot be valued.
    package init(
        all: SensitivityModel.Charge, withoutLongOptions: SensitivityModel.Charge?, premium: Double, basis: Double,
        shortOptionNotional: Double, addOns: Double, parameters: RequirementParameters
    ) {
        if let rest = withoutLongOptions, rest.total + premium < all.total {
            charge = rest
            premiumMargin = premium
            isCapped = true
        } else {
            charge = all
            premiumMargin = 0
            isCapped = false
        }
        basisMargin = basis
        floor = parameters.shortOptionFloor * shortOptionNotional
        self.addOns = addOns
        let base = max(charge.total + premiumMargin + basis, floor)
        initial = base + addOns
        maintenance = parameters.maintenanceRatio * base + addOns
        var models = ModelRequirements()
        models.sensitivities = ModelRequirement(
            initial: base, maintenance: parameters.maintenanceRatio * base)
        self.models = models
        decidedBy = .sensitivities
    }

    /// The requirement of several models, or of another than `sensitivities`.
    ///
    /// - Parameters:
    ///   - sensitivities: That model's requirement, and the add-ons.
    ///   - models: What the profile's models require, without add-ons.
    package init(
        _ sensitivities: Requirement, _ models: ModelRequirements, combination: ModelCombination
    ) {
        charge = sensitivities.charge
        isCapped = sensitivities.isCapped
        premiumMargin = sensitivities.premiumMargin
        basisMargin = sensitivities.basisMargin
        floor = sensitivities.floor
        addOns = sensitivities.addOns
        self.models = models
        let combined = combination.combine(models)
        initial = combined.initial + addOns
        maintenance = combined.maintenance + addOns
        decidedBy = combined.decidedBy
    }

    /// No requirement: an account without positions and without debt.
    package static func none(parameters: RequirementParameters) -> Requirement {
        Requirement(
            all: SensitivityModel.Charge(), withoutLongOptions: nil, premium: 0, basis: 0, shortOptionNotional: 0,
            addOns: 0, parameters: parameters)
    }
}
