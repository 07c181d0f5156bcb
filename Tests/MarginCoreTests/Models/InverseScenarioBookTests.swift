import MarginCore
import MarginTesting
import Testing

/// Coins and contracts that pay in coin, bought at another price than that of now or with borrowed money.
@Suite("A pack's charge on coins and inverse contracts")
struct InverseScenarioBookTests {
    /// 100,000 USD of a perpetual bought at 40,000, at a mark of 50,000: 2.5 coins then, 2 coins now.
    private func gained(_ pack: String) throws -> MarginFigures {
        let desk = ModelBookDesk(pack: pack)
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC", .inverse)
            $0.portfolio("alpha", balances: [("BTC", 3)], positions: [("PERP", 100_000, at: 40_000)])
        }
        return try desk.figures()
    }

    @Test("counts in USD the coins of the entry, since what was gained moves with the coin; it rolls at the mark")
    func usd() throws {
        let figures = try gained("house")
        // The coins held are exposed too; they do not roll. 1 % of 100,000 rolls.
        #expect(isSame(figures.initialMargin, 0.16 * (2.5 + 3) * 50_000 + 1_000))
        #expect(isSame(figures.maintenanceMargin, 0.8 * figures.initialMargin))
    }

    @Test("counts in coin the coins of the mark, and none of the gain")
    func coin() throws {
        let figures = try gained("deribit-btc-2024")
        #expect(isSame(figures.initialMargin, 100_000 * (1 / 0.84 - 1) + 1_000))
        #expect(isSame(figures.maintenanceMargin, 0.8 * figures.initialMargin))
    }

    @Test(
        "takes coins for money, but those that borrowed money bought for a long position, which does not roll",
        arguments: [(0, 0.0), (30_000, 30_000), (49_000, 49_000), (60_000, 50_000)])
    func credit(debt: Int, exposed: Double) throws {
        let desk = ModelBookDesk(pack: "deribit-btc-2024")
        desk.run {
            $0.index("BTC", 50_000)
            $0.portfolio("alpha", balances: [("BTC", 1), ("USD", Tape.Number(-debt))])
        }
        let figures = try desk.figures()
        #expect(isSame(figures.initialMargin, 0.16 * exposed))
        #expect(isSame(figures.maintenanceMargin, 0.8 * 0.16 * exposed))
    }
}
