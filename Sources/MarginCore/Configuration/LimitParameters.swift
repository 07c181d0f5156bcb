/// Bounds on an account's risk beside its margin; `nil` for none. Crossing one raises an alert and changes no state.
package struct LimitParameters: Equatable, Sendable {
    /// Most of Σ|D(u)|, USD.
    package var grossDelta: Double?
    /// Most of |D(u)| by underlying, USD; `other` holds for those that are not named.
    package var netDelta: [String: Double] = [:]
    /// Most of |ΣW(u)|, USD per +100 % of every volatility.
    package var vega: Double?
    /// Most initial margin, USD.
    package var initialMargin: Double?
    /// Most of Σ|D(u)| over equity.
    package var leverage: Double?
    /// Most of |D(u)| over Σ|D(u)|, in 0...1.
    package var underlyingShare: Double?

    package init() {}

    /// The bound on |D(u)| of an underlying.
    package func netDelta(of underlying: String) -> Double? { netDelta[underlying] ?? netDelta["other"] }

    var isSet: Bool { self != LimitParameters() }
}

extension MarginProfile {
    /// Collateral counts otherwise than each balance at its index, less its haircut.
    package var hasCollateralRules: Bool {
        collateralPrice != .index || otherUnderlyings.hasCollateralRules
            || underlyings.values.contains { $0.hasCollateralRules }
    }

    /// `sensitivities` is the only model, and its requirement the account's.
    var hasSensitivitiesAlone: Bool { models == [.sensitivities] && combination.rule == .largest }

    /// Something beside the account's state is watched.
    var isWatched: Bool {
        limits.isSet || levels.target != nil || (combination.disagreement != nil && models.count > 1)
    }
}

extension UnderlyingParameters {
    fileprivate var hasCollateralRules: Bool {
        !haircutTiers.isEmpty || collateralShare != nil || collateralCap != nil
    }
}
