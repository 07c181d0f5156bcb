/// A benchmark that cannot go on, in words for the one who started it.
struct BenchmarkFailure: Error, Equatable {
    enum Kind: Equatable { case usage, result }

    var message: String
    var kind: Kind

    /// Alerts that differ, a program that failed: what was measured is worth nothing.
    init(_ message: String, _ kind: Kind = .result) {
        self.message = message
        self.kind = kind
    }
}
