package import MarginCore

/// A configuration file that was read: what it states, and what is wrong with it.
///
/// A file may name a history, which is for the edge to read. So there are two steps, and all faults come with the
/// second: `historyPath` says what else there is to read, `configuration` what both are together.
package struct ConfigurationFile {
    private let document: ConfigurationDocument
    /// What could be read; the default in place of what is faulty.
    private let configuration: MarginConfiguration
    private let complaints: [ConfigurationComplaint]

    package init(_ text: [UInt8]) {
        document = ConfigurationDocument(text)
        var configuration = MarginConfiguration()
        var reader = ConfigurationReader(packs: BuiltInPacks.all)
        if let root = document.root {
            reader.readPacks(ofRoot: root)
            reader.read(root, named: nil, keys: MarginConfiguration.keys, into: &configuration)
        }
        self.configuration = configuration
        complaints = document.complaints + reader.complaints
    }

    /// The path of the history, as the file has it.
    package var historyPath: String? { configuration.historyPath }

    /// The configuration that the file stands for, or all its faults in the order of the file.
    ///
    /// Where the text is not JSON, that is the last fault: what follows it cannot be told.
    /// - Parameter history: What is at `historyPath`, `.none` where the file names none; `nil` where it cannot be had,
    ///   which leaves out what can only be told with it.
    package func configuration(
        history: PriceHistory?
    ) -> Result<MarginConfiguration, ConfigurationFaults> {
        var configuration = configuration
        configuration.history = history ?? .none
        var conflicts = configuration.conflicts
        // Where something is wrong, a history that is not named may be named by what is wrong.
        let isKnown = history != nil && (historyPath != nil || complaints.isEmpty)
        if isKnown { conflicts += configuration.historyConflicts }
        let faults = document.faults(complaints + complaints(of: conflicts))
        return faults.isEmpty ? .success(configuration) : .failure(ConfigurationFaults(faults))
    }

    /// Conflicts with their places, each once: profiles that inherit one have it in common. The core repeats names as
    /// they are.
    private func complaints(of conflicts: [ConfigurationConflict]) -> [ConfigurationComplaint] {
        guard let root = document.root else { return [] }
        let places = ConfigurationPlaces(root: root)
        var found: [ConfigurationComplaint] = []
        for conflict in conflicts where !places.isDoubtful(conflict.place, complaints: complaints) {
            let complaint = ConfigurationComplaint(
                offset: places.offset(of: conflict.place), message: conflict.message.printable)
            if !found.contains(complaint) { found.append(complaint) }
        }
        return found
    }
}
