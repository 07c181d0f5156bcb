import MarginCore
import MarginService
import MarginWire

/// `--shadow NAME`: the question is asked as if whoever has NAME among the shadows of their profile stood under it.
enum ShadowOption {
    static let option = Option(
        "--shadow", "NAME", "as accounts with this profile among their shadows stand under it; others are left out")

    /// The shadow that is asked for, if any.
    ///
    /// - Throws: `usage` where it is no profile's shadow.
    static func name(_ arguments: Arguments, of configuration: MarginConfiguration) throws(Failure) -> String? {
        guard let name = arguments.text("--shadow") else { return nil }
        let known = configuration.profiles.flatMap(\.effectiveShadows)
        guard known.contains(name) else {
            let hint = NearestName.of(name, among: known).map { "; did you mean \"\(Log.escaped($0))\"?" } ?? ""
            throw Failure(.usage, "no profile has a shadow \"\(Log.escaped(name))\"\(hint)")
        }
        return name
    }

    /// Why an account cannot be explained under a shadow.
    static func notJudged(_ account: String, by shadow: String, _ profile: MarginProfile) -> String {
        let shadows = profile.effectiveShadows.map(Log.escaped).joined(separator: ", ")
        return "\"\(Log.escaped(account))\" has the profile \"\(Log.escaped(profile.name))\", whose shadows are "
            + "\(shadows.isEmpty ? "none" : shadows), not \"\(Log.escaped(shadow))\""
    }
}
