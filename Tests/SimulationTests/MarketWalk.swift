import MarginCore
import MarginTesting

/// A seeded stream in which prices, volatilities, forwards and marks walk, mostly in steps so small that nobody need be
/// judged, now and then in large ones; time passes in seconds and minutes, and the first expiries come within the stream.
///
/// The accounts are put beside the levels of the ladder, in every state, by `Calibration`: what is off by a little shows.
struct MarketWalk {
    private var random: SeededGenerator
    private(set) var tape: Tape
    private var prices: [String: Double] = ["BTC": 60_000, "ETH": 3000, "SOL": 150, "USDT": 1]
    private var volatilities: [String: Double] = [:]
    private var premiums: [String: Double] = [:]
    /// How far one step goes: calm markets and wild ones.
    private var pace: Double
    private let start: Timestamp

    static let coins = ["BTC", "ETH", "SOL"]
    /// Seconds after the start: minutes, hours, days.
    static let expiries: [Int64] = [900, 7200, 26 * 3600, 9 * 86_400, 200 * 86_400]
    static let strikes = [80, 97, 100, 104, 130]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        start = .days(20_000)
        tape = Tape(at: start)
        pace = [0.00002, 0.0002, 0.002][Int(seed % 3)]
    }

    mutating func takeLines() -> [String] {
        let lines = tape.lines
        tape = Tape(at: tape.now)
        return lines
    }

    // MARK: - Chance

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }
    private mutating func step(_ size: Double) -> Double { 1 + size * Double.random(in: -1...1, using: &random) }

    private func expiry(_ place: Int) -> Timestamp { start.advanced(by: MarketWalk.expiries[place] * 1_000_000_000) }

    // MARK: - The market

    mutating func openMarket() {
        tape.index("USDT", 1)
        for coin in MarketWalk.coins {
            let price = prices[coin] ?? 1
            tape.index(coin, Tape.Number(price))
            tape.perpetual("\(coin)-PERP", on: coin)
            tape.perpetual("\(coin)-INV", on: coin, .inverse, multiplier: 10)
            for place in MarketWalk.expiries.indices {
                tape.future("\(coin)-F\(place)", on: coin, place % 2 == 0 ? .linear : .inverse, until: expiry(place))
                if place != 2 {
                    tape.forward(coin, until: expiry(place), Tape.Number(price * (1 + 0.002 * Double(place))))
                }
                for strike in MarketWalk.strikes {
                    for kind in ["C", "P", "IC", "IP"] where chance(60) {
                        let name = "\(coin)-O\(place)-\(strike)-\(kind)"
                        tape.option(
                            name, on: coin, kind.hasPrefix("I") ? .inverse : .linear, until: expiry(place),
                            kind.hasSuffix("C") ? .call : .put, Tape.Number((price * Double(strike) / 100).rounded()))
                        volatilities[name] = 0.4 + Double(strike) / 400
                        tape.price(name, iv: Tape.Number(volatilities[name] ?? 0.5))
                    }
                }
            }
        }
    }

    private var options: [String] { volatilities.keys.sorted() }

    /// A book of one of several styles; sizes in units of about one bitcoin.
    mutating func positions() -> [(String, Tape.Number, at: Tape.Number)] {
        let style = Int.random(in: 0..<6, using: &random)
        let coins = Array(MarketWalk.coins.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
        var names: Set<String> = []
        for _ in 0..<Int.random(in: 1...10, using: &random) {
            let coin = pick(coins)
            let own = options.filter { $0.hasPrefix(coin) }
            switch style {
            case 0: names.insert(pick(["\(coin)-PERP", "\(coin)-INV", "\(coin)-F2", "\(coin)-F3", "\(coin)-F4"]))
            case 1, 2, 3: names.insert(pick(own))
            default: names.insert(chance(60) ? pick(own) : pick(["\(coin)-PERP", "\(coin)-INV", "\(coin)-F4"]))
            }
        }
        // Large books meet the concentration thresholds.
        let scale = chance(25) ? 300.0 : 1
        return names.sorted().map { name in
            let unit = name.hasPrefix("BTC") ? 1.0 : name.hasPrefix("ETH") ? 20 : 400
            let contracts = name.hasSuffix("INV") || name.hasSuffix("F3") || name.hasSuffix("F1") ? 4000.0 : unit
            let lots = Double(Int.random(in: 1...40, using: &random)) / 8
            // Buyers (premium-capped), sellers, and books of both.
            let sign = style == 1 ? 1.0 : style == 2 ? -1 : chance(50) ? 1 : -1
            return (
                name, Tape.Number(sign * lots * contracts * scale), at: Tape.Number(prices[String(name.prefix(3))] ?? 1)
            )
        }
    }

    // MARK: - The next lines

    mutating func next() {
        if chance(1) { pace = pick([0.00002, 0.0002, 0.002, 0.02]) }
        passTime()
        let coin = pick(MarketWalk.coins)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45:
            let price = (prices[coin] ?? 1) * step(pace)
            prices[coin] = price
            tape.price("\(coin)X", Tape.Number(price))
        case 45..<70: quoteVolatility(pick(options))
        case 70..<80: quoteMark(pick(["\(coin)-PERP", "\(coin)-INV", "\(coin)-F2", "\(coin)-F4"]), of: coin)
        case 80..<90: quoteForward(Int.random(in: 0..<MarketWalk.expiries.count, using: &random), of: coin)
        case 90: tape.price("USDTX", Tape.Number(step(0.0001)))
        case 91: tape.funding("\(coin)-PERP", Tape.Number(step(0.5) - 1))
        default: tape.clock()
        }
    }

    private mutating func passTime() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<70: tape.wait(nanoseconds: Int64.random(in: 0...2_000_000_000, using: &random))
        case 70..<95: tape.wait(seconds: Int64.random(in: 1...20, using: &random))
        case 95..<99: tape.wait(seconds: Int64.random(in: 20...300, using: &random))
        default: tape.wait(seconds: Int64.random(in: 300...4000, using: &random))
        }
    }

    private mutating func quoteVolatility(_ option: String) {
        let width = pick([0.001, 0.001, 0.01, 0.05, 0.3])
        let volatility = min(max((volatilities[option] ?? 0.5) * step(width), 0.1), 3)
        volatilities[option] = volatility
        tape.price(option, iv: Tape.Number(volatility))
    }

    private mutating func quoteMark(_ symbol: String, of coin: String) {
        let premium = (premiums[symbol] ?? 1) * step(pick([0.00005, 0.0003, 0.002]))
        premiums[symbol] = min(max(premium, 0.97), 1.03)
        tape.price(symbol, Tape.Number((prices[coin] ?? 1) * (premiums[symbol] ?? 1)))
    }

    private mutating func quoteForward(_ place: Int, of coin: String) {
        let name = "\(coin)-\(place)"
        let premium = (premiums[name] ?? 1 + 0.002 * Double(place)) * step(pick([0.00005, 0.0003, 0.002]))
        premiums[name] = min(max(premium, 0.97), 1.03)
        guard tape.now < expiry(place) else { return tape.clock() }
        tape.forward(coin, until: expiry(place), Tape.Number((prices[coin] ?? 1) * (premiums[name] ?? 1)))
    }

    // MARK: - Accounts beside a level

    /// A share of the margins at which equity is put: just above or below a level of the ladder or of its release.
    mutating func target(initial: Double, maintenance: Double) -> Double {
        let aside = step(pick([0.0001, 0.001, 0.01, 0.05]))
        let level = pick([
            1.1 * initial, 1.02 * 1.1 * initial, initial, 1.02 * initial, maintenance, 1.02 * maintenance,
            0.001 * initial, -0.01 * initial, 2 * initial,
        ])
        return level * aside
    }
}
