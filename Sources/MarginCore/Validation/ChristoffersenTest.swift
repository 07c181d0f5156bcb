/// Christoffersen's tests: do exceptions come alone, and in the right number?
///
/// Independence: LR = 2·Σ nᵢⱼ·ln(nᵢⱼ·n ÷ nᵢ.n.ⱼ) over the transitions of a day without (0) or with (1) an exception to
/// the next; chi-square with one degree of freedom where an exception tells nothing about the next day.
/// Conditional coverage: the sum of that and Kupiec's statistic over all observations; two degrees of freedom.
///
/// - Source: P. Christoffersen, *Evaluating interval forecasts*, International Economic Review 39 (1998).
package struct ChristoffersenTest: Equatable, Sendable {
    /// How often a day of one kind was followed by one of another.
    package struct Transitions: Equatable, Sendable {
        package var n00: Int
        package var n01: Int
        package var n10: Int
        package var n11: Int

        package init(n00: Int, n01: Int, n10: Int, n11: Int) {
            self.n00 = n00
            self.n01 = n01
            self.n10 = n10
            self.n11 = n11
        }

        /// Those of a series; T observations have T − 1.
        package init(of exceptions: some Sequence<Bool>) {
            self.init(n00: 0, n01: 0, n10: 0, n11: 0)
            var previous: Bool?
            for exception in exceptions {
                switch (previous, exception) {
                case (nil, _): break
                case (false?, false): n00 += 1
                case (false?, true): n01 += 1
                case (true?, false): n10 += 1
                case (true?, true): n11 += 1
                }
                previous = exception
            }
        }
    }

    package let transitions: Transitions
    /// LR of independence; 0 where a row or a column of the table is empty, which says nothing.
    package let statistic: Double
    package let pValue: Double

    /// - Precondition: No count is negative.
    package init(_ transitions: Transitions) {
        self.transitions = transitions
        let t = transitions
        let from = (Double(t.n00) + Double(t.n01), Double(t.n10) + Double(t.n11))
        let to = (Double(t.n00) + Double(t.n10), Double(t.n01) + Double(t.n11))
        let total = from.0 + from.1
        func part(_ count: Int, _ row: Double, _ column: Double) -> Double {
            logLikelihoodRatio(count, Double(count) / row, over: column / total)
        }
        statistic = max(
            0,
            2
                * (part(t.n00, from.0, to.0) + part(t.n01, from.0, to.1) + part(t.n10, from.1, to.0)
                    + part(t.n11, from.1, to.1)))
        pValue = ChiSquare.upperTail1(statistic)
    }

    /// Number and independence together.
    package func conditionalCoverage(_ coverage: KupiecTest) -> (statistic: Double, pValue: Double) {
        let sum = statistic + coverage.statistic
        return (sum, ChiSquare.upperTail2(sum))
    }
}
