import MarginCore

private let packsName = "packs"
private let baseName = "base"

extension ConfigurationKey<MarginConfiguration> {
    /// Scenario packs by name. They are read before everything else, since profiles name them.
    static func packs(_ meaning: String) -> ConfigurationKey {
        ConfigurationKey(name: packsName, meaning: meaning, domain: nil) { _, configuration, reader in
            configuration.packs = Array(reader.packs.dropFirst(reader.builtInPackCount))
        } print: { configuration, printer in
            printer.printObject(configuration.packs) { pack, printer in
                let wasCommented = printer.isCommented
                printer.isCommented = false
                printer.write("\(pack.name.quoted): ")
                printer.print(pack, keys: ScenarioPack.keys)
                printer.isCommented = wasCommented
            }
        }
    }
}

extension ConfigurationKey<ScenarioPack> {
    /// The pack whose name stands in the file.
    static func pack(_ name: String, _ meaning: String) -> ConfigurationKey {
        let domain = ConfigurationDomain(kind: "", values: "the name of a pack")
        return ConfigurationKey(name: name, meaning: meaning, domain: domain) { found, pack, reader in
            guard case .string(let wanted) = found.content else {
                return reader.complain(of: found, named: name, mustBe: domain.sentence)
            }
            if let known = reader.pack(named: wanted, at: found.offset) { pack = known }
        } print: { pack, printer in
            printer.write(pack.name.quoted)
        }
    }
}

extension ConfigurationReader {
    /// Reads the packs of a file, wherever in it they stand.
    mutating func readPacks(ofRoot root: ConfigurationDocument.Value) {
        guard case .object(let members) = root.content else { return }
        for member in members where member.name == packsName { readPacks(member.value, named: member.name) }
    }

    /// Reads packs by name. One takes what it does not state from its base, a pack that is known already.
    mutating func readPacks(_ found: ConfigurationDocument.Value, named name: String) {
        for member in namedMembers(of: found, named: name) {
            if packs.prefix(builtInPackCount).contains(where: { $0.name == member.name }) {
                complain(at: member.offset, "\(member.name.quotedBriefly) is a pack of margind; another name is needed")
            }
            let complaintCount = complaintCount
            var pack = basis(of: member.value)
            pack.name = member.name
            read(member.value, named: member.name, keys: [.base] + ScenarioPack.keys, into: &pack)
            // What is wrong with a part can make the whole wrong: it is said once.
            if complaintCount == self.complaintCount, let fault = pack.fault {
                complain(at: member.offset, "\(member.name.quotedBriefly) \(fault)")
            }
            packs.append(pack)
        }
    }

    private mutating func basis(of value: ConfigurationDocument.Value) -> ScenarioPack {
        guard case .object(let members) = value.content,
            let base = members.first(where: { $0.name == baseName }),
            case .string(let wanted) = base.value.content
        else { return ScenarioPack() }
        return pack(named: wanted, at: base.value.offset) ?? ScenarioPack()
    }

    /// The pack of a name that stands at an offset; where there is none, notes it.
    mutating func pack(named wanted: String, at offset: Int) -> ScenarioPack? {
        if let known = packs.first(where: { $0.name == wanted }) { return known }
        var message = "unknown pack \(wanted.quotedBriefly)"
        if let nearest = NearestName.of(wanted, among: packs.map(\.name)) {
            message += "; did you mean \(nearest.quoted)?"
        } else {
            message += "; there are \(packs.map(\.name.quotedBriefly).joined(separator: ", "))"
        }
        complain(at: offset, message)
        return nil
    }
}

extension ConfigurationKey<ScenarioPack> {
    /// The pack that is built upon. It is looked up before the other keys, and not printed: a printed pack is complete.
    fileprivate static var base: ConfigurationKey {
        ConfigurationKey(name: baseName, meaning: "", domain: nil) { found, _, reader in
            guard case .string = found.content else {
                return reader.complain(of: found, named: baseName, mustBe: "the name of a pack")
            }
        } print: { _, _ in
        }
    }
}
