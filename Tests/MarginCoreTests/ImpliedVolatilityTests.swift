import MarginCore
import Testing

@Suite("Implied volatility")
struct ImpliedVolatilityTests {
    /// A volatility comes back as exactly as the price holds it: the price is good to 1e-15 × (forward + strike), so the
    /// volatility is to that over vega.
    @Test("comes back from its own price", arguments: [0.05, 0.3, 0.8505, 2, 9.9], [1.0 / 365, 0.0982, 0.5, 1])
    func roundTrip(volatility: Double, years: Double) throws {
        var checked = 0
        for deviations in [-5.0, -3, -1, -0.25, 0, 0.25, 1, 3, 5] {
            let deviation = volatility * years.squareRoot()
            let strike = 9096.11 * exponential(deviations * deviation)
            guard strike.isFinite else { continue }
            for right in [Instrument.Right.call, .put] {
                let price = Black76.price(
                    forward: 9096.11, strike: strike, volatility: volatility, years: years, right: right)
                let intrinsic = Black76.intrinsic(forward: 9096.11, strike: strike, right: right)
                let rounding = 2e-15 * (9096.11 + strike)
                guard price - intrinsic > 1e3 * rounding, (right == .call ? 9096.11 : strike) - price > 1e3 * rounding
                else { continue }
                let implied = try #require(
                    ImpliedVolatility.solve(
                        price: price, forward: 9096.11, strike: strike, years: years, right: right, maximum: 10),
                    "strike \(strike), \(right)")
                let vega =
                    Black76.value(
                        forward: 9096.11, strike: strike, logMoneyness: naturalLogarithm(9096.11 / strike),
                        deviation: deviation, right: right
                    ).relativeVega / volatility
                #expect(
                    (implied - volatility).magnitude <= 1e-14 * volatility + rounding / vega,
                    "strike \(strike), \(right): \(implied)")
                checked += 1
            }
        }
        #expect(checked >= 10)
    }

    @Test("of an option in the money equals that of its put–call twin")
    func twins() throws {
        let call = Black76.price(forward: 70_000, strike: 50_000, volatility: 0.6, years: 0.1, right: .call)
        let put = call - 20_000
        let fromCall = try #require(
            ImpliedVolatility.solve(
                price: call, forward: 70_000, strike: 50_000, years: 0.1, right: .call, maximum: 10))
        let fromPut = try #require(
            ImpliedVolatility.solve(price: put, forward: 70_000, strike: 50_000, years: 0.1, right: .put, maximum: 10))
        #expect(fromCall == fromPut)
        #expect((fromCall - 0.6).magnitude < 1e-12)
    }

    @Test("of Deribit's published mark is Deribit's published volatility")
    func publishedMark() throws {
        // BTC-25SEP20-6000-P at 1590103301.527: mark 0.06173621 BTC at a forward of 9180.11; 98.53 %.
        let years = (1_601_020_800 - 1_590_103_301.527) / (86_400 * 365)
        let implied = try #require(
            ImpliedVolatility.solve(
                price: 0.06173621 * 9180.11, forward: 9180.11, strike: 6000, years: years, right: .put, maximum: 10))
        #expect((implied - 0.9853).magnitude <= 5e-5)
    }

    @Test("does not exist for a price that no volatility makes", arguments: refusals)
    func refusal(case: Refusal) {
        let implied = ImpliedVolatility.solve(
            price: `case`.price, forward: 100, strike: `case`.strike, years: `case`.years, right: `case`.right,
            maximum: 10)
        #expect(implied == nil, "\(`case`.name)")
    }

    @Test("above the maximum is refused, at it accepted")
    func maximum() throws {
        let price = Black76.price(forward: 100, strike: 120, volatility: 3, years: 0.25, right: .call)
        func solve(_ maximum: Double) -> Double? {
            ImpliedVolatility.solve(
                price: price, forward: 100, strike: 120, years: 0.25, right: .call, maximum: maximum)
        }
        #expect(solve(2.999) == nil)
        #expect((try #require(solve(3.001)) - 3).magnitude < 1e-12)
    }

    @Test("is found for a time value as small as a price can hold")
    func smallest() throws {
        for exponent in stride(from: -280.0, through: -20, by: 20) {
            let price = power(10, exponent)
            let implied = try #require(
                ImpliedVolatility.solve(
                    price: price, forward: 100, strike: 150, years: 0.1, right: .call, maximum: 10))
            let again = Black76.price(forward: 100, strike: 150, volatility: implied, years: 0.1, right: .call)
            // Far out, a price is the difference of two numbers that share their leading digits.
            #expect((again / price - 1).magnitude < 1e-9, "at 1e\(exponent)")
        }
    }
}

struct Refusal: Sendable {
    let name: String
    let price: Double
    let strike: Double
    let years: Double
    let right: Instrument.Right
}

private let refusals = [
    Refusal(name: "call at intrinsic value", price: 20, strike: 80, years: 0.1, right: .call),
    Refusal(name: "call below intrinsic value", price: 19.99, strike: 80, years: 0.1, right: .call),
    Refusal(name: "put at intrinsic value", price: 20, strike: 120, years: 0.1, right: .put),
    Refusal(name: "worthless call", price: 0, strike: 120, years: 0.1, right: .call),
    Refusal(name: "negative price", price: -1, strike: 120, years: 0.1, right: .call),
    Refusal(name: "call at the forward", price: 100, strike: 80, years: 0.1, right: .call),
    Refusal(name: "call at the forward, long", price: 100, strike: 80, years: 4, right: .call),
    Refusal(name: "call above the forward", price: 101, strike: 80, years: 0.1, right: .call),
    Refusal(name: "put at the strike", price: 120, strike: 120, years: 0.1, right: .put),
    Refusal(name: "put above the strike", price: 121, strike: 120, years: 0.1, right: .put),
    Refusal(name: "expired", price: 25, strike: 80, years: 0, right: .call),
    Refusal(name: "past expiry", price: 25, strike: 80, years: -0.1, right: .call),
    Refusal(name: "no number", price: .nan, strike: 80, years: 0.1, right: .call),
]
