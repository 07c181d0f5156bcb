import MarginCore
import MarginService
import MarginWire

/// `margind backtest --history`: one-day historical value at risk of a price, forecast each day from the days before.
enum HistoryBacktest {
    static func run(_ path: String, _ arguments: Arguments) throws(Failure) {
        guard arguments.operands.isEmpty else { throw Failure(.usage, "backtest takes --history or tapes, not both") }
        for name in ["--config", "--every", "--shadow"] where arguments.has(name) {
            throw Failure(.usage, "\(name) goes with tapes, not with --history")
        }
        guard let underlying = arguments.text("--underlying") else {
            throw Failure(.usage, "--history needs --underlying NAME")
        }
        let window = try arguments.integer("--window", in: 1...100_000) ?? 250
        let level = try arguments.level("--level") ?? 0.99
        let series = try series(of: underlying, in: path)
        guard series.closes.count > window + 1 else {
            // A test without an observation would pass.
            throw Failure(
                .data,
                "\(path) has \(series.closes.count) closes of \"\(Log.escaped(underlying))\": "
                    + "a window of \(window) needs \(window + 2) or more")
        }
        var reference = BacktestReport.Reference()
        guard let backtest = HistoricalBacktest(prices: series.closes, window: window, level: level),
            let report = BacktestReport(
                .underlying(underlying), model: "historical", backtest.outcomes, level: level, reference: &reference)
        else { throw Failure(.data, "\(path): no returns to forecast") }
        if arguments.has("--json") {
            try BacktestCommand.print(lines: [report])
        } else {
            try Files.print(text(of: report, series, window: window))
        }
    }

    private static func series(of underlying: String, in path: String) throws(Failure) -> PriceHistory.Series {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try Files.read(path) } catch { throw Failure(.noInput, "\(error)") }
        let history: PriceHistory
        do throws(HistoryFault) { history = try HistoryText.read(bytes) } catch {
            throw Failure(.data, "\(path):\(error)")
        }
        guard let series = history[underlying] else {
            let names = history.series.map { Log.escaped($0.underlying) }.joined(separator: ", ")
            throw Failure(.data, "\(path) has no closes of \"\(Log.escaped(underlying))\", only of \(names)")
        }
        return series
    }

    private static func text(of report: BacktestReport, _ series: PriceHistory.Series, window: Int) -> String {
        func date(_ day: Int) -> String { CalendarDate(daysSinceEpoch: day)?.description ?? "" }
        var table = TextTable(["underlying"] + CoverageRow.columns + ["worst", "mean"])
        let breaches = report.validation.breaches
        let excess = [breaches.worst, breaches.averageShortfall].map {
            breaches.count == 0 ? "" : BacktestText.rounded($0 * 100, 2) + " %"
        }
        table.add([Log.escaped(series.underlying)] + CoverageRow(report).cells + excess)
        let lines =
            [
                "\(Log.escaped(series.underlying)): \(series.closes.count) closes, \(date(series.firstDay)) to "
                    + "\(date(series.lastDay)); one-day value at risk from the \(window) days before", "",
                "COVERAGE: exceptions are days on which the price fell by more than was forecast",
            ] + CoverageRow.legend
            + ["  worst, mean: by how much it fell further, as a share of the price"] + table.lines
        return lines.joined(separator: "\n")
    }
}
