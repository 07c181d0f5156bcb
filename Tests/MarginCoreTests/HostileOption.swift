import MarginCore
import MarginTesting

/// An option as no exchange would list it.
struct HostileOption {
    static let shock = 0.15

    var forward: Double
    var strike: Double
    var deviation: Double
    var scale: Double
    var isCall: Bool

    /// The figures of its risk by the definitions, from prices one by one.
    var expected: [Double] {
        let shock = HostileOption.shock
        let logMoneyness = naturalLogarithm(forward) - naturalLogarithm(strike)
        func value(at factor: Double) -> Black76.Valuation {
            Black76.value(
                forward: forward * factor, strike: strike, logMoneyness: logMoneyness + naturalLogarithm(factor),
                deviation: deviation, right: isCall ? .call : .put)
        }
        let now = value(at: 1)
        let hedge = shock * now.cashDelta
        return [
            scale * now.price, scale * now.cashDelta, scale * now.relativeVega,
            -scale * (value(at: 1 + shock).price - now.price - hedge),
            -scale * (value(at: 1 - shock).price - now.price + hedge),
        ].map { max(-1e120, min(1e120, $0)) }
    }
}

/// A thousand of them: any magnitude, and among them some on the money, at d1 = 0, and in coin.
func hostileOptions(seed: UInt64) -> [HostileOption] {
    var random = SeededGenerator(seed: seed)
    func uniform(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * (Double(random.next() >> 11) * 0x1p-53)
    }
    return (0..<1000).map { index in
        let forward = power(10, uniform(-9, 12))
        let deviation = power(10, uniform(-8, 1.4771))
        let moneyness =
            switch index % 4 {
            case 0: 1.0
            case 1: power(10, uniform(-6, 6))
            case 2: exponential(uniform(-6, 6) * min(deviation, 1))
            default: exponential(0.5 * min(deviation * deviation, 20))
            }
        return HostileOption(
            forward: forward, strike: forward * moneyness, deviation: deviation,
            scale: index % 3 == 0 ? uniform(0.5, 1.5) : 1, isCall: random.next() & 1 == 0)
    }
}

extension OptionRisk {
    var figures: [Double] { [value, cashDelta, relativeVega, curvatureUp, curvatureDown] }
}

/// FNV-1a over the bits of numbers.
struct Digest {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ x: Double) {
        for byte in 0..<8 {
            value = (value ^ (x.bitPattern >> (8 * UInt64(byte)) & 0xFF)) &* 0x100_0000_01B3
        }
    }

    mutating func add(_ risk: OptionRisk) {
        for figure in risk.figures { add(figure) }
    }

    mutating func add(_ greeks: Greeks) {
        for figure in [greeks.price, greeks.delta, greeks.gamma, greeks.vega, greeks.theta] { add(figure) }
    }
}
