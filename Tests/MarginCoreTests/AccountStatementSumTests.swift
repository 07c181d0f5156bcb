import MarginCore
import MarginTesting
import Testing

/// Random portfolios under random prices: the statement against the book, and its sections against one another.
@Suite("The figures of an account statement")
struct AccountStatementSumTests {
    @Test("are those of the book, bit for bit", arguments: 1...12 as ClosedRange<UInt64>)
    func areTheBooks(seed: UInt64) throws {
        try Market(seed: seed).play { desk, alerts in
            for report in desk.engine.book.reports() {
                let statement = try #require(desk.statement(of: report.account))
                #expect(statement.figures == report.figures)
                #expect(statement.standing.state == report.state)
                #expect(statement.standing.isUnpriced == report.isUnpriced)
                #expect(statement.standing.ladder.equity == report.figures.equity)

                // The parts, put together by the rule that the judgement uses, give the same requirement.
                guard !statement.isExempt else { continue }
                let requirement = Requirement(
                    all: statement.charges.largest, withoutLongOptions: statement.chargesWithoutLongs.largest,
                    premium: statement.premium, basis: statement.requirement.basisMargin,
                    shortOptionNotional: statement.underlyings.reduce(0) { $0 + $1.shortNotional },
                    addOns: statement.requirement.addOns, parameters: statement.profile.requirement)
                #expect(requirement.isCapped == statement.requirement.isCapped)
                #expect(requirement.charge.scenario == statement.requirement.charge.scenario)
                #expect(requirement.riskCharge == statement.requirement.riskCharge)
                #expect(isClose(requirement.initial, statement.requirement.initial, of: 0))
            }
            for case .account(let alert) in alerts where alert.phase == .event {
                let statement = try #require(desk.statement(of: alert.account))
                #expect(statement.figures == alert.figures)
                #expect(statement.standing.since == alert.timestamp)
            }
        }
    }

    @Test("add up, section by section", arguments: 1...12 as ClosedRange<UInt64>)
    func addUp(seed: UInt64) throws {
        try Market(seed: seed).play { desk, _ in
            for report in desk.engine.book.reports() {
                check(try #require(desk.statement(of: report.account)))
            }
        }
    }

    /// - Parameter scale: What the terms of a sum that may cancel are like.
    private func isClose(_ a: Double, _ b: Double, of scale: Double) -> Bool {
        (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude, scale, 1e-6)
    }

    private func check(_ statement: AccountStatement) {
        let positions = statement.underlyings.flatMap(\.positions)
        let values = statement.balances.map(\.value) + positions.map(\.value)
        #expect(
            isClose(values.reduce(0, +), statement.figures.equity, of: values.reduce(0) { $0 + $1.magnitude }))
        for underlying in statement.underlyings {
            let coins = statement.balances.first { $0.asset == underlying.name }?.delta ?? 0
            check(underlying, underlying.whole, coins: coins, underlying.positions)
            check(
                underlying, underlying.withoutLongs, coins: coins, underlying.positions.filter { !$0.isLongOption })
            #expect(
                isClose(
                    underlying.offsettingDelta, (underlying.grossDelta - underlying.whole.delta.magnitude) / 2,
                    of: underlying.grossDelta))
        }
        let addOns = (positions + statement.undefined).reduce(0) { $0 + $1.addOn }
        #expect(isClose(addOns, statement.requirement.addOns, of: 0))
        guard !statement.isExempt else { return }
        let shares = statement.underlyings.map(\.share)
        #expect(
            isClose(
                shares.reduce(0, +), statement.requirement.charge.total, of: shares.reduce(0) { $0 + $1.magnitude }))
        let notional = positions.reduce(0) { $0 + $1.shortNotional }
        #expect(isClose(statement.profile.requirement.shortOptionFloor * notional, statement.requirement.floor, of: 0))
        let premium = positions.filter(\.isLongOption).reduce(0) { $0 + $1.value }
        #expect(isClose(premium, statement.premium, of: 0))
    }

    private func check(
        _ underlying: AccountStatement.Underlying, _ exposure: AccountStatement.Exposure, coins: Double,
        _ positions: [AccountStatement.Position]
    ) {
        let deltas = positions.map(\.delta) + [coins]
        let scale = deltas.reduce(0) { $0 + $1.magnitude }
        #expect(isClose(deltas.reduce(0, +), exposure.delta, of: scale))
        #expect(
            isClose(
                exposure.parts.reduce(underlying.outrightDelta) { $0 + $1.delta }, exposure.delta, of: scale))
        for (expiry, part) in zip(underlying.expiries, exposure.parts) {
            let own = positions.filter { $0.expiry == expiry.time }
            #expect(isClose(own.reduce(0) { $0 + $1.delta }, part.delta, of: scale))
            #expect(isClose(own.reduce(0) { $0 + $1.vega }, part.vega, of: exposure.grossVega))
            #expect(
                isClose(
                    expiry.vegaWeight * exposure.vegaConcentration * part.vega, part.weightedVega,
                    of: part.weightedVega))
        }
        #expect(isClose(exposure.parts.reduce(0) { $0 + $1.weightedVega }, exposure.vegaSum, of: exposure.grossVega))
        for scenario in 0..<3 {
            let square = exposure.parts.reduce(0) { $0 + $1.weightedVega * $1.correlatedVega[scenario] }
            let margin = exposure.vegaMargin[scenario]
            let gross = exposure.parts.reduce(0) { $0 + $1.weightedVega * $1.weightedVega }
            #expect(isClose(max(0, square), margin * margin, of: gross))
        }
        let up = positions.reduce(0) { $0 + $1.curvatureUp }
        let down = positions.reduce(0) { $0 + $1.curvatureDown }
        let curvatures = positions.reduce(0) { $0 + $1.curvatureUp.magnitude + $1.curvatureDown.magnitude }
        #expect(isClose(up, exposure.curvatureUp, of: curvatures))
        #expect(isClose(down, exposure.curvatureDown, of: curvatures))
        #expect(exposure.curvature == max(0, exposure.curvatureUp, exposure.curvatureDown))
    }
}

/// Two underlyings with perpetuals, futures and options of both settlements, three accounts, prices that wander.
private struct Market {
    private var random: SeededGenerator
    private var seconds = 1_767_225_600
    private let symbols: [String]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        symbols = ["BTC", "ETH"].flatMap { coin in
            ["\(coin)-PERP", "\(coin)-FUT"] + (1...6).map { "\(coin)-OPT\($0)" } + ["\(coin)-UNDEFINED"]
        }
    }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// Plays lines and has `check` look after each.
    consuming func play(_ check: (StatementDesk, [Alert]) throws -> Void) throws {
        let desk = StatementDesk()
        for line in contracts() { desk.apply(line) }
        for _ in 0..<60 {
            seconds += pick(0...40_000)
            try check(desk, desk.apply(event()))
        }
    }

    private func line(_ type: String, _ rest: String) -> String {
        #"{"type":"\#(type)","ts":\#(seconds)000000000,\#(rest)}"#
    }

    private mutating func contracts() -> [String] {
        var lines: [String] = []
        for (coin, price) in [("BTC", 60_000), ("ETH", 3_000)] {
            lines.append(line("instrument", #""symbol":"\#(coin)","kind":"spot","underlying":"\#(coin)""#))
            func add(_ symbol: String, _ kind: String, _ rest: String, inverse: Bool) {
                let terms = inverse ? ("inverse", coin) : ("linear", "USDC")
                lines.append(
                    line(
                        "instrument",
                        #""symbol":"\#(symbol)","kind":"\#(kind)","underlying":"\#(coin)","#
                            + #""settlement":"\#(terms.0)","currency":"\#(terms.1)"\#(rest)"#))
            }
            add("\(coin)-PERP", "perpetual", #","multiplier":10"#, inverse: true)
            add("\(coin)-FUT", "future", #","expiry":\#(seconds + 4_000_000)000000000"#, inverse: false)
            for option in 1...6 {
                let expiry = seconds + [600_000, 4_000_000, 20_000_000][option % 3]
                let strike = price * pick(7...13) / 10
                let right = option % 2 == 0 ? "call" : "put"
                add(
                    "\(coin)-OPT\(option)", "option",
                    #","expiry":\#(expiry)000000000,"strike":\#(strike),"right":"\#(right)""#, inverse: option > 3)
            }
            lines.append(line("price", #""symbol":"\#(coin)","price":\#(price)"#))
        }
        return lines
    }

    private mutating func event() -> String {
        let coin = ["BTC", "ETH"][pick(0...1)]
        let price = coin == "BTC" ? 60_000 : 3_000
        switch pick(0...5) {
        case 0: return line("price", #""symbol":"\#(coin)","price":\#(price * pick(80...120) / 100)"#)
        case 1: return line("price", #""symbol":"\#(coin)-FUT","price":\#(price * pick(80...120) / 100)"#)
        case 2, 3: return line("price", #""symbol":"\#(coin)-OPT\#(pick(1...6))","iv":\#(pick(20...150))e-2"#)
        default:
            let count = pick(0...8)
            let held = symbols.shuffled(using: &random).prefix(count).map { symbol in
                #"{"symbol":"\#(symbol)","qty":\#(pick(-400...400)),"price":\#(pick(1...900))e-1}"#
            }
            let cash = pick(-1_000_000...9_000_000)
            let balances = #""USDC":\#(cash),"\#(coin)":\#(pick(-9...9)),"DOGE":\#(pick(-1...1))"#
            return line(
                "portfolio",
                #""account":"account \#(pick(1...3))","balances":{\#(balances)},"#
                    + #""positions":[\#(held.joined(separator: ","))]"#)
        }
    }
}
