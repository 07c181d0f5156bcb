/// A key of a profile that counts only beside certain others, and what stands there when it does not.
///
/// A profile is told so where it sets the key to something of its own and cannot make use of it. What it takes from
/// `default` is not meant: that may be for another model. Nor is what `default` sets for a profile that can use it.
struct IdleKey {
    private let keys: [String]
    /// The model whose section it is in; without it the whole section has no effect, which is said once.
    private var model: MarginModelName?
    private let isSame: (MarginProfile, MarginProfile) -> Bool
    /// Why the profile cannot use it; `nil` where it can.
    private let reason: (MarginProfile) -> String?

    private init<Value: Equatable>(
        _ keys: [String], _ path: KeyPath<MarginProfile, Value>,
        _ reason: @escaping (MarginProfile) -> String?
    ) {
        self.init(keys, isSame: { $0[keyPath: path] == $1[keyPath: path] }, reason)
    }

    private init(
        _ keys: [String], isSame: @escaping (MarginProfile, MarginProfile) -> Bool,
        _ reason: @escaping (MarginProfile) -> String?
    ) {
        self.keys = keys
        self.isSame = isSame
        self.reason = reason
    }

    func conflict(
        in profile: MarginProfile, besides basis: MarginProfile, heirs: ArraySlice<MarginProfile>
    ) -> ConfigurationConflict? {
        guard isAsked(of: profile), !isSame(profile, basis), let reason = reason(profile),
            !heirs.contains(where: { isAsked(of: $0) && self.reason($0) == nil })
        else { return nil }
        return ConfigurationConflict(keys, of: profile, "\"\(keys[keys.count - 1])\" has no effect \(reason)")
    }

    private func isAsked(of profile: MarginProfile) -> Bool { model.map { profile.models.contains($0) } ?? true }

    static var all: [IdleKey] { combinationKeys + modelKeys + tailKeys }

    private static var combinationKeys: [IdleKey] {
        [
            weight(.sensitivities, \.combination.weights.sensitivities),
            weight(.scenario, \.combination.weights.scenario),
            weight(.tail, \.combination.weights.tail),
            IdleKey(["combination", "disagreement"], \.combination.disagreement) {
                // Switched off it is meant to have none.
                $0.combination.disagreement == nil || $0.models.count > 1
                    ? nil : "with one model: it compares the profile's \"models\""
            },
            IdleKey(["combination", "disagreement_floor"], \.combination.disagreementFloor) {
                $0.combination.disagreement == nil ? "where \"disagreement\" is null" : nil
            },
        ]
    }

    private static func weight(
        _ model: MarginModelName, _ path: KeyPath<MarginProfile, Double>
    ) -> IdleKey {
        IdleKey(["combination", "weights", model.rawValue], path) { profile in
            if profile.combination.rule != .sum { return "where \"rule\" is \"largest\": weights count in a sum" }
            return profile.models.contains(model) ? nil : "where \"models\" does not name that model"
        }
    }

    /// What belongs to one model. The parameters of `sensitivities` are not among them: `tail` uses them as well.
    private static var modelKeys: [IdleKey] {
        [
            IdleKey(["scenario", "pack"], \.scenario) {
                $0.models.contains(.scenario) ? nil : "where \"models\" does not name \"scenario\""
            },
            IdleKey(["tail"], \.tail) { $0.models.contains(.tail) ? nil : "where \"models\" does not name \"tail\"" },
        ]
    }

    private static var tailKeys: [IdleKey] {
        [
            tail("age_decay", \.ageDecay) {
                $0.method == .ageWeighted ? nil : "where \"method\" is not \"age_weighted\""
            },
            tail("volatility_decay", \.volatilityDecay) {
                $0.method == .filtered || ($0.method == .monteCarlo && $0.estimate == .weighted)
                    ? nil : "where \"method\" is not \"filtered\", nor \"monte_carlo\" with the \"estimate\" \"ewma\""
            },
            tail("horizon_rule", \.horizonRule) {
                // A draw is one move over the horizon; stressed days go by the rule.
                $0.horizonRule == .squareRoot || $0.method != .monteCarlo || $0.stressedWeight > 0
                    ? nil : "where \"method\" is \"monte_carlo\", without stressed days"
            },
            tail("stressed_from", \.stressedFrom) { $0.stressedFrom == nil ? nil : unstressed($0) },
            tail("stressed_to", \.stressedTo) { $0.stressedTo == nil ? nil : unstressed($0) },
            tail("scenarios", \.scenarios, undrawn),
            tail("seed", \.seed, undrawn),
            tail("estimate", \.estimate) { $0.estimate == .equal ? nil : undrawn($0) },
            tail("correlations", \.correlations) { $0.correlations == nil ? nil : undrawn($0) },
            tail("repair", \.repair) { $0.repair == .none ? nil : undrawn($0) },
        ]
    }

    private static func tail<Value: Equatable>(
        _ key: String, _ path: KeyPath<TailParameters, Value>,
        _ reason: @escaping (TailParameters) -> String?
    ) -> IdleKey {
        var idle = IdleKey(
            ["tail", key], isSame: { $0.tail[keyPath: path] == $1.tail[keyPath: path] }, { reason($0.tail) })
        idle.model = .tail
        return idle
    }

    private static func unstressed(_ tail: TailParameters) -> String? {
        tail.stressedWeight > 0 ? nil : "where \"stressed_weight\" is 0"
    }

    fileprivate static func undrawn(_ tail: TailParameters) -> String? {
        tail.method == .monteCarlo ? nil : "where \"method\" is not \"monte_carlo\""
    }
}

extension MarginProfile {
    /// Volatilities that are given by underlying, and never drawn with.
    func idleVolatilities(besides basis: MarginProfile, heirs: ArraySlice<MarginProfile>) -> [ConfigurationConflict] {
        guard models.contains(.tail), let reason = IdleKey.undrawn(tail),
            !heirs.contains(where: { $0.models.contains(.tail) && $0.tail.method == .monteCarlo })
        else { return [] }
        let named = tail.underlyings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            (name: $0.key, own: $0.value, inherited: basis.tail.underlyings[$0.key] ?? tail.otherUnderlyings)
        }
        let other = (name: "other", own: tail.otherUnderlyings, inherited: basis.tail.otherUnderlyings)
        return (named + [other]).compactMap { name, own, inherited in
            guard own.dailyVolatility != nil, own.dailyVolatility != inherited.dailyVolatility else { return nil }
            return ConfigurationConflict(
                ["tail", "underlyings", name, "daily_volatility"], of: self,
                "\"daily_volatility\" has no effect \(reason)")
        }
    }
}
