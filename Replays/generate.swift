// Writes the tapes of this folder, always the same bytes:
//
//     swift Replays/generate.swift [OUTPUT_FOLDER]
//
// The output folder is this one unless another is named; a tape goes to <folder>/<name>/tape.ndjson. Nothing but the
// toolchain is needed. Each tape is a story: curves that prices follow, books, and what their owners do. Every tape has
// a generator of its own with a fixed seed, and the arithmetic is +, −, ×, ÷ and rounding, which IEEE 754 defines to the
// last bit; there is no logarithm, exponential or power in it, because the libraries of two machines may differ there.

import Foundation

// MARK: - Chance

/// SplitMix64: Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// In 0 ..< 1, a multiple of 2^−53.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// The sum of four uniforms around 0: a bell of standard deviation 0.58 that ends at ±2.
    mutating func bell() -> Double { uniform() + uniform() + uniform() + uniform() - 2 }
}

// MARK: - Time

/// Nanoseconds since 1970, or between two instants.
typealias Nanoseconds = Int64

let second: Nanoseconds = 1_000_000_000
let hour = 3_600 * second
let day = 24 * hour

/// 00:00 UTC of a date: whole days since 1970-01-01, counted in years that begin in March.
func midnight(_ year: Int, _ month: Int, _ dayOfMonth: Int) -> Nanoseconds {
    let fromMarch = (month + 9) % 12
    let y = fromMarch >= 10 ? year - 1 : year
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (fromMarch * 306 + 5) / 10 + dayOfMonth - 1 - 719_468
    return Nanoseconds(days) * day
}

/// Hours after midnight of `9:05:30`, `9:05` or `33:00`, which is 9:00 of the next day.
func hours(_ text: String) -> Double {
    let parts = text.split(separator: ":").map { Double(String($0))! }
    return parts[0] + (parts.count > 1 ? parts[1] / 60 : 0) + (parts.count > 2 ? parts[2] / 3_600 : 0)
}

func span(hours: Double) -> Nanoseconds { Nanoseconds((hours * 3_600).rounded()) * second }

/// `9:05:30` after midnight, as a whole number of seconds.
func span(_ text: String) -> Nanoseconds { span(hours: hours(text)) }

// MARK: - Numbers and curves

/// A number with at most `places` decimals, without zeros at its end.
func decimal(_ value: Double, _ places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    var digits = String(abs(scaled) % scale)
    digits = String(repeating: "0", count: places - min(places, digits.count)) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    let sign = scaled < 0 ? "-" : ""
    return places == 0 || digits.isEmpty ? "\(sign)\(abs(scaled) / scale)" : "\(sign)\(abs(scaled) / scale).\(digits)"
}

/// Straight lines through points `8:00 68000, 13:30 66800, …`; level before the first and after the last.
struct Curve {
    private var points: [(hour: Double, value: Double)] = []

    init(_ text: String) {
        for point in text.split(separator: ",") {
            let parts = point.split(separator: " ").map(String.init)
            points.append((hours(parts[0]), Double(parts[1])!))
        }
    }

    func value(at hour: Double) -> Double {
        guard let next = points.firstIndex(where: { $0.hour > hour }) else { return points[points.count - 1].value }
        guard next > 0 else { return points[0].value }
        let (a, b) = (points[next - 1], points[next])
        return a.value + (b.value - a.value) * ((hour - a.hour) / (b.hour - a.hour))
    }
}

// MARK: - What is traded

/// A coin, and how its market behaves in a story.
struct Coin {
    var name: String
    /// The index, before the noise.
    var index: Curve
    /// Size of the noise, as a fraction of the index; 0 for none.
    var noise: Double
    /// Decimals of the index.
    var places = 2
    /// At the money, for a month.
    var volatility = Curve("0 0.5")

    var indexSymbol: String { name + "-USD" }
}

/// A contract, by the symbol that exchanges write: `BTC-PERPETUAL`, `BTC_USDC-27MAR26-70000-C`.
///
/// Without a currency in the name it is inverse and paid in the coin; with one it is linear and paid in that.
struct Contract {
    var symbol: String
    var coin: String
    var isInverse: Bool
    var currency: String
    var expiry: Nanoseconds?
    var strike: Double?
    var right = ""

    init(_ symbol: String) {
        self.symbol = symbol
        let parts = symbol.split(separator: "-").map(String.init)
        let names = parts[0].split(separator: "_").map(String.init)
        coin = names[0]
        isInverse = names.count == 1
        currency = names[names.count - 1]
        guard parts[1] != "PERPETUAL" else { return }
        expiry = Contract.expiry(parts[1])
        guard parts.count == 4 else { return }
        strike = Double(parts[2])!
        right = parts[3] == "C" ? "call" : "put"
    }

    /// `27MAR26`, at 08:00 UTC.
    static func expiry(_ text: String) -> Nanoseconds {
        let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        let month = months.firstIndex(of: String(text.dropLast(2).suffix(3)))! + 1
        return midnight(2000 + Int(text.suffix(2))!, month, Int(text.dropLast(5))!) + 8 * hour
    }

    var isOption: Bool { strike != nil }

    /// What its `instrument` line says.
    var terms: String {
        let kind = isOption ? "option" : expiry != nil ? "future" : "perpetual"
        var text = #""symbol":"\#(symbol)","kind":"\#(kind)","underlying":"\#(coin)","#
        text += #""settlement":"\#(isInverse ? "inverse" : "linear")","currency":"\#(currency)""#
        // A contract of an inverse perpetual or future is ten dollars.
        if isInverse && !isOption { text += #","multiplier":10"# }
        if let expiry { text += #","expiry":\#(expiry)"# }
        if let strike { text += #","strike":\#(decimal(strike, 2)),"right":"\#(right)""# }
        return text
    }

    /// A smile: lowest a little above the index, steeper and higher the nearer the expiry.
    func volatility(of coin: Coin, at hour: Double, now: Nanoseconds) -> Double {
        let index = coin.index.value(at: hour)
        let distance = max(-0.5, min(0.5, strike! / index - 1))
        let days = Double(expiry! - now) / Double(day)
        let nearness = 0.12 * (1 - min(days, 120) / 60)
        let smile = 1 - 0.3 * distance + (1 + 12 / max(days, 6)) * distance * distance
        return coin.volatility.value(at: hour) * (1 + nearness) * smile
    }
}

/// `BTC`, `27MAR26`, `60000 70000`: calls and puts of each strike.
func options(_ coin: String, _ expiry: String, _ strikes: String) -> [String] {
    strikes.split(separator: " ").flatMap { ["\(coin)-\(expiry)-\($0)-C", "\(coin)-\(expiry)-\($0)-P"] }
}

// MARK: - A story

/// One tape in the making: streams are added one after the other and sorted by time at the end.
struct Story {
    let name: String
    let midnight: Nanoseconds
    var coins: [Coin]
    private(set) var contracts: [Contract] = []

    private struct Entry {
        var time: Nanoseconds
        var content: Content
        /// Why the line has to be rejected; the byte that it is rejected for is marked with `§`.
        var rejection: String?
    }

    private enum Content {
        /// An event of a producer, which numbers its lines and leaves `skipped` numbers out before this one.
        case event(source: String, skipped: Int, type: String, fields: String)
        /// A line as it stands, with its ending.
        case raw([UInt8])
    }

    private var entries: [Entry] = []
    private var chance: SplitMix64
    /// By coin: every price of its index.
    private var indexHistory: [String: [(time: Nanoseconds, price: Double)]] = [:]
    private var noise: [String: Double] = [:]
    private var tradeCount = 0
    private var transferCount = 0

    init(_ name: String, on midnight: Nanoseconds, seed: UInt64, coins: [Coin]) {
        self.name = name
        self.midnight = midnight
        self.coins = coins
        chance = SplitMix64(seed: seed)
    }

    /// Adds an event. One that has to be rejected has the place marked with `§`.
    mutating func add(
        _ time: Nanoseconds, _ source: String, _ type: String, _ fields: String, skipping skipped: Int = 0,
        rejected: String? = nil
    ) {
        let content = Content.event(source: source, skipped: skipped, type: type, fields: fields)
        entries.append(Entry(time: time, content: content, rejection: rejected))
    }

    mutating func add(
        _ time: String, _ source: String, _ type: String, _ fields: String, skipping skipped: Int = 0,
        rejected: String? = nil
    ) {
        add(midnight + span(time), source, type, fields, skipping: skipped, rejected: rejected)
    }

    // MARK: Markets

    /// Defines the indexes and these contracts.
    mutating func list(_ time: String, _ symbols: [String]) {
        for coin in coins {
            add(
                time, "catalogue", "instrument",
                #""symbol":"\#(coin.indexSymbol)","kind":"spot","underlying":"\#(coin.name)""#)
        }
        for symbol in symbols {
            contracts.append(Contract(symbol))
            add(time, "catalogue", "instrument", Contract(symbol).terms)
        }
    }

    /// The index of a coin: every so many seconds, a fraction of a second late as such feeds are.
    mutating func quoteIndex(_ name: String, _ from: String, _ to: String, every seconds: Int) {
        let coin = coins.first { $0.name == name }!
        for time in stride(from: span(from), to: span(to), by: Int(Nanoseconds(seconds) * second)) {
            let late = Nanoseconds(chance.next() % 800) * 1_000_000
            // Noise that forgets itself: a random walk would drift away from the story.
            noise[name] = 0.95 * noise[name, default: 0] + coin.noise * chance.bell()
            let exact = coin.index.value(at: Double(time) / Double(hour)) * (1 + noise[name]!)
            let text = decimal(exact, coin.places)
            indexHistory[name, default: []].append((midnight + time + late, Double(text)!))
            add(midnight + time + late, "index", "price", #""symbol":"\#(coin.indexSymbol)","price":\#(text)"#)
        }
    }

    /// The last price of a coin's index before an instant.
    private func index(_ name: String, before time: Nanoseconds) -> Double {
        indexHistory[name]!.last { $0.time < time }!.price
    }

    /// The volatilities of all listed options that have not expired, from the surface at that time.
    mutating func quoteOptions(_ from: String, _ to: String, every minutes: Int) {
        for start in stride(from: span(from), to: span(to), by: Int(Nanoseconds(minutes) * 60 * second)) {
            var time = midnight + start + 2 * second
            for contract in contracts where contract.isOption && contract.expiry! > time {
                let coin = coins.first { $0.name == contract.coin }!
                let smile = contract.volatility(of: coin, at: Double(start) / Double(hour), now: time)
                let text = decimal(smile * (1 + 0.004 * chance.bell()), 4)
                add(time, "surface", "price", #""symbol":"\#(contract.symbol)","iv":\#(text)"#)
                time += Nanoseconds(11 + chance.next() % 30) * 1_000_000
            }
        }
    }

    /// The forwards of all listed expiries: the index and `carry` a year.
    mutating func quoteForwards(_ from: String, _ to: String, every minutes: Int, carry: Double = 0.05) {
        var expiries: [(coin: String, time: Nanoseconds)] = []
        for contract in contracts {
            guard let expiry = contract.expiry else { continue }
            if !expiries.contains(where: { $0 == (contract.coin, expiry) }) { expiries.append((contract.coin, expiry)) }
        }
        for start in stride(from: span(from), to: span(to), by: Int(Nanoseconds(minutes) * 60 * second)) {
            let time = midnight + start + second
            for expiry in expiries where expiry.time > time {
                let years = Double(expiry.time - time) / Double(365 * day)
                let forward = index(expiry.coin, before: time) * (1 + carry * years)
                add(
                    time, "surface", "forward",
                    #""underlying":"\#(expiry.coin)","expiry":\#(expiry.time),"price":\#(decimal(forward, 2))"#)
            }
        }
    }

    /// The mark of a perpetual or future: the index and a premium that wanders.
    mutating func quoteMark(_ symbol: String, _ from: String, _ to: String, every minutes: Int, premium: Double = 0) {
        let coin = Contract(symbol).coin
        for start in stride(from: span(from), to: span(to), by: Int(Nanoseconds(minutes) * 60 * second)) {
            let time = midnight + start + 3 * second
            let mark = index(coin, before: time) * (1 + premium + 0.0003 * chance.bell())
            add(time, "trading", "price", #""symbol":"\#(symbol)","price":\#(decimal(mark, 2))"#)
        }
    }

    mutating func fund(_ time: String, _ symbol: String, _ rate: String) {
        add(time, "trading", "funding", #""symbol":"\#(symbol)","rate":\#(rate)"#)
    }

    // MARK: Accounts

    /// Whole books, one a line: `name: USDC 100000, BTC 2; BTC-PERPETUAL -500 @ 68000, …`.
    mutating func open(_ time: String, _ books: String) {
        for book in books.split(separator: "\n") {
            let halves = book.split(separator: ":", maxSplits: 1)
            let parts = halves[1].split(separator: ";", omittingEmptySubsequences: false)
            let balances = parts[0].split(separator: ",").map { item in
                let words = item.split(separator: " ")
                return #""\#(words[0])":"\#(words[1])""#
            }
            let positions = parts.dropFirst().joined().split(separator: ",").map { item in
                let words = item.split(separator: " ")
                return #"{"symbol":"\#(words[0])","qty":\#(words[1]),"price":\#(words[3])}"#
            }
            add(
                time, "ledger", "portfolio",
                #""account":"\#(halves[0])","balances":{\#(balances.joined(separator: ","))},"#
                    + #""positions":[\#(positions.joined(separator: ","))]"#)
        }
    }

    /// A trade, in words: `name: BTC-PERPETUAL -500 @ 68000 fee 12`; the fee may be absent.
    mutating func trade(_ time: String, _ words: String) {
        let parts = words.split(whereSeparator: { $0 == ":" || $0 == " " })
        tradeCount += 1
        var fields = #""account":"\#(parts[0])","symbol":"\#(parts[1])","qty":\#(parts[2]),"price":\#(parts[4])"#
        if parts.count > 6 { fields += #","fee":\#(parts[6])"# }
        add(time, "trading", "fill", fields + #","id":"trade-\#(tradeCount)""#)
    }

    /// Money in or out, in words: `name: USDC 50000`.
    mutating func transfer(_ time: String, _ words: String) {
        let parts = words.split(whereSeparator: { $0 == ":" || $0 == " " })
        transferCount += 1
        add(
            time, "ledger", "transfer",
            #""account":"\#(parts[0])","asset":"\#(parts[1])","amount":"\#(parts[2])","id":"wire-\#(transferCount)""#)
    }

    mutating func settle(_ time: String, _ symbol: String, _ price: String) {
        add(time, "clearing", "settlement", #""symbol":"\#(symbol)","price":\#(price)"#)
    }

    // MARK: Other lines

    /// Adds a line as it stands, with `@` for its own time. One that has to be rejected has the place marked with `§`.
    mutating func raw(_ time: String, _ line: String, ending: String = "\n", rejected: String? = nil) {
        let text = line.replacingOccurrences(of: "@", with: "\(midnight + span(time))")
        raw(time, Array(text.utf8), ending: ending, rejected: rejected)
    }

    mutating func raw(_ time: String, _ line: [UInt8], ending: String = "\n", rejected: String? = nil) {
        let content = Content.raw(line + Array(ending.utf8))
        entries.append(Entry(time: midnight + span(time), content: content, rejection: rejected))
    }

    // MARK: The end

    /// The lines in the order of their times, numbered by source; and `line:column: rejected: reason` of the bad ones.
    func finished() -> (tape: [UInt8], rejections: String) {
        var tape: [UInt8] = []
        var rejections = ""
        var sequences: [String: Int] = [:]
        let mark = Array("§".utf8)
        let order = entries.indices.sorted { (entries[$0].time, $0) < (entries[$1].time, $1) }
        for (line, place) in order.enumerated() {
            var bytes: [UInt8]
            switch entries[place].content {
            case .event(let source, let skipped, let type, let fields):
                let sequence = sequences[source, default: 0] + 1 + skipped
                sequences[source] = sequence
                let head = #"{"type":"\#(type)","ts":\#(entries[place].time),"src":"\#(source)","seq":\#(sequence)"#
                bytes = Array((head + (fields.isEmpty ? "" : ",") + fields + "}\n").utf8)
            case .raw(let whole): bytes = whole
            }
            if let words = entries[place].rejection {
                let column = bytes.indices.first { bytes[$0...].starts(with: mark) }!
                bytes.removeSubrange(column..<column + mark.count)
                rejections += "\(line + 1):\(column + 1): rejected: \(words)\n"
            }
            tape += bytes
        }
        return (tape, rejections)
    }
}

// MARK: - The stories

/// A Wednesday on which nothing happens but a small dip at noon.
func quietDay() -> Story {
    var story = Story(
        "quiet-day", on: midnight(2026, 1, 14), seed: 1,
        coins: [
            Coin(
                name: "BTC",
                index: Curve("0:00 95200, 5:00 95600, 9:00 95050, 13:00 94150, 16:00 94700, 20:00 95350, 24:00 95500"),
                noise: 0.0003, volatility: Curve("0:00 0.42, 13:00 0.435, 24:00 0.415")),
            Coin(
                name: "ETH",
                index: Curve("0:00 3310, 6:00 3325, 9:00 3302, 13:00 3268, 16:00 3284, 20:00 3312, 24:00 3318"),
                noise: 0.0004, volatility: Curve("0:00 0.58, 13:00 0.60, 24:00 0.575")),
        ])
    story.list(
        "0:00",
        options("BTC", "30JAN26", "90000 95000 100000") + options("BTC", "27MAR26", "80000 95000 110000")
            + options("ETH", "30JAN26", "3100 3300 3500") + ["BTC-27MAR26", "BTC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    story.quoteIndex("BTC", "0:00:01", "24:00", every: 120)
    story.quoteIndex("ETH", "0:00:01", "24:00", every: 120)
    story.quoteForwards("0:00:05", "24:00", every: 120)
    story.quoteOptions("0:00:05", "24:00", every: 60)
    story.quoteMark("BTC-PERPETUAL", "0:00:05", "24:00", every: 30, premium: 0.0002)
    story.quoteMark("ETH_USDC-PERPETUAL", "0:00:05", "24:00", every: 30, premium: 0.0002)
    story.quoteMark("BTC-27MAR26", "0:00:05", "24:00", every: 60, premium: 0.0098)
    for time in ["0:00:10", "8:00", "16:00"] {
        story.fund(time, "BTC-PERPETUAL", "0.0001")
        story.fund(time, "ETH_USDC-PERPETUAL", "0.0001")
    }
    story.open(
        "0:01",
        """
        market-maker: USDC 3500000, BTC 12; BTC-30JAN26-95000-C -15 @ 0.0335, BTC-30JAN26-95000-P -15 @ 0.031, \
        BTC-27MAR26-110000-C 20 @ 0.034, BTC-27MAR26-80000-P 20 @ 0.019, BTC-PERPETUAL 9000 @ 95150
        covered-call-fund: BTC 150; BTC-27MAR26-110000-C -100 @ 0.0335
        perp-basis: BTC 60; BTC-PERPETUAL -570000 @ 95210
        cash-and-carry: BTC 40; BTC-27MAR26 -384000 @ 96120
        protective-put: BTC 25, USDC 150000; BTC-30JAN26-90000-P 25 @ 0.0128
        dip-buyer: USDC 111500; BTC-PERPETUAL 60000 @ 95400
        eth-staker-hedge: ETH 800; ETH_USDC-PERPETUAL -700 @ 3312
        calendar-spread: USDC 70000; BTC-30JAN26-95000-C -10 @ 0.0345, BTC-27MAR26-95000-C 10 @ 0.0725
        iron-condor: USDC 130000; BTC-30JAN26-90000-P -12 @ 0.013, BTC-30JAN26-100000-C -12 @ 0.0138, \
        BTC-27MAR26-80000-P 12 @ 0.0185, BTC-27MAR26-110000-C 12 @ 0.0332
        short-strangle: ETH 60, USDC 130000; ETH-30JAN26-3100-P -250 @ 0.0191, ETH-30JAN26-3500-C -250 @ 0.0212
        lottery-tickets: USDC 20000; BTC-30JAN26-100000-C 3 @ 0.0141, ETH-30JAN26-3500-C 20 @ 0.0212
        family-office: BTC 210, ETH 3000, USDT 500000
        """)
    story.trade("9:30", "market-maker: BTC-30JAN26-95000-C 2 @ 0.0322 fee 0.0006")
    story.trade("9:30", "lottery-tickets: BTC-30JAN26-95000-C -2 @ 0.0322 fee 0.0006")
    story.trade("15:12", "market-maker: BTC-PERPETUAL 1500 @ 94620 fee 0.00008")
    story.transfer("17:45", "family-office: USDT -120000")
    return story
}

/// A Friday on which a fifth of the price is gone between lunch and tea.
func oneDayCrash() -> Story {
    var story = Story(
        "one-day-crash", on: midnight(2026, 2, 20), seed: 2,
        coins: [
            Coin(
                name: "BTC",
                index: Curve(
                    """
                    8:00 68000, 11:00 67650, 13:00 66800, 14:00 65400, 14:40 62600, 15:05 63500, 16:00 58600, \
                    16:30 55900, 17:00 53700, 17:40 56900, 18:20 55800, 20:00 58400, 22:00 58900
                    """),
                noise: 0.0009,
                volatility: Curve("8:00 0.50, 13:00 0.52, 14:40 0.64, 16:00 0.82, 17:00 1.04, 18:30 0.90, 22:00 0.74")),
            Coin(
                name: "ETH",
                index: Curve(
                    """
                    8:00 1985, 11:00 1972, 13:00 1941, 14:00 1888, 14:40 1779, 15:05 1812, 16:00 1624, 16:30 1521, \
                    17:00 1432, 17:40 1554, 18:20 1512, 20:00 1597, 22:00 1611
                    """),
                noise: 0.0011,
                volatility: Curve("8:00 0.66, 13:00 0.68, 14:40 0.81, 16:00 1.01, 17:00 1.27, 18:30 1.1, 22:00 0.93")),
        ])
    story.list(
        "8:00",
        options("BTC", "27FEB26", "60000 64000 68000 72000") + options("BTC", "27MAR26", "55000 60000 68000 76000")
            + options("BTC", "26JUN26", "60000 80000") + options("ETH", "27FEB26", "1800 2000")
            + options("ETH", "27MAR26", "1600 2000 2400") + options("BTC_USDC", "27MAR26", "60000 76000")
            + ["BTC-27MAR26", "BTC-PERPETUAL", "BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] {
        story.quoteIndex(coin, "8:00:01", "13:00", every: 90)
        story.quoteIndex(coin, "13:00", "18:30", every: 20)
        story.quoteIndex(coin, "18:30", "22:00", every: 60)
    }
    story.quoteForwards("8:00:05", "22:00", every: 60)
    story.quoteOptions("8:00:05", "13:00", every: 60)
    story.quoteOptions("13:00", "18:30", every: 20)
    story.quoteOptions("18:30", "22:00", every: 60)
    for symbol in ["BTC-PERPETUAL", "BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"] {
        story.quoteMark(symbol, "8:00:05", "14:00", every: 20, premium: 0.0002)
        // In the sale the perpetuals trade below the index.
        story.quoteMark(symbol, "14:00", "18:30", every: 4, premium: -0.0015)
        story.quoteMark(symbol, "18:30", "22:00", every: 15, premium: -0.0004)
        story.fund("8:00:10", symbol, "0.0001")
        story.fund("16:00", symbol, "-0.00075")
    }
    story.quoteMark("BTC-27MAR26", "8:00:05", "22:00", every: 20, premium: 0.0048)
    story.open(
        "8:01",
        """
        market-maker: USDC 2600000, BTC 30, ETH 400; BTC-27FEB26-64000-P -60 @ 0.0092, BTC-27FEB26-72000-C -60 @ 0.0095, \
        BTC-27MAR26-60000-P 70 @ 0.0195, BTC-27MAR26-76000-C 70 @ 0.0205, ETH-27FEB26-1800-P -300 @ 0.0123, \
        ETH-27MAR26-1600-P 400 @ 0.0151, BTC-PERPETUAL -90000 @ 67980
        covered-call-fund: BTC 150; BTC-27MAR26-76000-C -120 @ 0.0204
        short-strangle: USDC 480000; BTC-27MAR26-60000-P -25 @ 0.0195, BTC-27MAR26-76000-C -25 @ 0.0204
        vol-seller: USDC 690000; BTC-27FEB26-68000-C -30 @ 0.0272, BTC-27FEB26-68000-P -30 @ 0.0275, \
        ETH-27FEB26-2000-P -200 @ 0.0402
        leveraged-long: USDC 760000; BTC_USDC-PERPETUAL 62 @ 67950
        perp-basis: BTC 100; BTC-PERPETUAL -680000 @ 68010
        momentum-long: USDC 560000; ETH_USDC-PERPETUAL 1400 @ 1978
        put-buyer: USDC 240000; BTC-27MAR26-60000-P 20 @ 0.0198, ETH-27MAR26-1600-P 300 @ 0.0153
        protected-holder: BTC 50; BTC-27MAR26-60000-P 50 @ 0.0197
        dip-buyer: USDC 900000
        miner-hedge: BTC 45; BTC-27MAR26 -306000 @ 68300
        calendar-spread: USDC 75000; BTC-27FEB26-68000-C -25 @ 0.0271, BTC-27MAR26-68000-C 25 @ 0.0571
        bull-call-spread: USDC 90000; BTC-27MAR26-68000-C 15 @ 0.0570, BTC-27MAR26-76000-C -15 @ 0.0203
        risk-reversal: USDC 330000; BTC_USDC-27MAR26-76000-C 40 @ 1390, BTC_USDC-27MAR26-60000-P -40 @ 1330
        iron-condor: USDC 185000; BTC-27FEB26-60000-P 20 @ 0.0031, BTC-27FEB26-64000-P -20 @ 0.0093, \
        BTC-27FEB26-72000-C -20 @ 0.0096, BTC-26JUN26-80000-C 20 @ 0.0412
        ratio-put-spread: USDC 170000; BTC-27MAR26-68000-P 15 @ 0.0552, BTC-27MAR26-60000-P -30 @ 0.0196
        eth-whale: ETH 2600, USDC -3350000
        lottery-tickets: USDC 8000; BTC-27FEB26-72000-C 10 @ 0.0095, ETH-27MAR26-2400-C 120 @ 0.0125
        usdt-carry: USDT 900000, BTC 30; BTC_USDC-PERPETUAL -30 @ 68020
        gamma-scalper: USDC 380000; BTC-27FEB26-68000-C 12 @ 0.0273, BTC-27FEB26-68000-P 12 @ 0.0276
        backstop-fund: USDC 6000000
        family-office: BTC 180, ETH 2500
        """)
    // Bought on the way down, at what looked like three bottoms.
    story.trade("13:20", "dip-buyer: BTC_USDC-PERPETUAL 18 @ 66250 fee 60")
    story.trade("14:42", "dip-buyer: BTC_USDC-PERPETUAL 18 @ 62610 fee 56")
    story.trade("16:02", "dip-buyer: BTC_USDC-PERPETUAL 18 @ 58500 fee 53")
    // The scalper buys against its puts and sells the rebound.
    story.trade("14:41", "gamma-scalper: BTC_USDC-PERPETUAL 9 @ 62580 fee 28")
    story.trade("15:06", "gamma-scalper: BTC_USDC-PERPETUAL -3 @ 63480 fee 10")
    story.trade("17:01", "gamma-scalper: BTC_USDC-PERPETUAL 5 @ 53650 fee 14")
    story.trade("17:41", "gamma-scalper: BTC_USDC-PERPETUAL -4 @ 56780 fee 12")
    // Fresh money, once in time and once too late.
    story.transfer("15:20", "momentum-long: USDC 250000")
    story.transfer("16:12", "eth-whale: USDC 600000")
    // What the liquidation desk sells, the backstop fund takes.
    story.trade("16:20", "leveraged-long: BTC_USDC-PERPETUAL -31 @ 56560 fee 900")
    story.trade("16:20", "backstop-fund: BTC_USDC-PERPETUAL 31 @ 56560")
    story.trade("16:44", "leveraged-long: BTC_USDC-PERPETUAL -31 @ 54700 fee 880")
    story.trade("16:44", "backstop-fund: BTC_USDC-PERPETUAL 31 @ 54700")
    story.trade("17:10", "short-strangle: BTC-27MAR26-60000-P 25 @ 0.1795 fee 0.01")
    story.trade("17:10", "backstop-fund: BTC-27MAR26-60000-P -25 @ 0.1795")
    return story
}

/// A Wednesday on which every volatility doubles while no index moves by a cent.
func volatilitySpike() -> Story {
    var story = Story(
        "volatility-spike", on: midnight(2026, 3, 11), seed: 3,
        coins: [
            Coin(
                name: "BTC", index: Curve("12:00 70000"), noise: 0,
                volatility: Curve("12:00 0.48, 14:00 0.48, 14:45 0.96, 15:30 0.97, 17:00 0.72, 19:00 0.60")),
            Coin(
                name: "ETH", index: Curve("12:00 2050"), noise: 0,
                volatility: Curve("12:00 0.62, 14:00 0.62, 14:45 1.24, 15:30 1.25, 17:00 0.93, 19:00 0.77")),
        ])
    story.list(
        "12:00",
        options("BTC", "20MAR26", "64000 70000 76000") + options("BTC", "27MAR26", "60000 70000 80000")
            + options("BTC", "26JUN26", "60000 70000 90000") + options("ETH", "27MAR26", "1800 2050 2300")
            + ["BTC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "12:00:01", "20:00", every: 120) }
    story.quoteForwards("12:00:05", "20:00", every: 120)
    story.quoteOptions("12:00:05", "14:00", every: 30)
    story.quoteOptions("14:00", "15:30", every: 5)
    story.quoteOptions("15:30", "20:00", every: 20)
    story.fund("16:00", "BTC-PERPETUAL", "0.0001")
    story.fund("16:00", "ETH_USDC-PERPETUAL", "0.0001")
    story.open(
        "12:01",
        """
        market-maker: USDC 1500000, BTC 10; BTC-20MAR26-64000-P -40 @ 0.0085, BTC-20MAR26-76000-C -40 @ 0.0075, \
        BTC-27MAR26-60000-P 45 @ 0.0068, BTC-27MAR26-80000-C 45 @ 0.0075, BTC-26JUN26-70000-C 5 @ 0.104
        short-strangle: USDC 420000; BTC-27MAR26-60000-P -30 @ 0.0067, BTC-27MAR26-80000-C -30 @ 0.0073
        vol-seller: USDC 380000; BTC-20MAR26-70000-C -20 @ 0.0311, BTC-20MAR26-70000-P -20 @ 0.0308
        premium-harvester: USDC 470000; BTC-26JUN26-90000-C -40 @ 0.0345, BTC-26JUN26-60000-P -30 @ 0.0492
        calendar-long: USDC 210000; BTC-20MAR26-70000-C -20 @ 0.0312, BTC-26JUN26-70000-C 20 @ 0.1041
        calendar-short: USDC 270000; BTC-20MAR26-70000-P 30 @ 0.0309, BTC-26JUN26-60000-P -30 @ 0.0491
        covered-call-fund: BTC 80; BTC-26JUN26-90000-C -80 @ 0.0343
        put-writer: USDC 560000; BTC-27MAR26-60000-P -50 @ 0.0067, ETH-27MAR26-1800-P -300 @ 0.0135
        long-gamma: USDC 60000; BTC-27MAR26-70000-C 8 @ 0.0421, BTC-27MAR26-70000-P 8 @ 0.0409
        tail-hedger: USDC 40000, BTC 12; BTC-27MAR26-60000-P 30 @ 0.0068
        dispersion: USDC 200000; BTC-27MAR26-70000-C -15 @ 0.0420, BTC-27MAR26-70000-P -15 @ 0.0408, \
        ETH-27MAR26-2050-C 500 @ 0.0538, ETH-27MAR26-2050-P 500 @ 0.0527
        perp-long: USDC 135000; BTC-PERPETUAL 70000 @ 69800
        perp-basis: ETH 500; ETH_USDC-PERPETUAL -500 @ 2047
        """)
    return story
}

/// The night before the quarter's last Friday, and the morning on which its contracts are paid out.
func expiryAndSettlement() -> Story {
    var story = Story(
        "expiry-and-settlement", on: midnight(2026, 3, 26), seed: 4,
        coins: [
            Coin(
                name: "BTC",
                index: Curve(
                    """
                    20:00 69100, 23:00 69600, 26:00 69350, 29:00 69950, 30:30 70350, 31:15 70120, 31:45 70480, \
                    32:00 70410, 33:30 70700, 36:00 70550
                    """),
                noise: 0.0005, volatility: Curve("20:00 0.46, 36:00 0.44")),
            Coin(
                name: "ETH", index: Curve("20:00 2062, 24:00 2080, 29:00 2071, 31:30 2094, 32:00 2088, 36:00 2101"),
                noise: 0.0006, volatility: Curve("20:00 0.60, 36:00 0.58")),
        ])
    let expiring =
        options("BTC", "27MAR26", "66000 68000 70000 72000 76000") + options("BTC_USDC", "27MAR26", "70000 72000")
        + options("ETH", "27MAR26", "2000 2100") + ["BTC-27MAR26", "ETH_USDC-27MAR26"]
    story.list(
        "20:00",
        expiring + options("BTC", "24APR26", "66000 70000 76000") + options("ETH", "24APR26", "2100")
            + ["BTC-24APR26", "BTC-PERPETUAL"])
    for coin in ["BTC", "ETH"] {
        story.quoteIndex(coin, "20:00:01", "31:00", every: 120)
        story.quoteIndex(coin, "31:00", "32:30", every: 20)
        story.quoteIndex(coin, "32:30", "36:00", every: 120)
    }
    story.quoteForwards("20:00:05", "36:00", every: 60)
    story.quoteOptions("20:00:05", "30:00", every: 60)
    story.quoteOptions("30:00", "32:00", every: 15)
    story.quoteOptions("32:00", "36:00", every: 60)
    story.quoteMark("BTC-PERPETUAL", "20:00:05", "36:00", every: 30, premium: 0.0001)
    story.quoteMark("BTC-27MAR26", "20:00:05", "32:00", every: 30, premium: 0.0001)
    story.quoteMark("ETH_USDC-27MAR26", "20:00:05", "32:00", every: 30, premium: 0.0001)
    story.quoteMark("BTC-24APR26", "20:00:05", "36:00", every: 60, premium: 0.0039)
    story.open(
        "20:01",
        """
        call-writer: USDC 580000; BTC-27MAR26-68000-C -25 @ 0.0242
        call-buyer: USDC 4800; BTC-27MAR26-68000-C 25 @ 0.0243
        short-straddle: USDC 490000; BTC-27MAR26-70000-C -20 @ 0.0098, BTC-27MAR26-70000-P -20 @ 0.0157
        long-straddle: USDC 25000; BTC-27MAR26-70000-C 20 @ 0.0099, BTC-27MAR26-70000-P 20 @ 0.0158
        put-writer-linear: USDC 310000; BTC_USDC-27MAR26-72000-P -12 @ 2480
        put-buyer-linear: USDC 20000; BTC_USDC-27MAR26-72000-P 12 @ 2485, BTC_USDC-27MAR26-70000-C 5 @ 690
        strangle-seller: USDC 275000; BTC-27MAR26-66000-P -30 @ 0.0019, BTC-27MAR26-76000-C -30 @ 0.0004
        calendar-spread: USDC 185000; BTC-27MAR26-70000-C 15 @ 0.0101, BTC-24APR26-70000-C -15 @ 0.0521
        covered-call-fund: BTC 60; BTC-27MAR26-72000-C -60 @ 0.0031
        futures-roll: USDC 150000, BTC 3; BTC-27MAR26 70000 @ 68900, BTC-24APR26 -70000 @ 69150
        eth-future-short: USDC 230000; ETH_USDC-27MAR26 -500 @ 2055
        eth-put-spread: USDC 60000; ETH-27MAR26-2100-P 100 @ 0.0251, ETH-27MAR26-2000-P -100 @ 0.0041
        pin-risk: BTC 2, USDC 30000; BTC_USDC-27MAR26-70000-P -10 @ 1105, BTC_USDC-27MAR26-70000-C 10 @ 690
        market-maker: USDC 900000, BTC 8; BTC-27MAR26-70000-C 10 @ 0.0099, BTC-24APR26-66000-P -20 @ 0.0255, \
        BTC-24APR26-76000-C -20 @ 0.0252, ETH-24APR26-2100-C 60 @ 0.0652
        """)
    // The delivery prices are averages of the last half hour, so not the index of 08:00.
    let delivery = ["BTC": "70361.48", "ETH": "2090.27"]
    let late = "BTC-27MAR26-68000-C"
    for (place, symbol) in expiring.filter({ $0 != late }).enumerated() {
        story.settle("32:00:\(20 + 2 * place)", symbol, delivery[Contract(symbol).coin]!)
    }
    story.settle("33:20", late, delivery["BTC"]!)
    story.trade("32:40", "futures-roll: BTC-24APR26 70000 @ 70790 fee 0.0001")
    story.transfer("32:50", "calendar-spread: USDC 120000")
    return story
}

/// A Wednesday on which some get out of their margin call and one lets the deadline pass.
func wayOutOfACall() -> Story {
    var story = Story(
        "way-out-of-a-call", on: midnight(2026, 4, 15), seed: 5,
        coins: [
            Coin(
                name: "BTC",
                index: Curve(
                    """
                    8:00 74000, 9:00 73800, 9:45 71900, 10:15 70300, 11:00 70050, 12:00 70400, 13:00 69900, \
                    13:40 71400, 14:10 70600, 15:00 71100, 16:00 71300
                    """),
                noise: 0.0004, volatility: Curve("8:00 0.46, 9:00 0.47, 10:15 0.62, 13:00 0.60, 16:00 0.55")),
            Coin(
                name: "ETH",
                index: Curve("8:00 2230, 9:00 2221, 10:15 2091, 11:00 2080, 13:00 2088, 13:40 2131, 16:00 2118"),
                noise: 0.0005, volatility: Curve("8:00 0.60, 10:15 0.71, 16:00 0.66")),
        ])
    story.list(
        "8:00",
        options("BTC", "24APR26", "68000 74000 80000") + options("BTC", "29MAY26", "64000 74000 84000")
            + options("ETH", "29MAY26", "1900 2500")
            + ["BTC-PERPETUAL", "BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "8:00:01", "16:00", every: 60) }
    story.quoteForwards("8:00:05", "16:00", every: 60)
    story.quoteOptions("8:00:05", "16:00", every: 20)
    for symbol in ["BTC-PERPETUAL", "BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"] {
        story.quoteMark(symbol, "8:00:05", "16:00", every: 20)
        story.fund("8:00:10", symbol, "0.0001")
        story.fund("16:00", symbol, "0.00005")
    }
    story.open(
        "8:01",
        """
        short-strangle: USDC 240000; BTC-29MAY26-64000-P -20 @ 0.0182, BTC-29MAY26-84000-C -20 @ 0.0205
        collateral-mover: BTC 1.5, USDC 56000; BTC_USDC-PERPETUAL 11 @ 73900
        too-late: USDC 162000; BTC_USDC-PERPETUAL 11 @ 74050
        lucky-long: USDC 165700; BTC-PERPETUAL 81000 @ 73980
        position-cutter: USDC 252000; ETH_USDC-PERPETUAL 500 @ 2226
        hedger: BTC 20, USDC -1180000
        covered-call-fund: BTC 90; BTC-29MAY26-84000-C -60 @ 0.0203
        put-writer: USDC 400000; BTC-24APR26-68000-P -20 @ 0.0061
        perp-basis: BTC 30; BTC-PERPETUAL -222000 @ 74010
        calendar-spread: USDC 120000; BTC-24APR26-74000-C -10 @ 0.0292, BTC-29MAY26-74000-C 10 @ 0.0621
        long-put: USDC 30000; BTC-24APR26-68000-P 6 @ 0.0062
        family-office: BTC 120, ETH 900
        """)
    // The strangle is bought back in three steps, and the rest is covered with money.
    story.trade("10:40", "short-strangle: BTC-29MAY26-64000-P 4 @ 0.0352 fee 0.0012")
    story.trade("11:05", "short-strangle: BTC-29MAY26-64000-P 4 @ 0.0361 fee 0.0012")
    story.trade("11:30", "short-strangle: BTC-29MAY26-84000-C 8 @ 0.0151 fee 0.0024")
    story.transfer("11:50", "short-strangle: USDC 40000")
    // Collateral comes in four transfers: up to the level of the call, past its release, up to the level of the warning,
    // past its release.
    story.transfer("10:50", "collateral-mover: USDC 24500")
    story.transfer("11:10", "collateral-mover: BTC 0.1")
    story.transfer("11:25", "collateral-mover: USDC 6500")
    story.transfer("11:40", "collateral-mover: USDC 4000")
    // A part of the position goes, then another.
    story.trade("10:32", "position-cutter: ETH_USDC-PERPETUAL -60 @ 2085 fee 12")
    story.trade("11:15", "position-cutter: ETH_USDC-PERPETUAL -120 @ 2081 fee 24")
    // A hedge cuts the risk; no money moves.
    story.trade("10:36", "hedger: BTC-PERPETUAL -56000 @ 70130 fee 0.0004")
    // After the deadline it takes more than the maintenance margin to get out.
    story.transfer("12:40", "too-late: USDC 6500")
    story.transfer("13:05", "too-late: USDC 22000")
    return story
}

/// A Wednesday with a producer that should not be let near a keyboard: every kind of line that is no event.
func badFeed() -> Story {
    var story = Story(
        "bad-feed", on: midnight(2026, 5, 6), seed: 6,
        coins: [
            Coin(
                name: "BTC", index: Curve("9:00 66000, 10:00 66150, 11:00 65900, 12:00 66050"), noise: 0.0004,
                volatility: Curve("9:00 0.45")),
            Coin(
                name: "ETH", index: Curve("9:00 1995, 10:30 2004, 12:00 1999"), noise: 0.0005,
                volatility: Curve("9:00 0.58")),
        ])
    story.list(
        "9:00", options("BTC", "29MAY26", "60000 66000 72000") + ["BTC-29MAY26", "BTC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    story.quoteIndex("BTC", "9:00:01", "12:00", every: 30)
    // The index of ETH is silent for a quarter of an hour.
    story.quoteIndex("ETH", "9:00:02", "10:10", every: 60)
    story.quoteIndex("ETH", "10:25", "12:00", every: 60)
    story.quoteForwards("9:00:05", "12:00", every: 60)
    story.quoteOptions("9:00:05", "12:00", every: 20)
    story.quoteMark("BTC-PERPETUAL", "9:00:05", "12:00", every: 20)
    story.quoteMark("ETH_USDC-PERPETUAL", "9:00:05", "10:10", every: 20)
    story.open(
        "9:01",
        """
        short-perp: USDC 170000; BTC-PERPETUAL -66000 @ 66020
        call-writer: USDC 210000; BTC-29MAY26-72000-C -20 @ 0.0165
        covered-call-fund: BTC 40; BTC-29MAY26-72000-C -40 @ 0.0166
        eth-long: USDC 90000; ETH_USDC-PERPETUAL 150 @ 1996
        """)
    addOddButValidLines(to: &story)
    addRepeatsAndGaps(to: &story)
    addLinesThatAreNoObjects(to: &story)
    addObjectsThatAreNoEvents(to: &story)
    addEventsThatMayNotHappen(to: &story)
    return story
}

/// Lines that look wrong and are right.
private func addOddButValidLines(to story: inout Story) {
    story.raw("9:05", #"{"type":"clock","ts":@}"#, ending: "\r\n")
    story.raw("9:05:01", #"  { "ts" : "2026-05-06T11:05:01.000000001+02:00" , "type" : "clock" }  "#)
    story.raw("9:05:02", #"{"account":"caf\u00e9-desk","type":"balance","ts":@,"asset":"USDC","amount":"5.0e4"}"#)
    story.raw(
        "9:05:03", #"{"type":"fill","ts":@,"account":"café-desk","symbol":"BTC-PERPETUAL","qty":"1250","price":"66e3"}"#
    )
    story.raw(
        "9:05:04",
        #"{"type":"price","ts":@,"symbol":"BTC-29MAY26-66000-P","bid":0.0445,"ask":0.0455,"venue":"otc","fee":null}"#)
    // A contract before anybody has told what it is: it is held. Defined but without a volatility, it is charged its
    // whole notional; with one, what it is worth.
    story.raw(
        "9:06",
        #"{"type":"position","ts":@,"account":"early-bird","symbol":"BTC-26JUN26-80000-C","qty":2,"price":0.031}"#)
    story.raw("9:06:01", #"{"type":"balance","ts":@,"account":"early-bird","asset":"USDC","amount":60000}"#)
    let terms = Contract("BTC-26JUN26-80000-C").terms
    story.raw("9:20", #"{"type":"instrument","ts":@,\#(terms)}"#)
    story.raw("9:20:30", #"{"type":"price","ts":@,"symbol":"BTC-26JUN26-80000-C","iv":0.47}"#)
    // One print that is wrong, or is it? It counts until the next one.
    story.raw("10:40:15", #"{"type":"price","ts":@,"symbol":"BTC-USD","price":73510.5}"#)
    // The last line of the tape has no line feed.
    story.raw("12:00", #"{"type":"clock","ts":@}"#, ending: "")
}

/// Lines that were sent before, numbers that never came, prices that come too late: dropped, and no fault.
private func addRepeatsAndGaps(to story: inout Story) {
    story.trade("9:10", "short-perp: BTC-PERPETUAL -500 @ 66080 fee 0.00003")
    story.raw("9:10:01", #"{"type":"price","ts":@,"src":"index","seq":5,"symbol":"BTC-USD","price":1}"#)
    let repeated = #""account":"short-perp","symbol":"BTC-PERPETUAL","qty":-500,"price":66080,"id":"trade-1""#
    story.add("9:10:02", "trading", "fill", repeated)
    story.transfer("9:11", "eth-long: USDC 2500")
    story.add("9:11:01", "ledger", "transfer", #""account":"eth-long","asset":"USDC","amount":"2500","id":"wire-1""#)
    let before = story.midnight + span("9:09")
    story.raw("9:12", #"{"type":"price","ts":\#(before),"symbol":"BTC-USD","price":50000}"#)
    let expiry = Contract.expiry("29MAY26")
    let early = story.midnight + span("8:59")
    story.raw("9:12:01", #"{"type":"forward","ts":\#(early),"underlying":"BTC","expiry":\#(expiry),"price":50000}"#)
    // An older trade is no late price: it is booked, and the clock stays where it is.
    story.raw("9:12:02", #"{"type":"transfer","ts":\#(before),"account":"eth-long","asset":"USDC","amount":-100}"#)
    // A line broken in transit takes its number with it.
    story.raw("9:13", #"{"type":"fill","ts":@,"src":"trading","seq":§"#, rejected: "unexpected_end")
    story.add(
        "9:13:01", "trading", "fill",
        #""account":"eth-long","symbol":"ETH_USDC-PERPETUAL","qty":-5,"price":1996.5,"id":"trade-3""#, skipping: 1)
    story.add("11:30", "ledger", "transfer", #""account":"eth-long","asset":"USDC","amount":"1000""#, skipping: 40)
}

private func addLinesThatAreNoObjects(to story: inout Story) {
    let head = #"{"type":"clock","ts":\#(story.midnight + span("9:30")),"note":""#
    let room = 65_536 - head.utf8.count
    let padding = String(repeating: "x", count: room) + "§" + String(repeating: "x", count: 64)
    story.raw("9:30", head + padding + #""}"#, rejected: "line_too_long")
    let broken: [UInt8] =
        Array(#"{"type":"clock","ts":1,"note":"caf"#.utf8) + Array("§".utf8) + [0xE9] + Array(#""}"#.utf8)
    story.raw("9:31", broken, rejected: "invalid_utf8")
    let lines: [(line: String, reason: String)] = [
        ("§", "empty_line"),
        ("   §", "empty_line"),
        (#"§[{"type":"clock","ts":@}]"#, "not_an_object"),
        ("§7", "not_an_object"),
        (#"{"type"§;"clock","ts":@}"#, "unexpected_character"),
        (#"{"type":"clock","ts":@,§}"#, "unexpected_character"),
        (#"{"type":"clock","ts":@§"#, "unexpected_end"),
        (#"{"type":"clock","ts":@} §{"type":"clock"}"#, "trailing_content"),
        ("{\"type\":\"clock\",\"ts\":@,\"note\":\"a§\tb\"}", "control_character"),
        (#"{"type":"clock","ts":@,"note":"a\§qb"}"#, "invalid_escape"),
        (#"{"type":"clock","ts":@,"note":"§\ud83d"}"#, "lone_surrogate"),
        (#"{"type":"clock","ts":0§17}"#, "invalid_number"),
        (#"{"type":"clock","ts":§NaN}"#, "invalid_literal"),
        (
            #"{"type":"clock","ts":@,"note":"# + String(repeating: "[", count: 63) + "§["
                + String(repeating: "]", count: 64) + "}", "too_deep"
        ),
        (#"{"type":"clock","ts":@,§"ts":@}"#, "duplicate_key"),
        (
            #"{"type":"portfolio","ts":@,"account":"short-perp","balances":{"USDC":1,§"USDC":2},"positions":[]}"#,
            "duplicate_key"
        ),
    ]
    for (place, (line, reason)) in lines.enumerated() { story.raw("9:32:\(10 + 2 * place)", line, rejected: reason) }
}

private func addObjectsThatAreNoEvents(to story: inout Story) {
    let lines: [(type: String, fields: String, reason: String)] = [
        ("price", #""price":66000"#, "missing_field (symbol)"),
        ("price", #""symbol":"BTC-USD","price":null"#, "missing_field (price)"),
        ("fill", #""account":"short-perp","symbol":"BTC-PERPETUAL","price":66000"#, "missing_field (qty)"),
        ("price", #""symbol":"BTC-USD","price":§true"#, "wrong_type (price)"),
        ("price", #""symbol":"BTC-USD","price":§"66,000""#, "wrong_type (price)"),
        ("balance", #""account":"short-perp","asset":"USDC","amount":§"0x10""#, "wrong_type (amount)"),
        ("account", #""account":"short-perp","mode":§"shared""#, "unknown_value (mode)"),
        ("instrument", #""symbol":"BTC-SWAP","kind":§"swap","underlying":"BTC""#, "unknown_value (kind)"),
        (
            "forward", #""underlying":"BTC","expiry":§"2026-02-30T08:00:00Z","price":66000"#,
            "invalid_timestamp (expiry)"
        ),
        ("price", #""symbol":"BTC-USD","price":§1e400"#, "number_out_of_range (price)"),
        (
            "transfer",
            #""account":"short-perp","asset":"USDC","amount":§0.123456789012345678901234567890123456789012"#,
            "number_out_of_range (amount)"
        ),
        ("price", #""symbol":§"","price":66000"#, "empty_name (symbol)"),
        ("account", #""account":§"""#, "empty_name (account)"),
    ]
    for (place, line) in lines.enumerated() {
        // A missing field is blamed on the object: these lines go without a source, so that they begin with it.
        let isMissing = line.reason.hasPrefix("missing")
        let time = "10:0\(place / 6):\(10 + 8 * (place % 6))"
        if isMissing {
            story.raw(time, #"§{"type":"\#(line.type)","ts":@,\#(line.fields)}"#, rejected: line.reason)
        } else {
            story.add(time, "intern", line.type, line.fields, rejected: line.reason)
        }
    }
    story.raw("10:05", #"{"type":§"quote","ts":@,"symbol":"BTC-USD","price":66000}"#, rejected: "unknown_type (type)")
    story.raw("10:05:01", #"{"type":"clock","ts":§"yesterday"}"#, rejected: "invalid_timestamp (ts)")
    story.raw("10:05:02", #"{"type":"clock","ts":§9223372036854775808}"#, rejected: "number_out_of_range (ts)")
    story.raw("10:05:03", #"§{"type":"clock"}"#, rejected: "missing_field (ts)")
}

private func addEventsThatMayNotHappen(to story: inout Story) {
    let tomorrow = story.midnight + span("36:00")
    story.raw(
        "11:00", #"{"type":"price","ts":§\#(tomorrow),"symbol":"BTC-USD","price":66000}"#, rejected: "time_jump (ts)")
    // No index of SOL ever comes.
    story.add("11:00:05", "catalogue", "instrument", Contract("SOL_USDC-PERPETUAL").terms)
    let perpetual = #""kind":"perpetual","underlying":"BTC","settlement":"inverse","currency":"BTC""#
    let option = #""kind":"option","underlying":"BTC","settlement":"inverse","currency":"BTC""#
    let expiry = Contract.expiry("29MAY26")
    let lines: [(type: String, fields: String, reason: String)] = [
        ("price", #""symbol":§"BTC-PERP","price":66000"#, "undefined_symbol (symbol)"),
        (
            "fill", #""account":"short-perp","symbol":§"BTC-29MAY26-99000-C","qty":1,"price":0.001"#,
            "undefined_symbol (symbol)"
        ),
        ("settlement", #""symbol":§"BTC-30FEB26","price":66000"#, "undefined_symbol (symbol)"),
        ("instrument", #""symbol":"XBT-USD","kind":"spot","underlying":§"BTC""#, "second_spot (underlying)"),
        (
            "portfolio",
            #""account":"short-perp","balances":{},"positions":§[{"symbol":"BTC-PERPETUAL","qty":1,"price":66000},"#
                + #"{"symbol":"BTC-PERPETUAL","qty":2,"price":66000}]"#, "duplicate_symbol (positions)"
        ),
        ("price", #""symbol":"BTC-USD","price":§0"#, "not_positive (price)"),
        ("instrument", #""symbol":"BTC-SWAP",\#(perpetual),"multiplier":§0"#, "not_positive (multiplier)"),
        (
            "instrument", #""symbol":"BTC-29MAY26-0-C",\#(option),"expiry":\#(expiry),"strike":§0,"right":"call""#,
            "not_positive (strike)"
        ),
        ("fill", #""account":"short-perp","symbol":"BTC-PERPETUAL","qty":1,"price":§0"#, "not_positive (price)"),
        ("position", #""account":"short-perp","symbol":"BTC-PERPETUAL","qty":1,"price":§-1"#, "not_positive (price)"),
        ("forward", #""underlying":"BTC","expiry":\#(expiry),"price":§-66000"#, "not_positive (price)"),
        ("price", #""symbol":"BTC-29MAY26-66000-P","bid":§-0.01,"ask":0.05"#, "negative_price (bid)"),
        ("price", #""symbol":"BTC-USD","price":§-66000"#, "negative_price (price)"),
        ("price", #""symbol":"BTC-29MAY26-66000-P","iv":§0"#, "volatility_out_of_range (iv)"),
        ("price", #""symbol":"BTC-29MAY26-66000-P","iv":§62"#, "volatility_out_of_range (iv)"),
        ("fill", #""account":"short-perp","symbol":"BTC-PERPETUAL","qty":§0,"price":66000"#, "zero_quantity (qty)"),
        ("position", #""account":"short-perp","symbol":§"BTC-USD","qty":1,"price":66000"#, "spot_position (symbol)"),
        ("settlement", #""symbol":§"BTC-PERPETUAL","price":66000"#, "not_settleable (symbol)"),
        ("funding", #""symbol":§"BTC-29MAY26","rate":0.0001"#, "not_perpetual (symbol)"),
        ("funding", #""symbol":§"SOL_USDC-PERPETUAL","rate":0.0001"#, "not_markable (symbol)"),
        ("account", #""account":"short-perp","profile":§"generous""#, "unknown_profile (profile)"),
        (
            // A position of 66,500 and a speck: no 38 digits hold both.
            "fill", #""account":"short-perp","symbol":"BTC-PERPETUAL","qty":§1.23456789e-30,"price":66000"#,
            "amount_overflow (qty)"
        ),
    ]
    for (place, line) in lines.enumerated() {
        let time = "11:\(10 + place / 6):\(10 + 8 * (place % 6))"
        story.add(time, "intern", line.type, line.fields, rejected: line.reason)
    }
    story.raw(
        "11:20", #"{"type":"settlement","ts":§@,"symbol":"BTC-29MAY26","price":66000}"#, rejected: "before_expiry (ts)")
    addGroupsThatCannotBe(to: &story)
}

/// Eight layers of groups above one account, which is as many as there may be, and what does not fit in.
private func addGroupsThatCannotBe(to story: inout Story) {
    for layer in 0..<8 {
        let member = layer == 0 ? "newcomer" : "layer-\(layer)"
        story.add("11:50:0\(layer)", "ledger", "account", #""account":"\#(member)","group":"layer-\#(layer + 1)""#)
    }
    let lines: [(type: String, fields: String, reason: String)] = [
        ("balance", #""account":§"layer-1","asset":"USD","amount":1"#, "group_account (account)"),
        ("account", #""account":"layer-1","mode":§"isolated""#, "group_account (mode)"),
        ("account", #""account":"newcomer","group":§"short-perp""#, "not_a_group (group)"),
        ("account", #""account":"layer-2","group":§"layer-1""#, "group_cycle (group)"),
        ("account", #""account":"layer-8","group":§"layer-9""#, "group_too_deep (group)"),
    ]
    for (place, line) in lines.enumerated() {
        story.add("11:50:\(10 + place)", "intern", line.type, line.fields, rejected: line.reason)
    }
}

/// A Wednesday on which the same book, four times, is judged by four sets of parameters.
func profiles() -> Story {
    var story = Story(
        "profiles", on: midnight(2026, 6, 10), seed: 7,
        coins: [
            Coin(
                name: "BTC",
                index: Curve("9:00 78000, 10:00 77600, 11:30 73400, 13:00 69900, 14:30 72800, 16:00 73900"),
                noise: 0.0004, volatility: Curve("9:00 0.44, 11:30 0.54, 13:00 0.60, 16:00 0.52")),
            Coin(
                name: "ETH",
                index: Curve("9:00 2310, 10:00 2298, 11:30 2170, 13:00 2090, 14:30 2161, 16:00 2187"),
                noise: 0.0005, volatility: Curve("9:00 0.57, 11:30 0.68, 13:00 0.75, 16:00 0.65")),
        ])
    story.list(
        "9:00",
        options("BTC", "26JUN26", "70000 78000 86000") + options("BTC", "25SEP26", "60000 100000")
            + options("ETH", "26JUN26", "2000 2600") + ["BTC-PERPETUAL", "BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "9:00:01", "16:00", every: 60) }
    story.quoteForwards("9:00:05", "16:00", every: 60)
    story.quoteOptions("9:00:05", "16:00", every: 30)
    for (account, profile) in [
        ("twin-default", "default"), ("twin-conservative", "conservative"), ("twin-undiversified", "undiversified"),
        ("twin-institutional", "institutional"), ("new-client", "conservative"), ("pension-fund", "institutional"),
    ] {
        story.add("9:00:30", "ledger", "account", #""account":"\#(account)","profile":"\#(profile)""#)
    }
    // Long one coin and short volatility in the other: diversification is worth something here.
    let book =
        "USDC 335000; BTC_USDC-PERPETUAL 12 @ 77900, ETH-26JUN26-2000-P -200 @ 0.0112, ETH-26JUN26-2600-C -200 @ 0.0118"
    story.open(
        "9:01",
        """
        twin-default: \(book)
        twin-conservative: \(book)
        twin-undiversified: \(book)
        twin-institutional: \(book)
        new-client: USDC 240000; BTC-26JUN26-70000-P -12 @ 0.0121
        old-client: USDC 215000; BTC-PERPETUAL 84000 @ 78010
        pension-fund: BTC 300, USDC 800000; BTC-25SEP26-100000-C -280 @ 0.0262, BTC-25SEP26-60000-P 150 @ 0.0221
        market-maker: USDC 900000; BTC-26JUN26-70000-P -40 @ 0.0122, BTC-26JUN26-86000-C -40 @ 0.0119, \
        BTC-25SEP26-60000-P 40 @ 0.0222, BTC-25SEP26-100000-C 40 @ 0.0263
        perp-basis: ETH 300; ETH_USDC-PERPETUAL -300 @ 2306
        """)
    // Risk control moves an account in the middle of the fall, and back when it is over.
    story.add("12:00", "ledger", "account", #""account":"old-client","profile":"conservative""#)
    story.add("15:00", "ledger", "account", #""account":"old-client","profile":"default""#)
    story.add("12:30", "ledger", "account", #""account":"market-maker","group":"house","mode":"portfolio""#)
    return story
}

/// A Wednesday on which a desk is long on one venue and short on another, and the price goes up and then down.
func twoVenues() -> Story {
    var story = Story(
        "two-venues", on: midnight(2026, 8, 12), seed: 9,
        coins: [
            Coin(
                name: "BTC", index: Curve("8:00 70000, 9:00 70200, 11:00 76400, 12:00 75800, 14:00 65100, 16:00 66300"),
                noise: 0.0004),
            Coin(
                name: "ETH", index: Curve("8:00 2400, 9:00 2390, 11:00 2310, 12:00 2280, 14:00 2020, 16:00 2060"),
                noise: 0.0005),
        ])
    story.list("8:00", ["BTC_USDC-PERPETUAL", "BTC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "8:00:01", "16:00", every: 60) }
    story.quoteMark("BTC_USDC-PERPETUAL", "8:00:05", "16:00", every: 30)
    for (account, fields) in [
        ("east", #""group":"arbitrage""#), ("west", #""group":"arbitrage""#), ("arbitrage", #""group":"firm""#),
        ("east-eth", #""mode":"isolated","group":"arbitrage""#), ("basis", #""mode":"cross","group":"firm""#),
    ] {
        story.add("8:00:30", "ledger", "account", #""account":"\#(account)",\#(fields)"#)
    }
    // What `basis` holds in two sets, its twin holds in one.
    let book = "USDC 62000, BTC 4; BTC_USDC-PERPETUAL 5 @ 70050, BTC-PERPETUAL -35000 @ 70100"
    story.open(
        "8:01",
        """
        east: USDC 320000; BTC_USDC-PERPETUAL 20 @ 69900
        west: USDC 320000; BTC_USDC-PERPETUAL -20 @ 70100
        east-eth: USDC 42000; ETH_USDC-PERPETUAL 90 @ 2401
        basis: \(book)
        basis-twin: \(book)
        """)
    story.fund("16:00", "BTC_USDC-PERPETUAL", "0.0001")
    // Collateral goes to the venue that needs it: two lines, between which the desk has it on neither.
    story.transfer("11:10", "east: USDC -110000")
    story.transfer("11:10:01", "west: USDC 110000")
    // On the way down it goes back, too late for the other one.
    story.transfer("13:30", "west: USDC -150000")
    story.transfer("13:30:01", "east: USDC 150000")
    // The venue of `basis` nets currencies from 14:30 on.
    story.add("14:30", "ledger", "account", #""account":"basis","mode":"portfolio""#)
    return story
}

/// A Wednesday on which a stablecoin loses a twelfth of its value, and small coins more.
func stablecoinDepeg() -> Story {
    var story = Story(
        "stablecoin-depeg", on: midnight(2026, 7, 8), seed: 8,
        coins: [
            Coin(
                name: "BTC", index: Curve("6:00 82000, 8:00 81600, 9:30 79800, 11:00 79100, 14:00 80300"),
                noise: 0.0004, volatility: Curve("6:00 0.44, 9:30 0.52, 14:00 0.48")),
            Coin(
                name: "ETH", index: Curve("6:00 2420, 8:00 2408, 9:30 2337, 11:00 2311, 14:00 2352"), noise: 0.0005,
                volatility: Curve("6:00 0.56, 9:30 0.66, 14:00 0.61")),
            Coin(
                name: "SOL", index: Curve("6:00 151, 8:00 149.5, 9:30 136, 11:00 131, 14:00 138"), noise: 0.0012,
                places: 3),
            Coin(
                name: "USDT",
                index: Curve(
                    "6:00 1, 8:00 0.9995, 8:40 0.985, 9:20 0.952, 9:45 0.921, 10:30 0.948, 12:00 0.978, 14:00 0.988"),
                noise: 0.0003, places: 4),
        ])
    story.list(
        "6:00",
        options("BTC", "31JUL26", "72000 82000 92000") + options("ETH", "31JUL26", "2000 2800")
            + ["BTC-PERPETUAL", "BTC_USDT-PERPETUAL", "ETH_USDC-PERPETUAL", "SOL_USDT-PERPETUAL"])
    for coin in ["BTC", "ETH", "SOL", "USDT"] { story.quoteIndex(coin, "6:00:01", "14:00", every: 120) }
    story.quoteForwards("6:00:05", "14:00", every: 120)
    story.quoteOptions("6:00:05", "14:00", every: 60)
    story.quoteMark("SOL_USDT-PERPETUAL", "6:00:05", "14:00", every: 15, premium: -0.001)
    story.quoteMark("BTC_USDT-PERPETUAL", "6:00:05", "14:00", every: 15)
    story.fund("8:00", "SOL_USDT-PERPETUAL", "-0.0004")
    story.open(
        "6:01",
        """
        long-on-usdt: USDT 250000; BTC_USDT-PERPETUAL 15 @ 81950
        long-on-usdc: USDC 245000; BTC_USDT-PERPETUAL 15 @ 81950
        short-vol-on-usdt: USDT 260000; BTC-31JUL26-72000-P -20 @ 0.0102, BTC-31JUL26-92000-C -20 @ 0.0109
        usdt-borrower: BTC 12, USDT -720000
        sol-long: USDT 260000; SOL_USDT-PERPETUAL 5000 @ 150.6
        sol-staker-hedge: SOL 9000; SOL_USDT-PERPETUAL -7500 @ 150.7
        cascade: USDT 620000; BTC_USDT-PERPETUAL 14 @ 81960, ETH_USDC-PERPETUAL 420 @ 2419, SOL_USDT-PERPETUAL 4200 @ 150.6
        treasury: USDT 3000000, USDC 1500000, BTC 20
        strangle-on-coin: ETH 210; ETH-31JUL26-2000-P -250 @ 0.0121, ETH-31JUL26-2800-C -250 @ 0.0128
        """)
    // A debt in a coin without a price keeps an account in a margin call, whatever else it has.
    story.open("6:30", "avax-borrower: USDC 90000, AVAX -900; BTC-PERPETUAL 2000 @ 81900")
    story.add("7:10", "catalogue", "instrument", #""symbol":"AVAX-USD","kind":"spot","underlying":"AVAX""#)
    story.coins.append(
        Coin(name: "AVAX", index: Curve("7:10 31.4, 9:30 27.6, 14:00 29.1"), noise: 0.0015, places: 3))
    story.quoteIndex("AVAX", "7:10:05", "14:00", every: 300)
    story.transfer("9:50", "cascade: USDC 200000")
    story.trade("10:05", "long-on-usdt: BTC_USDT-PERPETUAL -5 @ 79560 fee 190")
    return story
}

/// A Wednesday of options that nobody quotes, valued from the smile of those that are; and of quotes that cannot be.
func volatilitySurface() -> Story {
    var story = Story(
        "volatility-surface", on: midnight(2026, 8, 5), seed: 9,
        coins: [
            Coin(
                name: "BTC",
                index: Curve("9:00 84000, 10:30 83200, 12:00 79500, 13:30 76200, 15:00 78800, 16:00 79300"),
                noise: 0.0004, volatility: Curve("9:00 0.42, 12:00 0.50, 13:30 0.56, 16:00 0.49"))
        ])
    story.list(
        "9:00",
        options("BTC", "28AUG26", "60000 70000 80000 90000 100000")
            + options("BTC", "25SEP26", "60000 70000 80000 90000 100000") + ["BTC_USDC-PERPETUAL"])
    // Defined, and never quoted.
    for symbol in [
        "BTC-28AUG26-75000-P", "BTC-28AUG26-85000-C", "BTC-28AUG26-65000-P", "BTC-25SEP26-77000-P",
        "BTC-25SEP26-120000-C",
    ] {
        story.add("9:00", "catalogue", "instrument", Contract(symbol).terms)
    }
    story.quoteIndex("BTC", "9:00:01", "16:00", every: 60)
    story.quoteForwards("9:00:05", "16:00", every: 60)
    story.quoteOptions("9:00:05", "16:00", every: 30)
    story.open(
        "9:01",
        """
        otc-desk: USDC 335000; BTC-28AUG26-75000-P -15 @ 0.0121, BTC-28AUG26-85000-C -15 @ 0.0372
        listed-desk: USDC 335000; BTC-28AUG26-70000-P -15 @ 0.0052, BTC-28AUG26-80000-P -15 @ 0.0232
        far-wing: USDC 48000; BTC-25SEP26-120000-C -30 @ 0.0009
        hedged: USDC 60000; BTC-28AUG26-75000-P -10 @ 0.0121, BTC-28AUG26-70000-P 10 @ 0.0051
        calendar: USDC 50000; BTC-28AUG26-80000-P -20 @ 0.0231, BTC-25SEP26-80000-P 20 @ 0.0401
        perp-long: USDC 250000; BTC_USDC-PERPETUAL 10 @ 83950
        buyer: USDC 60000
        """)
    story.trade("13:05", "buyer: BTC-28AUG26-65000-P -12 @ 0.0151 fee 0.002")
    story.trade("13:41:20", "otc-desk: BTC_USDC-PERPETUAL -6 @ 76310 fee 40")
    // The producer sends September at two thirds of what it was, until its next sweep.
    for (place, strike) in [60_000, 70_000, 80_000, 90_000, 100_000].enumerated() {
        for (right, iv) in zip(["C", "P"], ["0.3312", "0.3312"]) {
            story.add(
                "11:10:\(10 + place)", "surface", "price", #""symbol":"BTC-25SEP26-\#(strike)-\#(right)","iv":\#(iv)"#)
        }
    }
    // One strike of August comes with two digits exchanged.
    for right in ["C", "P"] {
        story.add("14:40:30", "surface", "price", #""symbol":"BTC-28AUG26-80000-\#(right)","iv":0.9501"#)
    }
    return story
}

/// A Wednesday on which a large price tag is not large collateral: schedules, shares, a source that runs ahead, limits.
func collateral() -> Story {
    var story = Story(
        "collateral", on: midnight(2026, 9, 2), seed: 10,
        coins: [
            Coin(
                name: "BTC",
                index: Curve("9:00 90000, 10:30 89200, 12:00 85600, 13:30 83900, 15:00 87100, 16:00 88000"),
                noise: 0.0004),
            Coin(
                name: "ETH", index: Curve("9:00 3400, 10:30 3370, 12:00 3180, 13:30 3100, 15:00 3260, 16:00 3300"),
                noise: 0.0005),
        ])
    story.list("9:00", ["BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "9:00:01", "16:00", every: 60) }
    // Two exchanges beside the index; one of them runs ahead for some minutes, and falls silent for an hour.
    for minute in stride(from: 1, to: 420, by: 3) {
        let exact = story.coins[0].index.value(at: 9 + Double(minute) / 60)
        let clock = "\(9 + minute / 60):\(minute % 60)"
        let isAhead = (210..<222).contains(minute)
        for (source, factor) in [("exchange-a", 0.9995), ("exchange-b", isAhead ? 1.01 : 1.0004)] {
            if source == "exchange-b" && (270..<330).contains(minute) { continue }
            story.add(
                "\(clock):\(source == "exchange-a" ? 30 : 31)", source, "price",
                #""symbol":"BTC-USD","price":\#(decimal(exact * factor, 2))"#)
        }
    }
    story.add("9:00:30", "ledger", "account", #""account":"miner-plain","profile":"plain""#)
    // The same book under the rules and without them.
    let miner = "BTC 40, USDC -3110000; BTC_USDC-PERPETUAL -24 @ 90010"
    story.open(
        "9:01",
        """
        miner: \(miner)
        miner-plain: \(miner)
        eth-fund: ETH 900, USDC 560000; ETH_USDC-PERPETUAL 150 @ 3398
        leveraged-long: USDC 460000; BTC_USDC-PERPETUAL 22 @ 89990
        prop-desk: USDT 900000, USDC 350000; BTC_USDC-PERPETUAL 18 @ 90005, ETH_USDC-PERPETUAL -160 @ 3401
        """)
    story.trade("9:40", "prop-desk: BTC_USDC-PERPETUAL 5 @ 89700 fee 20")
    story.transfer("11:20", "eth-fund: USDC -60000")
    story.trade("11:45", "leveraged-long: BTC_USDC-PERPETUAL -9 @ 86100 fee 36")
    story.trade("12:30", "prop-desk: BTC_USDC-PERPETUAL -6 @ 85000 fee 24")
    story.transfer("13:40", "eth-fund: USDC 150000")
    story.transfer("14:10", "prop-desk: USDC 100000")
    return story
}

/// A Wednesday on which the same book, five times, is margined by three models, by all of them, and by another's rules.
func threeModels() -> Story {
    var story = Story(
        "three-models", on: midnight(2026, 8, 19), seed: 10,
        coins: [
            Coin(
                name: "BTC", index: Curve("8:00 84000, 9:00 83800, 11:00 79600, 12:30 76900, 14:00 79500, 15:00 80200"),
                noise: 0.0004, volatility: Curve("8:00 0.42, 11:00 0.50, 12:30 0.57, 15:00 0.50")),
            Coin(
                name: "ETH", index: Curve("8:00 2480, 9:00 2470, 11:00 2310, 12:30 2205, 14:00 2290, 15:00 2320"),
                noise: 0.0005, volatility: Curve("8:00 0.56, 12:30 0.70, 15:00 0.62")),
        ])
    story.list(
        "8:00", options("BTC", "25SEP26", "76000 92000") + ["BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "8:00:01", "15:00", every: 120) }
    story.quoteForwards("8:00:05", "15:00", every: 120)
    story.quoteOptions("8:00:05", "15:00", every: 120)
    let models = ["sensitivities", "grid", "draws", "strictest", "exchange"]
    for book in ["strangle", "eth"] {
        for model in models {
            story.add(
                "8:00:30", "ledger", "account", #""account":"\#(book)-\#(model)","profile":"\#(model)""#)
        }
    }
    // Short volatility, and a single coin: the models rank them differently.
    let books = models.map { model in
        """
        strangle-\(model): USDC 265000; BTC-25SEP26-76000-P -15 @ 0.0151, BTC-25SEP26-92000-C -15 @ 0.0203
        eth-\(model): USDC 65000; ETH_USDC-PERPETUAL 100 @ 2475
        """
    }
    story.open("8:01", books.joined(separator: "\n"))
    // Risk control moves an account from one model to another after the fall.
    story.add("13:30", "ledger", "account", #""account":"eth-draws","profile":"sensitivities""#)
    return story
}

/// A week in which a history has a crash in its middle and then is not kept up.
func daysOfAHistory() -> Story {
    var story = Story(
        "days-of-a-history", on: midnight(2026, 9, 14), seed: 11,
        coins: [
            Coin(
                name: "BTC",
                index: Curve("20:00 80300, 24:00 80000, 48:00 76000, 72:00 77520, 96:00 77000, 169:00 77300"),
                noise: 0.0002),
            Coin(
                name: "ETH", index: Curve("20:00 2490, 24:00 2480, 48:00 2300, 72:00 2330, 96:00 2310, 169:00 2320"),
                noise: 0.0002),
        ])
    story.list("20:00", ["BTC_USDC-PERPETUAL", "ETH_USDC-PERPETUAL"])
    for coin in ["BTC", "ETH"] { story.quoteIndex(coin, "20:00:01", "169:00", every: 1800) }
    story.open(
        "20:01",
        """
        bull: USDC 75000; BTC_USDC-PERPETUAL 10 @ 80000
        ether: USDC 60800; ETH_USDC-PERPETUAL 100 @ 2480
        """)
    return story
}

// MARK: - Writing

let folder =
    CommandLine.arguments.count > 1
    ? URL(fileURLWithPath: CommandLine.arguments[1])
    : URL(fileURLWithPath: #filePath).deletingLastPathComponent()

let stories = [
    quietDay(), oneDayCrash(), volatilitySpike(), expiryAndSettlement(), wayOutOfACall(), badFeed(), profiles(),
    stablecoinDepeg(), twoVenues(), volatilitySurface(), collateral(), threeModels(),
    daysOfAHistory(),
]
for story in stories {
    let (tape, rejections) = story.finished()
    let place = folder.appendingPathComponent(story.name)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data(tape).write(to: place.appendingPathComponent("tape.ndjson"))
    if !rejections.isEmpty {
        try Data(rejections.utf8).write(to: place.appendingPathComponent("rejections.txt"))
    }
}
