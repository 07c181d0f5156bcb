import MarginCore
import MarginService

/// The options that every command with a pipeline has.
enum PipelineOptions {
    static let shards = Option("--shards", "N", "share the accounts among N books that judge side by side (default 1)")
    static let audit = Option("--audit", "N", "every N events, rebuild the books from nothing and compare every bit")
    static let config = Option("--config", "FILE", "parameters; without it the defaults of the methodology")

    static func monitor(
        _ arguments: Arguments, _ configuration: MarginConfiguration, until: Timestamp? = nil, oneByOne: Bool = false
    ) throws(Failure) -> MarginMonitor {
        var rules = IntakeDesk.Rules()
        rules.auditInterval = try arguments.integer("--audit", in: 1...Int.max).map(UInt64.init)
        rules.until = until
        if oneByOne { rules.batchSize = 1 }
        return MarginMonitor(
            configuration: configuration, shards: try arguments.integer("--shards", in: 1...256) ?? 1, rules: rules)
    }
}
