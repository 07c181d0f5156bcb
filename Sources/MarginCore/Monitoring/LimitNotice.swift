/// A limit of an account, by the name that configuration and alerts use; in the order of alerts.
package enum LimitName: Int, CaseIterable, Sendable {
    case grossDelta, netDelta, vega, initialMargin, leverage, underlyingShare, target

    package var name: String {
        switch self {
        case .grossDelta: "gross_delta"
        case .netDelta: "net_delta"
        case .vega: "vega"
        case .initialMargin: "initial_margin"
        case .leverage: "leverage"
        case .underlyingShare: "underlying_share"
        case .target: "target"
        }
    }
}

/// A limit was breached, or is kept again.
package struct LimitNotice: Equatable, Sendable {
    package var limit: LimitName
    package var isBreached: Bool
    /// Of a limit by underlying, or the underlying whose share is the largest.
    package var underlying: String?
    /// USD or a ratio; `nil` where there is nothing to divide by.
    package var value: Double?
    /// In the unit of `value`; `nil` where the profile has no such limit any more.
    package var bound: Double?

    package init(limit: LimitName, isBreached: Bool, underlying: String?, value: Double?, bound: Double?) {
        self.limit = limit
        self.isBreached = isBreached
        self.underlying = underlying
        self.value = value
        self.bound = bound
    }
}

/// Two models of an account have come to differ by more than the profile allows, or do so no longer.
package struct ModelsNotice: Equatable, Sendable {
    package var isDisagreement: Bool
    /// The models that require least and most, before add-ons; `nil` where none requires anything, or where the profile
    /// compares none any more.
    package var pair: ModelDisagreement?
    /// The ratio that is allowed.
    package var bound: Double?

    package init(isDisagreement: Bool, pair: ModelDisagreement?, bound: Double?) {
        self.isDisagreement = isDisagreement
        self.pair = pair
        self.bound = bound
    }
}

extension AccountAlert.Kind {
    /// Within what one event says of one set: its state before limits, these in their order and by the bytes of the
    /// underlyings' names, at last the models.
    func isBefore(_ other: AccountAlert.Kind) -> Bool {
        let (a, b) = (place, other.place)
        return a.number != b.number ? a.number < b.number : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }

    private var place: (number: Int, name: String) {
        switch self {
        case .state, .reminder: (0, "")
        case .limit(let notice): (1 + notice.limit.rawValue, notice.underlying ?? "")
        case .models: (1 + LimitName.allCases.count, "")
        }
    }
}
