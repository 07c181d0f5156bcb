import MarginCore
import MarginService
import MarginWire

/// A backtest as a sheet of paper: how often each model's requirement was not enough, and how it moved.
struct BacktestText {
    let replay: ForecastReplay
    /// By account; of each model in one order.
    let reports: [BacktestReport]

    var text: String {
        (heading + models.flatMap { [""] + coverage(of: $0) + [""] + requirements(of: $0) + groups(of: $0) }
            + spreads).joined(separator: "\n")
    }

    private var heading: [String] {
        let forecasts = replay.forecastSteps
        var line = "\(forecasts) \(forecasts == 1 ? "forecast" : "forecasts"), \(Self.duration(replay.every)) apart"
        if replay.silentSteps > 0 { line += "; the tape is silent in \(replay.silentSteps) steps more" }
        if let shadow = replay.shadow { line += ", under the shadow \(Log.escaped(shadow))" }
        return reports.isEmpty ? [line, "No account was forecast"] : [line]
    }

    /// In the order of their first mention.
    private var models: [String] {
        var models: [String] = []
        for report in reports where !models.contains(report.model) { models.append(report.model) }
        return models
    }

    private func coverage(of model: String) -> [String] {
        let reports = reports.filter { $0.model == model }
        var table = TextTable(
            ["account"] + CoverageRow.columns,
            nameWidthMin: TextTable.accountWidthMin)
        var sums = (steps: 0, exceptions: 0)
        for report in reports {
            table.add([Self.name(of: report)] + CoverageRow(report).cells)
            sums.steps += report.validation.observations
            sums.exceptions += report.validation.exceptions
        }
        table.add(
            sum: ["together", "", "\(sums.steps)", "\(sums.exceptions)"]
                + [String](repeating: "", count: CoverageRow.columns.count - 3))
        return ["COVERAGE by \(model): exceptions are steps in which more was lost than was required"]
            + CoverageRow.legend + table.lines
    }

    private func requirements(of model: String) -> [String] {
        var table = TextTable(
            ["account", "average", "peak/trough", "rise 1", "5", "30", "worst", "mean", "alone", "saved"],
            nameWidthMin: TextTable.accountWidthMin)
        for report in reports where report.model == model {
            guard let margins = report.margins else { continue }
            let breaches = report.validation.breaches
            table.add([
                Self.name(of: report), Self.whole(margins.average),
                margins.peakToTrough.map { Self.rounded($0, 2) } ?? "", Self.percent(margins.change1),
                Self.percent(margins.change5), Self.percent(margins.change30),
                breaches.count == 0 ? "" : Self.whole(breaches.worst),
                breaches.count == 0 ? "" : Self.whole(breaches.averageShortfall), Self.whole(margins.aloneAverage),
                Self.percent(margins.diversification),
            ])
        }
        return [
            "REQUIREMENT by \(model), USD: average, peak by trough, largest rise over 1, 5 and 30 steps",
            "  worst, mean: by how much a loss exceeded it; alone: what the parts would require, each alone; saved: the",
            "  share of that which the account saves",
        ] + table.lines
    }

    private func groups(of model: String) -> [String] {
        var table = TextTable(
            ["group", "average", "members", "saved"],
            nameWidthMin: TextTable.accountWidthMin)
        for report in reports where report.model == model {
            guard let margins = report.margins, let group = margins.groupAverage, let members = margins.membersAverage
            else { continue }
            table.add([Self.name(of: report), Self.whole(group), Self.whole(members), Self.percent(margins.netting)])
        }
        guard table.count > 0 else { return [] }
        return [
            "", "GROUPS by \(model), USD: average, and what their members required together, each by itself",
            "  saved: the share of that which the group saves, below 0 where it is dearer",
        ] + table.lines
    }

    private var spreads: [String] {
        var table = TextTable(
            ["account", "apart", "ratio", "smaller", "USD", "larger", "USD", "at"],
            nameWidthMin: TextTable.accountWidthMin)
        for report in reports {
            guard let spread = report.spread else { continue }
            let apart = spread.disagreements.map { "\($0) of \(spread.steps)" } ?? ""
            let widest = spread.widest.map { widest in
                let pair = widest.pair
                return [
                    pair.ratio.isFinite ? Self.rounded(pair.ratio, 2) : "∞", pair.smallest.model,
                    Self.whole(pair.smallest.requirement), pair.largest.model, Self.whole(pair.largest.requirement),
                    widest.time.rfc3339,
                ]
            }
            table.add([Self.name(of: report), apart] + (widest ?? Array(repeating: "", count: 6)))
        }
        guard table.count > 0 else { return [] }
        return [
            "", "DISAGREEMENT of the models: the largest ratio of two requirements, whose they were, and when",
            "  apart: in how many of the judged forecasts it was more than the profile's bound",
        ] + table.lines
    }

    // MARK: - Cells

    private static func name(of report: BacktestReport) -> String {
        switch report.subject {
        case .account(let name), .underlying(let name): Log.escaped(name)
        }
    }

    /// With so many decimals, as a column has them.
    static func rounded(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let text = FigureText.factor((value * scale).rounded() / scale)
        let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
        guard decimals < places, text.last?.isNumber == true else { return text }
        return text + (decimals == 0 ? "." : "") + String(repeating: "0", count: places - decimals)
    }

    private static func percent(_ fraction: Double?) -> String {
        fraction.map { rounded($0 * 100, 1) + " %" } ?? ""
    }

    private static func whole(_ value: Double) -> String { FigureText.factor(value.rounded()) }

    private static func duration(_ nanoseconds: Int64) -> String {
        let units: [(String, Int64)] = [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
            ("ms", 1_000_000),
        ]
        for (name, length) in units where nanoseconds >= length && nanoseconds % length == 0 {
            return "\(nanoseconds / length)\(name)"
        }
        return "\(nanoseconds)ns"
    }
}

/// How often forecasts were not enough, and what the tests make of it.
struct CoverageRow {
    static let columns = [
        "level", "steps", "exceptions", "accepted", "Kupiec", "p", "runs p", "both p", "zone", "Z2", "p",
    ]
    static let legend = [
        "  accepted: numbers of exceptions that Kupiec's test does not reject at 95 %; runs: Christoffersen's test that",
        "  exceptions come alone; both: number and runs; zone: Basel's traffic light; Z2: expected shortfall",
    ]

    let cells: [String]

    init(_ report: BacktestReport) {
        let validation = report.validation
        func rounded(_ value: Double?, _ places: Int) -> String {
            value.map { BacktestText.rounded($0, places) } ?? ""
        }
        let region = validation.region.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        let count = [FigureText.percent(validation.level), "\(validation.observations)"]
        // Of nothing there is no test, and nothing is green.
        guard validation.observations > 0 else {
            cells = count + [String](repeating: "", count: Self.columns.count - count.count)
            return
        }
        cells =
            count + [
                "\(validation.exceptions)", region ?? "none", rounded(validation.kupiec.statistic, 2),
                rounded(validation.kupiec.pValue, 3), rounded(validation.independence.pValue, 3),
                rounded(validation.conditionalCoverage.pValue, 3), validation.light.zone.rawValue,
                rounded(validation.expectedShortfall, 2), rounded(report.expectedShortfallPValue, 3),
            ]
    }
}
