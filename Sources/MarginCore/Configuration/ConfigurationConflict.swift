/// Parts of a configuration that are each in their range and that together cannot be meant.
package struct ConfigurationConflict: Equatable, Sendable {
    /// What it is about, for whoever knows where that stands.
    package struct Place: Equatable, Sendable {
        /// The profile that has it, by name; `nil` for what is of no profile.
        package var profile: String?
        /// By the names that the configuration uses, from the outside in; an element of a list by its text.
        package var keys: [String]
    }

    package let place: Place
    /// One sentence for who wrote the configuration, without a full stop.
    package let message: String

    init(_ keys: [String], of profile: MarginProfile? = nil, _ message: String) {
        place = Place(profile: profile?.name, keys: keys)
        self.message = message
    }
}

extension MarginConfiguration {
    /// What can be seen without a history; in no order that means anything.
    package var conflicts: [ConfigurationConflict] {
        profileConflicts + stress.conflicts + surface.conflicts
    }

    private var profileConflicts: [ConfigurationConflict] {
        var conflicts: [ConfigurationConflict] = []
        for (index, profile) in profiles.enumerated() {
            let basis = index == 0 ? MarginProfile() : profiles[0]
            conflicts += profile.chargeConflicts
            if profile.models.contains(.tail) { conflicts += profile.tailConflicts(besides: basis) }
            conflicts += profile.shadowConflicts(besides: basis, isAlone: profiles.count == 1)
            // What `default` states may be meant for the profiles that take it from there.
            let heirs = index == 0 ? profiles.dropFirst() : []
            conflicts += IdleKey.all.compactMap { $0.conflict(in: profile, besides: basis, heirs: heirs) }
            conflicts += profile.idleVolatilities(besides: basis, heirs: heirs)
        }
        return conflicts
    }
}

extension MarginProfile {
    /// A sum in which nothing counts.
    fileprivate var chargeConflicts: [ConfigurationConflict] {
        guard combination.rule == .sum, models.allSatisfy({ combination.weights[$0] == 0 }) else { return [] }
        let names = models.map(\.rawValue).joined(separator: ", ")
        return [
            ConfigurationConflict(
                ["combination", "weights"], of: self,
                "nothing would be charged: every model in the sum weighs 0 (\(names))")
        ]
    }

    /// A profile is never its own shadow. Where it takes its list from `default`, that is no mistake.
    fileprivate func shadowConflicts(besides basis: MarginProfile, isAlone: Bool) -> [ConfigurationConflict] {
        let isOwn = name == basis.name ? isAlone : shadows != basis.shadows
        guard isOwn, shadows.contains(name) else { return [] }
        return [
            ConfigurationConflict(["shadows", name], of: self, "a profile has no effect as a shadow of itself")
        ]
    }
}

extension StressParameters {
    fileprivate var conflicts: [ConfigurationConflict] {
        var conflicts = scenarios.flatMap(\.conflicts)
        if interval != nil, scenarios.isEmpty {
            conflicts.append(
                ConfigurationConflict(["stress", "interval"], "\"interval\" has no effect: there are no \"scenarios\""))
        }
        return conflicts
    }
}

extension StressScenario {
    fileprivate var conflicts: [ConfigurationConflict] {
        let movesPrices = day != nil || moves.values.contains { $0 != 0 }
        let movesVolatilities = volatilityMoves.values.contains { $0 != 0 }
        if !movesPrices && !movesVolatilities && basis == 0 && gapCost == 0 {
            return [conflict([], "the stress scenario moves nothing and costs nothing")]
        }
        var conflicts: [ConfigurationConflict] = []
        if contagion > 0 && !movesPrices {
            conflicts.append(
                conflict(
                    ["contagion"], "\"contagion\" has no effect: neither \"moves\" nor \"day\" has a move to spread"))
        }
        if volatilityContagion > 0 && !movesVolatilities && day == nil {
            conflicts.append(
                conflict(
                    ["volatility_contagion"],
                    "\"volatility_contagion\" has no effect: neither \"volatility_moves\" nor \"day\" has a move to "
                        + "spread"))
        }
        return conflicts
    }

    func conflict(_ keys: [String], _ message: String) -> ConfigurationConflict {
        ConfigurationConflict(["stress", "scenarios", name] + keys, message)
    }
}

extension SurfaceRules {
    fileprivate var conflicts: [ConfigurationConflict] {
        let standard = SurfaceRules()
        var conflicts: [ConfigurationConflict] = []
        func note(_ key: String, _ isIdle: Bool, _ needs: String) {
            guard isIdle else { return }
            conflicts.append(ConfigurationConflict(["surface", key], "\"\(key)\" has no effect \(needs)"))
        }
        let checksAlone = "where \"checks\" is false"
        note("calendar_tolerance", calendarTolerance != standard.calendarTolerance && !checks, checksAlone)
        note("butterfly_tolerance", butterflyTolerance != standard.butterflyTolerance && !checks, checksAlone)
        note(
            "quotes_min", quotesMin != standard.quotesMin && !isOn,
            "where \"smile\" is \"off\" and \"checks\" is false")
        return conflicts
    }
}
