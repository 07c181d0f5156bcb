/// What each move of volatility does at one distance to expiry: σ becomes max(floor, σ·max(0, factor + skew)).
package struct TermShock: BitwiseCopyable, Sendable {
    package struct Effect: BitwiseCopyable, Sendable, Equatable {
        package var factor = 1.0
        package var floor = 0.0
        /// skew = k·slope, at most cap where k ≥ 0, at least −cap where k < 0.
        package var skewSlope = 0.0
        package var skewCap = 0.0
    }

    package let up: Effect
    package let down: Effect
    package let linearSkew: Effect
    package let absoluteSkew: Effect

    /// - Parameter years: T, not negative.
    package init(_ pack: ScenarioPack, years: Double) {
        let shock = pack.volatility
        let days = years * 365
        let size = power(
            shock.referenceDays / max(days, shock.floorDays),
            days <= shock.referenceDays ? shock.powerShort : shock.powerLong)
        up = Effect(factor: 1 + shock.up * size, floor: shock.leastUp)
        down = Effect(factor: max(0, 1 - shock.down * size))

        let skew = pack.skew
        let root = years.squareRoot()
        let width = max(skew.leastWidth, root * skew.width * (skew.level + root * skew.levelSlope))
        func effect(cap: Double) -> Effect { Effect(skewSlope: cap / width, skewCap: cap) }
        linearSkew = effect(cap: skew.linearCap + skew.linearCapSlope * root)
        absoluteSkew = effect(cap: skew.absoluteCap + skew.absoluteCapSlope * root)
    }

    package subscript(move: VolatilityMove) -> Effect {
        switch move {
        case .none: Effect()
        case .up: up
        case .down: down
        case .linearSkew: linearSkew
        case .absoluteSkew: absoluteSkew
        }
    }
}
