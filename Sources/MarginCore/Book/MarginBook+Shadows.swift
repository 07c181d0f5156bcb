// Shadow profiles: the same accounts judged by other parameters beside their own, so that a desk sees who would be called
// under them. Each is a book of its own that takes the same events; only what it has to say is told apart.

/// A book that judges the accounts of another one by the shadows of their profiles.
final class ShadowBook {
    var book: MarginBook

    init(_ book: consuming MarginBook) { self.book = book }
}

extension MarginProfile {
    /// Those of `shadows` that are another profile: one that takes its list from `default` may stand in it, and is no shadow
    /// of its own.
    package var effectiveShadows: [String] { shadows.filter { $0 != name } }
}

extension MarginConfiguration {
    /// How many shadows the profile with the most of them has.
    package var shadowCount: Int { profiles.reduce(0) { max($0, $1.shadows.count) } }

    /// The parameters under which the n-th shadows of all profiles judge.
    func shadowed(_ place: Int) -> MarginConfiguration {
        shadowed { place < $0.shadows.count ? $0.shadows[place] : nil }
    }

    /// The parameters under which the profile `name` judges whoever has it among the shadows of their own.
    package func shadowed(by name: String) -> MarginConfiguration {
        shadowed { $0.shadows.contains(name) ? name : nil }
    }

    /// Each profile's place is its shadow's, and nobody is judged in the place of one that has none.
    private func shadowed(_ shadow: (MarginProfile) -> String?) -> MarginConfiguration {
        var configuration = self
        configuration.profiles = profiles.map { profile in
            let name = shadow(profile)
            var shadow = profiles.first { $0.name == name } ?? profile
            shadow.isMuted = shadow.name == profile.name
            shadow.shadows = []
            return shadow
        }
        return configuration
    }
}

extension MarginBook {
    /// One book for each shadow that a profile may have.
    static func shadows(of configuration: MarginConfiguration, shard: Shard, guards: Bool) -> [ShadowBook] {
        var shadows: [ShadowBook] = []
        for place in 0..<configuration.shadowCount {
            let shadowed = configuration.shadowed(place)
            shadows.append(
                ShadowBook(MarginBook(configuration: shadowed, shard: shard, guards: guards, role: .shadow)))
        }
        return shadows
    }

    /// Takes new parameters in every shadow; one that is new is built from `image`, and judges at the next event.
    ///
    /// - Parameter places: Where the profiles of the accounts are now, by where they were.
    mutating func reconfigureShadows(
        _ configuration: MarginConfiguration, _ image: BookImage?, movingProfilesTo places: [Int]
    ) {
        shadows.removeLast(max(0, shadows.count - configuration.shadowCount))
        for (place, shadow) in shadows.enumerated() {
            shadow.book.reconfigure(configuration.shadowed(place), movingProfilesTo: places)
        }
        guard var image else { return }
        while shadows.count < configuration.shadowCount {
            image.configuration = configuration.shadowed(shadows.count)
            shadows.append(
                ShadowBook(MarginBook(rebuilding: image, shard: shard, guards: hasGuards, role: .shadow)))
            shadows[shadows.count - 1].book.judgeAllAtNextEvent()
        }
    }

    /// The book in which `name` judges the accounts of a profile; `nil` where it is none of its shadows.
    ///
    /// - Parameter profile: Place in the configuration.
    func shadow(_ name: String, ofProfile profile: Int) -> ShadowBook? {
        let own = configuration.profiles[profile]
        guard name != own.name, let place = own.shadows.firstIndex(of: name) else { return nil }
        return shadows[place]
    }

    /// What `name` says of the accounts that have it among their shadows, shadow by shadow.
    mutating func reports(under name: String) -> [AccountReport] {
        shadows.flatMap { shadow in
            let configuration = shadow.book.configuration
            return configuration.profiles.contains { $0.name == name && !$0.isMuted }
                ? shadow.book.reports().filter { $0.profile == name } : []
        }
    }

    /// The first difference of a shadow from one rebuilt from `image`.
    func shadowDifference(from image: BookImage) -> String? {
        for (place, shadow) in shadows.enumerated() {
            var shadowed = image
            shadowed.configuration = image.configuration.shadowed(place)
            if let difference = shadow.book.difference(from: shadowed) { return "shadow \(place + 1): \(difference)" }
        }
        return nil
    }
}

extension [AccountAlert] {
    /// Puts the alerts of one event and its shadows in their order: by phase, account, set and shadow.
    mutating func sortByPhase(from first: Int) {
        guard count - first > 1 else { return }
        self[first...].sort { a, b in
            a.phase != b.phase ? a.phase.rawValue < b.phase.rawValue : a.isBefore(b)
        }
    }
}
