/// The quadratic aggregation that Basel MAR21, ISDA SIMM and the model `sensitivities` share: weighted sensitivities
/// within a bucket, then buckets across, each step √max(0, ΣΣ ρᵢⱼ xᵢ xⱼ).
///
/// Parameters are arguments; the sums run in the order of the indices.
package enum Aggregation {
    /// One bucket's margin K and the sum S that stands for it against other buckets.
    package struct Bucket: Equatable, Sendable {
        package var margin: Double
        package var sum: Double

        package init(margin: Double, sum: Double) {
            self.margin = margin
            self.sum = sum
        }

        /// max(min(S, K), −K).
        package var clamped: Bucket { Bucket(margin: margin, sum: max(min(sum, margin), -margin)) }
    }

    /// When the sum S of a bucket is held within ±K.
    package enum SumRule: Sendable {
        /// Always (ISDA SIMM).
        case clamped
        /// For all buckets, where the total under the root would be negative without (Basel MAR21.4(5)(b)).
        case clampedWhenNegative
        /// Never.
        case free
    }

    /// K = √max(0, Σ xᵢ² + 2 Σ_{j<i} ρᵢⱼ xᵢ xⱼ).
    @inline(__always)
    package static func withinBucket(
        _ count: Int, _ value: (Int) -> Double, correlation: (Int, Int) -> Double
    ) -> Double {
        var total = 0.0
        for i in 0..<count {
            let x = value(i)
            var row = 0.5 * x
            for j in 0..<i { row += correlation(i, j) * value(j) }
            total += 2 * row * x
        }
        return max(0, total).squareRoot()
    }

    /// M = √max(0, Σ Kᵢ² + 2 Σ_{j<i} γᵢⱼ Sᵢ Sⱼ).
    @inline(__always)
    package static func acrossBuckets(
        _ count: Int, rule: SumRule, _ bucket: (Int) -> Bucket, correlation: (Int, Int) -> Double
    ) -> (margin: Double, isClamped: Bool) {
        let isClamped = rule == .clamped
        let total = acrossTotal(count, bucket, correlation, isClamped)
        if total < 0 && rule == .clampedWhenNegative {
            return (max(0, acrossTotal(count, bucket, correlation, true)).squareRoot(), true)
        }
        return (max(0, total).squareRoot(), isClamped)
    }

    @inline(__always)
    private static func acrossTotal(
        _ count: Int, _ bucket: (Int) -> Bucket, _ correlation: (Int, Int) -> Double, _ isClamped: Bool
    ) -> Double {
        var squares = 0.0
        var products = 0.0
        for i in 0..<count {
            let a = isClamped ? bucket(i).clamped : bucket(i)
            squares += a.margin * a.margin
            for j in 0..<i {
                let b = isClamped ? bucket(j).clamped : bucket(j)
                products += 2 * correlation(i, j) * a.sum * b.sum
            }
        }
        return squares + products
    }

    /// The concentration factor max(1, √(|amount| ÷ threshold)).
    @inline(__always)
    package static func concentration(_ amount: Double, threshold: Double) -> Double {
        amount.magnitude > threshold ? (amount.magnitude / threshold).squareRoot() : 1
    }
}

extension CorrelationScenario {
    /// The correlation under this scenario: as it is, min(1, high·ρ), max(2ρ − 1, low·ρ) (MAR21.6).
    @inline(__always)
    package func adjust(_ correlation: Double, high: Double, low: Double) -> Double {
        switch self {
        case .medium: correlation
        case .high: min(1, high * correlation)
        case .low: max(2 * correlation - 1, low * correlation)
        }
    }
}
