extension MarginConfiguration {
    /// What is wrong with parameters and history together, in words; nothing where every profile and every stress scenario
    /// has what it needs.
    package var faults: [String] {
        var faults: [String] = []
        for profile in profiles where profile.models.contains(.tail) {
            do throws(TailFault) {
                _ = try ShockTable(history: history, parameters: profile.tail)
            } catch {
                faults.append("profile \"\(profile.name)\", tail: \(error.description)")
            }
        }
        for profile in profiles {
            for shadow in profile.shadows {
                if profiles.contains(where: { $0.name == shadow }) { continue }
                faults.append("profile \"\(profile.name)\": its shadow \"\(shadow)\" is no profile")
            }
        }
        for scenario in stress.scenarios {
            guard let day = scenario.day else { continue }
            guard history.series.contains(where: { $0.move(to: Int(day), over: 1) != nil }) else {
                let why = history.isEmpty ? "its day needs a history" : "the history has no move on its day"
                faults.append("stress scenario \"\(scenario.name)\": \(why)")
                continue
            }
        }
        return faults
    }
}
