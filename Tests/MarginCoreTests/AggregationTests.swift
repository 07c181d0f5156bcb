import MarginCore
import Testing

@Suite("The aggregation")
struct AggregationTests {
    @Test(
        "within a bucket runs from offset to sum as the correlation rises",
        arguments: [(-1.0, 1.0), (-0.5, 13.squareRoot()), (0, 5), (0.5, 37.squareRoot()), (1, 7)])
    func withinTwo(correlation: Double, expected: Double) {
        let values = [3.0, 4.0]
        let margin = Aggregation.withinBucket(2) {
            values[$0]
        } correlation: { _, _ in
            correlation
        }
        #expect((margin - expected).magnitude < 1e-15 * 8)
    }

    @Test("within a bucket counts each pair once, by its own correlation")
    func withinThree() {
        let values = [1.0, -2, 3]
        let correlations = [[1, 0.5, 0.25], [0.5, 1, -0.1], [0.25, -0.1, 1]]
        let margin = Aggregation.withinBucket(3) {
            values[$0]
        } correlation: {
            correlations[$0][$1]
        }
        // 1 + 4 + 9 + 2·(0.5·1·−2 + 0.25·1·3 + −0.1·−2·3) = 14.7
        #expect((margin - 14.7.squareRoot()).magnitude < 1e-15 * 4)
    }

    @Test("is 0 for nothing, and where correlations that contradict each other make the root negative")
    func zero() {
        #expect(
            Aggregation.withinBucket(0) { _ in
                1
            } correlation: { _, _ in
                1
            } == 0)
        #expect(
            Aggregation.withinBucket(3) { _ in
                1
            } correlation: { _, _ in
                -1
            } == 0)
        let none = Aggregation.acrossBuckets(0, rule: .clamped) { _ in
            Aggregation.Bucket(margin: 1, sum: 1)
        } correlation: { _, _ in
            1
        }
        #expect(none.margin == 0)
    }

    /// Two buckets whose sums are twice their margins, of opposite sign.
    private func opposed(_ rule: Aggregation.SumRule, correlation: Double) -> (margin: Double, isClamped: Bool) {
        let buckets = [Aggregation.Bucket(margin: 10, sum: 20), Aggregation.Bucket(margin: 10, sum: -20)]
        return Aggregation.acrossBuckets(2, rule: rule) {
            buckets[$0]
        } correlation: { _, _ in
            correlation
        }
    }

    @Test("across buckets holds sums within ±K always, only where the root would be negative, or never")
    func sumRules() {
        // Free: 200 − 0.2·800 = 40. Clamped: 200 − 0.2·200 = 160.
        #expect(opposed(.clamped, correlation: 0.2) == (160.squareRoot(), true))
        #expect(opposed(.clampedWhenNegative, correlation: 0.2) == (40.squareRoot(), false))
        #expect(opposed(.free, correlation: 0.2) == (40.squareRoot(), false))
        // Free: 200 − 0.5·800 = −200. Clamped: 200 − 0.5·200 = 100.
        #expect(opposed(.clamped, correlation: 0.5) == (10, true))
        #expect(opposed(.clampedWhenNegative, correlation: 0.5) == (10, true))
        #expect(opposed(.free, correlation: 0.5) == (0, false))
    }

    @Test("clamps a sum to its margin and leaves a smaller one alone")
    func clamp() {
        #expect(Aggregation.Bucket(margin: 5, sum: 7).clamped.sum == 5)
        #expect(Aggregation.Bucket(margin: 5, sum: -7).clamped.sum == -5)
        #expect(Aggregation.Bucket(margin: 5, sum: -4).clamped.sum == -4)
    }

    @Test(
        "concentration grows with the root of the amount above its threshold, whatever its sign",
        arguments: [(0.0, 1.0), (99, 1), (100, 1), (400, 2), (-400, 2), (-900, 3)])
    func concentration(amount: Double, expected: Double) {
        #expect(Aggregation.concentration(amount, threshold: 100) == expected)
    }

    @Test(
        "scenarios move a correlation as MAR21.6 says",
        arguments: [
            (0.5, 0.625, 0.375), (0.9, 1, 0.8), (0.8, 1, 0.6), (1, 1, 1), (0, 0, 0), (0.75, 0.9375, 0.5625),
            (-0.2, -0.25, -0.15),
        ])
    func scenarios(correlation: Double, high: Double, low: Double) {
        func adjusted(_ scenario: CorrelationScenario) -> Double {
            scenario.adjust(correlation, high: 1.25, low: 0.75)
        }
        #expect(adjusted(.medium) == correlation)
        #expect((adjusted(.high) - high).magnitude < 1e-15)
        #expect((adjusted(.low) - low).magnitude < 1e-15)
    }
}
