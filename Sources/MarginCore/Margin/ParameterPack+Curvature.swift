extension ParameterPack {
    /// What one name loses beyond its delta when the price moves up and down by the risk weight; reporting currency,
    /// losses positive (CVR+ and CVR− of MAR21.5(2)).
    package struct CurvatureLoss: Sendable {
        /// A `Bucket`'s name.
        package var bucket: String
        package var name: String
        package var up: Double
        package var down: Double

        package init(bucket: String, name: String, up: Double, down: Double) {
            self.bucket = bucket
            self.name = name
            self.up = up
            self.down = down
        }
    }

    // MARK: - ISDA SIMM

    /// Curvature margin from the vegas among `sensitivities` (ISDA SIMM 2.5, B.11); 0 for a pack that takes curvature
    /// from repricing.
    ///
    ///     CVR = SF(t)·σ·vega, summed over the maturities of a name      SF(t) = ½·min(1, 14 days ÷ t)
    ///     K = √ΣΣ ρ²·CVR·CVR within, √(ΣK² + ΣΣ γ²·S·S) across
    ///     θ = min(0, ΣCVR ÷ Σ|CVR|)      λ = (Φ⁻¹(0.995)² − 1)·(1 + θ) − θ
    ///     margin = max(0, ΣCVR + λ·K), for the residual bucket apart
    ///
    /// Concentration plays no part. The 14 days are those of the ten-day horizon, 1.4 for one day, and Σ|CVR| runs over
    /// names, not over their maturities: two vegas of a name that cancel in ΣCVR do not count in it.
    package func curvatureMargin(of sensitivities: [Sensitivity]) throws(Fault) -> Double {
        guard case .simm(_, let horizonDays) = optionRule else { return 0 }
        let exposures = try vegas(among: sensitivities) { bucket, years in
            guard bucket.hasCurvature else { return 0 }
            return 0.5 * min(1, horizonDays / (365 * years)) * impliedVolatility(of: bucket)
        }
        let factors = try netted(exposures)
        let sums = zip(allBuckets, factors).map { bucket, factors in
            aggregate(factors, within: bucket) { $0 * $0 }
        }
        let regular = factors[..<buckets.count].joined().map(\.amount)
        let rest = factors[buckets.count...].joined().map(\.amount)
        let restRoot = sums[buckets.count...].reduce(0) { $0 + $1.margin }
        return Self.curvatureMargin(of: regular, root: rootAcross(sums) { $0 * $0 })
            + Self.curvatureMargin(of: rest, root: restRoot)
    }

    /// max(0, ΣCVR + λ·K).
    private static func curvatureMargin(of exposures: [Double], root: Double) -> Double {
        let sum = exposures.reduce(0, +)
        let gross = exposures.reduce(0) { $0 + $1.magnitude }
        guard gross > 0 else { return 0 }
        let theta = min(0, sum / gross)
        let lambda = (quantile995 * quantile995 - 1) * (1 + theta) - theta
        return max(0, sum + lambda * root)
    }

    /// σ = RW·√(365 days ÷ horizon) ÷ Φ⁻¹(0.99): the annual volatility whose 99 % move over the horizon is the delta
    /// weight; in the weight's unit.
    func impliedVolatility(of bucket: Bucket) -> Double {
        guard case .simm(_, let horizonDays) = optionRule else { return 1 }
        return bucket.deltaWeight * (365 / horizonDays).squareRoot() / Self.quantile99
    }

    /// Φ⁻¹(0.99) and Φ⁻¹(0.995).
    private static let quantile99 = 2.3263478740408411
    private static let quantile995 = 2.5758293035489004

    // MARK: - Basel MAR21

    /// Curvature margin from repricing (MAR21.5(3)–(5)).
    ///
    ///     K± = √max(0, Σ max(CVR±, 0)² + ΣΣ ρ²·ψ·CVR±·CVR±), K = max(K+, K−), S = the same side's ΣCVR
    ///     M = √max(0, ΣK² + ΣΣ γ²·ψ·S·S)      ψ = 0 where both are negative, else 1
    ///
    /// Where K+ = K−, the side with the larger ΣCVR counts, on a tie of both the downward one (MAR21.5(3)(a)). The
    /// scenario changes the squares: MAR21.6 takes correlations as they are specified, and MAR21.100–101 specify those
    /// of curvature as squares. `SensitivityModel` squares the changed correlation instead.
    package func curvatureMargin(
        of losses: [CurvatureLoss], under scenario: CorrelationScenario
    ) throws(Fault) -> Double {
        func side(_ amount: KeyPath<CurvatureLoss, Double>) throws(Fault) -> [Aggregation.Bucket] {
            let side = losses.map { loss in
                Sensitivity(bucket: loss.bucket, name: loss.name, factor: .spot, amount: loss[keyPath: amount])
            }
            let factors = try netted(side)
            return zip(allBuckets, factors).map { curvature(of: $1.map(\.amount), within: $0, under: scenario) }
        }
        let ups = try side(\.up)
        let downs = try side(\.down)
        let sums = zip(ups, downs).map { up, down in
            (up.margin, up.sum) > (down.margin, down.sum) ? up : down
        }
        let root = Aggregation.acrossBuckets(buckets.count, rule: .free) {
            sums[$0]
        } correlation: { i, j in
            let gamma = crossBucket[i][j]
            return Self.psi(sums[i].sum, sums[j].sum) * scenario.adjust(gamma * gamma)
        }.margin
        return root + sums[buckets.count...].reduce(0) { $0 + $1.margin }
    }

    /// K and S of one side of a bucket. Each loss is as a bucket of its own: max(CVR, 0) stands for it alone, CVR
    /// against the others.
    private func curvature(
        of losses: [Double], within bucket: Bucket, under scenario: CorrelationScenario
    ) -> Aggregation.Bucket {
        let sum = losses.reduce(0, +)
        guard case .correlated(let rho) = bucket.within else {
            return Aggregation.Bucket(margin: losses.reduce(0) { $0 + max(0, $1) }, sum: sum)
        }
        let margin = Aggregation.acrossBuckets(losses.count, rule: .free) {
            Aggregation.Bucket(margin: max(0, losses[$0]), sum: losses[$0])
        } correlation: {
            Self.psi(losses[$0], losses[$1]) * scenario.adjust(rho * rho)
        }.margin
        return Aggregation.Bucket(margin: margin, sum: sum)
    }

    private static func psi(_ a: Double, _ b: Double) -> Double { a < 0 && b < 0 ? 0 : 1 }
}
