import Glibc
import MarginCore
import MarginService
import MarginWire

/// How far a replay is, on a terminal's standard error; nowhere else.
struct Progress {
    private let isShown: Bool
    /// Bytes of all tapes; `nil` where one of them has no length.
    private let total: Int?
    private var done = 0
    private let start = SystemClock.monotonicNanoseconds()
    private var lastShown: Int64 = 0
    private var isOnScreen = false

    init(paths: [String]) {
        isShown = isatty(STDERR_FILENO) == 1
        var sum: Int? = 0
        for path in paths {
            var information = stat()
            let isFile = path != "-" && stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
            sum = isFile ? sum.map { $0 + Int(information.st_size) } : nil
        }
        total = sum
    }

    /// A paced replay has come to this time of the tape.
    mutating func reach(_ clock: Timestamp, event: UInt64) {
        if isDue() { show("\(clock.rfc3339), event \(event)") }
    }

    mutating func advance(by bytes: Int) {
        done += bytes
        if isDue() { show(transfer) }
    }

    /// Whether the last line has stood for long enough; then the next one is to be shown.
    private mutating func isDue() -> Bool {
        let now = SystemClock.monotonicNanoseconds()
        guard isShown, now - lastShown >= 100_000_000 else { return false }
        lastShown = now
        return true
    }

    private mutating func show(_ text: String) {
        Files.write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
        isOnScreen = true
    }

    /// Bytes read, at which rate, and the time left where the tapes have a length.
    private var transfer: String {
        let seconds = Double(lastShown - start) / 1e9
        let rate = Double(done) / max(seconds, 1e-3)
        var text = "\(done / 1_000_000) MB, \(tenths(rate / 1e6)) MB/s"
        if let total, total > 0 {
            let left = Double(max(0, total - done)) / max(rate, 1)
            text = "\(min(100, done * 100 / total)) %, \(text), \(tenths(left)) s left"
        }
        return text
    }

    /// Takes the line off the screen, for something else to be written.
    mutating func clear() {
        guard isOnScreen else { return }
        Files.write("\r\u{1B}[K", to: STDERR_FILENO)
        isOnScreen = false
    }

    private func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
