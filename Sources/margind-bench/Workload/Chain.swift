import Glibc
import MarginCore

/// The market of a benchmark: per underlying an index, two perpetuals and 400 options on ten expiries.
///
/// Indices are dense and in the order of `updates`: underlying u is `u`, the dollar coin comes after them; symbols are
/// first the indices, then the perpetuals (linear and inverse of each underlying), then the options.
struct Chain {
    struct Underlying {
        var name: String
        var price: Double
        /// Yearly.
        var volatility: Double
        /// Decimal places of its price.
        var places: Int
    }

    struct Option {
        var symbol: String
        var underlying: Int
        var expiry: Int
        var strike: Double
        var isCall: Bool
        var isInverse: Bool
        var volatility: Double
    }

    /// 2025-01-01T00:00:00Z.
    static let start = Timestamp(nanoseconds: 1_735_689_600_000_000_000)
    static let days = [2, 4, 9, 16, 30, 58, 86, 121, 177, 268]
    static let strikesPerExpiry = 20
    private static let known = [
        Underlying(name: "BTC", price: 60_000, volatility: 0.60, places: 2),
        Underlying(name: "ETH", price: 3_000, volatility: 0.75, places: 3),
        Underlying(name: "SOL", price: 150, volatility: 0.90, places: 4),
        Underlying(name: "XRP", price: 2, volatility: 0.95, places: 6),
        Underlying(name: "DOGE", price: 0.3, volatility: 1.1, places: 7),
    ]
    static let cash = "USDC"

    let underlyings: [Underlying]
    let options: [Option]

    /// - Parameter count: Underlyings, 1...5.
    init(underlyings count: Int = 5) {
        underlyings = Array(Self.known.prefix(count))
        var options: [Option] = []
        for (place, underlying) in underlyings.enumerated() {
            for (expiry, day) in Self.days.enumerated() {
                for step in 0..<Self.strikesPerExpiry {
                    let width = 0.45 * min(1, max(0.15, Double(day) / 90)).squareRoot()
                    let moneyness = 1 + width * (Double(2 * step + 1) / Double(Self.strikesPerExpiry) - 1)
                    let strike = Self.rounded(underlying.price * moneyness, 3)
                    let isInverse = step % 4 == 3
                    let distance = log(strike / underlying.price)
                    let smile = 0.075 * distance * distance / max(0.1, Double(day) / 90) - 0.05 * distance
                    for isCall in [true, false] {
                        let symbol =
                            "\(underlying.name)\(isInverse ? "" : "_USDC")-\(day)D-\(strike)-\(isCall ? "C" : "P")"
                        options.append(
                            Option(
                                symbol: symbol, underlying: place, expiry: expiry, strike: strike, isCall: isCall,
                                isInverse: isInverse,
                                volatility: Self.decimal(max(0.15, underlying.volatility + 0.02 + smile), 4)))
                    }
                }
            }
        }
        self.options = options
    }

    /// Rounded to so many significant digits.
    static func rounded(_ value: Double, _ digits: Int) -> Double {
        decimal(value, digits - 1 - Int(log10(value).rounded(.down)))
    }

    /// Rounded to so many decimal places: the double that such a text reads back as.
    static func decimal(_ value: Double, _ places: Int) -> Double {
        let scale = pow(10, Double(places.magnitude))
        return places < 0 ? (value / scale).rounded() * scale : (value * scale).rounded() / scale
    }

    // MARK: - Names and places

    var cashAsset: UnderlyingID { UnderlyingID(underlyings.count) }
    func index(of underlying: Int) -> InstrumentID { InstrumentID(underlying) }
    func perpetual(on underlying: Int, isInverse: Bool) -> InstrumentID {
        InstrumentID(underlyings.count + 2 * underlying + (isInverse ? 1 : 0))
    }
    func option(_ place: Int) -> InstrumentID { InstrumentID(3 * underlyings.count + place) }
    func expiryTime(_ expiry: Int) -> Timestamp {
        Self.start.advanced(by: Int64(Self.days[expiry] * 24 + 8) * 3_600_000_000_000)
    }
    func forward(_ underlying: Int, _ expiry: Int) -> Double {
        let price = underlyings[underlying].price * (1 + 0.05 * Double(Self.days[expiry]) / 365)
        return Self.decimal(price, underlyings[underlying].places)
    }
    /// The symbol with this place among all.
    func symbol(_ place: Int) -> String {
        let count = underlyings.count
        if place < count { return underlyings[place].name }
        if place >= 3 * count { return options[place - 3 * count].symbol }
        return underlyings[(place - count) / 2].name + ((place - count) % 2 == 1 ? "-PERPETUAL" : "_USDC-PERPETUAL")
    }
    var symbolCount: Int { 3 * underlyings.count + options.count }
}
