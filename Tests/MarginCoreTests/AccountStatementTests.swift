import MarginCore
import MarginTesting
import Testing

@Suite("An account statement")
struct AccountStatementTests {
    /// BTC at 60,000, ETH at 3,000, at 2026-01-01T00:00:00Z; contracts as the tests name them.
    private func desk(_ configure: (inout MarginConfiguration) -> Void = { _ in }) -> StatementDesk {
        var configuration = MarginConfiguration()
        configure(&configuration)
        let desk = StatementDesk(configuration: configuration)
        let contracts = [
            #""symbol":"BTC","kind":"spot","underlying":"BTC""#,
            #""symbol":"ETH","kind":"spot","underlying":"ETH""#,
            #""symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC","settlement":"inverse","currency":"BTC","#
                + #""multiplier":10"#,
            #""symbol":"BTC-C","kind":"option","underlying":"BTC","settlement":"linear","currency":"USDC","#
                + #""expiry":"2026-01-02T00:00:00Z","strike":50000,"right":"call""#,
            #""symbol":"BTC-I","kind":"option","underlying":"BTC","settlement":"inverse","currency":"BTC","#
                + #""expiry":"2026-01-02T00:00:00Z","strike":50000,"right":"call""#,
            #""symbol":"SOL-P","kind":"option","underlying":"SOL","settlement":"linear","currency":"USDC","#
                + #""expiry":"2026-02-02T00:00:00Z","strike":120,"right":"put","multiplier":10"#,
        ]
        for contract in contracts { desk.apply(line("instrument", contract)) }
        desk.apply(line("price", #""symbol":"BTC","price":60000"#))
        desk.apply(line("price", #""symbol":"ETH","price":3000"#))
        return desk
    }

    private func line(_ type: String, _ rest: String, at time: String = "2026-01-01T00:00:00Z") -> String {
        #"{"type":"\#(type)","ts":"\#(time)"\#(rest.isEmpty ? "" : ",")\#(rest)}"#
    }

    private func hold(_ positions: String, cash: String = "1000000") -> String {
        line("portfolio", #""account":"desk","balances":{"USDC":\#(cash)},"positions":[\#(positions)]"#)
    }

    @Test("of a name that nobody has mentioned does not exist")
    func unknown() {
        let desk = desk()
        #expect(desk.statement(of: "desk") == nil)
        desk.apply(line("account", #""account":"desk""#))
        #expect(desk.statement(of: "desk")?.isExempt == true)
    }

    @Test("shows amounts and quantities with every digit of the ledger")
    func exactAmounts() throws {
        let desk = desk()
        desk.apply(
            hold(
                #"{"symbol":"BTC-PERP","qty":"-0.100000000000000000001","price":60000}"#,
                cash: #""0.000000000000000001""#))
        let statement = try #require(desk.statement(of: "desk"))
        #expect(statement.balances[0].amount.description == "0.000000000000000001")
        #expect(statement.underlyings[0].positions[0].quantity.description == "-0.100000000000000000001")
    }

    @Test("values an inverse perpetual in coins: N·S·(1/E − 1/P), delta N·S/E")
    func inversePerpetual() throws {
        let desk = desk()
        desk.apply(line("price", #""symbol":"BTC-PERP","price":62500"#))
        desk.apply(hold(#"{"symbol":"BTC-PERP","qty":5000,"price":50000}"#))
        let position = try #require(desk.statement(of: "desk")?.underlyings[0].positions[0])
        // 50,000 USD at 50,000 is one coin; at 62,500 it is 0.8: a profit of 0.2 coins of 60,000.
        #expect((position.value - 12_000).magnitude < 1e-6)
        #expect(position.delta == 60_000)
        #expect(position.price == 62_500)
    }

    @Test("shows an expired option at its intrinsic value, and flags it")
    func expired() throws {
        let desk = desk()
        desk.apply(line("price", #""symbol":"BTC-C","iv":0.6"#))
        desk.apply(hold(#"{"symbol":"BTC-C","qty":-2,"price":9000},{"symbol":"BTC-I","qty":3,"price":0.1}"#))
        desk.apply(line("clock", "", at: "2026-01-02T00:00:30Z"))
        let btc = try #require(desk.statement(of: "desk")?.underlyings[0])
        #expect(btc.positions.map(\.status) == [.expired, .expired])
        #expect(btc.expiries[0].days == 0)
        #expect(btc.positions.map(\.value) == [-20_000, 30_000])
        // Money does not move; a claim in coin does.
        #expect(btc.positions.map(\.delta) == [0, 30_000])
        #expect(btc.positions.map(\.vega) == [0, 0])
        #expect(btc.shortNotional == 0)
        #expect(btc.positions[0].price == 10_000)
        #expect((try #require(btc.positions[1].price) - 1 / 6.0).magnitude < 1e-15)
    }

    @Test("charges what it cannot value by an add-on, and says which and until when nobody judges it")
    func unpriced() throws {
        let desk = desk()
        desk.apply(
            hold(
                #"{"symbol":"BTC-C","qty":-2,"price":9000},{"symbol":"SOL-P","qty":5,"price":9},"#
                    + #"{"symbol":"WHAT","qty":-7,"price":11}"#))
        let statement = try #require(desk.statement(of: "desk"))
        let (btc, sol) = (statement.underlyings[0], statement.underlyings[1])
        #expect(btc.positions[0].status == .unpriced)
        #expect(btc.positions[0].addOn == 120_000)
        #expect(btc.positions[0].shortNotional == 120_000)
        #expect(sol.index == nil)
        #expect(sol.positions[0].status == .unpriced)
        #expect(sol.positions[0].addOn == 6_000)
        #expect(statement.undefined.map(\.symbol) == ["WHAT"])
        #expect(statement.undefined[0].status == .undefined)
        #expect(statement.undefined[0].addOn == 77)
        #expect(statement.requirement.addOns == 126_077)
        #expect(statement.standing.isUnpriced)
        #expect(statement.standing.warmupEnd == Timestamp(nanoseconds: 1_767_225_660_000_000_000))
        desk.apply(line("clock", "", at: "2026-01-01T00:01:00Z"))
        let later = try #require(desk.statement(of: "desk"))
        #expect(later.standing.isUnpriced && later.standing.warmupEnd == nil)
    }

    @Test("shows the premium cap: a long option cannot lose more than its value")
    func premiumCap() throws {
        let desk = desk()
        desk.apply(line("price", #""symbol":"BTC-C","iv":0.01"#))
        desk.apply(line("price", #""symbol":"BTC","price":49000"#))
        desk.apply(line("price", #""symbol":"BTC-C","iv":0.3"#))
        desk.apply(hold(#"{"symbol":"BTC-C","qty":100,"price":9000}"#))
        let statement = try #require(desk.statement(of: "desk"))
        #expect(statement.requirement.isCapped)
        #expect(statement.chargesWithoutLongs.largest.total == 0)
        #expect(statement.premium == statement.underlyings[0].positions[0].value)
        #expect(statement.requirement.initial == statement.premium)
        #expect(statement.charges.largest.total > statement.premium)
    }

    @Test("tells the model gap of an option: its last own price, or the middle, less the model's")
    func modelGap() throws {
        let desk = desk()
        desk.apply(hold(#"{"symbol":"BTC-C","qty":1,"price":9000},{"symbol":"BTC-I","qty":1,"price":0.1}"#))
        desk.apply(line("price", #""symbol":"BTC-C","iv":0.6,"price":10500"#))
        desk.apply(line("price", #""symbol":"BTC-I","iv":0.6,"bid":0.1,"ask":0.25"#))
        var positions = try #require(desk.statement(of: "desk")?.underlyings[0].positions)
        let prices = try positions.map { try #require($0.price) }
        #expect(positions.map(\.modelGap) == [10_500 - prices[0], 0.175 - prices[1]])
        // A quote without a price of its own leaves the last one.
        desk.apply(line("price", #""symbol":"BTC-C","iv":0.7"#))
        positions = try #require(desk.statement(of: "desk")?.underlyings[0].positions)
        #expect(positions[0].modelGap == 10_500 - (try #require(positions[0].price)))
    }

    @Test("says since when the state holds, and when a call runs out of time")
    func standing() throws {
        let desk = desk { $0.profiles[0].levels.callGrace = 3_600_000_000_000 }
        desk.apply(hold(#"{"symbol":"BTC-PERP","qty":60000,"price":60000}"#, cash: "200000"))
        #expect(desk.statement(of: "desk")?.standing.since == nil)
        // Initial margin 96,000, maintenance 76,800.
        desk.apply(line("balance", #""account":"desk","asset":"USDC","amount":90000"#, at: "2026-01-01T00:00:10Z"))
        let standing = try #require(desk.statement(of: "desk")?.standing)
        #expect(standing.state == .call)
        #expect(standing.since == Timestamp(nanoseconds: 1_767_225_610_000_000_000))
        #expect(standing.deadline == Timestamp(nanoseconds: 1_767_229_210_000_000_000))
        #expect((try #require(standing.distance(toEntering: .liquidation)) - 13_200).magnitude < 1e-6)
        #expect((try #require(standing.distance(toLeaving: .call)) - 7_920).magnitude < 1e-6)
        desk.apply(line("clock", "", at: "2026-01-01T01:00:10Z"))
        let late = try #require(desk.statement(of: "desk")?.standing)
        #expect(late.state == .liquidation && late.isAfterDeadline && late.deadline == nil)
        #expect((try #require(late.distance(toLeaving: .liquidation)) - 7_920).magnitude < 1e-6)
    }
}
