// What has to fit for the model `tail`, and for stress scenarios that repeat a day of the history.

extension MarginConfiguration {
    /// What is wrong with parameters and history together.
    package var historyConflicts: [ConfigurationConflict] {
        var conflicts: [ConfigurationConflict] = []
        for profile in profiles where profile.models.contains(.tail) {
            do throws(TailFault) {
                let table = try ShockTable(history: history, parameters: profile.tail)
                if let conflict = conflict(of: table, in: profile) { conflicts.append(conflict) }
            } catch {
                conflicts.append(conflict(error, in: profile))
            }
        }
        for scenario in stress.scenarios {
            guard let day = scenario.day, !history.series.contains(where: { $0.move(to: Int(day), over: 1) != nil })
            else { continue }
            conflicts.append(
                scenario.conflict(
                    ["day"], history.isEmpty ? "\"day\" needs a \"history\"" : "the history has no move on this day"))
        }
        return conflicts
    }

    /// Scenarios in which nothing moves.
    private func conflict(of table: ShockTable, in profile: MarginProfile) -> ConfigurationConflict? {
        let names = Set(history.series.map(\.underlying)).union(table.simulation?.names ?? [])
        var hasColumn = false
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let column = table.column(of: name) else { continue }
            if column.moves.contains(where: { $0 != 0 }) { return nil }
            hasColumn = true
        }
        return ConfigurationConflict(
            ["tail"], of: profile,
            hasColumn
                ? "nothing would be charged: no price moves in any scenario"
                : "the model tail has no underlying: none has moves in all scenarios, of its own or of a proxy")
    }

    private func conflict(_ fault: TailFault, in profile: MarginProfile) -> ConfigurationConflict {
        guard fault == .stressedPeriodNotInHistory, let from = profile.tail.stressedFrom,
            let first = history.series.map(\.firstDay).min()
        else { return ConfigurationConflict(fault, in: profile) }
        // A move takes the day before.
        return ConfigurationConflict(
            ["tail", from > first ? "stressed_to" : "stressed_from"], of: profile, fault.description)
    }
}

extension ConfigurationConflict {
    fileprivate init(_ fault: TailFault, in profile: MarginProfile) {
        let keys =
            switch fault {
            case .noHistory: ["models"]
            case .historyTooShort: ["tail", "window"]
            case .noStressedPeriod: ["tail", "stressed_weight"]
            case .stressedPeriodReversed, .stressedPeriodNotInHistory: ["tail", "stressed_from"]
            case .proxyWithoutHistory(let underlying, _): ["tail", "underlyings", underlying, "proxy"]
            case .correlations, .correlationNames, .noVolatility: ["tail", "correlations"]
            }
        self.init(keys, of: profile, fault.description)
    }
}

extension MarginProfile {
    /// What no history can mend.
    func tailConflicts(besides basis: MarginProfile) -> [ConfigurationConflict] {
        var conflicts: [ConfigurationConflict] = []
        if tail.stressedWeight > 0 {
            if let from = tail.stressedFrom, let to = tail.stressedTo {
                if from > to { conflicts.append(ConfigurationConflict(TailFault.stressedPeriodReversed, in: self)) }
            } else {
                conflicts.append(ConfigurationConflict(TailFault.noStressedPeriod, in: self))
            }
        }
        if tail.method == .monteCarlo, tail.repair == .none, let given = tail.correlations, given.fault == nil {
            do throws(CorrelationMatrix.Fault) {
                _ = try CorrelationMatrix(given.rows)
            } catch {
                conflicts.append(ConfigurationConflict(.correlations(error), in: self))
            }
        }
        if tail.maintenanceFactor > tail.initialFactor {
            let isOwn = tail.maintenanceFactor != basis.tail.maintenanceFactor
            conflicts.append(
                ConfigurationConflict(
                    ["tail", isOwn ? "maintenance_factor" : "initial_factor"], of: self,
                    "\"maintenance_factor\" is above \"initial_factor\": the margins would be upside down"))
        }
        return conflicts
    }
}
