/// What a scenario does to volatilities.
package enum VolatilityMove: String, CaseIterable, Sendable, BitwiseCopyable {
    case none, up, down
    /// The wings are turned: one up, the other down, by how far the strike is from the forward.
    case linearSkew = "linear_skew"
    /// Both wings are raised.
    case absoluteSkew = "absolute_skew"

    /// A skew can turn the other way as well, so that what an expiry gains in it counts as a loss.
    var isSkew: Bool { self == .linearSkew || self == .absoluteSkew }
}

/// One scenario: a move of all prices of an underlying with a move of its volatilities.
package struct ScenarioCell: Equatable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        /// `move` is a fraction of the price.
        case price
        /// `move` counts price ranges, each a fraction of the price that may differ by underlying.
        case range
    }

    /// How far prices move; see `unit`.
    package var move = 0.0
    package var unit = Unit.price
    package var volatility = VolatilityMove.none
    /// What part of the profit or loss counts; not negative.
    package var weight = 1.0
    /// Time that passes, in days; not negative.
    package var days = 0.0
    /// Whether futures, perpetuals and coins move by one range, undamped, instead of by `move`: an extended move is
    /// then about options alone.
    package var keepsLinearInRange = false

    package init() {}

    package init(
        move: Double, unit: Unit = .price, volatility: VolatilityMove = .none, weight: Double = 1, days: Double = 0
    ) {
        self.move = move
        self.unit = unit
        self.volatility = volatility
        self.weight = weight
        self.days = days
    }

    /// The move as a fraction of the price.
    package func fraction(range: Double) -> Double { unit == .price ? move : move * range }

    /// For the alert: `-13.5% vol up`, `+4.5%`, `0% after 1 day`, `linear skew`.
    package func name(range: Double) -> String {
        var words: [String] = []
        let move = fraction(range: range)
        if !volatility.isSkew || move != 0 { words.append(ScenarioCell.percent(move)) }
        switch volatility {
        case .none: break
        case .up: words.append("vol up")
        case .down: words.append("vol down")
        case .linearSkew: words.append("linear skew")
        case .absoluteSkew: words.append("absolute skew")
        }
        if days > 0 { words.append("after \(ScenarioCell.text(days)) " + (days == 1 ? "day" : "days")) }
        return words.joined(separator: " ")
    }

    private static func percent(_ fraction: Double) -> String {
        // To the hundredth of a basis point: 1.135 − 1 is 13.5 %.
        let percents = (fraction * 1e6).rounded() / 1e4
        return (percents > 0 ? "+" : "") + text(percents) + "%"
    }

    private static func text(_ value: Double) -> String {
        let text = "\(value == 0 ? 0 : value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
