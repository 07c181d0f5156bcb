extension ParameterPack {
    /// A sensitivity to one risk factor; positive where the holder gains when the factor rises.
    package struct Sensitivity: Sendable {
        package enum Factor: Equatable, Sendable {
            /// The price of the name.
            case spot
            /// Its repo rate.
            case repo
            /// Its implied volatility at a maturity; positive years.
            case volatility(years: Double)
        }

        /// A `Bucket`'s name.
        package var bucket: String
        /// What the risk is on: an issuer, an index, a commodity.
        package var name: String
        package var factor: Factor
        /// In the reporting currency: a delta per unit of the bucket's weight; a vega per point of volatility (SIMM) or
        /// times the volatility (MAR21.25).
        package var amount: Double

        package init(bucket: String, name: String, factor: Factor, amount: Double) {
            self.bucket = bucket
            self.name = name
            self.factor = factor
            self.amount = amount
        }
    }

    /// The three parts of a risk class's margin, in the reporting currency; each zero or positive.
    package struct ClassMargin: Sendable {
        package var delta: Double
        package var vega: Double
        package var curvature: Double
        package var total: Double { delta + vega + curvature }

        package init(delta: Double = 0, vega: Double = 0, curvature: Double = 0) {
            self.delta = delta
            self.vega = vega
            self.curvature = curvature
        }
    }

    /// Delta, vega and curvature margin (ISDA SIMM 2.5, B.5; MAR21.7(1)).
    ///
    /// - Parameters:
    ///   - losses: From repricing; only a pack that does not derive curvature from vegas has any.
    ///   - scenario: MAR21.6; SIMM knows only `medium`.
    package func margin(
        of sensitivities: [Sensitivity], losses: [CurvatureLoss] = [], under scenario: CorrelationScenario = .medium
    ) throws(Fault) -> ClassMargin {
        ClassMargin(
            delta: try deltaMargin(of: sensitivities, under: scenario),
            vega: try vegaMargin(of: sensitivities, under: scenario),
            curvature: try curvatureMargin(of: sensitivities)
                + curvatureMargin(of: losses, under: scenario))
    }

    /// Delta margin of the deltas among `sensitivities` (ISDA SIMM 2.5, B.8; MAR21.4).
    package func deltaMargin(
        of sensitivities: [Sensitivity], under scenario: CorrelationScenario = .medium
    ) throws(Fault) -> Double {
        let deltas = sensitivities.filter { $0.factor == .spot || $0.factor == .repo }
        var factors = try netted(deltas)
        for (place, bucket) in allBuckets.enumerated() {
            for i in factors[place].indices {
                let isRepo = factors[place][i].factor == .repo
                guard !isRepo || repo != nil else { throw .noRepoRates(bucket: bucket.name) }
                let weight = bucket.deltaWeight * (isRepo ? repo?.weightRatio ?? 1 : 1)
                factors[place][i].weigh(weight, threshold: bucket.thresholds?.delta)
            }
        }
        return margin(of: factors, under: scenario)
    }

    /// Vega margin of the vegas among `sensitivities` (ISDA SIMM 2.5, B.10; MAR21.4 with MAR21.91–95).
    package func vegaMargin(
        of sensitivities: [Sensitivity], under scenario: CorrelationScenario = .medium
    ) throws(Fault) -> Double {
        var factors = try netted(vegas(among: sensitivities) { bucket, _ in historicalVolatility(of: bucket) })
        for (place, bucket) in allBuckets.enumerated() {
            for i in factors[place].indices {
                factors[place][i].weigh(bucket.vegaWeight, threshold: bucket.thresholds?.vega)
            }
        }
        return margin(of: factors, under: scenario)
    }

    /// HVR·σ, what SIMM makes of a vega per point of volatility; 1 where a vega comes multiplied by its volatility.
    private func historicalVolatility(of bucket: Bucket) -> Double {
        guard case .simm(let ratio, _) = optionRule else { return 1 }
        return ratio * impliedVolatility(of: bucket)
    }
}

// MARK: - What delta, vega and curvature share

extension ParameterPack {
    /// A net sensitivity, and once weighed a weighted one.
    struct NetFactor {
        let name: String
        let factor: Sensitivity.Factor
        var amount: Double
        /// CR: √(|net| ÷ threshold), at least 1.
        var concentration = 1.0

        mutating func weigh(_ weight: Double, threshold: Double?) {
            if let threshold { concentration = Aggregation.concentration(amount, threshold: threshold) }
            amount *= weight * concentration
        }
    }

    /// The sensitivities to the same factor added up (MAR21.4(2)), by the place of their bucket in `allBuckets`; factors
    /// stand in the order in which they first come.
    func netted(_ sensitivities: [Sensitivity]) throws(Fault) -> [[NetFactor]] {
        let names = allBuckets.map(\.name)
        var result = [[NetFactor]](repeating: [], count: names.count)
        for x in sensitivities {
            guard let place = names.firstIndex(of: x.bucket) else { throw .unknownBucket(x.bucket) }
            if let i = result[place].firstIndex(where: { $0.name == x.name && $0.factor == x.factor }) {
                result[place][i].amount += x.amount
            } else {
                result[place].append(NetFactor(name: x.name, factor: x.factor, amount: x.amount))
            }
        }
        return result
    }

    /// The vegas among `sensitivities` times a scale by bucket and maturity. Under SIMM the maturity has done its work
    /// with that, and a name keeps one vega; so they all come back with the same maturity.
    func vegas(
        among sensitivities: [Sensitivity], scale: (Bucket, _ years: Double) -> Double
    ) throws(Fault) -> [Sensitivity] {
        let all = allBuckets
        var result: [Sensitivity] = []
        for x in sensitivities {
            guard case .volatility(let years) = x.factor else { continue }
            guard let bucket = all.first(where: { $0.name == x.bucket }) else { throw .unknownBucket(x.bucket) }
            var vega = x
            vega.amount *= scale(bucket, years)
            if case .simm = optionRule { vega.factor = .volatility(years: 1) }
            result.append(vega)
        }
        return result
    }

    /// The margin of weighted factors: within each bucket, across them, and the residual bucket on top.
    ///
    ///     K = √max(0, ΣΣ ρ·f·WS·WS)      f = min(CR) ÷ max(CR) of the two
    ///     M = √max(0, ΣK² + ΣΣ γ·S·S) + K(residual)      S = ΣWS, held within ±K as `sumRule` says
    private func margin(of factors: [[NetFactor]], under scenario: CorrelationScenario) -> Double {
        let sums = zip(allBuckets, factors).map { bucket, factors in
            aggregate(factors, within: bucket) { scenario.adjust($0) }
        }
        return rootAcross(sums) { scenario.adjust($0) } + sums[buckets.count...].reduce(0) { $0 + $1.margin }
    }

    /// K and S of a bucket's weighted factors.
    ///
    /// - Parameter adjust: From a correlation of the pack to the one that counts.
    func aggregate(
        _ factors: [NetFactor], within bucket: Bucket, adjust: (Double) -> Double
    ) -> Aggregation.Bucket {
        let sum = factors.reduce(0) { $0 + $1.amount }
        guard case .correlated(let correlation) = bucket.within else {
            return Aggregation.Bucket(margin: factors.reduce(0) { $0 + $1.amount.magnitude }, sum: sum)
        }
        let margin = Aggregation.withinBucket(factors.count) {
            factors[$0].amount
        } correlation: { i, j in
            let a = factors[i]
            let b = factors[j]
            let base = (a.name == b.name ? 1 : correlation) * self.correlation(a.factor, b.factor)
            return adjust(base) * min(a.concentration, b.concentration) / max(a.concentration, b.concentration)
        }
        return Aggregation.Bucket(margin: margin, sum: sum)
    }

    /// √max(0, ΣK² + ΣΣ γ·S·S) of all buckets but the residual one.
    func rootAcross(_ sums: [Aggregation.Bucket], adjust: (Double) -> Double) -> Double {
        Aggregation.acrossBuckets(buckets.count, rule: sumRule) {
            sums[$0]
        } correlation: {
            adjust(crossBucket[$0][$1])
        }.margin
    }

    /// What the kind or maturity of two factors contributes to their correlation (MAR21.78, MAR21.93).
    private func correlation(_ a: Sensitivity.Factor, _ b: Sensitivity.Factor) -> Double {
        if a == b { return 1 }
        guard case .volatility(let t) = a, case .volatility(let u) = b else { return repo?.correlation ?? 1 }
        guard case .mar21(let decay) = optionRule else { return 1 }
        return exponential(-decay * (t - u).magnitude / min(t, u))
    }
}

extension CorrelationScenario {
    /// The correlation under this scenario with the factors 1.25 and 0.75 of MAR21.6.
    func adjust(_ correlation: Double) -> Double { adjust(correlation, high: 1.25, low: 0.75) }
}
