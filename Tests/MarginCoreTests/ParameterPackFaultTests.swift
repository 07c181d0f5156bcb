import MarginCore
import Testing

@Suite("A parameter pack that is wrong")
struct ParameterPackFaultTests {
    typealias Fault = ParameterPack.Fault

    @Test("is refused by what is wrong with a bucket")
    func buckets() {
        #expect(throws: Fault.noBuckets) { try pack([], cross: []) }
        #expect(throws: Fault.repeatedBucket("1")) { try pack([bucket("1"), bucket("1")]) }
        #expect(throws: Fault.repeatedBucket("1")) { try pack([bucket("1")], residual: bucket("1")) }
        for weight in [0, -1, .nan, .infinity] {
            #expect(throws: Fault.weightNotPositive(bucket: "2")) {
                try pack([bucket("1"), bucket("2", deltaWeight: weight)])
            }
            #expect(throws: Fault.weightNotPositive(bucket: "1")) { try pack([bucket("1", vegaWeight: weight)]) }
            #expect(throws: Fault.thresholdNotPositive(bucket: "1")) {
                try pack([bucket("1", thresholds: .init(delta: 1, vega: weight))])
            }
            #expect(throws: Fault.thresholdNotPositive(bucket: "Residual")) {
                try pack([bucket("1")], residual: bucket("Residual", thresholds: .init(delta: weight, vega: 1)))
            }
        }
        for correlation in [-1.01, 1.01, .nan] {
            #expect(throws: Fault.correlationOutOfRange(bucket: "1")) {
                try pack([bucket("1", correlation: correlation)])
            }
        }
    }

    @Test("is refused by what is wrong with the matrix across buckets")
    func matrix() {
        let two = [bucket("1"), bucket("2")]
        #expect(throws: Fault.matrixNotSquare(row: 1)) { try pack(two, cross: [[1, 0]]) }
        #expect(throws: Fault.matrixNotSquare(row: 1)) { try pack(two, cross: [[1, 0], [0]]) }
        #expect(throws: Fault.matrixNotSymmetric(row: 0, column: 1)) { try pack(two, cross: [[1, 0.2], [0.3, 1]]) }
        for value in [-1.01, 1.01, .nan] {
            #expect(throws: Fault.crossCorrelationOutOfRange(row: 0, column: 1)) {
                try pack(two, cross: [[1, value], [value, 1]])
            }
        }
    }

    @Test("is refused by what is wrong with the rules for repo rates and options")
    func rules() {
        #expect(throws: Fault.repoOutOfRange) {
            try pack([bucket("1")], repo: .init(weightRatio: 0, correlation: 0.9))
        }
        #expect(throws: Fault.repoOutOfRange) {
            try pack([bucket("1")], repo: .init(weightRatio: 0.01, correlation: 1.1))
        }
        for rule in [
            ParameterPack.OptionRule.mar21(maturityDecay: 0), .simm(historicalVolatilityRatio: 0, horizonDays: 14),
            .simm(historicalVolatilityRatio: 0.5, horizonDays: -1),
        ] {
            #expect(throws: Fault.optionRuleNotPositive) { try pack([bucket("1")], rule: rule) }
        }
    }

    @Test("refuses a sensitivity that it does not know")
    func sensitivities() throws {
        let pack = try pack([bucket("1")])
        func sensitivity(_ bucket: String, _ factor: ParameterPack.Sensitivity.Factor) -> ParameterPack.Sensitivity {
            ParameterPack.Sensitivity(bucket: bucket, name: "A", factor: factor, amount: 1)
        }
        #expect(throws: Fault.unknownBucket("2")) { try pack.deltaMargin(of: [sensitivity("2", .spot)]) }
        #expect(throws: Fault.unknownBucket("2")) {
            try pack.vegaMargin(of: [sensitivity("2", .volatility(years: 1))])
        }
        #expect(throws: Fault.unknownBucket("2")) {
            try pack.curvatureMargin(of: [.init(bucket: "2", name: "A", up: 1, down: 1)], under: .medium)
        }
        #expect(throws: Fault.noRepoRates(bucket: "1")) { try pack.deltaMargin(of: [sensitivity("1", .repo)]) }
        // A kind of sensitivity that a margin is not about does not concern it.
        #expect(try pack.deltaMargin(of: [sensitivity("1", .volatility(years: 1))]) == 0)
        #expect(try pack.vegaMargin(of: [sensitivity("1", .spot)]) == 0)
    }
}

private func bucket(
    _ name: String, deltaWeight: Double = 1, vegaWeight: Double = 1, correlation: Double = 0.5,
    thresholds: ParameterPack.Thresholds? = nil
) -> ParameterPack.Bucket {
    ParameterPack.Bucket(
        name: name, deltaWeight: deltaWeight, vegaWeight: vegaWeight, within: .correlated(correlation),
        thresholds: thresholds)
}

/// A pack that is right but for its arguments.
@discardableResult
private func pack(
    _ buckets: [ParameterPack.Bucket], residual: ParameterPack.Bucket? = nil, cross: [[Double]]? = nil,
    repo: ParameterPack.RepoRule? = nil, rule: ParameterPack.OptionRule = .mar21(maturityDecay: 0.01)
) throws -> ParameterPack {
    let identity = buckets.indices.map { i in buckets.indices.map { $0 == i ? 1.0 : 0 } }
    return try ParameterPack(
        buckets: buckets, residual: residual, crossBucket: cross ?? identity, sumRule: .clamped, repo: repo,
        optionRule: rule)
}
