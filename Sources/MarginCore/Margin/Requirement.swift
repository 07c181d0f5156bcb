/// From the model's charge to initial and maintenance margin; USD.
///
/// See `docs/methodology.md`, sections 3 (premium cap) and 4.
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
    }

    /// No requirement: an account without positions and without debt.
    package static func none(parameters: RequirementParameters) -> Requirement {
        Requirement(
            all: SensitivityModel.Charge(), withoutLongOptions: nil, premium: 0, basis: 0, shortOptionNotional: 0,
            addOns: 0, parameters: parameters)
    }
}
