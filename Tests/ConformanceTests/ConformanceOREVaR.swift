import Foundation
import MarginCore
import Testing

/// Open Source Risk Engine's historical and parametric VaR examples: quantiles and expected shortfalls of profit series,
/// printed with six decimals.
@Suite(
    "Conformance to ORE's value at risk",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceOREVaR {
    @Test("Quantiles and expected shortfalls equal the printed ones in every digit")
    func historical() throws {
        let profits = try Self.profits()
        let printed = try Printed(Data(contentsOf: Vectors.url("ore_var/HistSimVar_var.csv")))
        #expect(!printed.rows.isEmpty)
        var selection = TailSelection()
        var compared = 0
        for row in printed.rows {
            let series = try #require(profits[row.key], "\(row.key)")
            for (column, text) in row.cells {
                let parts = column.split(separator: "_")
                let level = try #require(parts.last.flatMap { Double($0) }, "\(column)")
                var parameters = TailParameters()
                parameters.level = 1 - level
                let model = TailModel(parameters, scenarioCount: series.count)
                let outcome = series.withUnsafeBufferPointer { model.outcome(of: $0, selection: &selection) }
                let value = parts[0] == "Quantile" ? outcome.quantile : outcome.mean
                #expect(Self.text(value) == text, "\(row.key) \(column)")
                compared += 1
            }
        }
        #expect(compared == printed.rows.count * printed.columns)
    }

    /// Parametric quantiles are a mean and a multiple of a deviation; the two are not printed. From the outer pair of
    /// quantiles both follow, and from them, by our own inverse of the normal distribution, the inner pair: as nearly as
    /// ORE's own inverse has both, which is Acklam's with a relative error of 1.15e-9 in each quantile.
    @Test("Parametric quantiles lie where the normal distribution has them")
    func parametric() throws {
        let printed = try Printed(Data(contentsOf: Vectors.url("ore_var/ParametricVar_var.csv")))
        #expect(!printed.rows.isEmpty)
        for row in printed.rows {
            func number(_ column: String) throws -> Double {
                try #require(row.cells.first { $0.column == column }.flatMap { Double($0.text) }, "\(column)")
            }
            let (low, high) = (try number("Quantile_0.010000"), try number("Quantile_0.990000"))
            let mean = (low + high) / 2
            let deviation = (high - low) / 2 / NormalDistribution.quantile(0.99)
            for (column, level) in [("Quantile_0.050000", 0.05), ("Quantile_0.950000", 0.95)] {
                let value = mean + deviation * NormalDistribution.quantile(level)
                // Half a millionth more from each of three printed numbers.
                let tolerance = 2.3e-9 * (value - mean).magnitude + 1.5e-6
                #expect(try (value - number(column)).magnitude <= tolerance, "\(row.key) \(column)")
            }
        }
    }

    /// A portfolio, a risk class and a risk type.
    private static func profits() throws -> [String: [Double]] {
        var profits: [String: [Double]] = [:]
        let text = try Vectors.unzippedText("ore_var/HistSimVar_historical_PnL.csv.gz")
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            let amount = try #require(cells.last.flatMap { Double($0) }, "\(line)")
            profits[cells.prefix(3).joined(separator: ","), default: []].append(amount)
        }
        return profits
    }

    private static func text(_ value: Double) -> String { String(format: "%.6f", value) }

    private struct Printed {
        struct Row {
            let key: String
            let cells: [(column: String, text: String)]
        }

        let rows: [Row]
        let columns: Int

        init(_ data: Data) throws {
            let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
                .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            let names = try #require(lines.first).dropFirst(3)
            columns = names.count
            rows = lines.dropFirst().map { cells in
                Row(
                    key: cells.prefix(3).joined(separator: ","),
                    cells: Array(zip(names, cells.dropFirst(3)).map { (column: $0, text: $1) }))
            }
        }
    }
}
