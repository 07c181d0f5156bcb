import MarginCore
import Testing

@Suite("A parameter pack")
struct ParameterPackTests {
    typealias Sensitivity = ParameterPack.Sensitivity
    typealias Loss = ParameterPack.CurvatureLoss

    // MARK: - ISDA SIMM

    @Test("reproduces ISDA's unit tests C402, C403 and C421 of SIMM 2.5")
    func publishedSIMM() throws {
        // Equity bucket 1 over ten days: RW 26, VRW 0.45, ρ 0.18, HVR 0.58.
        let pack = try simm(
            deltaWeight: 26, vegaWeight: 0.45, correlation: 0.18, thresholds: (10e6, 210e6), ratio: 0.58)
        let first = Sensitivity(bucket: "1", name: "A", factor: .volatility(years: 1 / 12), amount: 1_200_000)
        let second = Sensitivity(bucket: "1", name: "B", factor: .volatility(years: 0.25), amount: 1_000_000)
        #expect((try pack.margin(of: [first]).total - 122_437_401).magnitude < 1)
        #expect((try pack.margin(of: [second]).total - 43_939_957).magnitude < 1)
        #expect((try pack.margin(of: [first, second]).total - 138_312_637).magnitude < 1)
    }

    @Test("nets a name, weighs it with its concentration and dampens the correlation of unequal concentrations")
    func concentration() throws {
        let pack = try simm(deltaWeight: 10, vegaWeight: 1, correlation: 0.5, thresholds: (100, 100), ratio: 1)
        let margin = try pack.deltaMargin(of: [
            Sensitivity(bucket: "1", name: "A", factor: .spot, amount: 500),
            Sensitivity(bucket: "1", name: "B", factor: .spot, amount: 100),
            Sensitivity(bucket: "1", name: "A", factor: .spot, amount: -100),
            Sensitivity(bucket: "Residual", name: "C", factor: .spot, amount: -5),
        ])
        // CR 2 and 1: WS 8000 and 1000, f = ½; K² = 64e6 + 1e6 + 2·0.5·½·8e6 = 69e6; the residual bucket adds 20·5.
        #expect((margin - (69e6.squareRoot() + 100)).magnitude < 1e-9)
    }

    @Test("gives no curvature for what is short volatility, nor for a volatility index")
    func noCurvature() throws {
        let pack = try simm(deltaWeight: 26, vegaWeight: 0.45, correlation: 0.18, thresholds: (1e9, 1e9), ratio: 0.58)
        let short = Sensitivity(bucket: "1", name: "A", factor: .volatility(years: 0.5), amount: -3_000_000)
        let index = Sensitivity(bucket: "Index", name: "VIX", factor: .volatility(years: 0.5), amount: 3_000_000)
        // ISDA's C404: vega 44,683,056 and no curvature.
        #expect((try pack.vegaMargin(of: [short]) - 44_683_056).magnitude < 1)
        #expect(try pack.curvatureMargin(of: [short]) < 1e-6)
        #expect(try pack.curvatureMargin(of: [index]) == 0)
        #expect(try pack.vegaMargin(of: [index]) > 0)
    }

    @Test("lets maturities of a name cancel before theta sees them")
    func thetaOverNames() throws {
        let pack = try simm(deltaWeight: 26, vegaWeight: 0.45, correlation: 0.18, thresholds: (1e9, 1e9), ratio: 0.58)
        let calendar = [
            Sensitivity(bucket: "1", name: "A", factor: .volatility(years: 0.25), amount: -3_000_000),
            Sensitivity(bucket: "1", name: "A", factor: .volatility(years: 0.5), amount: 3_000_000),
        ]
        // ΣCVR < 0 and one name: θ = −1, λ = 1, so λ·K pays exactly what ΣCVR earns (the shape of ISDA's C462).
        #expect(try pack.curvatureMargin(of: calendar) < 1e-6)
    }

    // MARK: - Basel MAR21

    @Test("reproduces MAR21's spot and repo example in three scenarios")
    func publishedMAR21() throws {
        // MS_EQ_001770 of the public unit tests: bucket 1, spot and repo 1000 each.
        let pack = try mar21(weights: [0.55, 0.60], correlation: 0.15, across: 0.15)
        let both = [
            Sensitivity(bucket: "1", name: "A", factor: .spot, amount: 1000),
            Sensitivity(bucket: "1", name: "A", factor: .repo, amount: 1000),
        ]
        for (scenario, expected) in [
            (CorrelationScenario.medium, 555.4945544287541), (.high, 555.5), (.low, 555.489108804124),
        ] {
            #expect((try pack.deltaMargin(of: both, under: scenario) / expected - 1).magnitude < 1e-12)
        }
    }

    @Test("correlates maturities, and adds the other sector up without offset")
    func vegas() throws {
        let pack = try mar21(weights: [0.5], correlation: 0.5, across: 0)
        func vega(_ bucket: String, _ name: String, _ years: Double, _ amount: Double) -> Sensitivity {
            Sensitivity(bucket: bucket, name: name, factor: .volatility(years: years), amount: amount)
        }
        // e^(−0.01·(1 − 0.5) ÷ 0.5) = 0.990049833749168 between maturities, times 0.5 between names.
        let sameName = try pack.vegaMargin(of: [vega("1", "A", 0.5, 10), vega("1", "A", 1, -10)])
        #expect((sameName - (200 - 200 * 0.990049833749168).squareRoot()).magnitude < 1e-9)
        let twoNames = try pack.vegaMargin(of: [vega("1", "A", 0.5, 10), vega("1", "B", 1, -10)])
        #expect((twoNames - (200 - 100 * 0.990049833749168).squareRoot()).magnitude < 1e-9)
        #expect(try pack.vegaMargin(of: [vega("Other", "A", 0.5, 10), vega("Other", "B", 1, -10)]) == 20)
    }

    @Test("takes the worse side of a bucket's curvature, and no credit from two gains")
    func curvature() throws {
        let pack = try mar21(weights: [1, 1], correlation: 0.5, across: 0.5)
        func margin(_ losses: [Loss], _ scenario: CorrelationScenario = .medium) throws -> Double {
            try pack.curvatureMargin(of: losses, under: scenario)
        }
        // ρ² = 0.25, high 0.3125, low 0.1875.
        let losses = [Loss(bucket: "1", name: "A", up: 3, down: -1), Loss(bucket: "1", name: "B", up: 4, down: -1)]
        #expect(try margin(losses) == (25 + 24 * 0.25).squareRoot())
        #expect(try margin(losses, .high) == (25 + 24 * 0.3125).squareRoot())
        #expect(try margin(losses, .low) == (25 + 24 * 0.1875).squareRoot())
        // A gain counts against a loss: 25 + 0 − 2·0.25·10 = 20. Two gains: ψ = 0.
        #expect(
            try margin([Loss(bucket: "1", name: "A", up: 5, down: 0), Loss(bucket: "1", name: "B", up: -2, down: 0)])
                == 20.squareRoot())
        #expect(
            try margin([Loss(bucket: "1", name: "A", up: -5, down: -5), Loss(bucket: "1", name: "B", up: -2, down: -2)])
                == 0)
        #expect(
            try margin([
                Loss(bucket: "Other", name: "A", up: -5, down: 6), Loss(bucket: "Other", name: "B", up: 3, down: 2),
            ])
                == 8)
    }

    @Test("on a tie of two curvature sides lets the larger sum stand for the bucket")
    func curvatureTie() throws {
        let pack = try mar21(weights: [1, 1], correlation: 0.5, across: 0.5)
        // K = 0 on both sides of bucket 1; the sum −3, not −7, meets bucket 2: 100 − 2·0.25·10·3 = 85.
        let margin = try pack.curvatureMargin(
            of: [Loss(bucket: "1", name: "A", up: -7, down: -3), Loss(bucket: "2", name: "B", up: 10, down: 0)],
            under: .medium)
        #expect((margin - 85.squareRoot()).magnitude < 1e-14)
    }
}

// MARK: - Packs

/// A bucket `1`, a bucket `Index` without curvature, and a residual one of twice the delta weight.
private func simm(
    deltaWeight: Double, vegaWeight: Double, correlation: Double, thresholds: (Double, Double), ratio: Double
) throws -> ParameterPack {
    func bucket(_ name: String, scale: Double, correlation: Double, hasCurvature: Bool = true) -> ParameterPack.Bucket {
        ParameterPack.Bucket(
            name: name, deltaWeight: scale * deltaWeight, vegaWeight: vegaWeight, within: .correlated(correlation),
            thresholds: .init(delta: thresholds.0, vega: thresholds.1), hasCurvature: hasCurvature)
    }
    return try ParameterPack(
        buckets: [
            bucket("1", scale: 1, correlation: correlation),
            bucket("Index", scale: 1, correlation: correlation, hasCurvature: false),
        ],
        residual: bucket("Residual", scale: 2, correlation: 0), crossBucket: [[1, 0.2], [0.2, 1]], sumRule: .clamped,
        optionRule: .simm(historicalVolatilityRatio: ratio, horizonDays: 14))
}

/// Buckets `1`, `2`… of these weights, and a bucket `Other` that adds up.
private func mar21(weights: [Double], correlation: Double, across: Double) throws -> ParameterPack {
    let count = weights.count
    return try ParameterPack(
        buckets: weights.enumerated().map {
            ParameterPack.Bucket(
                name: String($0 + 1), deltaWeight: $1, vegaWeight: 1, within: .correlated(correlation))
        } + [ParameterPack.Bucket(name: "Other", deltaWeight: 1, vegaWeight: 1, within: .gross)],
        crossBucket: (0...count).map { i in
            (0...count).map { j in i == j ? 1 : i == count || j == count ? 0 : across }
        },
        sumRule: .clampedWhenNegative, repo: .init(weightRatio: 0.01, correlation: 0.999),
        optionRule: .mar21(maturityDecay: 0.01))
}
