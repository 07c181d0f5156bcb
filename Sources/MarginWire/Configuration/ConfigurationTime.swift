import MarginCore

// Times stand in the file in seconds and in the configuration in nanoseconds. Between the two there is no floating
// point: 0.1 s is a hundred million nanoseconds, and what is finer than a nanosecond is a fault, not a rounded number.

/// A time in the words of the file.
enum ConfigurationTime {
    /// The longest time that may be set; nanoseconds. 1e9 s is 31 years, and two of them still fit an `Int64`.
    static let longest: Int64 = 1_000_000_000 * nanosecondsPerSecond

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// The times that a key takes: up to `longest`, from one of these on.
    enum Range {
        case fromZero, greaterThanZero, fromOneSecond

        /// Nanoseconds.
        var shortest: Int64 {
            switch self {
            case .fromZero: 0
            case .greaterThanZero: 1
            case .fromOneSecond: nanosecondsPerSecond
            }
        }

        var domain: ConfigurationDomain {
            let values =
                switch self {
                case .fromZero: "seconds from 0 to 1e9"
                case .greaterThanZero: "seconds greater than 0 and at most 1e9"
                case .fromOneSecond: "seconds from 1 to 1e9"
                }
            return ConfigurationDomain(kind: "a time in ", values: values)
        }
    }

    /// The nanoseconds that a number of seconds stands for.
    ///
    /// - Returns: A time in `0...longest`; `nil` for a negative or longer one, and for one with a part of a nanosecond.
    static func nanoseconds(ofSeconds number: NumberText) -> Int64? {
        let perSecond = Decimal(coefficient: 1, exponent: 9)
        // A decimal has no trailing zeros, so that a negative exponent is a part of a nanosecond.
        guard let exact = number.decimal?.multiplied(by: perSecond), exact.exponent >= 0, !exact.isNegative,
            exact <= Decimal(Int(longest))
        else { return nil }
        var nanoseconds = Int64(exact.coefficient)
        for _ in 0..<exact.exponent { nanoseconds *= 10 }
        return nanoseconds
    }

    /// Nanoseconds (0 or more) as seconds: `60`, `0.25`.
    static func seconds(of nanoseconds: Int64) -> String {
        let (whole, part) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        if part == 0 { return String(whole) }
        var decimals = String(part + nanosecondsPerSecond).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }
}
