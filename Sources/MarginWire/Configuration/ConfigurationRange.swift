/// The numbers that a key takes; an interval with or without its ends.
struct ConfigurationRange {
    let lower: Double
    let upper: Double
    var isLowerIncluded = true
    var isUpperIncluded = true

    static let fraction = ConfigurationRange(lower: 0, upper: 1)
    static let betweenZeroAndOne = ConfigurationRange(
        lower: 0, upper: 1, isLowerIncluded: false, isUpperIncluded: false)
    /// A threshold; the upper end is as good as none.
    static let dollars = ConfigurationRange(lower: 1, upper: 1e18)

    static func from(_ lower: Double, to upper: Double) -> ConfigurationRange {
        ConfigurationRange(lower: lower, upper: upper)
    }

    static func positive(to upper: Double) -> ConfigurationRange {
        ConfigurationRange(lower: 0, upper: upper, isLowerIncluded: false)
    }

    func contains(_ value: Double) -> Bool {
        (isLowerIncluded ? value >= lower : value > lower) && (isUpperIncluded ? value <= upper : value < upper)
    }

    /// A number `from 0 to 1`, `greater than 0 and less than 1`.
    var domain: ConfigurationDomain {
        let (low, high) = (ConfigurationRange.text(of: lower), ConfigurationRange.text(of: upper))
        let values =
            switch (isLowerIncluded, isUpperIncluded) {
            case (true, true): "from \(low) to \(high)"
            case (false, true): "greater than \(low) and at most \(high)"
            case (true, false): "at least \(low) and less than \(high)"
            case (false, false): "greater than \(low) and less than \(high)"
            }
        return ConfigurationDomain(kind: "a number ", values: values)
    }

    /// A finite number as the file has it: the shortest decimal that reads back the same, without an idle `.0` or `+`.
    static func text(of value: Double) -> String {
        let text = "\(value == 0 ? 0 : value)".filter { $0 != "+" }
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
