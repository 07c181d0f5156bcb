/// What the vega terms need of time alone, for the expiries of one underlying at one valuation time.
///
/// Rebuilt when valuation time moves or an expiry is added; a tick only reads it.
package struct TenorTable: Sendable {
    package let count: Int
    /// Weight of a relative vega by place of the expiry: vega weight × h(e).
    package private(set) var weights: [Double]
    /// Correlations by scenario, then by row, then by column: ρ(e,f) under each `CorrelationScenario`.
    package private(set) var correlations: [Double]
    /// The smallest correlation of any two expiries under any scenario.
    package private(set) var smallestCorrelation = 1.0

    /// - Parameter days: Time to expiry by place, days of a 365-day year; 0 at and after expiry.
    package init(days: [Double], parameters: SensitivityParameters) {
        let count = days.count
        self.count = count
        weights = days.map { days in
            let exponent = days < parameters.vegaReferenceDays ? parameters.vegaPowerShort : parameters.vegaPowerLong
            return parameters.vegaWeight
                * power(parameters.vegaReferenceDays / max(days, parameters.tenorFloorDays), exponent)
        }
        correlations = Array(repeating: 1, count: 3 * count * count)
        for e in 0..<count {
            for f in 0..<e {
                let a = max(days[e], parameters.tenorFloorDays)
                let b = max(days[f], parameters.tenorFloorDays)
                let base = exponential(-parameters.tenorDecay * (a - b).magnitude / min(a, b))
                for scenario in CorrelationScenario.allCases {
                    let adjusted = scenario.adjust(base, high: parameters.highFactor, low: parameters.lowFactor)
                    smallestCorrelation = min(smallestCorrelation, adjusted)
                    let offset = scenario.rawValue * count * count
                    correlations[offset + e * count + f] = adjusted
                    correlations[offset + f * count + e] = adjusted
                }
            }
        }
    }
}
