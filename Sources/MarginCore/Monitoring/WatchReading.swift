/// Something of an account that is watched beside its state.
enum WatchKey: Hashable, Sendable {
    /// - Parameter underlying: Of a limit by underlying; −1 for the whole account.
    case limit(LimitName, underlying: Int32)
    case models
}

/// How something watched stands: breached where `amount` is above `allowed`, kept again where it is not even when
/// multiplied by the release level. Written as products, so that nothing is divided by zero.
struct WatchReading {
    var key: WatchKey
    var amount: Double
    var allowed: Double
    var kind: (_ isBreached: Bool) -> AccountAlert.Kind

    /// Whether it is breached, after it was or was not.
    func isBreached(after was: Bool, release: Double) -> Bool {
        amount * (was ? release : 1) > allowed
    }
}

extension WatchReading {
    init(
        _ limit: LimitName, underlying: (index: Int32, name: String)? = nil, amount: Double, allowed: Double,
        value: Double?, bound: Double
    ) {
        // Only a limit by underlying is breached for each alone; of a share the name alone tells which it is.
        key = .limit(limit, underlying: limit == .netDelta ? underlying?.index ?? -1 : -1)
        self.amount = amount
        self.allowed = allowed
        kind = { isBreached in
            .limit(
                LimitNotice(
                    limit: limit, isBreached: isBreached, underlying: underlying?.name, value: value, bound: bound))
        }
    }

    /// a ÷ b, finite; `nil` where b is not above 0.
    static func ratio(_ a: Double, _ b: Double) -> Double? {
        b > 0 ? min(a / b, .greatestFiniteMagnitude) : nil
    }
}
