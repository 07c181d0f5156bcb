/// The constants of the model `tail`.
package struct TailParameters: Equatable, Sendable {
    /// Where scenarios come from.
    package enum Method: String, CaseIterable, Sendable {
        /// The moves of the days of the window, each as likely as another.
        case historical
        /// The same moves, each times the volatility of now over that of its day (filtered historical simulation).
        case filtered
        /// The same moves, the newer the likelier.
        case ageWeighted = "age_weighted"
        /// Normal moves drawn with the volatilities and correlations of the window, or given ones.
        case monteCarlo = "monte_carlo"
    }

    /// What is asked of the losses.
    package enum Measure: String, CaseIterable, Sendable {
        case valueAtRisk = "var"
        case expectedShortfall = "expected_shortfall"

        /// The level where none is set.
        package var usualLevel: Double { self == .valueAtRisk ? 0.99 : 0.975 }
    }

    /// How one-day moves become moves over a liquidity horizon.
    package enum HorizonRule: String, CaseIterable, Sendable {
        /// One-day moves times √days.
        case squareRoot = "square_root"
        /// Moves over that many days, rounded up, one for each day on which they end.
        case overlapping
    }

    /// Whether scenarios count as milder than the whole history.
    package enum Floor: String, CaseIterable, Sendable {
        case none
        /// Moves are scaled up to the volatility of the whole history where theirs is lower.
        case longRun = "long_run"
    }

    /// How Monte Carlo estimates volatilities and correlations.
    package enum Estimate: String, CaseIterable, Sendable {
        case equal
        /// Exponentially weighted with `volatilityDecay`.
        case weighted = "ewma"
    }

    /// What is done with correlations that no joint distribution has.
    package enum Repair: String, CaseIterable, Sendable {
        case none
        /// Taken as the nearest that one has.
        case nearest
    }

    package var method = Method.historical
    package var measure = Measure.expectedShortfall
    /// In 0.5 … < 1; `nil` for the measure's usual level.
    package var level: Double?
    /// Days; positive.
    package var window: Int64 = 500
    /// λ of EWMA volatilities, per day; in 0 < … < 1.
    package var volatilityDecay = 0.97
    /// λ of the weights of days, per day of age; in 0 < … < 1.
    package var ageDecay = 0.99
    /// Liquidity horizon of an underlying that has none of its own; days, positive.
    package var horizonDays = 1.0
    package var horizonRule = HorizonRule.squareRoot
    /// What is charged on top in calm times, as a fraction; see `Procyclicality`.
    package var buffer = 0.25
    package var floor = Floor.none
    /// Probability of the stressed days together, in 0 … < 1; 0 where there are none.
    package var stressedWeight = 0.0
    /// First and last stressed day, in days since 1970-01-01.
    package var stressedFrom: Int64?
    package var stressedTo: Int64?
    /// Monte Carlo scenarios; positive.
    package var scenarios: Int64 = 10_000
    package var seed: Int64 = 1
    package var estimate = Estimate.equal
    /// `nil` to estimate correlations.
    package var correlations: GivenCorrelations?
    package var repair = Repair.none
    /// Initial margin over the measure.
    package var initialFactor = 1.0
    /// Maintenance margin over the measure.
    package var maintenanceFactor = 0.8

    /// Per underlying; `otherUnderlyings` holds for those not named.
    package var underlyings: [String: TailUnderlying] = [:]
    package var otherUnderlyings = TailUnderlying()

    package init() {}

    /// The level that holds.
    package var effectiveLevel: Double { level ?? measure.usualLevel }

    /// `window`, as a count.
    var windowDays: Int { max(1, Int(clamping: window)) }

    package func settings(of underlying: String) -> TailUnderlying { underlyings[underlying] ?? otherUnderlyings }
}

/// Correlations that are given rather than estimated.
package struct GivenCorrelations: Equatable, Sendable {
    /// In the order of the rows.
    package var underlyings: [String]
    package var rows: [[Double]]

    package init(underlyings: [String], rows: [[Double]]) {
        self.underlyings = underlyings
        self.rows = rows
    }

    /// What is wrong with names and entries; definiteness is another question, since it can be repaired.
    package var fault: TailFault? {
        guard !rows.isEmpty, underlyings.count == rows.count, Set(underlyings).count == rows.count else {
            return .correlationNames
        }
        return CorrelationMatrix.entryFault(rows).map { .correlations($0) }
    }
}

/// What the model `tail` needs to know of one underlying.
package struct TailUnderlying: Equatable, Sendable {
    /// Days; `nil` for the profile's.
    package var horizonDays: Double?
    /// Whose moves stand for those that the underlying's own history does not have.
    package var proxy: String?
    /// Monte Carlo's volatility of one day as a fraction; `nil` to estimate it.
    package var dailyVolatility: Double?

    package init(horizonDays: Double? = nil, proxy: String? = nil, dailyVolatility: Double? = nil) {
        self.horizonDays = horizonDays
        self.proxy = proxy
        self.dailyVolatility = dailyVolatility
    }
}
