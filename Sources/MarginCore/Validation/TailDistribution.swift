/// A distribution of profit and loss that a forecast can be held against, in closed form: symmetric about 0, in its own
/// units (a Student-t is not scaled to unit variance).
package enum TailDistribution: Equatable, Sendable {
    case normal
    /// With so many degrees of freedom, not necessarily whole; expected shortfall needs more than 1.
    case studentT(Double)

    package var isValid: Bool {
        switch self {
        case .normal: true
        case .studentT(let degrees): degrees > 1 && degrees <= 1e6
        }
    }

    /// The value that is exceeded with this probability, in 0…½ exclusive of 0: the VaR at 1 − p.
    package func upperQuantile(_ probability: Double) -> Double {
        switch self {
        case .normal: -NormalDistribution.quantile(probability)
        case .studentT(let degrees): StudentT(degrees: degrees).upperQuantile(probability)
        }
    }

    package func density(_ value: Double) -> Double {
        switch self {
        case .normal: NormalDistribution.density(value)
        case .studentT(let degrees): StudentT(degrees: degrees).density(value)
        }
    }

    /// Mean of the values beyond `quantile`, which is exceeded with `probability`: the expected shortfall.
    ///
    /// Normal: φ(q) ÷ p. Student-t: f(q) ÷ p · (ν + q²) ÷ (ν − 1).
    package func mean(beyond quantile: Double, probability: Double) -> Double {
        let mean = density(quantile) / probability
        return switch self {
        case .normal: mean
        case .studentT(let degrees): mean * (degrees + quantile * quantile) / (degrees - 1)
        }
    }

    /// VaR and ES at a level such as 0.99; losses positive, in the distribution's units.
    ///
    /// - Returns: `nil` unless ½ ≤ level < 1 and the distribution has an expected shortfall.
    package func risk(level: Double) -> (valueAtRisk: Double, expectedShortfall: Double)? {
        guard isValid, level >= 0.5, level < 1 else { return nil }
        let quantile = upperQuantile(1 - level)
        return (quantile, mean(beyond: quantile, probability: 1 - level))
    }
}
