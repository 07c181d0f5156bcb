import Foundation
import MarginCore
import Testing

/// ISDA SIMM 2.5, equity and commodity, over ten days and one.
@Suite(
    "Conformance to ISDA SIMM 2.5, equity and commodity",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceSIMM {
    @Test("Delta, vega and curvature margin equal the published unit tests within 1 USD")
    func classMargins() throws {
        let file = try Vectors.decode(File.self, from: "simm25_eq_cm.json")
        try #require(!file.vectors.isEmpty)

        var reproduced = 0
        var largest = (parts: 0.0, total: 0.0)
        for vector in file.vectors {
            do {
                let margin = try file.margin(of: vector)
                let total = (margin.total - vector.expected).magnitude
                let parts = vector.parts?.errors(of: margin).max() ?? 0
                #expect(
                    max(total, parts) <= 1,
                    "\(vector.test), \(vector.riskClass), \(vector.horizonDays) days: \(margin), not \(vector.expected)"
                )
                reproduced += max(total, parts) <= 1 ? 1 : 0
                largest = (max(largest.parts, parts), max(largest.total, total))
            } catch {
                Issue.record(error, "\(vector.test), \(vector.riskClass), \(vector.horizonDays) days")
            }
        }
        print(
            "ISDA SIMM 2.5: \(reproduced) of \(file.vectors.count), largest error of a part \(largest.parts) USD, "
                + "of a total (given in whole USD) \(largest.total)")
    }
}

extension ConformanceSIMM {
    struct File: Decodable {
        let params: [String: Parameters]
        let vectors: [Vector]
    }

    /// By bucket; `Residual` is one. Matrix rows and `intraRho` stand in the order of the bucket numbers.
    struct Parameters: Decodable {
        let deltaRW: [String: Double]
        let vegaRW: [String: Double]
        let intraRho: [Double]
        let interGamma: [[Double]]
        let thresholds: [String: [Double]]
        let historicalVolatilityRatio: Double

        enum CodingKeys: String, CodingKey {
            case deltaRW, vegaRW, intraRho, interGamma, thresholds
            case historicalVolatilityRatio = "HVR"
        }
    }

    struct Vector: Decodable {
        struct Parts: Decodable {
            let delta: Double?
            let vega: Double?
            let curvature: Double?

            /// Of the parts that are given; USD.
            func errors(of margin: ParameterPack.ClassMargin) -> [Double] {
                [(margin.delta, delta), (margin.vega, vega), (margin.curvature, curvature)].compactMap { own, given in
                    given.map { (own - $0).magnitude }
                }
            }
        }

        let test: String
        let horizonDays: Int
        let riskClass: String
        /// Product class, risk type, qualifier, bucket, label 1, label 2, amount, amount in USD.
        let sens: [[String]]
        let expected: Double
        let parts: Parts?
    }
}

extension ConformanceSIMM.File {
    /// The margin of the vector's risk class, which SIMM computes for each product class apart.
    fileprivate func margin(of vector: ConformanceSIMM.Vector) throws -> ParameterPack.ClassMargin {
        let pack = try pack(riskClass: vector.riskClass, horizonDays: vector.horizonDays)
        var total = ParameterPack.ClassMargin()
        for product in Set(vector.sens.map { $0[0] }).sorted() {
            let rows = vector.sens.filter { $0[0] == product }
            let margin = try pack.margin(of: rows.compactMap { try sensitivity($0, riskClass: vector.riskClass) })
            total.delta += margin.delta
            total.vega += margin.vega
            total.curvature += margin.curvature
        }
        return total
    }

    private func pack(riskClass: String, horizonDays: Int) throws -> ParameterPack {
        let parameters = try #require(params["\(riskClass)_\(horizonDays)d"])
        func bucket(_ name: String, correlation: Double) throws -> ParameterPack.Bucket {
            let thresholds = try #require(parameters.thresholds[name])
            return ParameterPack.Bucket(
                name: name, deltaWeight: try #require(parameters.deltaRW[name]),
                vegaWeight: try #require(parameters.vegaRW[name]), within: .correlated(correlation),
                thresholds: horizonDays == 1 ? nil : .init(delta: thresholds[0], vega: thresholds[1]),
                hasCurvature: !(riskClass == "EQ" && name == "12"))
        }
        return try ParameterPack(
            buckets: parameters.intraRho.enumerated().map { try bucket(String($0 + 1), correlation: $1) },
            residual: parameters.deltaRW["Residual"] == nil ? nil : bucket("Residual", correlation: 0),
            crossBucket: parameters.interGamma, sumRule: .clamped,
            optionRule: .simm(
                historicalVolatilityRatio: parameters.historicalVolatilityRatio,
                horizonDays: horizonDays == 1 ? 1.4 : 14))
    }

    /// A row of the vector's risk class; `nil` for one of another class.
    private func sensitivity(_ row: [String], riskClass: String) throws -> ParameterPack.Sensitivity? {
        let stem = try #require(["EQ": "Risk_Equity", "CM": "Risk_Commodity"][riskClass])
        let amount = try #require(Double(row[7]))
        switch row[1] {
        case stem:
            return .init(bucket: row[3], name: row[2], factor: .spot, amount: amount)
        case stem + "Vol":
            return .init(bucket: row[3], name: row[2], factor: .volatility(years: try years(row[4])), amount: amount)
        default:
            return nil
        }
    }

    /// "2w", "6m", "15y": months are twelfths of a year of 365 days.
    private func years(_ label: String) throws -> Double {
        let count = try #require(Double(label.dropLast()))
        switch label.last {
        case "d": return count / 365
        case "w": return count * 7 / 365
        case "m": return count / 12
        case "y": return count
        default: throw CocoaError(.coderInvalidValue)
        }
    }
}
