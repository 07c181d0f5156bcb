/// Acerbi and Székely's second test of expected shortfall.
///
/// Z₂ = 1 − Σ Lₜ·[Lₜ > VaRₜ] ÷ (T·α·ESₜ), summed over T forecasts at tail probability α, with losses Lₜ, VaRₜ and ESₜ
/// positive amounts. Its expectation is 0 where the forecasts are right and negative where losses in the tail are
/// larger or more frequent than forecast; −1 is twice the loss that was forecast. With 250 forecasts at 97.5 %, 5 % of
/// right models come below about −0.7 whatever the tail, and 0.01 % below about −1.8.
///
/// - Source: C. Acerbi and B. Székely, *Backtesting expected shortfall*, Risk (December 2014), Test 2.
package enum AcerbiSzekelyTest {
    /// Z₂; `nil` without outcomes, unless 0 < α < 1, where an outcome has no expected shortfall, and where an exception
    /// has no positive one to be compared with.
    package static func statistic(_ outcomes: [ForecastOutcome], tail alpha: Double) -> Double? {
        guard !outcomes.isEmpty, alpha > 0, alpha < 1 else { return nil }
        var sum = 0.0
        for outcome in outcomes {
            guard let expectedShortfall = outcome.expectedShortfall else { return nil }
            guard outcome.isException else { continue }
            guard expectedShortfall > 0 else { return nil }
            sum += outcome.loss / expectedShortfall
        }
        return 1 - sum / (Double(outcomes.count) * alpha)
    }
}
