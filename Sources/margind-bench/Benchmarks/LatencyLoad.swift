import Glibc

/// A paced load on one server: writes each line when it is due, whatever has come back, and counts how long after that
/// moment its answer arrived.
///
/// Open loop: a server that falls behind is not waited for, and cannot hide it. One thread writes and reads. It sleeps
/// only while no answer is outstanding, and is awake again before the next line is due: no wake-up of ours is counted.
struct LatencyLoad {
    /// Lines a second.
    let rate: Int
    /// Answers at the beginning that are not counted.
    let warmUpCount: Int

    /// What one run came to.
    struct Result {
        var histogram = LatencyHistogram()
        /// How late lines were written.
        var lateness = LatencyHistogram()
        /// Bytes of all answers.
        var answerByteCount = 0
    }

    func run(_ tape: LatencyTape, on server: LatencyServer) throws -> Result {
        var result = Result()
        let count = tape.ends.count
        let start = Self.now() + 10_000_000
        var written = 0
        var lines = 0
        var answers = 0
        let giveUp = start + dueAfter(count) + 10_000_000_000
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while answers < count {
            let now = Self.now()
            guard now < giveUp else { throw LatencyFailure("\(answers) answers to \(count) lines") }
            let due = now < start ? 0 : min(count, Int((now - start) * Int64(rate) / 1_000_000_000) + 1)
            while lines < due {
                result.lateness.record(nanoseconds: now - start - dueAfter(lines))
                lines += 1
            }
            if lines > 0, written < tape.ends[lines - 1] {
                written += try write(tape.bytes, written..<tape.ends[lines - 1], to: server.socket)
            }
            if answers == lines, lines < count { Self.sleep(until: start + dueAfter(lines) - Self.leadNanoseconds) }
            let received = read(server.output, &buffer, buffer.count)
            if received == 0 { throw LatencyFailure("the server ended after \(answers) answers") }
            guard received > 0 else { continue }
            let arrival = Self.now() - start
            result.answerByteCount += received
            for byte in buffer[..<received] where byte == UInt8(ascii: "\n") {
                if answers >= warmUpCount { result.histogram.record(nanoseconds: arrival - dueAfter(answers)) }
                answers += 1
            }
        }
        return result
    }

    /// Writes as much as is taken at once.
    func write(_ bytes: [UInt8], _ range: Range<Int>, to socket: CInt) throws -> Int {
        let count = bytes.withUnsafeBytes { Glibc.write(socket, $0.baseAddress! + range.lowerBound, range.count) }
        if count < 0, errno != EAGAIN { throw LatencyFailure.system("write") }
        return max(0, count)
    }

    /// When a line is due after the first, in nanoseconds.
    private func dueAfter(_ line: Int) -> Int64 { Int64(line) * 1_000_000_000 / Int64(rate) }

    /// How long before a line is due the load is awake.
    private static let leadNanoseconds: Int64 = 15_000

    /// Sleeps until a moment of the clock that `now` reads; not at all where that is near.
    private static func sleep(until moment: Int64) {
        guard moment - now() > 5_000 else { return }
        var time = timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
        _ = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
