import MarginCore
import MarginService

/// Makes a tape's time pass at a multiple of real time.
struct Pace {
    /// Nanoseconds of tape per nanosecond.
    private let speed: Double
    /// No silence of the tape counts as longer; nanoseconds.
    private let maxGap: Int64?
    private var last: Timestamp?
    private var origin: Int64 = 0
    /// Tape time that has passed, silences cut; nanoseconds.
    private var elapsed = 0.0

    /// `nil` where the tape is to run as fast as it can.
    init?(_ arguments: Arguments) throws(Failure) {
        maxGap = try arguments.duration("--max-gap")
        let text = arguments.text("--speed") ?? "max"
        if text == "max" {
            guard maxGap == nil else { throw Failure(.usage, "--max-gap goes with a --speed such as 1x") }
            return nil
        }
        guard text.hasSuffix("x"), let speed = Double(text.dropLast()), speed > 0, speed <= 1e9 else {
            throw Failure(.usage, "--speed takes max or a multiple such as 1x or 60x, not \"\(text)\"")
        }
        self.speed = speed
    }

    /// Waits until an event at `clock` is due.
    mutating func wait(until clock: Timestamp) async {
        guard let last else {
            self.last = clock
            origin = SystemClock.monotonicNanoseconds()
            return
        }
        let gap = max(0, clock.nanoseconds(since: last))
        self.last = max(clock, last)
        elapsed += Double(min(gap, maxGap ?? gap))
        let due = elapsed / speed
        guard due < 9e18 else { return }
        _ = await SystemClock.sleep(untilMonotonicNanoseconds: origin &+ Int64(due))
    }
}
