/// What the engine has to say: an account entered a state, an account is still in one, a feed went wrong, or what a stress
/// test came to.
///
/// Every alert carries what explains it. It is a value; `AlertEncoder` turns it into a line.
package enum Alert: Equatable, Sendable {
    case account(AccountAlert)
    case feed(FeedAlert)
    case stress(StressAlert)
}

/// What is said by the intake, not by a book of accounts.
package enum IntakeNotice: Equatable, Sendable {
    case feed(FeedAlert)
    case stress(StressAlert)

    /// Number of the causing event.
    package var event: UInt64 {
        switch self {
        case .feed(let alert): alert.event
        case .stress(let alert): alert.event
        }
    }

    package var alert: Alert {
        switch self {
        case .feed(let alert): .feed(alert)
        case .stress(let alert): .stress(alert)
        }
    }
}

/// One account's entry into a state, or what else is announced of it, with the figures that decided it. Amounts are USD.
package struct AccountAlert: Equatable, Sendable {
    package enum Reason: String, Sendable {
        case equityBelowInitial = "equity_below_initial"
        case equityBelowMaintenance = "equity_below_maintenance"
        case deadlinePassed = "deadline_passed"
        case unpricedDebt = "unpriced_debt"
    }

    /// The order in which one event's alerts are raised.
    package enum Phase: Int, Sendable {
        /// Valuation time moved; the prices are still those of before.
        case valuationTime
        /// The event itself.
        case event
        /// A deadline passed.
        case deadline
        case reminder
    }

    package enum Kind: Equatable, Sendable {
        /// The account entered `state`.
        case state
        /// It is still in `state`.
        case reminder
        case limit(LimitNotice)
        case models(ModelsNotice)
    }

    /// Number of the causing event, and the place among its account alerts, from 1.
    package var event: UInt64
    package var ordinal: Int
    package var phase: Phase
    package var timestamp: Timestamp
    package var account: String
    /// Which of the account's sets it is about; `nil` where there is one.
    package var nettingSet: String?
    /// The profile by whose parameters this would be so, where they are not the account's own.
    package var shadow: String?
    package var state: AccountState
    /// Equal to `state` but where a state was entered.
    package var previous: AccountState
    package var kind: Kind
    /// Present for `call` and `liquidation` only.
    package var reason: Reason?
    package var figures: MarginFigures
    /// The level of the entered state minus equity; absent where the account is back to `normal`.
    package var shortfall: Double?
    package var trigger: Trigger

    package init(
        event: UInt64, ordinal: Int, phase: Phase, timestamp: Timestamp, account: String, nettingSet: String? = nil,
        shadow: String? = nil, state: AccountState, previous: AccountState, kind: Kind, reason: Reason?,
        figures: MarginFigures, shortfall: Double?, trigger: Trigger
    ) {
        self.event = event
        self.ordinal = ordinal
        self.phase = phase
        self.timestamp = timestamp
        self.account = account
        self.nettingSet = nettingSet
        self.shadow = shadow
        self.state = state
        self.previous = previous
        self.kind = kind
        self.reason = reason
        self.figures = figures
        self.shortfall = shortfall
        self.trigger = trigger
    }

    /// The order of one phase's alerts: by the account's name, then the whole before its sets by their names, then what is so
    /// before what would be by the names of profiles; by bytes.
    func isBefore(_ other: AccountAlert) -> Bool {
        guard account.utf8.elementsEqual(other.account.utf8) else {
            return account.utf8.lexicographicallyPrecedes(other.account.utf8)
        }
        if nettingSet != other.nettingSet { return Self.isBefore(nettingSet, other.nettingSet) }
        if shadow != other.shadow { return Self.isBefore(shadow, other.shadow) }
        return kind.isBefore(other.kind)
    }

    private static func isBefore(_ a: String?, _ b: String?) -> Bool {
        guard let a, let b else { return b != nil }
        return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
}

/// Equity, requirement and its parts for one account at one instant, in USD.
package struct MarginFigures: Equatable, Sendable {
    package var equity: Double
    package var initialMargin: Double
    package var maintenanceMargin: Double
    package var deltaMargin: Double
    package var vegaMargin: Double
    package var curvatureMargin: Double
    package var premiumMargin: Double
    package var basisMargin: Double
    package var addOns: Double
    /// The correlation scenario that decided within the model `sensitivities`.
    package var scenario: CorrelationScenario
    /// What the models make of it, where the profile has others than `sensitivities`.
    package var models: Models?
    /// By underlying, in the order of their names' bytes.
    package var factors: [Factor]

    /// The models of a profile side by side.
    package struct Models: Equatable, Sendable {
        /// The model that brings in most of the initial margin.
        package var decidedBy: MarginModelName
        /// What decided within it: a correlation scenario, a cell, a day.
        package var scenario: String
        package var requirements: ModelRequirements
        /// What the initial margin by that model is made of, where it is not `sensitivities`, whose parts have fields of
        /// their own.
        package var parts: [Part]

        package init(
            decidedBy: MarginModelName, scenario: String, requirements: ModelRequirements, parts: [Part] = []
        ) {
            self.decidedBy = decidedBy
            self.scenario = scenario
            self.requirements = requirements
            self.parts = parts
        }
    }

    /// A part of a model's initial margin.
    package struct Part: Equatable, Sendable {
        package var name: String
        /// USD, above 0.
        package var amount: Double
    }

    /// One underlying's part in the account's risk.
    package struct Factor: Equatable, Sendable {
        package var underlying: String
        /// Cash delta: USD gained per +100 % of the price.
        package var delta: Double
        /// Relative vega: USD gained per +100 % of every volatility.
        package var vega: Double
        /// Share of delta + vega + curvature margin (Euler); the shares add up to it. Where another model decided, the
        /// share of its loss.
        package var share: Double

        package init(underlying: String, delta: Double, vega: Double, share: Double) {
            self.underlying = underlying
            self.delta = delta
            self.vega = vega
            self.share = share
        }
    }

    package init(
        equity: Double, initialMargin: Double, maintenanceMargin: Double, deltaMargin: Double, vegaMargin: Double,
        curvatureMargin: Double, premiumMargin: Double, basisMargin: Double, addOns: Double,
        scenario: CorrelationScenario, models: Models? = nil, factors: [Factor]
    ) {
        self.equity = equity
        self.initialMargin = initialMargin
        self.maintenanceMargin = maintenanceMargin
        self.deltaMargin = deltaMargin
        self.vegaMargin = vegaMargin
        self.curvatureMargin = curvatureMargin
        self.premiumMargin = premiumMargin
        self.basisMargin = basisMargin
        self.addOns = addOns
        self.scenario = scenario
        self.models = models
        self.factors = factors
    }

    /// Maintenance margin over equity; absent for equity that is not positive, and finite however small that is.
    package var utilisation: Double? {
        equity > 0 ? min(maintenanceMargin / equity, .greatestFiniteMagnitude) : nil
    }
}

/// The correlation scenarios, in the order that decides exact ties.
package enum CorrelationScenario: Int, CaseIterable, Sendable {
    case medium, high, low

    package var name: String {
        switch self {
        case .medium: "medium"
        case .high: "high"
        case .low: "low"
        }
    }
}

/// What the causing event changed.
package enum Trigger: Equatable, Sendable {
    case instrument(symbol: String)
    case price(symbol: String, Quote)
    case forward(underlying: String)
    case portfolio(account: String)
    case position(account: String, symbol: String)
    case fill(account: String, symbol: String)
    case balance(account: String)
    case transfer(account: String)
    case account(account: String)
    case settlement(symbol: String)
    case funding(symbol: String)
    /// Time passing, not news.
    case clock
}

/// A feed that went wrong or came back.
package struct FeedAlert: Equatable, Sendable {
    package enum Condition: Equatable, Sendable {
        /// Sequence numbers `first...last` of a producer never came.
        case gap(source: String, first: Int64, last: Int64)
        /// No price of this index for longer than the configured time.
        case stale(symbol: String, since: Timestamp)
        /// A stale index has a price again.
        case recovered(symbol: String)
        /// An index price that moved by more than the configured fraction from the last one. It is used all the same.
        case outlier(symbol: String, price: Double, previous: Double)
        /// A contract that somebody holds has not been settled within the grace after its expiry.
        case unsettled(symbol: String, expiry: Timestamp)
        /// At the same forward moneyness, `expiry` has less total variance than `nearExpiry`, the one before it. The worst
        /// strikes, and the volatility that is missing there (a fraction).
        case calendarArbitrage(
            underlying: String, expiry: Timestamp, strike: Double, nearExpiry: Timestamp, nearStrike: Double,
            size: Double)
        /// The prices of an expiry are not convex in the strike: the worst strike, and the size of the negative
        /// probability.
        case butterflyArbitrage(underlying: String, expiry: Timestamp, strike: Double, size: Double)
        /// What was reported of an expiry is gone.
        case arbitrageEnded(Arbitrage, underlying: String, expiry: Timestamp)
        /// The history of an underlying, which accounts are margined by, ended at `since` and longer ago than the
        /// configured time.
        case historyStale(underlying: String, since: Timestamp)
        /// It is no longer old, or nobody's margin depends on it any more.
        case historyRecovered(underlying: String)
        /// Of the window of a profile's model `tail` the history has but so many days of an underlying, with those of its
        /// proxy: it is not in the model.
        case historyShort(underlying: String, profile: String, days: Int, window: Int)
        /// It has all of them, or nobody's margin depends on it any more.
        case historyFull(underlying: String, profile: String)
    }

    package enum Arbitrage: String, Sendable { case calendar, butterfly }

    /// Number of the causing event, and the place among its feed alerts, from 1.
    package var event: UInt64
    package var ordinal: Int
    package var timestamp: Timestamp
    package var condition: Condition

    package init(event: UInt64, ordinal: Int, timestamp: Timestamp, condition: Condition) {
        self.event = event
        self.ordinal = ordinal
        self.timestamp = timestamp
        self.condition = condition
    }
}

extension [MarginFigures.Part] {
    /// Those that charge something, in their order.
    static func charging(_ parts: [(name: String, amount: Double)]) -> Self {
        parts.filter { $0.amount > 0 }.map { MarginFigures.Part(name: $0.name, amount: $0.amount) }
    }
}
