import MarginCore
import MarginService

/// The options that every command with a pipeline has.
enum PipelineOptions {
    static let shards = Option("--shards", "N", "share the accounts among N books that judge side by side (default 1)")
    static let audit = Option("--audit", "N", "every N events, rebuild the books from nothing and compare every bit")
    static let guards = Option(
        "--guards", "on|off", "off judges every account that an event touches: slower, the same alerts (default on)")
    static let config = Option("--config", "FILE", "parameters; without it the defaults of the methodology")

    /// How many books there are to be.
    static func shardCount(_ arguments: borrowing Arguments) throws(Failure) -> Int {
        try arguments.integer("--shards", in: 1...256) ?? 1
    }

    /// Whether accounts that an event provably leaves in their state go unjudged.
    static func hasGuards(_ arguments: borrowing Arguments) throws(Failure) -> Bool {
        switch arguments.text(guards.name) {
        case nil, "on": return true
        case "off": return false
        case let other?: throw Failure(.usage, "\(guards.name) takes on or off, not \"\(other)\"")
        }
    }

    /// How batches are cut.
    static func rules(_ arguments: borrowing Arguments) throws(Failure) -> Admission.Rules {
        var rules = Admission.Rules()
        rules.auditInterval = try arguments.integer("--audit", in: 1...Int.max).map(UInt64.init)
        return rules
    }
}
