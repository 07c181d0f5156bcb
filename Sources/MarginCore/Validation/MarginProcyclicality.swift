/// How much a requirement moves with the market, from a series of it at equal steps.
///
/// - Source: D. Murphy, M. Vasios, N. Vause, *An investigation into the procyclicality of risk-based initial margin
///   models*, Bank of England Financial Stability Paper 29 (2014): peak-to-trough ratio and n-day increase.
package enum MarginProcyclicality {
    /// The largest requirement by the smallest; `nil` where none is positive. Steps without a requirement do not count:
    /// the account held nothing that asks for one.
    package static func peakToTrough(_ requirements: [Double]) -> Double? {
        var peak = 0.0
        var trough = Double.infinity
        for requirement in requirements where requirement > 0 {
            peak = max(peak, requirement)
            trough = min(trough, requirement)
        }
        return peak > 0 ? peak / trough : nil
    }

    /// The largest rise from one step to the one `steps` later, relative to what it rose from: 0.4 is 40 %.
    ///
    /// - Returns: `nil` where no two requirements are so far apart, the earlier positive; negative where all fell.
    package static func largestChange(_ requirements: [Double], steps: Int) -> Double? {
        guard steps > 0, requirements.count > steps else { return nil }
        var largest: Double?
        for place in steps..<requirements.count where requirements[place - steps] > 0 {
            let change = requirements[place] / requirements[place - steps] - 1
            largest = max(largest ?? change, change)
        }
        return largest
    }
}
