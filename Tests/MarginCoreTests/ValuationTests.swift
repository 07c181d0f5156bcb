import MarginCore
import MarginTesting
import Testing

/// Methodology, section 1, the table of values and cash deltas. The index is 50,000 when the prices are taken (perpetual
/// 50,500, forward 51,000) and moves to 60,000: marks follow to 60,600 and 61,200. Option figures were computed with 40
/// digits (mpmath): K = 60,000, σ = 80 %, 30 days.
@Suite("The value of a holding")
struct ValuationTests {
    private struct Row {
        let symbol: String
        let quantity: Tape.Number
        let entry: Tape.Number
        let value: Double
        let delta: Double
        let vega: Double
    }

    private static let rows = [
        Row(symbol: "perpetual", quantity: 3, entry: 50_000, value: 3180, delta: 18_180, vega: 0),
        Row(symbol: "perpetual", quantity: -3, entry: 61_000, value: 120, delta: -18_180, vega: 0),
        Row(symbol: "future", quantity: 3, entry: 50_000, value: 3360, delta: 18_360, vega: 0),
        Row(
            symbol: "inverse perpetual", quantity: -1000, entry: 50_000, value: -2099.0099009900990099, delta: -12_000,
            vega: 0),
        Row(
            symbol: "inverse future", quantity: -1000, entry: 50_000, value: -2196.0784313725490196, delta: -12_000,
            vega: 0),
        Row(
            symbol: "call", quantity: 2, entry: 1, value: 1230.6404545019148246, delta: 7095.0096455008927884,
            vega: 1097.5420061377880639),
        Row(
            symbol: "put", quantity: -2, entry: 1, value: -990.64045450191482464, delta: 5144.9903544991072116,
            vega: -1097.5420061377880639),
        Row(
            symbol: "inverse call", quantity: 2, entry: 1, value: 1206.5102495116812006, delta: 6955.891809314600773,
            vega: 1076.0215746448902587),
        Row(
            symbol: "inverse put", quantity: -2, entry: 1, value: -971.2161318646223771, delta: 5044.108190685399227,
            vega: -1076.0215746448902587),
    ]

    private func market() -> Monitor {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 50_000)
            $0.perpetual("perpetual", on: "BTC", multiplier: 0.1)
            $0.price("perpetual", 50_500)
            $0.perpetual("inverse perpetual", on: "BTC", .inverse, multiplier: 10)
            $0.price("inverse perpetual", 50_500)
            $0.future("future", on: "BTC", until: .days(30), multiplier: 0.1)
            $0.future("inverse future", on: "BTC", .inverse, until: .days(30), multiplier: 10)
            $0.forward("BTC", until: .days(30), 51_000)
            for (settlement, prefix) in [(Tape.Settlement.linear, ""), (.inverse, "inverse ")] {
                $0.option("\(prefix)call", on: "BTC", settlement, until: .days(30), .call, 60_000, multiplier: 0.1)
                $0.option("\(prefix)put", on: "BTC", settlement, until: .days(30), .put, 60_000, multiplier: 0.1)
                $0.price("\(prefix)call", iv: 0.8)
                $0.price("\(prefix)put", iv: 0.8)
            }
            $0.price("BTCX", 60_000)
        }
        return monitor
    }

    @Test("and its cash delta and relative vega are those of the methodology's table", arguments: rows.indices)
    func table(place: Int) throws {
        let row = Self.rows[place]
        let monitor = market()
        monitor.run { $0.position("alpha", row.symbol, row.quantity, at: row.entry) }
        let figures = try #require(monitor.report("alpha")).figures
        let factor = try #require(figures.factors.first)
        #expect(figures.equity.isClose(to: row.value), "\(row.symbol): \(figures.equity)")
        #expect(factor.delta.isClose(to: row.delta), "\(row.symbol): \(factor.delta)")
        #expect(factor.vega.isClose(to: row.vega), "\(row.symbol): \(factor.vega)")
        #expect(monitor.audit() == nil)
    }

    @Test("in coins is their number times the index, less a haircut where they are owned; debt counts at par")
    func coins() throws {
        let monitor = market()
        monitor.run {
            $0.portfolio("owner", balances: [("BTC", 2), ("USD", -1)])
            $0.portfolio("debtor", balances: [("BTC", -0.5), ("USD", 100_000)])
        }
        let owner = try #require(monitor.report("owner")).figures
        // 2·60,000·0.98 − 1; the haircut touches equity only.
        #expect(owner.equity == 117_599)
        #expect(owner.factors.map(\.delta) == [120_000])
        let debtor = try #require(monitor.report("debtor")).figures
        #expect(debtor.equity == 70_000)
        #expect(debtor.factors.map(\.delta) == [-30_000])
    }

    @Test("of an expired option is intrinsic value on the index: money if linear, a claim in coin if inverse")
    func expired() throws {
        let monitor = market()
        monitor.run {
            $0.price("BTCX", 70_000)
            $0.position("linear", "call", 2, at: 1)
            $0.position("inverse", "inverse call", 2, at: 1)
            $0.position("short", "inverse call", -2, at: 1)
            $0.position("worthless", "put", 2, at: 1)
            $0.wait(seconds: 30 * 86_400)
            $0.clock()
        }
        // 0.2·(70,000 − 60,000), although the forward is at 71,400.
        let linear = try #require(monitor.report("linear")).figures
        #expect(linear.equity == 2000)
        #expect(linear.initialMargin == 0)
        #expect(linear.factors.map(\.delta) == [0])
        let inverse = try #require(monitor.report("inverse")).figures
        #expect(inverse.equity == 2000)
        #expect(inverse.factors.map(\.delta) == [2000])
        #expect(inverse.curvatureMargin == 0 && inverse.vegaMargin == 0)
        // No floor any more: 0.16·2000 alone.
        let short = try #require(monitor.report("short")).figures
        #expect(short.equity == -2000)
        #expect(short.initialMargin == 320)
        #expect(monitor.equity("worthless") == 0)
        #expect(monitor.audit() == nil)
    }

    @Test("of an expired contract moves with the index until it is settled")
    func expiredMoves() {
        let monitor = market()
        monitor.run {
            $0.position("linear", "call", 2, at: 1)
            $0.position("future", "future", 3, at: 50_000)
            $0.wait(seconds: 31 * 86_400)
            $0.clock()
            $0.price("BTCX", 75_000)
        }
        #expect(monitor.equity("linear") == 3000)
        // The forward keeps its basis: 51,000·75,000/50,000 = 76,500.
        #expect(monitor.equity("future")?.isClose(to: 7950) == true)
        #expect(monitor.audit() == nil)
    }
}

@Suite("Cash")
struct CashTests {
    @Test("is worth par without an index and its index with one; it has no delta and USDT a haircut")
    func cash() throws {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.perpetual("perpetual", on: "BTC")
            $0.portfolio(
                "alpha", balances: [("USD", 1000), ("USDC", 1000), ("USDT", 1000)],
                positions: [("perpetual", 0.001, at: 60_000)])
        }
        #expect(monitor.equity("alpha") == 2980)
        monitor.run {
            $0.index("USDT", 0.9)
            $0.index("USDC", 1.5)
        }
        let figures = try #require(monitor.report("alpha")).figures
        #expect(figures.equity == 1000 + 1500 + 900 * 0.98)
        #expect(figures.factors.map(\.underlying) == ["BTC"])
        #expect(monitor.audit() == nil)
    }

    @Test("that is owed counts at par, at its index")
    func debt() {
        let monitor = Monitor()
        monitor.run {
            $0.index("USDT", 1.25)
            $0.portfolio("alpha", balances: [("USDT", -1000), ("USD", 2000)])
        }
        #expect(monitor.equity("alpha") == 750)
    }

    @Test(
        "and coins of any other name take the haircut of their own",
        arguments: [("BTC", 0.98), ("ETH", 0.95), ("SOL", 0.80), ("DOGE", 0.80)])
    func haircuts(asset: String, part: Double) {
        let monitor = Monitor()
        monitor.run {
            $0.index(asset, 100)
            $0.balance("alpha", asset, 10)
        }
        #expect(monitor.equity("alpha") == 1000 * part)
    }
}
