import MarginCore

// The two places where the file's keys are names of the desk's own. What one entry leaves out it takes from another
// one, so that entries are not read in the order of the file but so that what is inherited from comes first.

extension ConfigurationKey<MarginConfiguration> {
    /// Profiles by name. What a profile does not state it takes from `default`, as the file has that.
    static func profiles(_ name: String, _ meaning: String) -> ConfigurationKey {
        ConfigurationKey(name: name, meaning: meaning, domain: nil) { found, configuration, reader in
            let members = reader.namedMembers(of: found, named: name)
            var standard = MarginProfile()
            for member in members where member.name == standard.name {
                reader.read(member.value, named: member.name, keys: MarginProfile.keys, into: &standard)
            }
            configuration.profiles = [standard]
            for member in members where member.name != standard.name {
                var profile = standard
                profile.name = member.name
                reader.read(member.value, named: member.name, keys: MarginProfile.keys, into: &profile)
                configuration.profiles.append(profile)
            }
            for member in members { reader.checkShadows(of: member, among: configuration.profiles.map(\.name)) }
        } print: { configuration, printer in
            printer.printObject(configuration.profiles) { profile, printer in
                printer.isCommented = profile.name == configuration.profiles[0].name
                printer.write("\(profile.name.quoted): ")
                printer.print(profile, keys: MarginProfile.keys)
            }
        }
    }
}

extension ConfigurationReader {
    /// Notes shadows that are no profiles.
    fileprivate mutating func checkShadows(of profile: ConfigurationDocument.Member, among names: [String]) {
        guard case .object(let members) = profile.value.content else { return }
        for member in members where member.name == "shadows" {
            guard case .array(let elements) = member.value.content else { continue }
            for element in elements {
                guard case .string(let name) = element.content, !name.isEmpty, !names.contains(name) else { continue }
                var message = "unknown profile \(name.quotedBriefly)"
                if let nearest = NearestName.of(name, among: names) { message += "; did you mean \(nearest.quoted)?" }
                complain(at: element.offset, message)
            }
        }
    }
}

extension ConfigurationKey<MarginProfile> {
    /// The name, among the underlyings, of `otherUnderlyings`.
    private static var other: String { "other" }

    /// Parameters by underlying. What an underlying does not state it takes from the same underlying of the profile
    /// that is inherited from, and where that does not name it, from `other` of this profile.
    static func underlyings(_ name: String, _ meaning: String) -> ConfigurationKey {
        let keys = UnderlyingParameters.keys
        let explained = keys.map { "\n- \($0.name): \($0.comment)" }.joined()
        return ConfigurationKey(name: name, meaning: meaning + explained.dropLast(), domain: nil) {
            found, profile, reader in
            let members = reader.namedMembers(of: found, named: name)
            for member in members where member.name == other {
                reader.read(member.value, named: other, keys: keys, into: &profile.otherUnderlyings)
                reader.checkHaircuts(profile.otherUnderlyings, of: member)
            }
            for member in members where member.name != other {
                var parameters = profile.parameters(of: member.name)
                reader.read(member.value, named: member.name, keys: keys, into: &parameters)
                reader.checkHaircuts(parameters, of: member)
                profile.underlyings[member.name] = parameters
            }
        } print: { profile, printer in
            // A dictionary has no order; the file has that of the names' bytes.
            var entries = profile.underlyings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            entries.append((key: other, value: profile.otherUnderlyings))
            printer.printObject(entries) { entry, printer in
                printer.write("\(entry.key.quoted): ")
                printer.printInLine(entry.value, keys: keys)
            }
        }
    }
}
