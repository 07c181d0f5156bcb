import MarginCore
import MarginService
import Testing

/// `Replays/bad-feed`: what is rejected, and that nothing else suffers.
@Suite("The bad feed") struct BadFeedTests {
    private let replay: ReplayTape

    init() throws { replay = try ReplayTape.named("bad-feed") }

    @Test("shows every reason for which a line can be rejected")
    func showsEveryReason() async {
        let replayed = await Replayed(replay)
        #expect(replayed.tally.rejections.map(\.reason) == RejectionReason.allCases)
    }

    @Test("is reported line by line, byte by byte, as its author meant it")
    func isReported() async throws {
        // rejections.txt comes from the script that wrote the bad lines, not from the program.
        let meant = try #require(ReplayTape.file("rejections.txt", of: replay.name))
        let replayed = await Replayed(replay, split: .every(101))
        let reported = replayed.rejections.map { "\($0)".dropFirst("tape.ndjson:".count) }
        #expect(reported.joined(separator: "\n") + "\n" == String(decoding: meant, as: UTF8.self))
    }

    @Test("has lines that are dropped without being wrong")
    func dropsLines() async {
        let replayed = await Replayed(replay)
        #expect(replayed.tally.repeated == 3, "a number, a fill and a transfer that were used before")
        #expect(replayed.tally.late == 2, "a price and a forward")
        #expect(replayed.tally.unknownFields == 2)
        #expect(replayed.tally.lines == replayed.tally.accepted + replayed.tally.rejected + 5)
    }

    @Test("raises the alerts of a feed that lost its bad lines")
    func rejectedLinesChangeNothing() async throws {
        let rejected = Set(await Replayed(replay).rejections.map(\.line))
        // Empty lines keep the numbers of the others in the reports; numbers that rejected lines used up are gaps now.
        var lines = replay.tape.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in rejected { lines[line - 1] = [] }
        let cleaned = ReplayTape(
            name: replay.name, tape: Array(lines.joined(separator: [UInt8(ascii: "\n")])),
            expected: replay.expected, configuration: replay.configuration)
        let replayed = await Replayed(cleaned)
        #expect(replayed.tally.rejected == UInt64(rejected.count))
        #expect(firstDifference(replayed.alerts, replay.expected) == nil)
    }
}
