import MarginCore

/// Where in a file stands what a conflict is about.
///
/// That is the value of the key, or its name where the value is an object. What a profile does not state stands where
/// it takes it from: in `default`, or in `other` for an underlying that has none of its own. What stands nowhere is a
/// default of margind; it is placed at the name of the profile.
struct ConfigurationPlaces {
    typealias Member = ConfigurationDocument.Member
    typealias Place = ConfigurationConflict.Place

    private let root: ConfigurationDocument.Value

    private let underlyings = "underlyings"
    private let other = "other"

    init(root: ConfigurationDocument.Value) { self.root = root }

    /// First byte of the place.
    func offset(of place: Place) -> Int {
        guard let profile = place.profile else { return root.place(at: place.keys) ?? root.offset }
        return stated(place.keys, in: profile) ?? member(profile: profile)?.offset ?? root.offset
    }

    private func stated(_ keys: [String], in profile: String) -> Int? {
        let own = member(profile: profile)?.value
        let standard = member(profile: MarginProfile().name)?.value
        if let place = own?.place(at: keys) ?? standard?.place(at: keys) { return place }
        guard let index = keys.firstIndex(of: underlyings), index + 1 < keys.count, keys[index + 1] != other else {
            return nil
        }
        var others = keys
        others[index + 1] = other
        // An underlying of `default` has taken the key from its `other` there.
        let isInherited = standard?.place(at: Array(keys[...(index + 1)])) != nil
        return (isInherited ? nil : own?.place(at: others)) ?? standard?.place(at: others)
    }

    private func member(profile: String) -> Member? { root.member("profiles")?.value.member(profile) }

    // MARK: What may follow from another fault

    /// Something that the conflict could come from is faulty: what is wrong is said once.
    func isDoubtful(_ place: Place, complaints: [ConfigurationComplaint]) -> Bool {
        guard !complaints.isEmpty else { return false }
        guard let profile = place.profile else {
            // One scenario for itself, other sections as a whole.
            let isScenario = place.keys.count > 2 && place.keys[0] == "stress"
            let keys = isScenario ? Array(place.keys.prefix(3)) : [place.keys[0]]
            guard let member = root.member(at: keys) else { return false }
            return complaints.contains { member.contains($0.offset) }
        }
        let sources = [profile, MarginProfile().name].compactMap { member(profile: $0) }
        let relevant = ["models", place.keys[0]]
        return complaints.contains { complaint in
            sources.contains { source in
                guard source.contains(complaint.offset) else { return false }
                let section = source.value.members.last { $0.contains(complaint.offset) }
                // A key that is not known may be meant for any.
                guard let section, MarginProfile.keys.contains(where: { $0.name == section.name }) else { return true }
                return relevant.contains(section.name)
            }
        }
    }
}

extension ConfigurationDocument.Value {
    fileprivate var members: [ConfigurationDocument.Member] {
        if case .object(let members) = content { members } else { [] }
    }

    /// Of members of one name the last, which is the one that counts.
    fileprivate func member(_ name: String) -> ConfigurationDocument.Member? { members.last { $0.name == name } }

    fileprivate func member(at keys: [String]) -> ConfigurationDocument.Member? {
        guard let first = keys.first, let member = member(first) else { return nil }
        return keys.count == 1 ? member : member.value.member(at: Array(keys.dropFirst()))
    }

    /// First byte of what stands behind keys; `nil` where it is not stated.
    fileprivate func place(at keys: [String]) -> Int? {
        guard let first = keys.first else { return offset }
        if case .array(let elements) = content {
            return elements.first { $0.content == .string(first) }?.place(at: Array(keys.dropFirst()))
        }
        guard let member = member(first) else { return nil }
        if keys.count > 1 { return member.value.place(at: Array(keys.dropFirst())) }
        if case .object = member.value.content { return member.offset }
        return member.value.offset
    }

    /// Where the last value within begins.
    fileprivate var lastOffset: Int {
        switch content {
        case .object(let members): members.last?.value.lastOffset ?? offset
        case .array(let elements): elements.last?.lastOffset ?? offset
        default: offset
        }
    }
}

extension ConfigurationDocument.Member {
    fileprivate func contains(_ place: Int) -> Bool { offset <= place && place <= value.lastOffset }
}
