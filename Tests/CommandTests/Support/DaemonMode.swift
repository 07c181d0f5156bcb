import Testing

/// The ways in which a daemon works: with its threads side by side, or on one. Both owe the same.
enum DaemonMode: String, CaseIterable, CustomTestStringConvertible {
    case sideBySide, lowLatency

    /// What goes after `run`.
    var options: [String] { self == .lowLatency ? ["--low-latency"] : [] }

    var testDescription: String { rawValue }
}
