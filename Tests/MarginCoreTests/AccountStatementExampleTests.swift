import MarginCore
import MarginTesting
import Testing

/// One account, worked through from the formulas of the methodology outside of this code (Python, `math.erfc` for the
/// normal distribution): BTC at 60,000, ETH at 2,900; valued 20 and 60 days before the options expire.
@Suite("A statement worked out by hand")
struct AccountStatementExampleTests {
    private func statement() throws -> AccountStatement {
        let desk = StatementDesk()
        desk.apply(exampleLines)
        return try #require(desk.statement(of: "desk"))
    }

    private func isClose(_ value: Double, _ expected: Double) -> Bool {
        (value - expected).magnitude <= 1e-9 * max(1, expected.magnitude)
    }

    @Test("values balances and positions")
    func equity() throws {
        let statement = try statement()
        #expect(statement.balances.map(\.asset) == ["BTC", "ETH", "USDC"])
        #expect(statement.balances.map(\.value) == [8_820_000, -5_800_000, 28_000_000])
        #expect(statement.balances.map(\.haircut) == [0.02, 0, 0])
        #expect(statement.balances.map(\.delta) == [9_000_000, -5_800_000, nil])
        #expect(isClose(statement.figures.equity, 21_202_936.988111585))
        let (btc, eth) = (statement.underlyings[0], statement.underlyings[1])
        #expect(btc.positions.map(\.symbol) == ["BTC-PERP", "BTC-C"])
        #expect(eth.positions.map(\.symbol) == ["ETH-C", "ETH-F", "ETH-P"])
        #expect(isClose(btc.positions[0].value, -14_787.198367741345 - 6_801.10882663956))
        #expect(isClose(btc.positions[1].value, 6_801.10882663956))
        #expect(isClose(eth.positions[0].value, -5_868_945.113154504))
        #expect(isClose(eth.positions[2].value, -4_013_330.700366171))
        #expect(eth.positions[1].value == 80_000)
        #expect(isClose(eth.positions[2].delta, 17_761_852.325701397))
        #expect(isClose(eth.positions[2].vega, -7_496_228.581636457))
    }

    @Test("weighs delta and vega")
    func exposures() throws {
        let statement = try statement()
        let (btc, eth) = (statement.underlyings[0], statement.underlyings[1])
        #expect(isClose(btc.outrightDelta, 8_379_310.344827586))
        #expect(isClose(eth.whole.parts[1].delta, 23_741_852.325701397))
        #expect(isClose(eth.whole.delta, -34_290_000.64964871))
        #expect(isClose(eth.whole.deltaConcentration, 1.3093891829713713))
        #expect(isClose(eth.whole.weightedDelta, -8_081_812.068251637))
        #expect(isClose(eth.whole.vegaConcentration, 1.2255666797844826))
        #expect(isClose(eth.whole.parts[0].weightedVega, -5_206_883.010874994))
        #expect(isClose(eth.whole.parts[1].weightedVega, -4_197_743.239825475))
        #expect(isClose(eth.whole.vegaSum, -9_404_626.25070047))
        #expect(isClose(eth.whole.vegaMargin.x, 9_358_493.119337216))
        #expect(isClose(eth.whole.vegaMargin.y, 9_404_626.25070047))
        #expect(isClose(eth.whole.vegaMargin.z, 9_312_131.44312298))
        #expect(isClose(eth.whole.curvatureUp, 5_063_378.419690797))
        #expect(isClose(eth.whole.curvatureDown, 5_528_936.294154745))
        #expect(btc.whole.curvature == 0)
        #expect(isClose(btc.whole.curvatureUp, -2_579.398288968144))
    }

    @Test("charges under every scenario, and takes the largest")
    func charges() throws {
        let statement = try statement()
        let expected = [22_236_907.773249455, 22_056_547.81959831, 22_410_315.148933165]
        for (charge, total) in zip(statement.charges, expected) { #expect(isClose(charge.total, total)) }
        #expect(statement.requirement.charge.scenario == .low)
        #expect(isClose(statement.figures.deltaMargin, 7_571_396.406258439))
        #expect(isClose(statement.figures.vegaMargin, 9_309_982.44851998))
        #expect(isClose(statement.figures.curvatureMargin, 5_528_936.294154745))
        #expect(isClose(statement.underlyings[0].share, -409_696.6389777354))
        #expect(isClose(statement.underlyings[1].share, 22_820_011.787910897))
    }

    @Test("requires, and says how far every level is")
    func requirement() throws {
        let statement = try statement()
        #expect(isClose(statement.underlyings[1].grossDelta, 81_773_705.30105151))
        #expect(isClose(statement.requirement.basisMargin, 237_418.52325701402))
        #expect(isClose(statement.requirement.floor, 942_500))
        #expect(isClose(statement.premium, 6_801.10882663956))
        #expect(!statement.requirement.isCapped)
        #expect(isClose(statement.requirement.initial, 22_647_733.67219018))
        #expect(isClose(statement.requirement.maintenance, 18_118_186.937752143))
        let standing = statement.standing
        #expect(standing.state == .call)
        #expect(standing.nextWorse == .liquidation)
        #expect(isClose(try #require(standing.distance(toEntering: .liquidation)), 3_084_750.050359442))
        #expect(isClose(try #require(standing.distance(toLeaving: .call)), 1_897_751.3575223982))
        #expect(isClose(try #require(standing.distance(toLeaving: .warning)), 4_207_820.192085799))
        #expect(standing.distance(toLeaving: .normal) == nil)
    }
}

/// Expiries at 2026-01-21 and 2026-03-02; the last line comes at 2026-01-01T00:00:00Z.
private let exampleLines: [String] = {
    func line(_ type: String, _ rest: String) -> String {
        #"{"type":"\#(type)","ts":"2026-01-01T00:00:00Z",\#(rest)}"#
    }
    func option(
        _ symbol: String, _ coin: String, _ day: String, _ strike: Int, _ right: String, _ inverse: Bool
    ) -> String {
        line(
            "instrument",
            #""symbol":"\#(symbol)","kind":"option","underlying":"\#(coin)","expiry":"\#(day)T00:00:00Z","#
                + #""strike":\#(strike),"right":"\#(right)","settlement":"\#(inverse ? "inverse" : "linear")","#
                + #""currency":"\#(inverse ? coin : "USDC")""#)
    }
    return [
        line("instrument", #""symbol":"BTC","kind":"spot","underlying":"BTC""#),
        line("instrument", #""symbol":"ETH","kind":"spot","underlying":"ETH""#),
        line(
            "instrument",
            #""symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC","settlement":"inverse","currency":"BTC","#
                + #""multiplier":10"#),
        line(
            "instrument",
            #""symbol":"ETH-F","kind":"future","underlying":"ETH","settlement":"linear","currency":"USDC","#
                + #""expiry":"2026-03-02T00:00:00Z""#),
        option("ETH-C", "ETH", "2026-01-21", 3000, "call", false),
        option("ETH-P", "ETH", "2026-03-02", 2500, "put", false),
        option("BTC-C", "BTC", "2026-03-02", 65000, "call", true),
        line("price", #""symbol":"BTC","price":60000"#),
        line("price", #""symbol":"ETH","price":2900"#),
        line("price", #""symbol":"BTC-PERP","price":60090"#),
        line("price", #""symbol":"ETH-F","price":2990"#),
        line("price", #""symbol":"ETH-C","iv":0.7"#),
        line("price", #""symbol":"ETH-P","iv":0.8"#),
        line("price", #""symbol":"BTC-C","iv":0.55"#),
        line(
            "portfolio",
            #""account":"desk","balances":{"USDC":28000000,"BTC":150,"ETH":-2000},"positions":["#
                + #"{"symbol":"BTC-PERP","qty":-60000,"price":58000},{"symbol":"ETH-F","qty":2000,"price":2950},"#
                + #"{"symbol":"ETH-C","qty":-40000,"price":100},{"symbol":"ETH-P","qty":-25000,"price":150},"#
                + #"{"symbol":"BTC-C","qty":2,"price":0.05}]"#),
    ]
}()
