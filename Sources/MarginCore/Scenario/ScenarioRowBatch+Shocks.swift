import CPricingKernel

// Rows for scenarios that are the same for every expiry of an underlying: those of the model `tail`.

extension ScenarioRowBatch {
    /// How long a row for so many scenarios is: whole groups.
    package static func stride(for scenarios: Int) -> Int {
        let group = Int(pk_row_group)
        return (max(scenarios, 1) + group - 1) / group * group
    }

    /// Moves of one underlying.
    package struct Shocks: Sendable {
        fileprivate let factors: [Double]
        fileprivate let logFactors: [Double]
        fileprivate let volatilityFactors: [Double]

        /// - Parameters:
        ///   - moves: Fractions of the price, by scenario; above −1.
        ///   - volatilityMoves: Fractions of the volatility, by scenario; not below −1.
        package init(moves: [Double], volatilityMoves: [Double]) {
            let idle = stride(for: moves.count) - moves.count
            factors = moves.map { 1 + $0 } + Array(repeating: 1, count: idle)
            logFactors = factors.map(naturalLogarithm)
            volatilityFactors = volatilityMoves.map { 1 + $0 } + Array(repeating: 1, count: idle)
        }
    }

    /// Works out what moves of price and volatility make of an expiry; what is in coin is counted in USD.
    package mutating func prepare(_ expiry: Expiry, shocks moves: borrowing Shocks) {
        precondition(moves.factors.count == stride, "a batch serves rows of one width")
        let logForward = naturalLogarithm(expiry.forward)
        let rootYears = expiry.years.squareRoot()
        for place in 0..<stride {
            let cell = shocks + place
            cell[Column.forward * stride] = expiry.forward * moves.factors[place]
            cell[Column.logForward * stride] = logForward + moves.logFactors[place]
            cell[Column.rootYears * stride] = rootYears
            cell[Column.volatilityFactor * stride] = moves.volatilityFactors[place]
            cell[Column.volatilityFloor * stride] = 0
            cell[Column.skewSlope * stride] = 0
            cell[Column.skewCap * stride] = 0
            cell[Column.isAbsolute * stride] = 0
            cell[Column.scale * stride] = expiry.scale
        }
    }

    /// The row of one option alone.
    mutating func price(_ terms: OptionTerms, into row: UnsafeMutablePointer<Double>) {
        removeAll()
        append(strike: terms.strike, logStrike: terms.logStrike, volatility: terms.volatility, isCall: terms.isCall)
        price(into: row)
    }
}
