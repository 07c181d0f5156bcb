import MarginCore
import MarginWire
import Testing

/// The tapes of `Replays/` and the alerts beside them: the same bytes, whatever the machine was doing.
@Suite("A tape") struct ReplayTests {
    @Test("is there for every story that the README tells")
    func areThere() {
        let names = Set(ReplayTape.all.map(\.name))
        #expect(
            names == [
                "bad-feed", "collateral", "days-of-a-history", "expiry-and-settlement", "one-day-crash", "profiles",
                "quiet-day", "stablecoin-depeg", "three-models", "two-venues", "volatility-spike", "volatility-surface",
                "way-out-of-a-call",
            ])
    }

    @Test("raises the expected alerts, twice", arguments: ReplayTape.all)
    func raisesExpectedAlerts(replay: ReplayTape) async {
        for _ in 1...2 {
            let replayed = await Replayed(replay)
            #expect(firstDifference(replayed.alerts, replay.expected) == nil)
        }
    }

    @Test("raises the same alerts from 2 books and from 7", arguments: ReplayTape.all)
    func ignoresShards(replay: ReplayTape) async {
        for shards in [2, 7] {
            let replayed = await Replayed(replay, shards: shards)
            #expect(firstDifference(replayed.alerts, replay.expected) == nil, "\(shards) shards")
        }
    }

    @Test("raises the same alerts wherever its reads end", arguments: ReplayTape.all)
    func ignoresReads(replay: ReplayTape) async {
        for split in [Split.every(7), .every(4_096), .random(seed: 1), .random(seed: 2)] {
            let replayed = await Replayed(replay, split: split)
            #expect(firstDifference(replayed.alerts, replay.expected) == nil, "\(split.testDescription)")
        }
    }

    @Test("raises the same alerts one byte at a time", arguments: ["profiles", "bad-feed"])
    func ignoresReadsOfOneByte(name: String) async throws {
        let replay = try ReplayTape.named(name)
        let replayed = await Replayed(replay, split: .every(1))
        #expect(firstDifference(replayed.alerts, replay.expected) == nil)
    }

    @Test("leaves books that equal ones rebuilt from nothing", arguments: ReplayTape.all)
    func survivesAudits(replay: ReplayTape) async {
        let isLarge = replay.tape.count > 140_000
        let replayed = await Replayed(replay, shards: 2, auditInterval: isLarge ? 50 : 1)
        #expect(replayed.differences == [])
        #expect(firstDifference(replayed.alerts, replay.expected) == nil)
    }
}
