import Foundation
import MarginCore
import Testing

/// Equity delta, vega and curvature risk of Basel's sensitivities-based method (MAR21), in its three correlation
/// scenarios.
@Suite(
    "Conformance to Basel MAR21, equity",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceMAR21 {
    @Test("Delta, vega and curvature margin equal the reference in all scenarios")
    func margins() throws {
        let file = try Vectors.decode(File.self, from: "mar21_equity.json")
        try #require(!file.vectors.isEmpty)
        let pack = try BaselEquity.pack()

        var checks = 0
        var reproduced = 0
        var largestError = 0.0
        for vector in file.vectors {
            for (name, expected) in vector.expect.sorted(by: { $0.key < $1.key }) {
                checks += 1
                do {
                    let scenario = try #require(CorrelationScenario.allCases.first { $0.name == name.lowercased() })
                    let margin = try vector.margin(pack, under: scenario)
                    let error = (margin - expected).magnitude / max(expected.magnitude, 1)
                    #expect(error <= 1e-9, "\(vector.id), \(name): \(margin), not \(expected)")
                    reproduced += error <= 1e-9 ? 1 : 0
                    largestError = max(largestError, error)
                } catch {
                    Issue.record(error, "\(vector.id), \(name)")
                }
            }
        }
        print(
            "MAR21 equity: \(reproduced) of \(checks) scenarios of \(file.vectors.count) vectors, "
                + "largest relative error \(largestError)")
    }
}

extension ConformanceMAR21 {
    struct File: Decodable { let vectors: [Vector] }

    struct Vector: Decodable {
        let id: String
        /// Ends in `Delta`, `Vega` or `Curvature`.
        let cls: String
        let sens: [Row]
        /// By the scenario's name.
        let expect: [String: Double]

        func margin(_ pack: ParameterPack, under scenario: CorrelationScenario) throws -> Double {
            switch cls {
            case "MS_EQDelta":
                return try pack.deltaMargin(of: sens.map { try $0.delta }, under: scenario)
            case "MS_EQVega":
                return try pack.vegaMargin(of: sens.map { try $0.vega }, under: scenario)
            case "MS_EQCurvature":
                return try pack.curvatureMargin(of: sens.map { try $0.loss }, under: scenario)
            default:
                throw CocoaError(.coderInvalidValue)
            }
        }
    }

    struct Row: Decodable {
        let bucket: String
        let equityName: String
        let spotRepo: String?
        /// Years, as text.
        let optionMaturity: String?
        let sensitivity: Double?
        let up: Double?
        let down: Double?

        enum CodingKeys: String, CodingKey {
            case bucket = "Bucket"
            case equityName = "EquityName"
            case spotRepo = "SpotRepo"
            case optionMaturity = "OptionMaturity"
            case sensitivity = "Sensitivity"
            case up = "CVR+"
            case down = "CVR-"
        }

        var delta: ParameterPack.Sensitivity {
            get throws {
                let kind = try #require(spotRepo)
                let factor = try #require(["Spot": ParameterPack.Sensitivity.Factor.spot, "Repo": .repo][kind])
                return .init(bucket: bucket, name: equityName, factor: factor, amount: try #require(sensitivity))
            }
        }

        var vega: ParameterPack.Sensitivity {
            get throws {
                let years = try #require(optionMaturity.flatMap(Double.init))
                return .init(
                    bucket: bucket, name: equityName, factor: .volatility(years: years),
                    amount: try #require(sensitivity))
            }
        }

        var loss: ParameterPack.CurvatureLoss {
            get throws {
                .init(bucket: bucket, name: equityName, up: try #require(up), down: try #require(down))
            }
        }
    }
}

/// The parameters of MAR21 for equity.
enum BaselEquity {
    static func pack() throws(ParameterPack.Fault) -> ParameterPack {
        let places = weights.indices
        return try ParameterPack(
            buckets: places.map { i in
                ParameterPack.Bucket(
                    name: String(i + 1), deltaWeight: weights[i],
                    vegaWeight: min(1, 0.55 * (liquidityHorizon(ofBucket: i + 1) / 10).squareRoot()),
                    within: correlations[i].map { .correlated($0) } ?? .gross)
            },
            crossBucket: places.map { i in places.map { across(i + 1, $0 + 1) } },
            sumRule: .clampedWhenNegative,
            repo: ParameterPack.RepoRule(weightRatio: 0.01, correlation: 0.999),
            optionRule: .mar21(maturityDecay: 0.01))
    }

    /// Of spot prices, by bucket (MAR21.77).
    private static let weights = [
        0.55, 0.60, 0.45, 0.55, 0.30, 0.35, 0.40, 0.50, 0.70, 0.50, 0.70, 0.15, 0.25,
    ]

    /// Between names of a bucket (MAR21.78); 'other sector' has none.
    private static let correlations: [Double?] = [
        0.15, 0.15, 0.15, 0.15, 0.25, 0.25, 0.25, 0.25, 0.075, 0.125, nil, 0.80, 0.80,
    ]

    /// Between buckets (MAR21.80).
    private static func across(_ a: Int, _ b: Int) -> Double {
        if a == b { return 1 }
        if a == 11 || b == 11 { return 0 }
        switch (a >= 12, b >= 12) {
        case (true, true): return 0.75
        case (false, false): return 0.15
        default: return 0.45
        }
    }

    /// Days: 20 for large capitalisation and indices, 60 for small capitalisation and other sector (MAR21.92).
    private static func liquidityHorizon(ofBucket bucket: Int) -> Double {
        (9...11).contains(bucket) ? 60 : 20
    }
}
