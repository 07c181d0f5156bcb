import Glibc
import Testing

@testable import MarginService

@Suite("Recorded input", .timeLimit(.minutes(1))) struct TapeInputTests {
    private let directory = TemporaryDirectory()

    @Test("is read tape after tape, each with its own end")
    func inOrder() async throws {
        let first = directory.file("a.ndjson")
        let second = directory.file("b.ndjson")
        try write("one\ntwo", to: first)
        try write("three\n", to: second)
        let tapes = try TapeInput(paths: [first, second, first])
        var chunks: [InputChunk] = []
        while let chunk = await tapes.next() { chunks.append(chunk) }
        #expect(
            chunks == [
                .bytes(.tape(path: first), Array("one\ntwo".utf8)), .ended(.tape(path: first), failure: nil),
                .bytes(.tape(path: second), Array("three\n".utf8)), .ended(.tape(path: second), failure: nil),
                .bytes(.tape(path: first), Array("one\ntwo".utf8)), .ended(.tape(path: first), failure: nil),
            ])
        #expect(await tapes.next() == nil)
    }

    @Test("ends at a tape that cannot be opened, and says why")
    func missing() async throws {
        let missing = directory.file("missing.ndjson")
        let present = directory.file("present.ndjson")
        try write("one\n", to: present)
        let received = try await receive(from: TapeInput(paths: [missing, present]))
        #expect(received.bytes.isEmpty)
        #expect(received.failures == [SystemError(operation: "open \(missing)", number: ENOENT)])
    }

    @Test("names the tape that cannot be read")
    func notAFile() async throws {
        let received = try await receive(from: TapeInput(paths: [directory.path]))
        #expect(received.failures == [SystemError(operation: "read \(directory.path)", number: EISDIR)])
    }

    @Test("of no tape is over at once, and of an empty tape after its end")
    func empty() async throws {
        #expect(try await TapeInput(paths: []).next() == nil)
        let path = directory.file("empty")
        try write("", to: path)
        #expect(try await receive(from: TapeInput(paths: [path])).ended == [.tape(path: path)])
    }

    @Test("is read no further than the bound ahead of its consumer, and whole")
    func bounded() async throws {
        let path = directory.file("long.ndjson")
        let text = String(repeating: "0123456789abcdef\n", count: 10_000)
        try write(text, to: path)
        var limits = InputHub.Limits()
        limits.readByteCountMax = 1000
        limits.chunkCountMax = 4
        let tapes = try TapeInput(paths: [path], limits: limits)
        #expect(await eventually { tapes.inFlight.chunkCount == 4 })
        #expect(tapes.inFlight.byteCount == 4000)
        var received = Received()
        while let chunk = await tapes.next() {
            received.take(chunk)
            #expect(tapes.inFlight.chunkCount <= 4)
        }
        #expect(received.text(.tape(path: path)) == text)
    }

    @Test("stops between two reads, even of a pipe that is silent")
    func stop() async throws {
        let fifo = directory.file("fifo")
        #expect(mkfifo(fifo, 0o600) == 0)
        // Open for both, so that opening does not wait for the other side.
        let writer = try Descriptor(opening: fifo, flags: O_RDWR)
        let tapes = try TapeInput(paths: [fifo])
        _ = Array("one\n".utf8).withUnsafeBytes { writer.writeAll($0) }
        #expect(await tapes.next() == .bytes(.tape(path: fifo), Array("one\n".utf8)))
        tapes.requestStop()
        #expect(await tapes.next() == nil)
    }
}

@Suite("The system clock") struct SystemClockTests {
    @Test("sleeps until the deadline, not less")
    func sleep() async {
        let deadline = SystemClock.monotonicNanoseconds() + 3_000_000
        #expect(await SystemClock.sleep(untilMonotonicNanoseconds: deadline))
        #expect(SystemClock.monotonicNanoseconds() >= deadline)
        #expect(await SystemClock.sleep(untilMonotonicNanoseconds: .min))
    }

    @Test("wakes a cancelled task and says that the time has not come")
    func cancel() async {
        let task = Task { await SystemClock.sleep(untilMonotonicNanoseconds: .max) }
        task.cancel()
        #expect(await task.value == false)
    }

    @Test("has the time of day that the C library has")
    func realtime() {
        let seconds = Int64(time(nil))
        #expect(abs(SystemClock.realtimeNanoseconds() / 1_000_000_000 - seconds) <= 1)
    }
}
