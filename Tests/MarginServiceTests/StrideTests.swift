import MarginCore
import MarginService
import Testing

@Suite("The stride of judging") struct StrideTests {
    /// Six market events, among them a silence that makes a feed stale and a price that brings it back; one account's
    /// line after each of the last three.
    private func batch() throws -> EventBatch {
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
        var admission = Admission(configuration: MarginConfiguration())
        let admitted = admission.admit(.bytes(.standardInput, Array(tape.utf8)))
        return try #require(admitted.batches.first).events
    }

    /// A stride of one market event, 2, 4 and so on: `doublings` times as fast as can be.
    private func stride(doublings: Int) -> Stride {
        var stride = Stride()
        stride.adapt(to: 1, nanoseconds: .max / 1_000_000)
        for _ in 0..<doublings { stride.adapt(to: stride.marketEventCount, nanoseconds: 1000) }
        return stride
    }

    @Test("gets longer by and by while it is done in no time, and shorter at once when it is not")
    func adapts() {
        var stride = stride(doublings: 3)
        #expect(stride.marketEventCount == 8)

        stride.adapt(to: 6, nanoseconds: 60_000_000)

        #expect(stride.marketEventCount == 2)
        stride.adapt(to: 6, nanoseconds: 10_000_000_000)
        #expect(stride.marketEventCount == 1)
    }

    @Test("learns nothing from the events of single accounts")
    func singleAccounts() {
        var stride = Stride()

        stride.adapt(to: 0, nanoseconds: 10_000_000_000)

        #expect(stride.marketEventCount == Stride().marketEventCount)
    }

    @Test("cuts a batch without loss: each event once, in order", arguments: 0...3)
    func cuts(doublings: Int) throws {
        let events = try batch().events
        let stride = stride(doublings: doublings)
        var pieces: [(range: Range<Int>, marketEventCount: Int)] = []
        var end = 0

        while end < events.count {
            pieces.append(stride.piece(of: events, from: end))
            end = pieces.last?.range.upperBound ?? events.count
        }

        #expect(pieces.flatMap(\.range) == Array(0..<9))
        #expect(pieces.map(\.marketEventCount) == [[1, 1, 1, 1, 1, 1], [2, 2, 2], [4, 2], [6]][doublings])
    }
}
