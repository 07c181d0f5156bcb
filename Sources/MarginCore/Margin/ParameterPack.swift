/// The parameters of one risk class of a sensitivities-based model: equity in ISDA SIMM, equity in Basel MAR21.
///
/// `SensitivityModel` is that model with the constants of crypto exchanges. A pack brings somebody else's constants to
/// the same `Aggregation`, so that numbers which others computed judge the product's own code (`ConformanceTests`).
/// A pack holds no number of its own; its values are data of whoever makes it.
package struct ParameterPack: Sendable {
    /// A group of risk factors that are alike, such as the equities of one sector and region.
    package struct Bucket: Sendable {
        /// As sensitivities name it.
        package var name: String
        /// Margin of a delta of 1, in the unit of the deltas: a fraction for a cash delta (MAR21), percent for a value
        /// change per 1 % (SIMM).
        package var deltaWeight: Double
        /// Margin of a vega of 1.
        package var vegaWeight: Double
        package var within: WithinRule
        /// `nil` where concentration does not count (MAR21; SIMM over one day).
        package var thresholds: Thresholds?
        /// Whether its vegas make curvature; not those of volatility indices (SIMM equity bucket 12).
        package var hasCurvature = true

        package init(
            name: String, deltaWeight: Double, vegaWeight: Double, within: WithinRule, thresholds: Thresholds? = nil,
            hasCurvature: Bool = true
        ) {
            self.name = name
            self.deltaWeight = deltaWeight
            self.vegaWeight = vegaWeight
            self.within = within
            self.thresholds = thresholds
            self.hasCurvature = hasCurvature
        }
    }

    /// How the risk factors of a bucket add up.
    package enum WithinRule: Sendable {
        /// With this correlation between two names.
        case correlated(Double)
        /// As a plain sum of absolute values (MAR21's bucket 11, 'other sector').
        case gross
    }

    /// Net sensitivity of one name above which concentration begins, in the unit of the sensitivities; positive.
    package struct Thresholds: Sendable {
        package var delta: Double
        package var vega: Double

        package init(delta: Double, vega: Double) {
            self.delta = delta
            self.vega = vega
        }
    }

    /// The second delta of a name, to its repo rate (MAR21.12(1)(b)).
    package struct RepoRule: Sendable {
        /// Its weight as a fraction of the spot price's (MAR21.77: 0.01).
        package var weightRatio: Double
        /// Correlation between a spot price and a repo rate, on top of that between names (MAR21.78: 0.999).
        package var correlation: Double

        package init(weightRatio: Double, correlation: Double) {
            self.weightRatio = weightRatio
            self.correlation = correlation
        }
    }

    /// How option risk is measured.
    package enum OptionRule: Sendable {
        /// A name's vegas of all maturities are one, scaled by the volatility that its delta weight implies; curvature
        /// follows from the vegas (ISDA SIMM).
        ///
        /// - historicalVolatilityRatio: HVR.
        /// - horizonDays: Of the delta weight: 14 for ten business days, 1.4 for one.
        case simm(historicalVolatilityRatio: Double, horizonDays: Double)
        /// Each maturity is a risk factor, correlated with e^(−decay·|T−U| ÷ min(T, U)) (MAR21.93: 0.01); curvature
        /// follows from repricing.
        case mar21(maturityDecay: Double)
    }

    /// In the order of `crossBucket`.
    package let buckets: [Bucket]
    /// The bucket of what fits no other, whose margin is added outside the root.
    package let residual: Bucket?
    /// γ between buckets by row and column; symmetric, in −1...1.
    package let crossBucket: [[Double]]
    package let sumRule: Aggregation.SumRule
    /// `nil` where the class has no repo rates.
    package let repo: RepoRule?
    package let optionRule: OptionRule

    /// - Throws: What is wrong first, in the order of the arguments.
    package init(
        buckets: [Bucket], residual: Bucket? = nil, crossBucket: [[Double]], sumRule: Aggregation.SumRule,
        repo: RepoRule? = nil, optionRule: OptionRule
    ) throws(Fault) {
        self.buckets = buckets
        self.residual = residual
        self.crossBucket = crossBucket
        self.sumRule = sumRule
        self.repo = repo
        self.optionRule = optionRule
        try checkBuckets()
        try checkCrossBucket()
        try checkRules()
    }

    /// The buckets with the residual one at the end; a bucket's place in it is its number in the sums.
    var allBuckets: [Bucket] { buckets + (residual.map { [$0] } ?? []) }
}

extension ParameterPack {
    /// Why a pack or a sensitivity is refused.
    package enum Fault: Error, Equatable, Sendable {
        case noBuckets
        case repeatedBucket(String)
        case weightNotPositive(bucket: String)
        case thresholdNotPositive(bucket: String)
        case correlationOutOfRange(bucket: String)
        case matrixNotSquare(row: Int)
        case matrixNotSymmetric(row: Int, column: Int)
        case crossCorrelationOutOfRange(row: Int, column: Int)
        case repoOutOfRange
        case optionRuleNotPositive
        /// A sensitivity's bucket is none of the pack's.
        case unknownBucket(String)
        /// A sensitivity to a repo rate, in a class that has none.
        case noRepoRates(bucket: String)
    }

    private func checkBuckets() throws(Fault) {
        guard !buckets.isEmpty else { throw .noBuckets }
        var names: Set<String> = []
        for bucket in allBuckets {
            guard names.insert(bucket.name).inserted else { throw .repeatedBucket(bucket.name) }
            guard Self.isPositive(bucket.deltaWeight), Self.isPositive(bucket.vegaWeight) else {
                throw .weightNotPositive(bucket: bucket.name)
            }
            if let thresholds = bucket.thresholds {
                guard Self.isPositive(thresholds.delta), Self.isPositive(thresholds.vega) else {
                    throw .thresholdNotPositive(bucket: bucket.name)
                }
            }
            if case .correlated(let correlation) = bucket.within, !Self.isCorrelation(correlation) {
                throw .correlationOutOfRange(bucket: bucket.name)
            }
        }
    }

    private func checkCrossBucket() throws(Fault) {
        guard crossBucket.count == buckets.count else { throw .matrixNotSquare(row: crossBucket.count) }
        for (row, values) in crossBucket.enumerated() {
            guard values.count == buckets.count else { throw .matrixNotSquare(row: row) }
        }
        for row in buckets.indices {
            for column in buckets.indices {
                let value = crossBucket[row][column]
                guard Self.isCorrelation(value) else { throw .crossCorrelationOutOfRange(row: row, column: column) }
                guard value == crossBucket[column][row] else {
                    throw .matrixNotSymmetric(row: row, column: column)
                }
            }
        }
    }

    private func checkRules() throws(Fault) {
        if let repo {
            guard Self.isPositive(repo.weightRatio), Self.isCorrelation(repo.correlation) else {
                throw .repoOutOfRange
            }
        }
        switch optionRule {
        case .simm(let ratio, let days):
            guard Self.isPositive(ratio), Self.isPositive(days) else { throw .optionRuleNotPositive }
        case .mar21(let decay):
            guard Self.isPositive(decay) else { throw .optionRuleNotPositive }
        }
    }

    private static func isPositive(_ value: Double) -> Bool { value > 0 && value.isFinite }

    private static func isCorrelation(_ value: Double) -> Bool { value >= -1 && value <= 1 }
}
