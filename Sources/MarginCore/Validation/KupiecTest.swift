/// Kupiec's proportion-of-failures test: are there as many exceptions as the forecast's level says?
///
/// LR = 2·[x·ln(x ÷ Tp) + (T − x)·ln((T − x) ÷ T(1 − p))], chi-square with one degree of freedom where p is right.
///
/// - Source: P. Kupiec, *Techniques for verifying the accuracy of risk measurement models*, J. of Derivatives 3 (1995).
package struct KupiecTest: Equatable, Sendable {
    /// T.
    package let observations: Int
    /// x.
    package let exceptions: Int
    /// p: 0.01 for a forecast at 99 %.
    package let probability: Double
    /// LR; 0 without observations.
    package let statistic: Double
    /// The probability of a statistic at least as large where p is right; 1 without observations.
    package let pValue: Double

    /// - Returns: `nil` unless 0 ≤ x ≤ T and p is one of `probabilities`.
    package init?(observations: Int, exceptions: Int, probability: Double) {
        guard exceptions >= 0, exceptions <= observations, Self.probabilities.contains(probability) else {
            return nil
        }
        self.observations = observations
        self.exceptions = exceptions
        self.probability = probability
        let regular = observations - exceptions
        let total = Double(observations)
        statistic = max(
            0,
            2 * logLikelihoodRatio(exceptions, Double(exceptions) / total, over: probability)
                + 2 * logLikelihoodRatio(regular, Double(regular) / total, over: 1 - probability))
        pValue = ChiSquare.upperTail1(statistic)
    }

    /// The probabilities of an exception that can be tested.
    package static let probabilities = 1e-12...(1 - 1e-12)

    /// The numbers of exceptions that do not reject p at a level of confidence such as 0.95.
    ///
    /// The statistic is convex in x, so they are without a gap. `nil` where there are none.
    package static func nonRejectionRegion(
        observations: Int, probability: Double, confidence: Double
    ) -> ClosedRange<Int>? {
        func isAccepted(_ exceptions: Int) -> Bool {
            KupiecTest(observations: observations, exceptions: exceptions, probability: probability)
                .map { $0.pValue > 1 - confidence } ?? false
        }
        guard observations >= 0, probabilities.contains(probability) else { return nil }
        // The statistic is least at pT, so one of its neighbours is accepted if any number is.
        let middle = Int(probability * Double(observations))
        guard let start = [middle, middle + 1].first(where: isAccepted) else { return nil }
        var low = start
        while isAccepted(low - 1) { low -= 1 }
        var high = start
        while isAccepted(high + 1) { high += 1 }
        return low...high
    }
}
