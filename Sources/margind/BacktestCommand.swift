import MarginCore
import MarginWire

/// `margind backtest`: how far the forecasts of margin can be trusted, from a tape or from a history of prices.
struct BacktestCommand: Command {
    static let name = "backtest"
    static let summary = "Holds every model's requirement against what each account's book then lost, on a tape."
    static let usage = "[OPTION ...] TAPE ...|-, or --history FILE --underlying NAME [OPTION ...]"
    static let options = [
        PipelineOptions.config,
        ShadowOption.option,
        Option("--every", "TIME", "from one forecast to the next, in the tape's time (default 1d)"),
        Option("--level", "P", "the share of losses that should be covered, where a model states none (default 0.99)"),
        Option("--history", "FILE", "instead of a tape: one-day value at risk of a price, from the days before"),
        Option("--underlying", "NAME", "with --history: whose closes; required"),
        Option("--window", "N", "with --history: how many days a forecast looks back (default 250)"),
        Option("--json", nil, "one JSON line for each account and model instead of tables"),
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        if let path = arguments.text("--history") {
            try HistoryBacktest.run(path, arguments)
        } else {
            try await replay(arguments)
        }
        return .success
    }

    private static func replay(_ arguments: Arguments) async throws(Failure) {
        for name in ["--underlying", "--window"] where arguments.has(name) {
            throw Failure(.usage, "\(name) goes with --history")
        }
        guard !arguments.operands.isEmpty else { throw Failure(.usage, "backtest takes at least one tape, or -") }
        let every = try arguments.duration("--every") ?? 86_400_000_000_000
        guard every > 0 else { throw Failure(.usage, "--every takes a time above 0") }
        let level = try arguments.level("--level") ?? 0.99
        let configuration = try Files.configuration(arguments.text("--config"))
        let shadow = try ShadowOption.name(arguments, of: configuration)
        var replay = ForecastReplay(configuration: configuration, shadow: shadow, every: every)
        try await TapeReader.read(arguments.operands) { line in
            if case .rejected = replay.take(line) { .rejected } else { .taken }
        }
        let reports = reports(of: replay, level: level)
        if arguments.has("--json") {
            try print(lines: reports)
        } else {
            try Files.print(BacktestText(replay: replay, reports: reports).text)
        }
    }

    /// By account in the order of the names' bytes, and by model in the order of the profile.
    private static func reports(of replay: ForecastReplay, level: Double) -> [BacktestReport] {
        var reference = BacktestReport.Reference()
        return replay.series.enumerated()
            .sorted { a, b in
                a.element.account == b.element.account
                    ? a.offset < b.offset : a.element.account.utf8.lexicographicallyPrecedes(b.element.account.utf8)
            }
            .compactMap { _, series in
                BacktestReport(
                    .account(series.account), model: series.model, series.outcomes, level: series.level ?? level,
                    series: series, shadow: replay.shadow, reference: &reference)
            }
    }

    static func print(lines reports: [BacktestReport]) throws(Failure) {
        var encoder = BacktestEncoder()
        var bytes: [UInt8] = []
        for report in reports { encoder.encode(report, into: &bytes) }
        try Files.print(String(decoding: bytes, as: UTF8.self), terminator: "")
    }
}
