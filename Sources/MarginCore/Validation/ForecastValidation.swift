/// Every test of one series of forecasts, side by side.
package struct ForecastValidation: Sendable {
    /// The share of losses that should stay within the forecast.
    package let level: Double
    package let observations: Int
    package let exceptions: Int
    package let kupiec: KupiecTest
    /// Numbers of exceptions that Kupiec's test does not reject at 95 %.
    package let region: ClosedRange<Int>?
    package let independence: ChristoffersenTest
    package let light: TrafficLight
    /// Z₂; `nil` unless every outcome has an expected shortfall.
    package let expectedShortfall: Double?
    package let breaches: MarginBreaches

    /// - Returns: `nil` unless ½ ≤ level < 1, to within 1e-12, and there are at most ten million outcomes.
    package init?(_ outcomes: [ForecastOutcome], level: Double) {
        let probability = 1 - level
        let exceptions = outcomes.map(\.isException)
        let count = exceptions.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard level >= 0.5,
            let kupiec = KupiecTest(observations: outcomes.count, exceptions: count, probability: probability),
            let light = TrafficLight(observations: outcomes.count, exceptions: count, probability: probability)
        else { return nil }
        self.level = level
        observations = outcomes.count
        self.exceptions = count
        self.kupiec = kupiec
        region = KupiecTest.nonRejectionRegion(
            observations: outcomes.count, probability: probability, confidence: 0.95)
        independence = ChristoffersenTest(ChristoffersenTest.Transitions(of: exceptions))
        self.light = light
        expectedShortfall = AcerbiSzekelyTest.statistic(outcomes, tail: probability)
        var breaches = MarginBreaches()
        for outcome in outcomes { breaches.observe(outcome) }
        self.breaches = breaches
    }

    package var conditionalCoverage: (statistic: Double, pValue: Double) {
        independence.conditionalCoverage(kupiec)
    }
}
