/// One forecast and what came of it, in one unit: USD, or a fraction of a price.
package struct ForecastOutcome: Equatable, Sendable {
    /// Positive for a loss.
    package var loss: Double
    /// What the loss should stay within: a value at risk or a requirement.
    package var forecast: Double
    /// Mean of the losses beyond `forecast`, as forecast; `nil` where the model has none.
    package var expectedShortfall: Double?

    package init(loss: Double, forecast: Double, expectedShortfall: Double? = nil) {
        self.loss = loss
        self.forecast = forecast
        self.expectedShortfall = expectedShortfall
    }

    package var isException: Bool { loss > forecast }
}
