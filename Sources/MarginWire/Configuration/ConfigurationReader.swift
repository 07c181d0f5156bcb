package import MarginCore

/// Reads the sections of a configuration file, and notes everything that is wrong with them.
///
/// What the file does not state keeps its default. A configuration that is returned is valid as a whole: every number
/// is finite and in its range, every name is there once, `default` is the first profile.
package struct ConfigurationReader {
    private(set) var complaints: [ConfigurationComplaint] = []
    /// Scenario packs that profiles and packs may name: those of margind, then those of the file.
    var packs: [ScenarioPack]
    let builtInPackCount: Int

    /// - Parameter packs: Those of margind.
    init(packs: [ScenarioPack]) {
        self.packs = packs
        builtInPackCount = packs.count
    }

    /// The configuration that a file stands for, apart from its history, or its faults in the order of the file.
    package static func read(_ text: [UInt8]) -> Result<MarginConfiguration, ConfigurationFaults> {
        ConfigurationFile(text).configuration(history: nil)
    }

    /// What is wrong with a document that was read.
    func faults(in document: ConfigurationDocument) -> [ConfigurationFault] {
        document.faults(document.complaints + complaints)
    }

    // MARK: What keys read with

    /// How many complaints there are so far.
    var complaintCount: Int { complaints.count }

    /// Reads a section: a key that is not there leaves its part of `section` as it is.
    mutating func read<Section>(
        _ value: ConfigurationDocument.Value, named name: String?, keys: [ConfigurationKey<Section>],
        into section: inout Section
    ) {
        for member in members(of: value, named: name) {
            if let key = keys.first(where: { $0.name == member.name }) {
                key.read(member.value, &section, &self)
            } else {
                var message = "unknown key \(member.name.quotedBriefly)"
                if let nearest = NearestName.of(member.name, among: keys.map(\.name)) {
                    message += "; did you mean \(nearest.quoted)?"
                }
                complain(at: member.offset, message)
            }
        }
    }

    /// The members of an object whose keys are names of the desk's own; an empty name is a fault.
    mutating func namedMembers(
        of value: ConfigurationDocument.Value, named name: String
    ) -> [ConfigurationDocument.Member] {
        members(of: value, named: name).filter { member in
            if member.name.isEmpty { complain(at: member.offset, "a name in \(name.quoted) is empty") }
            return !member.name.isEmpty
        }
    }

    private mutating func members(
        of value: ConfigurationDocument.Value, named name: String?
    ) -> [ConfigurationDocument.Member] {
        guard case .object(let members) = value.content else {
            complain(of: value, named: name, mustBe: "an object")
            return []
        }
        return members
    }

    /// Notes a value that is not what its key takes.
    mutating func complain(of value: ConfigurationDocument.Value, named name: String?, mustBe domain: String) {
        let subject = name?.quotedBriefly ?? "a configuration"
        complain(at: value.offset, "\(subject) must be \(domain), not \(value.content.description)")
    }

    mutating func complain(at offset: Int, _ message: String) {
        complaints.append(ConfigurationComplaint(offset: offset, message: message))
    }
}
