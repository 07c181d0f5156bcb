import MarginCore
import MarginService
import MarginTesting
import MarginWire
import Testing

/// What a tape came to when it went through the pipeline.
struct Replayed {
    /// The alerts, as they are written.
    var alerts: [UInt8] = []
    var rejections: [LineReport] = []
    var tally = Tally()
    /// What audits found: differences between the books and ones rebuilt from nothing.
    var differences: [String] = []

    /// Replays a tape.
    ///
    /// - Parameters:
    ///   - split: Where the input is cut; the alerts may not depend on it, nor on `shards`.
    ///   - guards: `false` judges every account that an event touches.
    ///   - auditInterval: Every so many events the books are compared with ones rebuilt from nothing.
    init(
        _ replay: ReplayTape, shards: Int = 1, split: Split = .every(65_536), guards: Bool = true,
        auditInterval: UInt64? = nil
    ) async {
        var rules = Admission.Rules()
        rules.auditInterval = auditInterval
        let monitor = MarginMonitor(configuration: replay.configuration, shards: shards, guards: guards, rules: rules)
        let origin = InputOrigin.tape(path: "tape.ndjson")
        var encoder = AlertEncoder()
        let reads = split.chunks(of: replay.tape).map { InputChunk.bytes(origin, $0) }
        for chunk in reads + [.ended(origin, failure: nil)] {
            let admitted = await monitor.desk.admit(chunk)
            rejections += admitted.rejections
            for batch in admitted.batches {
                for alert in await monitor.apply(batch.events) { encoder.encode(alert, into: &alerts) }
                if let image = batch.image { differences += await monitor.audit(against: image) }
            }
        }
        tally = await monitor.desk.tally
    }
}

/// How a tape is cut into reads.
enum Split: Sendable, CustomTestStringConvertible {
    case every(Int)
    /// Pieces of 1 to 1,000 bytes, by chance.
    case random(seed: UInt64)

    func chunks(of bytes: [UInt8]) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var start = 0
        var generator = SeededGenerator(seed: seed)
        while start < bytes.count {
            let length =
                switch self {
                case .every(let length): length
                case .random: Int.random(in: 1...1_000, using: &generator)
                }
            let end = min(start + length, bytes.count)
            chunks.append(Array(bytes[start..<end]))
            start = end
        }
        return chunks
    }

    private var seed: UInt64 { if case .random(let seed) = self { seed } else { 0 } }

    var testDescription: String {
        switch self {
        case .every(let length): "reads of \(length) bytes"
        case .random(let seed): "random reads, seed \(seed)"
        }
    }
}

/// The first line in which two texts differ, for a failure that can be read.
func firstDifference(_ raised: [UInt8], _ expected: [UInt8]) -> String? {
    if raised == expected { return nil }
    let newline = UInt8(ascii: "\n")
    let raisedLines = raised.split(separator: newline, omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: newline, omittingEmptySubsequences: false)
    for (place, pair) in zip(raisedLines, expectedLines).enumerated() where pair.0 != pair.1 {
        return """
            line \(place + 1)
              expected \(String(decoding: pair.1, as: UTF8.self))
              raised   \(String(decoding: pair.0, as: UTF8.self))
            """
    }
    return "\(raisedLines.count - 1) lines instead of \(expectedLines.count - 1)"
}
