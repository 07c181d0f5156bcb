/// How much an underlying's moves are enlarged, so that margins need not jump when markets do (Article 28 of the
/// Delegated Regulation (EU) 153/2013).
///
/// σ is the volatility of the scenarios, L that of the whole history over the same horizon, ν = σ ÷ L, b the buffer.
///
/// - The **floor** scales moves to L where σ is lower: by 1 ÷ ν below ν = 1.
/// - The **buffer** enlarges by 1 + b while σ is at most L. When σ rises above L, the moves are held at (1 + b)·L: the
///   buffer pays for the rise. At σ = (1 + b)·L it is used up, and from there on the moves are those of the scenarios.
///   As σ falls again it fills on the same way.
///
/// So the volatility that is charged is a continuous function of σ that never falls where σ rises:
///
///     charged = (1 + b)·max(σ, L if floored)   where that is at most (1 + b)·L
///             = max(σ, (1 + b)·L)              above
///
/// The enlargement is one number per underlying and table, hence the same for every account: it costs nothing per
/// account, and a sum of accounts is charged no more than the accounts are.
package struct Procyclicality: Equatable, Sendable {
    package let volatility: Double
    /// `nil` where there is no history; then the whole buffer is charged.
    package let longRunVolatility: Double?
    /// From the floor; at least 1.
    package let floorFactor: Double
    /// From the buffer; in 1...1 + b.
    package let bufferFactor: Double

    package var factor: Double { floorFactor * bufferFactor }

    init(volatility: Double, longRunVolatility: Double?, parameters: TailParameters) {
        self.volatility = volatility
        self.longRunVolatility = longRunVolatility
        guard let longRun = longRunVolatility, longRun > 0, volatility > 0 else {
            // A history without moves has none to enlarge.
            floorFactor = 1
            bufferFactor = 1 + parameters.buffer
            return
        }
        let ratio = volatility / longRun
        floorFactor = parameters.floor == .longRun && ratio < 1 ? 1 / ratio : 1
        bufferFactor = ratio <= 1 ? 1 + parameters.buffer : max(1, (1 + parameters.buffer) / ratio)
    }
}
