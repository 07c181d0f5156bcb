package import MarginCore

/// The scenario packs that margind brings along, read from `Packs/packs.json` by what reads those of a desk.
package enum BuiltInPacks {
    package static let all: [ScenarioPack] = {
        var reader = ConfigurationReader(packs: [])
        let document = ConfigurationDocument(PackageResources.packs_json)
        if let root = document.root { reader.readPacks(root, named: "packs") }
        let faults = reader.faults(in: document)
        precondition(faults.isEmpty, "packs.json, which is part of this program, is faulty: \(faults)")
        return reader.packs
    }()
}
