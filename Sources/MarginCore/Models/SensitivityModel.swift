/// The model `sensitivities`: delta, vega and curvature margin with correlations and concentration, in the structure of
/// Basel MAR21 and ISDA SIMM.
///
/// Two steps. `weigh` turns one underlying's sensitivities into a `WeightedExposure`; `charge` aggregates those across
/// the underlyings under the three correlation scenarios and takes the largest. An account's margin is a function of
/// its exposures alone. See `docs/methodology.md`, section 3.
package enum SensitivityModel {
    /// One underlying's sensitivities, without the vegas by expiry; USD.
    package struct Exposure: Sendable, BitwiseCopyable {
        /// Cash delta D(u).
        package var delta = 0.0
        /// C+ and C−: losses beyond delta for a move up and down, summed over the options.
        package var curvatureUp = 0.0
        package var curvatureDown = 0.0

        package init(delta: Double = 0, curvatureUp: Double = 0, curvatureDown: Double = 0) {
            self.delta = delta
            self.curvatureUp = curvatureUp
            self.curvatureDown = curvatureDown
        }
    }

    /// Relative vega of one expiry, and the place of the expiry in the tenor table; USD.
    package struct ExpiryVega: Sendable, BitwiseCopyable {
        package var place: Int32
        package var vega: Double

        package init(place: Int32, vega: Double) {
            self.place = place
            self.vega = vega
        }
    }

    /// One underlying, weighted and aggregated within itself; USD.
    package struct WeightedExposure: Sendable, BitwiseCopyable {
        /// A(u).
        package var delta = 0.0
        /// S(u) = Σ B(u,e).
        package var vegaSum = 0.0
        /// K(u) of vega by `CorrelationScenario`.
        package var vegaMargin = SIMD3<Double>.zero
        /// max(0, C+, C−).
        package var curvature = 0.0

        package init() {}
    }

    /// The parameters of one underlying that `weigh` needs.
    package struct UnderlyingTerms: Sendable, BitwiseCopyable {
        package var riskWeight: Double
        /// 1 ÷ RW: no concentration makes a move larger than the whole.
        package var largestConcentration: Double
        package var deltaThreshold: Double
        package var vegaThreshold: Double

        package init(_ parameters: UnderlyingParameters) {
            riskWeight = parameters.riskWeight
            largestConcentration = 1 / parameters.riskWeight
            deltaThreshold = parameters.deltaConcentrationThreshold
            vegaThreshold = parameters.vegaConcentrationThreshold
        }

        /// RW·CR, the weight of a cash delta.
        @inline(__always)
        func deltaWeight(of delta: Double) -> Double { riskWeight * deltaConcentration(of: delta) }

        /// CR = min(1/RW, max(1, √(|D| ÷ threshold))).
        @inline(__always)
        func deltaConcentration(of delta: Double) -> Double {
            min(largestConcentration, Aggregation.concentration(delta, threshold: deltaThreshold))
        }

        /// VR = max(1, √(Σ|W| ÷ threshold)).
        @inline(__always)
        func vegaConcentration(of gross: Double) -> Double {
            Aggregation.concentration(gross, threshold: vegaThreshold)
        }
    }

    /// Weighs the sensitivities of one underlying.
    ///
    /// - Parameters:
    ///   - vegas: One per expiry, in any fixed order; overwritten by the weighted vegas.
    ///   - weights: `TenorTable.weights`.
    ///   - correlations: `TenorTable.correlations`, of `tenors` rows.
    @inline(__always)
    package static func weigh(
        _ exposure: Exposure, _ vegas: UnsafeMutableBufferPointer<ExpiryVega>, terms: UnderlyingTerms,
        weights: UnsafePointer<Double>, correlations: UnsafePointer<Double>, tenors: Int
    ) -> WeightedExposure {
        var result = WeightedExposure()
        result.delta = terms.deltaWeight(of: exposure.delta) * exposure.delta
        result.curvature = max(0, exposure.curvatureUp, exposure.curvatureDown)

        var gross = 0.0
        for i in 0..<vegas.count { gross += vegas[i].vega.magnitude }
        guard gross > 0 else { return result }
        let concentration = terms.vegaConcentration(of: gross)
        for i in 0..<vegas.count {
            vegas[i].vega *= concentration * weights[Int(vegas[i].place)]
            result.vegaSum += vegas[i].vega
        }
        for scenario in 0..<3 {
            let matrix = correlations + scenario * tenors * tenors
            result.vegaMargin[scenario] = Aggregation.withinBucket(vegas.count) {
                vegas[$0].vega
            } correlation: {
                matrix[Int(vegas[$0].place) * tenors + Int(vegas[$1].place)]
            }
        }
        return result
    }

    /// Delta, vega and curvature margin, and the scenario that made their sum largest.
    package struct Charge: Sendable {
        package var delta = 0.0
        package var vega = 0.0
        package var curvature = 0.0
        package var scenario = CorrelationScenario.medium
        /// Whether the vega sums were held within ±K under that scenario.
        package var isClamped = false
        package var total: Double { delta + vega + curvature }

        package init() {}
    }

    /// The charge of the underlyings together: the scenario with the largest sum decides; ties go to the first of
    /// medium, high, low.
    @inline(__always)
    package static func charge(
        _ count: Int, _ exposure: (Int) -> WeightedExposure, parameters: SensitivityParameters
    ) -> Charge {
        var largest = Charge()
        var largestTotal = -1.0
        for scenario in CorrelationScenario.allCases {
            let charge = charge(count, exposure, under: scenario, parameters: parameters)
            if charge.total > largestTotal {
                largest = charge
                largestTotal = charge.total
            }
        }
        return largest
    }

    /// The charge under one scenario.
    @inline(__always)
    package static func charge(
        _ count: Int, _ exposure: (Int) -> WeightedExposure, under scenario: CorrelationScenario,
        parameters: SensitivityParameters
    ) -> Charge {
        var charge = Charge()
        charge.scenario = scenario
        if parameters.crossAsset == .none {
            for i in 0..<count {
                let x = exposure(i)
                charge.delta += x.delta.magnitude
                charge.vega += x.vegaMargin[scenario.rawValue]
                charge.curvature += x.curvature
            }
            return charge
        }
        let gamma = scenario.adjust(parameters.gamma, high: parameters.highFactor, low: parameters.lowFactor)
        charge.delta = Aggregation.withinBucket(count) {
            exposure($0).delta
        } correlation: { _, _ in
            gamma
        }
        let vega = Aggregation.acrossBuckets(count, rule: .clampedWhenNegative) {
            let x = exposure($0)
            return Aggregation.Bucket(margin: x.vegaMargin[scenario.rawValue], sum: x.vegaSum)
        } correlation: { _, _ in
            gamma
        }
        charge.vega = vega.margin
        charge.isClamped = vega.isClamped
        charge.curvature = Aggregation.withinBucket(count) {
            exposure($0).curvature
        } correlation: { _, _ in
            gamma * gamma
        }
        return charge
    }

    /// Each underlying's share of `charge` by Euler's theorem, w·∂M/∂w with the concentration factors held; the shares
    /// add up to its total.
    package static func shares(
        of exposures: [WeightedExposure], in charge: Charge, parameters: SensitivityParameters
    ) -> [Double] {
        let scenario = charge.scenario
        if parameters.crossAsset == .none {
            return exposures.map { $0.delta.magnitude + $0.vegaMargin[scenario.rawValue] + $0.curvature }
        }
        let gamma = scenario.adjust(parameters.gamma, high: parameters.highFactor, low: parameters.lowFactor)
        let buckets = exposures.map { x in
            let bucket = Aggregation.Bucket(margin: x.vegaMargin[scenario.rawValue], sum: x.vegaSum)
            return charge.isClamped ? bucket.clamped : bucket
        }
        return exposures.indices.map { i in
            var deltas = 0.0
            var vegas = 0.0
            var curvatures = 0.0
            for j in exposures.indices where j != i {
                deltas += gamma * exposures[j].delta
                vegas += gamma * buckets[j].sum
                curvatures += gamma * gamma * exposures[j].curvature
            }
            let x = exposures[i]
            func part(_ product: Double, of margin: Double) -> Double { margin > 0 ? product / margin : 0 }
            return part(x.delta * (x.delta + deltas), of: charge.delta)
                + part(buckets[i].margin * buckets[i].margin + buckets[i].sum * vegas, of: charge.vega)
                + part(x.curvature * (x.curvature + curvatures), of: charge.curvature)
        }
    }
}
