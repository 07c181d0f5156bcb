import MarginCore
import MarginTesting
import Testing

/// The names of Deribit's public documentation: `BTC-PERPETUAL`, `BTC-25AUG23`, `BTC-25AUG23-30000-C`, and for strikes
/// with decimals `XRP_USDC-30JUN23-0d625-C`, which is of a linear contract and none of this convention's.
@Suite("A symbol by convention")
struct SymbolNameTests {
    private func monitor() -> Monitor { Monitor { $0.convention = .deribit } }

    private func terms(_ symbol: String) -> (terms: Instrument, expiry: Timestamp?, underlying: String)? {
        let monitor = monitor()
        monitor.run { $0.position("alpha", symbol, 1, at: 1) }
        let market = monitor.intake.market
        guard let terms = market.listings.first?.terms else { return nil }
        return (terms, terms.expiry.map { market[$0].time }, market[terms.underlying].name)
    }

    @Test("of a perpetual is inverse, in the coin, sized in USD")
    func perpetual() throws {
        let found = try #require(terms("BTC-PERPETUAL"))
        #expect(found.terms.kind == .perpetual && found.terms.isInverse && found.expiry == nil)
        #expect(found.underlying == "BTC" && found.terms.currency == found.terms.underlying)
        #expect(found.terms.multiplier == .one)
    }

    @Test("of a future expires at 08:00 UTC", arguments: [("BTC-25AUG23", 19_594), ("ETH-7MAR26", 20_519)])
    func future(symbol: String, day: Int64) throws {
        let found = try #require(terms(symbol))
        #expect(found.terms.kind == .future && found.terms.isInverse)
        #expect(found.expiry == Timestamp.days(day).advanced(by: 8 * 3_600_000_000_000))
    }

    @Test(
        "of an option has strike and right",
        arguments: [
            ("BTC-25AUG23-30000-C", 30_000.0, Instrument.Right.call), ("SOL-29FEB24-75-P", 75, .put),
            ("X1-25AUG23-0d625-C", 0.625, .call),
        ])
    func option(symbol: String, strike: Double, right: Instrument.Right) throws {
        let found = try #require(terms(symbol))
        #expect(found.terms.kind == .option && found.terms.isInverse)
        #expect(found.terms.strike == strike && found.terms.right == right)
    }

    @Test(
        "is no other name",
        arguments: [
            "BTC", "BTC-", "-PERPETUAL", "btc-PERPETUAL", "BTC-PERPETUAL-1", "BTC-perpetual", "BTC_USDC-PERPETUAL",
            "BTC-30FEB24", "BTC-0MAR26", "BTC-07MAR26", "BTC-32MAR26", "BTC-7mar26", "BTC-7MAR6", "BTC-7MARX6",
            "BTC-7MAR2026", "BTC-7MAR26-", "BTC-7MAR26-100", "BTC-7MAR26-100-", "BTC-7MAR26-100-X",
            "BTC-7MAR26-100-CC", "BTC-7MAR26--C", "BTC-7MAR26-0-C", "BTC-7MAR26-d5-C", "BTC-7MAR26-5d-C",
            "BTC-7MAR26-1d2d3-C", "BTC-7MAR26-1e5-C", "BTC-7MAR26--5-C", "BTC-7MAR26-1234567890123456-C",
            "BTC-7MAR26-100-C-1", "BTC-PERPETUAL ", "ä-PERPETUAL", "BTC-\u{0661}MAR26",
        ])
    func others(symbol: String) { #expect(terms(symbol) == nil) }

    @Test("defines itself with the first line that names it, whatever the line is")
    func definesItself() {
        let monitor = monitor()
        let outcome = monitor.run {
            $0.index("BTC", 60_000)
            $0.price("BTC-PERPETUAL", 60_500)
            $0.fill("alpha", "BTC-27MAR26", 6000, at: 60_000)
            $0.funding("ETH-PERPETUAL", 0.01)
            $0.settlement("BTC-27MAR26-70000-C", 1)
            $0.portfolio("beta", positions: [("BTC-27MAR26-70000-P", 1, at: 1)])
        }
        #expect(
            outcome.verdicts.suffix(5) == [
                .accepted(3), .accepted(4), .rejected(LineFault(.notMarkable, .symbol)),
                .rejected(LineFault(.beforeExpiry, .ts)), .accepted(5),
            ])
        #expect(
            monitor.intake.market.listings.map(\.symbol) == [
                "BTCX", "BTC-PERPETUAL", "BTC-27MAR26", "BTC-27MAR26-70000-P",
            ])
        #expect(monitor.intake.market.listings.allSatisfy { $0.terms != nil })
        #expect(monitor.audit() == nil)
    }

    @Test("and a first fill trades by its terms: size in USD, profit in coin")
    func firstFill() {
        let monitor = monitor()
        monitor.run {
            $0.fill("alpha", "BTC-PERPETUAL", 6000, at: 50_000, fee: "0.001")
            $0.fill("alpha", "BTC-PERPETUAL", -6000, at: 60_000)
        }
        // 6000·(1/50,000 − 1/60,000) − 0.001 = 0.12 − 0.1 − 0.001
        #expect(monitor.balance("alpha", "BTC") == "0.019")
    }

    @Test("gives way to an instrument line, and stays undefined where no convention is set")
    func definitions() {
        let monitor = monitor()
        monitor.run {
            $0.perpetual("BTC-PERPETUAL", on: "BTC", .linear)
            $0.price("BTC-PERPETUAL", 5)
        }
        #expect(monitor.intake.market.listings.first?.terms?.isInverse == false)
        #expect(Monitor().verdict { $0.price("BTC-PERPETUAL", 5) } == .rejected(LineFault(.undefinedSymbol, .symbol)))
    }
}
