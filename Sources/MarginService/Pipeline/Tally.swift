package import MarginCore

/// What became of the lines so far.
package struct Tally: Equatable, Sendable {
    package var lines: UInt64 = 0
    package var accepted: UInt64 = 0
    /// Lines whose `seq` or `id` was used before.
    package var repeated: UInt64 = 0
    /// Prices and forwards older than the last of their kind.
    package var late: UInt64 = 0
    /// Fields that nothing reads.
    package var unknownFields = 0
    /// How many accounts and how many groups there are.
    package var accounts = 0
    package var groups = 0
    package private(set) var rejectedByReason: [RejectionReason: UInt64] = [:]

    package init() {}

    package var rejected: UInt64 { rejectedByReason.values.reduce(0, +) }

    /// The reasons that occurred, in the order of their declaration.
    package var rejections: [(reason: RejectionReason, count: UInt64)] {
        RejectionReason.allCases.compactMap { reason in rejectedByReason[reason].map { (reason, $0) } }
    }

    package mutating func count(_ verdict: Intake.Verdict) {
        lines += 1
        switch verdict {
        case .accepted: accepted += 1
        case .repeated: repeated += 1
        case .late: late += 1
        case .rejected(let fault): rejectedByReason[fault.reason, default: 0] += 1
        }
    }
}
