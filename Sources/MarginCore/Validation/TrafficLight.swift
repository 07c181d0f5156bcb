/// Basel's traffic light: how improbable so many exceptions would be if the forecast were right.
///
/// Yellow begins where the probability of so many or fewer reaches 95 %, red at 99.99 %. With 250 forecasts at 99 %
/// these are 5 and 10 exceptions.
///
/// - Source: Basel Committee, *Supervisory framework for the use of backtesting* (1996); MAR99.
package struct TrafficLight: Equatable, Sendable {
    package enum Zone: String, Sendable, CaseIterable { case green, yellow, red }

    package let zone: Zone
    /// The probability of exactly so many exceptions, and of so many or fewer.
    package let mass: Double
    package let cumulative: Double
    /// What is added to the multiplier of a bank's capital, in 1996 (to 3) and by MAR99 (to 1.5); `nil` unless there
    /// are 250 forecasts at 99 %, for which alone they are set.
    package let plusFactor1996: Double?
    package let plusFactorMAR99: Double?

    /// - Returns: `nil` unless 0 ≤ x ≤ T and `BinomialDistribution` takes them.
    package init?(observations: Int, exceptions: Int, probability: Double) {
        guard let distribution = BinomialDistribution(trials: observations, probability: probability),
            distribution.masses.indices.contains(exceptions)
        else { return nil }
        mass = distribution.masses[exceptions]
        cumulative = distribution.cumulative[exceptions]
        // Without an exception nothing speaks against the forecast, also where a few observations at a low probability
        // have none in 95 of 100 cases.
        zone = exceptions == 0 || cumulative < 0.95 ? .green : cumulative < 0.9999 ? .yellow : .red
        let isTabled = observations == 250 && (probability - 0.01).magnitude < 1e-12
        let place = min(max(exceptions - 4, 0), Self.factors1996.count - 1)
        plusFactor1996 = isTabled ? Self.factors1996[place] : nil
        plusFactorMAR99 = isTabled ? Self.factorsMAR99[place] : nil
    }

    /// For 4 exceptions or fewer, then 5 to 9, then 10 or more.
    private static let factors1996 = [0, 0.40, 0.50, 0.65, 0.75, 0.85, 1]
    private static let factorsMAR99 = [0, 0.20, 0.26, 0.33, 0.38, 0.42, 0.50]
}
