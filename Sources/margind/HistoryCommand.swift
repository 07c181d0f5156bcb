import MarginCore
import MarginService
import MarginWire

/// `margind history`: candles into the closes that tail margins learn from.
struct HistoryCommand: Command {
    static let name = "history"
    static let summary = "Makes a history of daily closes from an exchange's candles, for tail margins."
    static let usage = "--underlying NAME [--from CANDLES|-]"
    static let options = [
        Option("--underlying", "NAME", "the underlying that the candles are of; required"),
        Option("--from", "CANDLES|-", "a file with comma-separated columns; - is standard input (default)"),
    ]

    static func run(_ arguments: Arguments) async throws(Failure) -> ExitCode {
        guard let underlying = arguments.text("--underlying") else {
            throw Failure(.usage, "history needs --underlying NAME")
        }
        guard arguments.operands.isEmpty else {
            throw Failure(.usage, "history takes no operand; --from names the candles")
        }
        guard isWritable(underlying) else {
            throw Failure(.usage, "--underlying takes a name without commas and control characters")
        }
        let path = arguments.text("--from") ?? "-"
        let name = path == "-" ? "standard input" : path
        let text: [UInt8]
        do throws(SystemError) { text = try path == "-" ? Files.readStandardInput() : Files.read(path) } catch {
            throw Failure(.noInput, "\(error)")
        }
        let days: CandleReader.Days
        let history: PriceHistory
        do throws(HistoryFault) { days = try CandleReader.days(text, of: underlying) } catch {
            throw Failure(.data, "\(name):\(error)")
        }
        do throws(PriceHistory.Fault) { history = try PriceHistory([days.series]) } catch {
            throw Failure(.data, "\(name): \(error)")
        }
        try Files.print(HistoryText.text(of: history), terminator: "")
        Files.printError(summary(of: days))
        return .success
    }

    private static func summary(of days: CandleReader.Days) -> String {
        let series = days.series
        func date(_ day: Int) -> String { CalendarDate(daysSinceEpoch: day)?.description ?? "" }
        let range = "\(date(series.firstDay)) to \(date(series.lastDay))"
        let rest = days.incomplete.map { "; \($0) is not complete and left out" } ?? ""
        return "\(series.underlying): \(series.closes.count) closes, \(range)\(rest)"
    }

    /// Whether a name can stand in a cell.
    private static func isWritable(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ",") }
    }
}
