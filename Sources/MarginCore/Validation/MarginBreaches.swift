/// How often, and by how much, a loss was larger than the requirement that stood against it.
package struct MarginBreaches: Equatable, Sendable {
    package private(set) var observations = 0
    package private(set) var count = 0
    /// The largest excess of a loss over its requirement, USD; 0 without a breach.
    package private(set) var worst = 0.0
    private var total = 0.0

    package init() {}

    package mutating func observe(_ outcome: ForecastOutcome) {
        observations += 1
        guard outcome.isException else { return }
        count += 1
        total += outcome.loss - outcome.forecast
        worst = max(worst, outcome.loss - outcome.forecast)
    }

    /// Mean excess over the requirement of the breaches; 0 without one.
    package var averageShortfall: Double { count == 0 ? 0 : total / Double(count) }

    /// The share of observations that the requirement covered; `nil` without observations.
    package var coverage: Double? {
        observations == 0 ? nil : Double(observations - count) / Double(observations)
    }
}
