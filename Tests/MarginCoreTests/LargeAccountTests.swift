import Testing

@testable import MarginCore

/// Accounts with more positions than the ends of a stored slice have room for.
@Suite("An account of very many positions")
struct LargeAccountTests {
    private static let cash = UnderlyingID(2)
    /// Perpetuals on BTC, then on ETH.
    private static let counts = [StoredSlice.most.linears + 100, 10]

    private func market() -> [BookUpdate] {
        var updates: [BookUpdate] = ["BTC", "ETH", "USDC"].map { .market(.underlying($0)) }
        for (underlying, count) in Self.counts.enumerated() {
            for place in 0..<count {
                let id = InstrumentID(underlying * Self.counts[0] + place)
                updates.append(.market(.symbol("\(underlying)-\(place)")))
                updates.append(
                    .market(
                        .terms(
                            id,
                            Instrument(
                                kind: .perpetual, underlying: UnderlyingID(underlying), settlement: .linear,
                                currency: Self.cash, multiplier: .one, expiry: nil, strike: 0, right: .call)
                        )))
            }
        }
        return updates + [.market(.index(UnderlyingID(0), 60_500)), .market(.index(UnderlyingID(1), 3_010))]
    }

    @Test("is worth what its positions are, also after it has become small")
    func equity() {
        var book = MarginBook(configuration: MarginConfiguration())
        var number: UInt64 = 0
        func apply(_ updates: [BookUpdate], to book: inout MarginBook) {
            var batch = EventBatch()
            batch.updates = updates
            number += 1
            batch.events = [
                AcceptedEvent(
                    number: number, clock: Timestamp(nanoseconds: 0), updates: updates.indices, cause: .clock)
            ]
            var alerts: [AccountAlert] = []
            book.apply(batch, into: &alerts)
        }
        apply(market(), to: &book)
        let large = AccountID(0)
        var updates: [BookUpdate] = []
        for account in ["large", "small"] { updates.append(.account(account, since: Timestamp(nanoseconds: 0))) }
        updates.append(.balance(large, Self.cash, 1e9))
        for place in 0..<Self.counts[0] + Self.counts[1] {
            let entry = place < Self.counts[0] ? 60_000.0 : 3_000
            updates.append(.position(large, InstrumentID(place), quantity: 1, entry: entry))
        }
        // Neighbours in the arenas, which no end that is too small may reach.
        updates.append(.position(AccountID(1), InstrumentID(0), quantity: 1, entry: 60_000))
        apply(updates, to: &book)
        var isLarge = (book.rows[0].isLarge, book.rows[1].isLarge)
        #expect(isLarge == (true, false))
        var equities = (book.assess(0).equity, book.assess(1).equity)
        #expect(equities.0 == 1e9 + 500 * Double(Self.counts[0]) + 10 * Double(Self.counts[1]))
        #expect(equities.1 == 500)

        // All but three on BTC are closed.
        let closed = (3..<Self.counts[0]).map {
            BookUpdate.position(large, InstrumentID($0), quantity: 0, entry: 0)
        }
        apply(closed, to: &book)
        isLarge = (book.rows[0].isLarge, book.largeEnds.isEmpty)
        #expect(isLarge == (false, true))
        equities = (book.assess(0).equity, book.assess(1).equity)
        #expect(equities == (1e9 + 1500 + 100, 500))
    }
}
