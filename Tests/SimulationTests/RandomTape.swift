import MarginCore
import MarginTesting

/// A seeded stream of lines: every event type, several underlyings, time that mostly passes.
///
/// An `ordinary` stream walks plausible prices, so that accounts move up and down the ladder; a `hostile` one draws its
/// numbers from the whole range of the format and names what does not exist.
struct RandomTape {
    enum Mood { case ordinary, hostile }

    let mood: Mood
    var random: SeededGenerator
    private var tape = Tape(at: .days(20_000))
    private var prices = ["BTC": 60_000.0, "ETH": 3000, "SOL": 150, "USDT": 1]
    private var sequences: [String: Int64] = [:]
    /// Fills and transfers so far; an id is sometimes used again.
    private var identifiers = 0

    /// In the order of bytes `e\u{301}` comes before `f`; a Swift string puts it after.
    static let accounts = ["alpha", "e\u{301}", "Zeta", "f", "ä", "😀", "delta-1", "\u{7f}"]
    /// Names of groups, and of accounts where a line happens to give them a book first.
    static let groups = ["desk", "e", "house"]
    static let underlyings = ["BTC", "ETH", "SOL", "USDT"]
    static let assets = ["USD", "USDC", "USDT", "BTC", "ETH", "SOL", "DOGE"]
    /// Symbols that tell their terms where the convention is known, one of them within the first day.
    static let conventional = [
        "BTC-PERPETUAL", "ETH-PERPETUAL", "BTC-4OCT24", "BTC-4OCT24-60000-C", "ETH-25OCT24-3000-P",
    ]
    /// Seconds after the start: some pass during a stream.
    static let expiries: [Int64] = [300, 1800, 7200, 86_400, 30 * 86_400, 180 * 86_400]

    init(seed: UInt64, mood: Mood) {
        self.mood = mood
        random = SeededGenerator(seed: seed)
    }

    /// The first lines define and price most of the market; the rest is chance.
    static func lines(_ count: Int, seed: UInt64, mood: Mood) -> [String] {
        var stream = RandomTape(seed: seed, mood: mood)
        stream.openMarket()
        while stream.tape.lines.count < count { stream.next() }
        return stream.tape.lines
    }

    // MARK: - Chance

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    /// A quantity or an amount around `scale`, of either sign.
    private mutating func amount(_ scale: Double) -> Tape.Number {
        if mood == .hostile && chance(40) { return hostileNumber(signed: true) }
        let steps = Double(Int.random(in: -40...40, using: &random))
        return Tape.Number(stringLiteral: (Decimal(shortest: steps / 10 * scale) ?? .zero).description)
    }

    private mutating func positive(_ value: Double) -> Tape.Number {
        if mood == .hostile && chance(40) { return hostileNumber(signed: chance(5)) }
        return Tape.Number(value)
    }

    /// Up to 38 digits anywhere from 1e-30 to 1e30, now and then beyond.
    private mutating func hostileNumber(signed: Bool) -> Tape.Number {
        let sign = signed && chance(50) ? "-" : ""
        let first = String(Int.random(in: 1...9, using: &random))
        let more = chance(50) ? 0 : pick([1, 5, 16, 37])
        let digits = (0..<more).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
        let exponent = pick([-30, -30, -18, -5, 0, 5, 18, 30, 30, Int.random(in: -31...31, using: &random)])
        let text = "\(sign)\(first)\(digits.isEmpty ? "" : "." + digits)e\(exponent)"
        return chance(3) ? "0" : Tape.Number(stringLiteral: text)
    }

    private mutating func symbol() -> String {
        let coin = pick(RandomTape.underlyings)
        switch Int.random(in: 0..<13, using: &random) {
        case 12: return pick(RandomTape.conventional)
        case 0: return "\(coin)X"
        case 1, 2: return "\(coin)-PERP"
        case 3: return "\(coin)-INV"
        case 4, 5: return "\(coin)-F\(Int.random(in: 0..<RandomTape.expiries.count, using: &random))"
        case 6: return chance(20) ? "NEVER-DEFINED" : "\(coin)-LATER"
        default: return option(coin)
        }
    }

    /// Often one of the few that everybody has, so that groups have something to net.
    private mutating func tradedSymbol() -> String {
        chance(35) ? pick(["BTC-PERP", "BTC-INV", "ETH-F2", "SOL-LATER"]) : symbol()
    }

    private mutating func option(_ coin: String) -> String {
        let expiry = Int.random(in: 0..<RandomTape.expiries.count, using: &random)
        return "\(coin)-O\(expiry)-\(pick(["80", "100", "130"]))-\(pick(["C", "P", "IC", "IP"]))"
    }
}

// MARK: - The market

extension RandomTape {
    private mutating func openMarket() {
        for coin in RandomTape.underlyings {
            define("\(coin)X")
            define("\(coin)-PERP")
            define("\(coin)-INV")
            if chance(80) { quote("\(coin)X") }
        }
        for _ in 0..<20 { define(symbol()) }
        for account in RandomTape.accounts where chance(50) { restate(account) }
    }

    private static func expiry(_ place: Int) -> Timestamp {
        Timestamp.days(20_000).advanced(by: expiries[place] * 1_000_000_000)
    }

    /// Defines a symbol by what its name says; a hostile stream sometimes by something else.
    private mutating func define(_ symbol: String) {
        let parts = symbol.split(separator: "-")
        let coin = String(parts[0].hasSuffix("X") ? parts[0].dropLast() : parts[0])
        let other = mood == .hostile && chance(15)
        let underlying = other ? pick(RandomTape.underlyings) : coin
        let multiplier: Tape.Number? = chance(70) ? nil : positive(0.1)
        let kind = other ? pick(["X", "PERP", "INV", "F1", "O2"]) : parts.count > 1 ? String(parts[1]) : "X"
        let place = kind.last.flatMap { Int(String($0)) } ?? 3
        switch kind.first {
        case "X": tape.spot(symbol, on: underlying)
        case "P": tape.perpetual(symbol, on: underlying, multiplier: multiplier)
        case "I": tape.perpetual(symbol, on: underlying, .inverse, multiplier: chance(50) ? 10 : multiplier)
        case "F":
            tape.future(
                symbol, on: underlying, chance(80) ? .linear : .inverse, until: RandomTape.expiry(place),
                multiplier: multiplier)
        case "O", "L":
            let relative = parts.count > 2 ? Double(String(parts[2])) ?? 100 : 100
            let strike = (prices[underlying].map { $0 * relative / 100 } ?? 100).rounded()
            let right: Tape.Right = symbol.hasSuffix("P") ? .put : .call
            let isInverse = parts.last?.hasPrefix("I") ?? false
            tape.option(
                symbol, on: underlying, isInverse ? .inverse : .linear,
                until: RandomTape.expiry(place), right, positive(max(strike, 1)), multiplier: multiplier)
        default: tape.spot(symbol, on: underlying)
        }
    }

    private mutating func quote(_ symbol: String) {
        let parts = symbol.split(separator: "-")
        let coin = String(parts[0].hasSuffix("X") ? parts[0].dropLast() : parts[0])
        let move = 1 + Double(Int.random(in: -100...100, using: &random)) / (chance(5) ? 150 : 2000)
        let spot = (prices[coin] ?? 1) * (coin == "USDT" ? 1 + (move - 1) / 50 : move)
        if parts.count == 1 { prices[coin] = spot }
        guard parts.count > 2 else { return tape.price(symbol, positive(spot)) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: tape.price(symbol, positive(spot * Double(Int.random(in: 0...30, using: &random)) / 100))
        case 1: tape.price(symbol, bid: positive(spot * 0.02), ask: positive(spot * 0.03))
        default: tape.price(symbol, iv: positive(Double(Int.random(in: 20...150, using: &random)) / 100))
        }
    }
}

// MARK: - The next line

extension RandomTape {
    private mutating func next() {
        passTime()
        if chance(15) { numberLine() }
        let account = chance(2) ? pick(RandomTape.groups) : pick(RandomTape.accounts)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: quote("\(pick(RandomTape.underlyings))X")
        case 22..<40: quote(symbol())
        case 40..<44:
            let coin = pick(RandomTape.underlyings)
            let known = RandomTape.expiry(Int.random(in: 0..<RandomTape.expiries.count, using: &random))
            let another = Timestamp.days(Int64.random(in: 19_999...22_000, using: &random))
            tape.forward(coin, until: chance(80) ? known : another, positive((prices[coin] ?? 1) * 1.01))
        case 44..<56: tape.position(account, tradedSymbol(), amount(1), at: positive(prices["ETH"] ?? 1))
        case 56..<70:
            let traded = tradedSymbol()
            let coin = String(traded.prefix(3))
            tape.fill(
                account, traded, amount(1), at: positive(prices[coin] ?? 100), fee: chance(30) ? amount(1) : nil,
                id: chance(30) ? identifier() : nil)
        case 70..<76: tape.balance(account, pick(RandomTape.assets), amount(20_000))
        case 76..<82:
            tape.transfer(account, pick(RandomTape.assets), amount(3000), id: chance(50) ? identifier() : nil)
        case 82..<85:
            tape.portfolio(
                account, balances: [("USD", amount(100_000)), (pick(["BTC", "DOGE", "USDT"]), amount(1))],
                positions: Set((0..<5).map { _ in symbol() }).sorted().map { ($0, amount(1), at: positive(1000)) })
        case 85..<90: restate(account)
        case 90..<93: define(symbol())
        case 93..<95: tape.settlement(symbol(), positive(prices["SOL"] ?? 1))
        case 95..<97: tape.funding(symbol(), amount(0.001))
        case 97: tape.line(pick(["{}", "", "[1]", "{\"type\":\"clock\"}", "{\"type\":\"price\",\"ts\":1e400}"]))
        default: tape.clock()
        }
    }

    /// Profile, mode and group, each of them sometimes one that cannot be.
    private mutating func restate(_ account: String) {
        let restated = chance(25) ? pick(RandomTape.groups) : account
        let group = chance(5) ? pick(RandomTape.accounts) : chance(20) ? "" : pick(RandomTape.groups)
        tape.account(
            restated, profile: chance(40) ? pick(["default", "tight", "plain", "unknown"]) : nil,
            mode: chance(50) ? pick(["portfolio", "cross", "isolated"]) : nil, group: chance(70) ? group : nil)
    }

    private mutating func passTime() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60: tape.wait(nanoseconds: Int64.random(in: 0...5_000_000_000, using: &random))
        case 60..<75: tape.wait(seconds: Int64.random(in: 5...60, using: &random))
        case 75..<80: tape.wait(seconds: Int64.random(in: 60...900, using: &random))
        case 80..<84: late()
        case 84: jump()
        default: break
        }
    }

    /// A line from before, after which time goes on where it was.
    private mutating func late() {
        let now = tape.now
        tape.wait(seconds: -Int64.random(in: 1...400, using: &random))
        quote(symbol())
        tape.now = now
    }

    private mutating func jump() {
        let now = tape.now
        tape.wait(seconds: 90_000)
        if chance(20) { tape.clock() } else { quote(symbol()) }
        if mood == .ordinary || chance(95) {
            tape.now = now
        } else {
            tape.now = Timestamp(nanoseconds: pick([.max, .max - 1, .min, 0]))
            tape.clock()
            tape.now = now
        }
    }

    private mutating func numberLine() {
        let source = pick(["one", "two"])
        let next = (sequences[source] ?? 0) + (chance(80) ? 1 : pick([-1, 0, 2, 5]))
        sequences[source] = max(next, sequences[source] ?? 0)
        tape.number(mood == .hostile && chance(2) ? pick([.max, .min]) : next, from: chance(90) ? source : nil)
    }

    private mutating func identifier() -> String {
        identifiers += 1
        return "t\(chance(20) ? max(identifiers - 3, 1) : identifiers)"
    }
}
