import Foundation
import MarginCore
import MarginTesting
import Testing

/// The tests of model validation against another implementation's numbers: each key of the file names its test and its
/// parameters.
@Suite(
    "Conformance to backtest statistics",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceBacktest {
    @Test("Every statistic, probability, region, zone and closed form equals the reference")
    func statistics() throws {
        let reference = try Self.reference()
        try #require(!reference.isEmpty)
        for (key, value) in reference.sorted(by: { $0.key < $1.key }) {
            switch key {
            case "kupiec_pof": try kupiec(Self.rows(value))
            case "christoffersen_ind": try christoffersen(Self.rows(value))
            case _ where key.hasPrefix("kupiec_regions_"):
                try regions(Self.rows(value), confidence: Self.percent(after: "kupiec_regions_", in: key))
            case _ where key.hasPrefix("basel_traffic_light_"):
                let parameters = try Self.numbers(in: key)
                try #require(parameters.count == 2)
                try trafficLight(
                    Self.rows(value), observations: Int(parameters[0]), probability: 1 - parameters[1] / 100)
            case _ where key.hasPrefix("acerbi_szekely_"): break
            default: try closedForm(key, #require(value as? [String: Double]))
            }
        }
    }

    @Test("Critical values of Z₂ are the reference's within what two simulations differ by")
    func expectedShortfall() throws {
        let tables = try Self.reference().filter { $0.key.hasPrefix("acerbi_szekely_") }
        for (key, value) in tables.sorted(by: { $0.key < $1.key }) {
            try #require(key.hasPrefix("acerbi_szekely_Z2_T"), "\(key)")
            let parameters = try Self.numbers(in: String(key.dropFirst("acerbi_szekely_Z2_T".count)))
            try #require(parameters.count == 2)
            for (name, critical) in try #require(value as? [String: [Double]]).sorted(by: { $0.key < $1.key }) {
                try #require(critical.count == 2)
                let simulation = try #require(
                    AcerbiSzekelySimulation(
                        observations: Int(parameters[0]), tail: parameters[1] / 100,
                        distribution: Self.distribution(name), paths: 400_000, seed: 1))
                let five = try #require(simulation.criticalValue(0.05))
                let rare = try #require(simulation.criticalValue(0.0001))
                // The reference has no more than a few paths beyond its 0.01 %.
                #expect((five - critical[0]).magnitude < 0.02, "\(key), \(name): \(five), not \(critical[0])")
                #expect(rare.isClose(to: critical[1], within: 0.25), "\(key), \(name): \(rare), not \(critical[1])")
                print("\(key), \(name): \(five) for \(critical[0]), \(rare) for \(critical[1])")
            }
        }
    }
}

// MARK: - One test of the file each

extension ConformanceBacktest {
    private func kupiec(_ rows: [[String: Any]]) throws {
        for row in rows {
            let test = try #require(
                KupiecTest(
                    observations: Self.count("T", row), exceptions: Self.count("x", row),
                    probability: Self.number("p", row)))
            #expect(test.statistic.isClose(to: try Self.number("LR", row), within: 1e-10), "\(row)")
            #expect(test.pValue.isClose(to: try Self.number("pvalue", row), within: 1e-10), "\(row)")
        }
        print("Kupiec: \(rows.count) rows")
    }

    private func regions(_ rows: [[String: Any]], confidence: Double) throws {
        for row in rows {
            let region = KupiecTest.nonRejectionRegion(
                observations: try Self.count("T", row), probability: try Self.number("p", row), confidence: confidence)
            #expect(try region == Self.count("lo", row)...Self.count("hi", row), "\(row)")
        }
        print("Kupiec regions: \(rows.count) rows")
    }

    private func christoffersen(_ rows: [[String: Any]]) throws {
        for row in rows {
            let test = ChristoffersenTest(
                .init(
                    n00: try Self.count("n00", row), n01: try Self.count("n01", row), n10: try Self.count("n10", row),
                    n11: try Self.count("n11", row)))
            #expect(test.statistic.isClose(to: try Self.number("LR", row), within: 1e-10), "\(row)")
            #expect(test.pValue.isClose(to: try Self.number("pvalue", row), within: 1e-10), "\(row)")
        }
        print("Christoffersen: \(rows.count) rows")
    }

    private func trafficLight(_ rows: [[String: Any]], observations: Int, probability: Double) throws {
        for row in rows {
            let light = try #require(
                TrafficLight(
                    observations: observations, exceptions: Self.count("x", row), probability: probability))
            #expect(light.mass.isClose(to: try Self.number("pmf", row), within: 1e-11), "\(row)")
            #expect(light.cumulative.isClose(to: try Self.number("cdf", row), within: 1e-11), "\(row)")
            #expect(light.zone.rawValue == row["zone"] as? String, "\(row)")
            #expect(light.plusFactor1996 == (try Self.number("plus_1996", row)), "\(row)")
            #expect(light.plusFactorMAR99 == (try Self.number("plus_MAR99", row)), "\(row)")
        }
        print("Traffic light: \(rows.count) rows")
    }

    /// A key such as `normal_0.975` or `t5_0.99`.
    private func closedForm(_ key: String, _ expected: [String: Double]) throws {
        let parts = key.split(separator: "_").map(String.init)
        try #require(parts.count == 2, "\(key)")
        let level = try #require(Double(parts[1]), "\(key)")
        let risk = try #require(Self.distribution(parts[0]).risk(level: level), "\(key)")
        #expect(risk.valueAtRisk.isClose(to: try #require(expected["VaR"]), within: 1e-11), "\(key)")
        #expect(risk.expectedShortfall.isClose(to: try #require(expected["ES"]), within: 1e-11), "\(key)")
        #expect(expected.count == 2, "\(key)")
    }
}

// MARK: - Reading the file

extension ConformanceBacktest {
    private static func reference() throws -> [String: Any] {
        let data = try Data(contentsOf: Vectors.url("backtest_reference.json"))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private static func rows(_ value: Any) throws -> [[String: Any]] { try #require(value as? [[String: Any]]) }

    private static func number(_ field: String, _ row: [String: Any]) throws -> Double {
        try #require((row[field] as? NSNumber)?.doubleValue, "\(field) of \(row)")
    }

    private static func count(_ field: String, _ row: [String: Any]) throws -> Int {
        try #require(Int(exactly: number(field, row)))
    }

    private static func distribution(_ name: String) throws -> TailDistribution {
        name == "normal" ? .normal : .studentT(try #require(Double(name.dropFirst()), "\(name)"))
    }

    private static func numbers(in key: String) throws -> [Double] {
        key.split { !$0.isNumber && $0 != "." }.compactMap { Double($0) }
    }

    private static func percent(after prefix: String, in key: String) throws -> Double {
        try #require(Double(key.dropFirst(prefix.count)), "\(key)") / 100
    }
}
