import MarginTesting
import Testing

@testable import MarginCore

/// Boxes as a book makes them, against what it judges inside them: every index moved to random points of its part of the
/// box, every ratio, volatility and valuation time to random points of what the box was proved for.
@Suite("A box in which an account's state is proved")
struct AccountMotionTests {
    @Test("is one in which the account's full figures leave it where it is", arguments: UInt64(1)...16)
    func holds(seed: UInt64) {
        let bench = MotionBench(seed: seed)
        for number in 0..<60 { bench.tryAccount(number) }
        for number in 60..<90 { bench.tryAccount(number, isNear: true) }
        #expect(bench.failures.isEmpty, "seed \(seed): \(bench.failures.prefix(3))")
        #expect(bench.boxCount > 100, "seed \(seed)")
        #expect(bench.plainCount > 5, "seed \(seed): \(bench.plainCount)")
        #expect(bench.largestPlainUse > 0.3, "seed \(seed): of what may be lost at most \(bench.largestPlainUse) was")
        #expect(bench.largestUse > 0.98, "seed \(seed): of the slack at most \(bench.largestUse) was ever used")
    }

    @Test("nets vegas of two expiries only as far as they are correlated", arguments: UInt64(1)...3)
    func calendars(seed: UInt64) {
        let bench = MotionBench(seed: seed)
        for number in 0..<30 { bench.tryAccount(number, holding: .calendar) }
        #expect(bench.failures.isEmpty, "seed \(seed): \(bench.failures.prefix(3))")
        #expect(bench.plainCount > 5, "seed \(seed): \(bench.plainCount)")
    }

    /// A future against another of a later expiry: nothing is left of the deltas, and all that is required is the charge on
    /// what offsets, ½·(G − |D|), which grows with the price.
    @Test("keeps room for what a move adds to the basis charge of a spread", arguments: UInt64(1)...3)
    func spreads(seed: UInt64) {
        let bench = MotionBench(seed: seed)
        for number in 0..<30 { bench.tryAccount(number, holding: .spread) }
        #expect(bench.failures.isEmpty, "seed \(seed): \(bench.failures.prefix(3))")
        #expect(bench.plainCount > 5, "seed \(seed): \(bench.plainCount)")
    }
}

/// A market in a book, accounts beside the levels of the ladder, and what became of their boxes.
private final class MotionBench {
    /// What an account holds.
    enum Style { case any, calendar, spread }

    private let seed: UInt64
    private var random: SeededGenerator
    private let monitor: Monitor
    private var options: [String] = []
    private(set) var failures: [String] = []
    private(set) var boxCount = 0
    /// The largest share of what a box leaves to lose that was lost at one of its points.
    private(set) var largestUse = 0.0
    private(set) var plainCount = 0
    /// The largest share of what a plain box allows to be lost that was lost at one of its points.
    private(set) var largestPlainUse = 0.0

    private static let prices = [("BTC", 60_000.0), ("ETH", 3000), ("SOL", 150)]
    /// Percent of the index: among them strikes that a curvature's move of the price, by the default risk weights, ends at.
    private static let strikes = [
        "BTC": [70, 84, 95, 100, 103, 116, 140], "ETH": [70, 82, 95, 100, 103, 118, 140],
        "SOL": [70, 75, 95, 100, 103, 125, 140],
    ]
    private static let start = Timestamp.days(20_000)
    private static let expiries: [Int64] = [3 * 3600, 20 * 3600, 12 * 86_400, 250 * 86_400]

    init(seed: UInt64) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        var plain = MarginProfile()
        plain.name = "plain"
        plain.sensitivities.crossAsset = .none
        var tight = MarginProfile()
        tight.name = "tight"
        tight.underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.4, haircut: 0.1)
        tight.underlyings["BTC"]?.deltaConcentrationThreshold = 50_000
        tight.otherUnderlyings.vegaConcentrationThreshold = 2000
        tight.requirement.shortOptionFloor = 0.2
        var basis = MarginProfile()
        basis.name = "basis"
        basis.requirement.basisRate = 1
        monitor = Monitor {
            $0.profiles += [plain, tight, basis]
            $0.valuationInterval = [1, 10, 60][Int(seed % 3)] * 1_000_000_000
        }
        openMarket()
    }

    private func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private func expiry(_ place: Int) -> Timestamp {
        MotionBench.start.advanced(by: MotionBench.expiries[place] * 1_000_000_000)
    }

    private func openMarket() {
        var tape = Tape(at: MotionBench.start)
        for (coin, price) in MotionBench.prices {
            tape.index(coin, Tape.Number(price))
            tape.perpetual("\(coin)-PERP", on: coin)
            tape.perpetual("\(coin)-INV", on: coin, .inverse, multiplier: 10)
            for place in 0..<4 {
                tape.future("\(coin)-F\(place)", on: coin, place == 3 ? .inverse : .linear, until: expiry(place))
                for strike in MotionBench.strikes[coin] ?? [] {
                    for kind in ["C", "P", "IC", "IP"] {
                        let name = "\(coin)-O\(place)-\(strike)-\(kind)"
                        tape.option(
                            name, on: coin, kind.hasPrefix("I") ? .inverse : .linear, until: expiry(place),
                            kind.hasSuffix("C") ? .call : .put, Tape.Number(price * Double(strike) / 100))
                        tape.price(name, iv: Tape.Number(Double.random(in: 0.2...1.5, using: &random)))
                        options.append(name)
                    }
                }
            }
        }
        // Everything is held and judged once, so that cells are made; then ratios move, so that theirs have a width.
        let all = MotionBench.prices.flatMap { coin, _ in
            ["\(coin)-PERP", "\(coin)-INV", "\(coin)-F0", "\(coin)-F1", "\(coin)-F2", "\(coin)-F3"]
                + (0..<4).map { "\(coin)-O\($0)-95-C" }
        }
        tape.portfolio(
            "keeper", balances: [("USD", 1_000_000_000)], positions: all.map { ($0, Tape.Number(1), at: 1000) })
        tape.clock()
        for (coin, price) in MotionBench.prices {
            for place in 0..<3 {
                tape.forward(coin, until: expiry(place), Tape.Number(price * (1.001 + 0.004 * Double(place))))
            }
            for name in ["PERP", "INV", "F1", "F3"] { tape.price("\(coin)-\(name)", Tape.Number(price * 1.0007)) }
        }
        monitor.run(tape.lines)
    }

    /// Short options struck where a curvature's move ends, of some hours or days: nearly all of the requirement is curvature,
    /// and it bends upwards.
    private func curvedPositions() -> [(String, Tape.Number, at: Tape.Number)] {
        let coin = MotionBench.prices.randomElement(using: &random)?.0 ?? "BTC"
        let strikes = MotionBench.strikes[coin] ?? []
        let expiry = Int.random(in: 1...2, using: &random)
        let strike = chance(50) ? strikes[1] : strikes[5]
        let name = "\(coin)-O\(expiry)-\(strike)-\(chance(50) ? "I" : "")\(strike > 100 ? "C" : "P")"
        return [(name, Tape.Number(-Double(Int.random(in: 1...32, using: &random))), at: 2000)]
    }

    /// Options of some days against those of many months, weighted vegas about as large: what is left of the two is decided by
    /// their correlation.
    private func calendarPositions() -> [(String, Tape.Number, at: Tape.Number)] {
        let coin = MotionBench.prices.randomElement(using: &random)?.0 ?? "BTC"
        let unit = Double(Int.random(in: 1...32, using: &random)) / 8 * (chance(50) ? 1 : -1)
        let kind = chance(50) ? "C" : "P"
        return [
            ("\(coin)-O2-100-\(kind)", Tape.Number(2.5 * unit), at: 2000),
            ("\(coin)-O3-100-\(kind)", Tape.Number(-unit), at: 2000),
        ]
    }

    /// Linear futures of two expiries against each other.
    private func spreadPositions() -> [(String, Tape.Number, at: Tape.Number)] {
        let coin = MotionBench.prices.randomElement(using: &random)?.0 ?? "BTC"
        let unit = Double(Int.random(in: 1...32, using: &random)) / 8 * (chance(50) ? 1 : -1)
        return [("\(coin)-F1", Tape.Number(unit), at: 2000), ("\(coin)-F2", Tape.Number(-unit), at: 2000)]
    }

    private func positions() -> [(String, Tape.Number, at: Tape.Number)] {
        let style = Int.random(in: 0..<7, using: &random)
        if style == 6 { return curvedPositions() }
        let coins = MotionBench.prices.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map(\.0)
        let count = [1, 1, 2, 4, 12][Int.random(in: 0..<5, using: &random)]
        var names: Set<String> = []
        for _ in 0..<count {
            let coin = coins.randomElement(using: &random) ?? "BTC"
            let own = options.filter { $0.hasPrefix(coin) }.randomElement(using: &random) ?? ""
            let linear = ["PERP", "INV", "F1", "F2", "F3"].randomElement(using: &random) ?? ""
            names.insert(style == 0 || style > 3 && chance(40) ? "\(coin)-\(linear)" : own)
        }
        let scale = [0.1, 1, 100][Int.random(in: 0..<3, using: &random)]
        return names.sorted().map { name in
            let unit = name.hasPrefix("BTC") ? 1.0 : name.hasPrefix("ETH") ? 20 : 400
            let contracts = name.hasSuffix("INV") ? 3000.0 : name.hasSuffix("F3") ? 40_000 : unit
            let sign = style == 1 ? 1.0 : style == 2 ? -1 : chance(50) ? 1 : -1
            let size = sign * Double(Int.random(in: 1...32, using: &random)) / 8 * contracts * scale
            return (name, Tape.Number(size), at: 2000)
        }
    }

    /// Opens an account, walks it to a level in some state, and tries its boxes.
    ///
    /// - Parameter isNear: Whether it comes so near to the level that little of what its boxes leave to lose is not in its
    ///   first order.
    func tryAccount(_ number: Int, isNear: Bool = false, holding style: Style = .any) {
        let account = "account \(number)"
        let held =
            switch style {
            case .any: positions()
            case .calendar: calendarPositions()
            case .spread: spreadPositions()
            }
        let profiles = style == .spread ? ["basis"] : ["default", "plain", "tight"]
        let profile = profiles.randomElement(using: &random) ?? "default"
        var coins: [(String, Tape.Number)] = []
        if chance(30) { coins.append(("BTC", Tape.Number(Double.random(in: -1...1, using: &random)))) }
        monitor.run {
            $0.account(account, profile: profile)
            $0.portfolio(account, balances: coins, positions: held)
        }
        guard let figures = monitor.report(account)?.figures, figures.initialMargin > 0 else { return }
        let initial = figures.initialMargin
        let maintenance = figures.maintenanceMargin
        // Just above a level, from the better side; or just below a release level, from below.
        let levels = [1.1 * initial, initial, maintenance, 0]
        let releases = [1.02 * 1.1 * initial, 1.02 * initial, 1.02 * maintenance, 0]
        let place = style == .spread ? 0 : Int.random(in: 0..<4, using: &random)
        // Plain boxes need more than the others.
        let isFar = place == 0 && !isNear && (style == .spread || chance(60))
        let asides = isFar ? -1...0.2 : isNear ? -5 ... -2 : -5 ... -0.7
        let aside = initial * power(10, Double.random(in: asides, using: &random))
        let isRelease = chance(50) && place < 3 && !isFar
        func put(_ equity: Double) {
            monitor.run { $0.balance(account, "USD", Tape.Number(equity - figures.equity)) }
        }
        if isRelease { put(levels[place] * 0.99) }
        put(isRelease ? releases[place] - aside : levels[place] + (chance(80) || place == 3 || isFar ? aside : -aside))
        monitor.withBook { book in tryBoxes(of: account, in: &book) }
    }

    // MARK: - In the book

    private func tryBoxes(of name: String, in book: inout MarginBook) {
        var found: Int?
        for place in 0..<book.rows.count where book.names[place] == name { found = place }
        guard let account = found else { return }
        let profile = Int(book.rows[account].profile)
        for tier in [GuardTier.wide, .middle, .narrow, .exact, .instant] {
            for radius in [0.0133, 0.004, 0.001, 0.0001] {
                for isPlain in tier == .instant ? [false] : [false, true] {
                    guard tryBox(of: account, name, tier, radius: radius, isPlain: isPlain, profile, in: &book) else {
                        return
                    }
                }
            }
        }
    }

    /// - Returns: `false` where the account has no more boxes to try.
    private func tryBox(
        of account: Int, _ name: String, _ tier: GuardTier, radius: Double, isPlain: Bool, _ profile: Int,
        in book: inout MarginBook
    ) -> Bool {
        _ = book.assess(account)
        guard let end = book.describeMotion(of: account, tier.described) else { return false }
        let view = UnsafePointer(book.views.base + profile)
        let driftShare = tier == .instant ? 0.0 : 1.0
        if !isPlain { book.describeCharges(of: account) }
        guard
            let box = isPlain
                ? book.motion.plainBox(radius: radius, reserveShare: 0, view)
                : book.motion.box(radius: radius, driftShare: driftShare, reserveShare: 0, view)
        else { return true }
        boxCount += 1
        if isPlain { plainCount += 1 }
        let prices = FrozenPrices(book)
        let limits = (0..<book.sums.count).map { place in
            (underlying: Int(book.sums[place].underlying), moves: book.motion.limits(ofSlice: place, box))
        }
        let start = judged(&book, account)
        guard start.slack > 0 else {
            failures.append("\(name) has a box and no slack")
            return false
        }
        var use = 0.0
        for sample in 0..<24 {
            for limit in limits { moveIndex(limit.underlying, limit.moves, box, sample, in: &book) }
            if tier != .instant { moveSlowly(account, tier, until: end, sample, in: &book) }
            let now = judged(&book, account)
            prices.restore(&book)
            use = max(use, 1 - now.slack / start.slack)
            if isPlain {
                largestPlainUse = max(
                    largestPlainUse, (start.slack - now.slack) / (start.slack - box.cost.reserve))
            }
            guard now.slack >= box.cost.reserve * (1 - 1e-9) else {
                failures.append(
                    "\(name), \(isPlain ? "plain " : "")\(tier), radius \(radius), \(box), sample \(sample): \(now.slack) left"
                )
                return false
            }
            guard now.next == book.rows[account].ladder.state else {
                let state = book.rows[account].ladder.state
                failures.append(
                    "\(name), \(isPlain ? "plain " : "")\(tier), radius \(radius), \(box), sample \(sample): \(state) to \(now.next)"
                )
                return false
            }
        }
        if !isPlain && box.bad < radius { largestUse = max(largestUse, use) }
        return true
    }

    /// To the sides where the account suffers, to other ends, or anywhere.
    private func moveIndex(
        _ underlying: Int, _ limits: (below: Double, above: Double), _ box: AccountMotion.Box, _ sample: Int,
        in book: inout MarginBook
    ) {
        let isBadBelow = limits.below == box.bad && (limits.above != box.bad || chance(50))
        let move: Double =
            switch sample % 3 {
            case 0: isBadBelow ? -limits.below : limits.above
            case 1: chance(50) ? -limits.below : limits.above
            default: Double.random(in: -limits.below...limits.above, using: &random)
            }
        let price = book.spots[underlying] * (1 + move * (1 - 1e-9))
        book.market.apply(.index(UnderlyingID(underlying), price))
        book.spots[underlying] = price
    }

    /// Volatilities within the cells of the tier, ratios within theirs, time up to the end: all at one end, at any, or anywhere.
    private func moveSlowly(
        _ account: Int, _ tier: GuardTier, until end: Int64, _ sample: Int, in book: inout MarginBook
    ) {
        let side = sample / 3 % 4
        let held = instruments(of: account, in: book)
        for instrument in held where tier.hasCells {
            let id = InstrumentID(instrument)
            guard let terms = book.market[id].terms else { continue }
            let index = book.spots[Int(terms.underlying.index)]
            if let expiry = terms.expiry {
                let ratio = book.market.forwardRatio(of: expiry)
                var cell = Interval(book.ratioCells[Int(expiry.index)])
                // A future without a price of its own follows the forward; no further than its own cell.
                for future in held
                where book.market.listings[future].terms?.expiry == expiry
                    && book.market.listings[future].mark == 0 && book.markCells[future].exists
                {
                    cell.low = max(cell.low, book.markCells[future].low)
                    cell.high = min(cell.high, book.markCells[future].high)
                }
                if cell.low < ratio && ratio < cell.high {
                    book.market.apply(.forward(expiry, point(cell, side) * index))
                }
            }
            if terms.kind == .option {
                let cell = book.volatilityCells[instrument * GuardTier.cellCount + Int(tier.rawValue)]
                let volatility = point(Interval(cell), side)
                book.market.apply(.volatility(id, volatility))
                book.optionTerms[instrument].volatility = volatility
            } else if book.market[id].mark > 0 {
                book.market.apply(.mark(id, point(Interval(book.markCells[instrument]), side) * index))
            }
        }
        guard let now = book.valuationTime, end != .max else { return }
        let passed = [0, end - now.nanoseconds, (end - now.nanoseconds) / 2][sample % 5 % 3]
        book.moveValuationTime(to: now.advanced(by: passed))
    }

    private func instruments(of account: Int, in book: borrowing MarginBook) -> [Int] {
        var instruments: [Int] = []
        for place in 0..<Int(book.rows[account].sliceCount) {
            let slice = book.slice(place, of: book.rows.base + account)
            for option in slice.options { instruments.append(Int(book.options[option].instrument)) }
            for linear in slice.linears { instruments.append(Int(book.linears[linear].instrument)) }
        }
        return instruments.sorted()
    }

    private func point(_ cell: Interval, _ side: Int) -> Double {
        let middle = (cell.low + cell.high) / 2
        let reach = (cell.high - cell.low) / 2 * (1 - 1e-9)
        return switch side {
        case 0: middle - reach
        case 1: middle + reach
        case 2: chance(50) ? middle - reach : middle + reach
        default: middle + reach * Double.random(in: -1...1, using: &random)
        }
    }

    /// Where the ladder leaves the account now, and how far equity is from the level that would change that, USD.
    private func judged(_ book: inout MarginBook, _ account: Int) -> (next: AccountState, slack: Double) {
        for underlying in 0..<book.versions.count { book.pricesMoved(on: underlying) }
        let assessment = book.assess(account)
        let ladder = book.rows[account].ladder
        let levels = book.views[Int(book.rows[account].profile)].levels
        let position = MarginLadder(
            levels: levels, equity: assessment.equity, initial: assessment.requirement.initial,
            maintenance: assessment.requirement.maintenance, hasUnpricedDebt: assessment.hasUnpricedDebt)
        var slack = Double.infinity
        for state in AccountState.allCases where state > ladder.state {
            slack = min(slack, assessment.equity - (position.level(of: state) ?? 0))
        }
        if ladder.state != .normal {
            let left = max(
                position.releaseLevel(of: ladder.state, afterDeadline: ladder.isAfterDeadline) ?? 0,
                position.level(of: ladder.state) ?? 0)
            slack = min(slack, left - assessment.equity)
        }
        return (position.next(after: ladder.state, afterDeadline: ladder.isAfterDeadline), slack)
    }
}

extension Interval {
    fileprivate init(_ cell: Cell) { self.init(low: cell.low, high: cell.high) }
}

/// The prices of a book and its time, to go back to.
private struct FrozenPrices {
    private let market: Market
    private let time: Timestamp?

    init(_ book: borrowing MarginBook) {
        market = book.market
        time = book.valuationTime
    }

    func restore(_ book: inout MarginBook) {
        book.market = market
        for underlying in market.underlyings.indices { book.spots[underlying] = market.underlyings[underlying].index }
        for listing in market.listings.indices {
            book.optionTerms[listing].volatility = market.listings[listing].volatility
        }
        if let time { book.moveValuationTime(to: time) }
    }
}
