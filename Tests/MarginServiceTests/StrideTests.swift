import MarginCore
import MarginService
import Testing

@Suite("The stride of judging") struct StrideTests {
    /// Six market events, among them a silence that makes a feed stale and a price that brings it back; one account's
    /// line after each of the last three.
    private func batch() async throws -> EventBatch {
        let hour: Int64 = 3_600_000_000_000
        let tape = """
            {"type":"instrument","ts":0,"symbol":"BTC","kind":"spot","underlying":"BTC","currency":"USD"}
            {"type":"price","ts":0,"symbol":"BTC","price":60000}
            {"type":"clock","ts":\(hour)}
            {"type":"price","ts":\(hour),"symbol":"BTC","price":60000}
            {"type":"balance","ts":\(hour),"account":"alice","asset":"USD","amount":1}
            {"type":"clock","ts":\(2 * hour)}
            {"type":"balance","ts":\(2 * hour),"account":"alice","asset":"USD","amount":2}
            {"type":"price","ts":\(2 * hour),"symbol":"BTC","price":60000}
            {"type":"balance","ts":\(2 * hour),"account":"alice","asset":"USD","amount":3}

            """
        let desk = IntakeDesk(configuration: MarginConfiguration())
        let admitted = await desk.admit(.bytes(.standardInput, Array(tape.utf8)))
        return try #require(admitted.batches.first).events
    }

    /// A stride of one market event, 2, 4 and so on: `doublings` times as fast as can be.
    private func stride(doublings: Int, _ batch: EventBatch) -> Stride {
        var stride = Stride()
        stride.adapt(to: batch, nanoseconds: .max / 1_000_000)
        for _ in 0..<doublings { stride.adapt(to: batch, nanoseconds: 1000) }
        return stride
    }

    @Test("gets longer by and by while it is done in no time, and shorter at once when it is not")
    func adapts() async throws {
        let batch = try await batch()
        var stride = stride(doublings: 3, batch)
        #expect(stride.marketEventCount == 8)

        stride.adapt(to: batch, nanoseconds: 60_000_000)

        #expect(stride.marketEventCount == 2)
        stride.adapt(to: batch, nanoseconds: 10_000_000_000)
        #expect(stride.marketEventCount == 1)
    }

    @Test("learns nothing from the events of single accounts")
    func singleAccounts() async throws {
        var rest = try await batch()
        rest.events = rest.events.filter { if case .balance = $0.cause { true } else { false } }
        var stride = Stride()

        stride.adapt(to: rest, nanoseconds: 10_000_000_000)

        #expect(stride.marketEventCount == Stride().marketEventCount)
    }

    @Test("cuts a batch without loss: each event once, in order, with its feed alerts", arguments: 0...3)
    func cuts(doublings: Int) async throws {
        let batch = try await batch()
        let stride = stride(doublings: doublings, batch)
        var rest = batch
        var pieces: [EventBatch] = []

        while let piece = rest.takeFirst(stride) { pieces.append(piece) }

        #expect(pieces.count == [6, 3, 2, 1][doublings])
        #expect(pieces.flatMap(\.events).map(\.number) == Array(1...9))
        #expect(pieces.flatMap(\.feedAlerts) == batch.feedAlerts)
        #expect(batch.feedAlerts.map(\.event) == [3, 4, 6, 8])
        for piece in pieces {
            let numbers = piece.events.map(\.number)
            #expect(piece.feedAlerts.allSatisfy { numbers.contains($0.event) })
        }
    }
}
