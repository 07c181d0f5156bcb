import Foundation
import MarginCore
import MarginTesting
import MarginWire
import Testing

/// Tapes that others made, under profiles of all models: books that equal ones rebuilt from nothing, and the same alerts
/// with guards and without, from one book and from three.
@Suite("Conformance on tapes", .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceTapes {
    /// The beginnings of the tapes: as much as a debug build replays in seconds.
    private static let tapes = [("mixed", 4_000), ("deribit-2026-02", 3_600)]

    @Test(
        "All models: no difference from a rebuilt book, and the same bytes whatever serves the accounts",
        arguments: tapes)
    func replay(name: String, length: Int) throws {
        let lines = try Self.lines(of: name, length)
        try #require(lines.count == length)
        let expected = try alerts(lines, shards: 1, guards: true, batch: 1)
        #expect(expected.contains(#""models":{"sensitivities":"#))
        for (shards, guards, batch) in [(1, false, 100), (3, true, 7)] {
            let text = try alerts(lines, shards: shards, guards: guards, batch: batch)
            #expect(text == expected, "\(name), \(shards) books, guards \(guards)")
        }
    }

    /// The alerts of a replay and of three midnights after it, audited nine times on the way, at the end, and each day.
    private func alerts(_ lines: [String], shards: Int, guards: Bool, batch: Int) throws -> String {
        let monitor = ShardedMonitor(Self.configuration, shards: shards, batchSize: batch, guards: guards)
        var encoder = AlertEncoder()
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: lines.count, by: (lines.count + 9) / 10) {
            let piece = lines[start..<min(start + (lines.count + 9) / 10, lines.count)]
            for alert in monitor.run(Array(piece)) { encoder.encode(alert, into: &bytes) }
            #expect(monitor.audit() == nil, "after line \(piece.endIndex)")
        }
        // The tapes begin within a day; with each that follows the model `tail` learns a close more.
        let last = monitor.intake.clock?.day ?? 0
        for day in (last + 1)...(last + 3) {
            for alert in monitor.run(at: .days(Int64(day)), { $0.clock() }) { encoder.encode(alert, into: &bytes) }
            #expect(monitor.audit() == nil, "day \(day)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Every account has all models; of a made-up history, in which a third underlying of the tapes is missing, and which
    /// begins before the tapes and ends after them.
    private static var configuration: MarginConfiguration {
        var configuration = MarginConfiguration()
        configuration.convention = .deribit
        configuration.history = ModelDesk.history(seed: 1, from: 20_390)
        configuration.profiles[0].models = MarginModelName.allCases
        configuration.profiles[0].tail.window = 60
        configuration.profiles[0].levels.callGrace = 600_000_000_000
        return configuration
    }

    private static func lines(of name: String, _ count: Int) throws -> [String] {
        let text = try Vectors.unzippedText("../tapes/\(name).ndjson.gz")
        // By bytes: a carriage return and a line feed are one character.
        return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).prefix(count)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
