import Glibc

/// The only place that reads a clock. The core never does: its time comes with the events.
package enum SystemClock {
    /// Nanoseconds of a clock that never steps (`CLOCK_MONOTONIC`), for intervals; it stands still in suspend.
    package static func monotonicNanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970-01-01T00:00:00Z as the machine has it; may step, in both directions.
    package static func realtimeNanoseconds() -> Int64 { read(CLOCK_REALTIME) }

    /// Waits until the monotonic clock shows `deadline`: at once when it has passed.
    ///
    /// Paces a replay against recorded time: a deadline does not add up the delays of each step, as a sequence
    /// of durations would.
    ///
    /// - Returns: Whether the time has come; false when the task was cancelled before.
    package static func sleep(untilMonotonicNanoseconds deadline: Int64) async -> Bool {
        while true {
            let (rest, overflow) = deadline.subtractingReportingOverflow(monotonicNanoseconds())
            if rest <= 0 || overflow { return true }
            do { try await Task.sleep(nanoseconds: UInt64(rest)) } catch { return false }
        }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "every Linux has this clock")
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
