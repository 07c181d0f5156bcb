import Foundation
import MarginCore
import Testing

/// Guards decide who is judged, never how: `MarginBook` without them is the reference.
@Suite("A tape, judged with guards")
struct GuardTests {
    @Test("raises the alerts of the full pass, from any number of books", arguments: ReplayTape.all)
    func sameAlerts(replay: ReplayTape) async {
        await expectSameAlerts(replay, shards: [1, 2, 7])
    }

    @Test("raises the expected alerts in the full pass too", arguments: ReplayTape.all)
    func fullPass(replay: ReplayTape) async {
        let replayed = await Replayed(replay, guards: false)
        #expect(firstDifference(replayed.alerts, replay.expected) == nil)
    }

    @Test(
        "raises the alerts of the full pass where its prices are an exchange's",
        .enabled(if: SharedTape.isConfigured, "MARGIND_SHARED names no folder of tapes"), arguments: SharedTape.names)
    func sharedTape(name: String) async throws {
        let text = try SharedTape.text(name)
        for interval: Int64 in [1, 60] {
            var configuration = MarginConfiguration()
            configuration.valuationInterval = interval * 1_000_000_000
            let replay = ReplayTape(name: name, tape: text, expected: [], configuration: configuration)
            await expectSameAlerts(replay, shards: [1, 7])
        }
    }

    private func expectSameAlerts(_ replay: ReplayTape, shards: [Int]) async {
        let full = await Replayed(replay, guards: false)
        #expect(!full.alerts.isEmpty)
        for count in shards {
            let guarded = await Replayed(replay, shards: count, auditInterval: 997)
            #expect(guarded.differences == [], "\(count) books")
            #expect(firstDifference(guarded.alerts, full.alerts) == nil, "\(count) books")
        }
    }
}

/// The tapes in `tapes/` of the folder that the environment variable `MARGIND_SHARED` names; no part of the project.
enum SharedTape {
    static let names = ["deribit-2026-02.ndjson.gz", "mixed.ndjson.gz"]
    private static let folder = ProcessInfo.processInfo.environment["MARGIND_SHARED"]
    static var isConfigured: Bool { folder != nil }

    /// - Throws: Where the tape is missing: nothing would have been compared.
    static func text(_ name: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", try #require(folder) + "/tapes/\(name)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return [UInt8](bytes)
    }
}
