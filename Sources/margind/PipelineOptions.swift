import MarginCore
import MarginService

/// The options that every command with a pipeline has.
enum PipelineOptions {
    static let shards = Option("--shards", "N", "share the accounts among N books that judge side by side (default 1)")
    static let audit = Option("--audit", "N", "every N events, rebuild the books from nothing and compare every bit")
    static let config = Option("--config", "FILE", "parameters; without it the defaults of the methodology")

    /// How many books there are to be.
    static func shardCount(_ arguments: borrowing Arguments) throws(Failure) -> Int {
        try arguments.integer("--shards", in: 1...256) ?? 1
    }

    /// How batches are cut.
    static func rules(_ arguments: borrowing Arguments) throws(Failure) -> Admission.Rules {
        var rules = Admission.Rules()
        rules.auditInterval = try arguments.integer("--audit", in: 1...Int.max).map(UInt64.init)
        return rules
    }
}
