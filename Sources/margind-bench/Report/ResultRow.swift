/// One line of the report: what was measured on which work, and what a peer took for the same work in the same run.
struct ResultRow: Equatable, Sendable {
    /// Something to compare with.
    struct Peer: Equatable, Sendable {
        var name: String
        var samples: Samples
    }

    /// A further figure of the same runs.
    struct Detail: Equatable, Sendable {
        var name: String
        var value: Double
        var unit: String

        init(_ name: String, _ value: Double, _ unit: String) {
            self.name = name
            self.value = value
            self.unit = unit
        }
    }

    enum Better: Sendable { case lower, higher }

    /// The figure: `tick`, `parse`.
    var name: String
    /// What it was measured on, in words.
    var workload: String
    var unit: String
    var better: Better
    /// Empty where it could not be measured; then `note` says why.
    var samples: Samples
    var peer: Peer?
    var details: [Detail] = []
    var note: String?

    init(
        _ name: String, _ workload: String, _ unit: String, _ better: Better, _ samples: Samples, peer: Peer? = nil,
        details: [Detail] = [], note: String? = nil
    ) {
        self.name = name
        self.workload = workload
        self.unit = unit
        self.better = better
        self.samples = samples
        self.peer = peer
        self.details = details
        self.note = note
    }

    /// A figure that is missing, and why.
    static func missing(_ name: String, _ workload: String, _ reason: String) -> ResultRow {
        ResultRow(name, workload, "", .lower, Samples(), note: "not measured: \(reason)")
    }

    /// How many times better than the peer, by the medians; `nil` without both.
    var ratio: Double? {
        guard let peer, !peer.samples.isEmpty, !samples.isEmpty else { return nil }
        switch better {
        case .lower: return peer.samples.median / samples.median
        case .higher: return samples.median / peer.samples.median
        }
    }
}
