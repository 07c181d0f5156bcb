import Glibc
import Testing

@testable import MarginService

@Suite("Signals") struct SignalsTests {
    /// Sent to the one thread that waits for them: sent to the process, they would find a thread of the test
    /// runner that does not block them. The command's tests send them to a process.
    @Test("ask to reload or to stop", arguments: [(SIGHUP, ServiceRequest.reload), (SIGTERM, .stop), (SIGINT, .stop)])
    func requests(number: CInt, expected: ServiceRequest) async throws {
        let heard = try await withCheckedThrowingContinuation { continuation in
            do {
                try ServiceThread.start {
                    Signals.block()
                    pthread_kill(pthread_self(), number)
                    continuation.resume(returning: Signals.next())
                }
            } catch { continuation.resume(throwing: error) }
        }
        #expect(heard == expected)
    }

    @Test("leave a write to a closed pipe an error, and the process alive")
    func closedPipe() throws {
        Signals.block()
        let ends = makePipe()
        close(ends.reader)
        let writer = Descriptor(adopting: ends.writer)
        let failure = [UInt8(0)].withUnsafeBytes { writer.writeAll($0).failure }
        #expect(failure?.number == EPIPE)
    }
}
