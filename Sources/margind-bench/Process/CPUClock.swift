import Glibc

/// The clocks of a benchmark, in nanoseconds.
enum CPUClock {
    /// What the calling thread has used of a processor: other load on the machine does not count.
    static func thread() -> Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Time on the wall.
    static func wall() -> Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
