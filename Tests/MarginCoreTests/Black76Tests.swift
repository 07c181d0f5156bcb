import MarginCore
import Testing

@Suite("Black-76")
struct Black76Tests {
    @Test("Published prices come out to their last printed digit", arguments: published)
    func publishedPrice(example: Published) {
        let forward = example.spot * exponential(example.carry * example.years)
        let price = Black76.price(
            forward: forward, strike: example.strike, volatility: example.volatility, years: example.years,
            right: example.right)
        let discounted = price * exponential(-example.rate * example.years)
        #expect((discounted - example.price).magnitude <= example.halfDigit, "\(example.source)")
    }

    @Test("Haug's delta of a futures option, 0.5946, comes out")
    func publishedDelta() {
        // Haug, ch. 2: F = 105, X = 100, T = 0.5, r = 10 %, σ = 36 %.
        let deviation = 0.36 * 0.5.squareRoot()
        let value = Black76.value(
            forward: 105, strike: 100, logMoneyness: naturalLogarithm(1.05), deviation: deviation, right: .call)
        #expect((value.cashDelta / 105 * exponential(-0.05) - 0.5946).magnitude <= 5e-5)
    }

    @Test("Price, delta and vega agree with 40 digits", arguments: expectations)
    func accuracy(option: Expected) {
        let scale = option.forward + option.strike
        let value = option.valuation
        #expect((value.price - option.price).magnitude <= 1e-15 * scale)
        #expect((value.cashDelta - option.cashDelta).magnitude <= 1e-15 * scale)
        #expect((value.relativeVega - option.relativeVega).magnitude <= 1e-14 * option.relativeVega)
        let price = Black76.price(
            forward: option.forward, strike: option.strike, volatility: option.volatility, years: option.years,
            right: option.right)
        #expect(price == value.price)
    }

    @Test("A call minus a put is forward minus strike, and their deltas differ by the forward", arguments: expectations)
    func parity(option: Expected) {
        let call = option.with(.call).valuation
        let put = option.with(.put).valuation
        let scale = option.forward + option.strike
        #expect((call.price - put.price - (option.forward - option.strike)).magnitude <= 1e-15 * scale)
        #expect((call.cashDelta - put.cashDelta - option.forward).magnitude <= 1e-15 * scale)
        #expect(call.relativeVega == put.relativeVega)
    }

    @Test("Delta and vega are the slopes of the price", arguments: expectations.prefix(10))
    func slopes(option: Expected) {
        func price(forward: Double = 1, volatility: Double = 1) -> Double {
            Black76.price(
                forward: option.forward * forward, strike: option.strike, volatility: option.volatility * volatility,
                years: option.years, right: option.right)
        }
        let step = 1e-4
        let delta = (price(forward: 1 + step) - price(forward: 1 - step)) / (2 * step)
        let vega = (price(volatility: 1 + step) - price(volatility: 1 - step)) / (2 * step)
        // The third derivative of an option on the money near expiry is large: 2e-5 of the forward covers it.
        #expect((delta - option.valuation.cashDelta).magnitude <= 2e-5 * option.forward)
        #expect((vega - option.valuation.relativeVega).magnitude <= 1e-6 * option.forward)
    }

    @Test("At expiry, and without volatility, an option is worth its intrinsic value")
    func expiry() {
        for (right, strike, expected) in [
            (Instrument.Right.call, 90.0, 10.0), (.call, 110, 0), (.put, 90, 0), (.put, 110, 10), (.call, 100, 0),
        ] {
            #expect(Black76.price(forward: 100, strike: strike, volatility: 0.5, years: 0, right: right) == expected)
            #expect(Black76.price(forward: 100, strike: strike, volatility: 0, years: 1, right: right) == expected)
        }
    }

    @Test("A price stays between intrinsic value and forward or strike, and grows with volatility")
    func bounds() {
        for moneyness in [0.001, 0.1, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 2, 10, 1000] {
            let strike = 50_000 * moneyness
            for right in [Instrument.Right.call, .put] {
                let lower = Black76.intrinsic(forward: 50_000, strike: strike, right: right)
                let upper = right == .call ? 50_000 : strike
                let rounding = 1e-15 * (50_000 + strike)
                var previous = lower
                for volatility in [1e-6, 1e-3, 0.01, 0.1, 0.5, 1, 2, 5, 10, 100] {
                    let price = Black76.price(
                        forward: 50_000, strike: strike, volatility: volatility, years: 0.25, right: right)
                    #expect(price >= lower - rounding && price <= upper + rounding, "\(strike), \(volatility)")
                    #expect(price >= previous - rounding, "\(strike), \(volatility)")
                    previous = price
                }
            }
        }
    }
}

/// An example of a textbook: an option on an asset with cost of carry, discounted.
struct Published: Sendable {
    let source: String
    let spot: Double
    /// Growth of the forward: 0 for an option on a future, the rate for one on a share without dividends.
    let carry: Double
    let strike: Double
    let rate: Double
    let volatility: Double
    let years: Double
    let right: Instrument.Right
    let price: Double
    let halfDigit: Double
}

private let haug = "Haug, The Complete Guide to Option Pricing Formulas, ch. 1"
private let hull = "Hull, Options, Futures, and Other Derivatives"

private let published = [
    Published(
        source: "\(haug): Black-76, Brent blend future", spot: 19, carry: 0, strike: 19, rate: 0.10, volatility: 0.28,
        years: 0.75, right: .call, price: 1.7011, halfDigit: 5e-5),
    Published(
        source: "\(haug): Black-76, the put", spot: 19, carry: 0, strike: 19, rate: 0.10, volatility: 0.28,
        years: 0.75, right: .put, price: 1.7011, halfDigit: 5e-5),
    Published(
        source: "\(haug): Black-Scholes", spot: 60, carry: 0.08, strike: 65, rate: 0.08, volatility: 0.30, years: 0.25,
        right: .call, price: 2.1334, halfDigit: 5e-5),
    Published(
        source: "\(haug): Merton, index with a yield of 5 %", spot: 100, carry: 0.05, strike: 95, rate: 0.10,
        volatility: 0.20, years: 0.5, right: .put, price: 2.4648, halfDigit: 5e-5),
    Published(
        source: "\(haug): Garman-Kohlhagen", spot: 1.56, carry: -0.02, strike: 1.6, rate: 0.06, volatility: 0.12,
        years: 0.5, right: .call, price: 0.0291, halfDigit: 5e-5),
    Published(
        source: "\(hull): futures options, European put on crude oil", spot: 60, carry: 0, strike: 60, rate: 0.09,
        volatility: 0.25, years: 4.0 / 12, right: .put, price: 3.35, halfDigit: 5e-3),
    Published(
        source: "\(hull): Black-Scholes-Merton, the call", spot: 42, carry: 0.10, strike: 40, rate: 0.10,
        volatility: 0.20, years: 0.5, right: .call, price: 4.76, halfDigit: 5e-3),
    Published(
        source: "\(hull): Black-Scholes-Merton, the put", spot: 42, carry: 0.10, strike: 40, rate: 0.10,
        volatility: 0.20, years: 0.5, right: .put, price: 0.81, halfDigit: 5e-3),
]

/// One option and its values.
struct Expected: Sendable {
    var forward: Double
    var strike: Double
    var volatility: Double
    var years: Double
    var right: Instrument.Right
    var price: Double
    var cashDelta: Double
    var relativeVega: Double

    init(
        _ forward: Double, _ strike: Double, _ volatility: Double, _ years: Double, _ right: Instrument.Right,
        _ price: Double, _ cashDelta: Double, _ relativeVega: Double
    ) {
        self.forward = forward
        self.strike = strike
        self.volatility = volatility
        self.years = years
        self.right = right
        self.price = price
        self.cashDelta = cashDelta
        self.relativeVega = relativeVega
    }

    func with(_ right: Instrument.Right) -> Expected {
        var copy = self
        copy.right = right
        return copy
    }

    var valuation: Black76.Valuation {
        Black76.value(
            forward: forward, strike: strike, logMoneyness: naturalLogarithm(forward / strike),
            deviation: volatility * years.squareRoot(), right: right)
    }
}

/// Forward, strike, volatility, years; then price, F·N(d1) or −F·N(−d1), and F·φ(d1)·σ√T: mpmath at 40 digits from the
/// formulas of Black (1976) with the very doubles that stand here, rounded once.
private let expectations: [Expected] = [
    Expected(100.0, 100.0, 0.2, 1.0, .call, 7.965567455405797, 53.9827837277029, 7.939050949540236),
    Expected(100.0, 100.0, 0.2, 1.0, .put, 7.965567455405797, -46.0172162722971, 7.939050949540236),
    Expected(9096.11, 9250.0, 0.8505, 0.0982, .put, 1051.3162158421858, -4293.112160750639, 964.7666388511698),
    Expected(9096.11, 9250.0, 0.8505, 0.0982, .call, 897.4262158421865, 4802.997839249361, 964.7666388511698),
    Expected(
        70000.0, 72000.0, 0.55, 0.0027397260273972603, .call, 177.33490497634898, 11723.829954103428, 505.08447976340346
    ),
    Expected(
        70000.0, 60000.0, 0.65, 0.0821917808219178, .put, 1379.8015784910447, -12507.939678334684, 3407.116002227925),
    Expected(70000.0, 140000.0, 0.9, 0.25, .call, 1168.3832698415315, 6594.000171069793, 5290.995242944777),
    Expected(3000.0, 1500.0, 0.75, 0.5, .put, 49.24773270776031, -173.86464413628025, 184.43642792705043),
    Expected(3000.0, 1500.0, 0.75, 0.5, .call, 1549.2477327077604, 2826.1353558637197, 184.43642792705043),
    Expected(0.5, 0.55, 1.4, 0.02, .put, 0.07108695084106702, -0.3244577434939039, 0.03670884208029698),
    Expected(
        150.0, 150.0, 3.0, 0.00011415525114155251, .call, 1.918014718111534, 75.95900735905576, 1.9178505101463386),
    Expected(1.0, 1.0, 0.01, 0.0001, .put, 3.989422802352067e-05, -0.49998005288598824, 3.9894227990275484e-05),
    Expected(100000.0, 1000.0, 1.2, 2.0, .call, 99012.69262846005, 99981.60854305903, 118.91670594774735),
    Expected(100000.0, 1000.0, 1.2, 2.0, .put, 12.692628460047391, -18.391456940974336, 118.91670594774735),
    Expected(1000.0, 100000.0, 1.2, 2.0, .call, 12.692628460047391, 31.084085401021728, 118.91670594774735),
    Expected(50.0, 50.0, 10.0, 4.0, .call, 50.0, 50.0, 7.694598626706419e-20),
    Expected(50.0, 50.0, 10.0, 4.0, .put, 50.0, -3.809926512080263e-22, 7.694598626706419e-20),
    Expected(2500.0, 2600.0, 0.45, 0.0833, .call, 87.99779127983926, 1015.7796003363069, 125.945818253159),
    Expected(2500.0, 2400.0, 0.45, 0.0833, .put, 83.05970830651133, -880.6281135075536, 120.54598168732313),
    Expected(1000000.0, 1500000.0, 0.3, 0.75, .call, 8059.945537190904, 76253.50223189504, 37244.553084693),
]
