import Glibc
import Testing

@testable import MarginService

@Suite("Signals") struct SignalsTests {
    @Test("sent to the process ask to reload or to stop, in order, and nothing ends it")
    func requests() async {
        // A process of its own: the signals would otherwise be those of the test runner.
        await #expect(processExitsWith: .success) {
            let heard = Locked<[ServiceRequest]>([])
            try Signals.start { request in heard.withLock { $0.append(request) } }
            var expected: [ServiceRequest] = []
            let signals: [(CInt, ServiceRequest)] = [
                (SIGHUP, .reload), (SIGTERM, .stop), (SIGHUP, .reload), (SIGINT, .stop),
            ]
            for (number, request) in signals {
                kill(getpid(), number)
                expected.append(request)
                try #require(await eventually { heard.withLock { $0.count } == expected.count })
            }
            try #require(heard.withLock { $0 } == expected)
        }
    }

    @Test("that nobody handles still end the process")
    func unhandled() async {
        await #expect(processExitsWith: .signal(SIGUSR1)) {
            try Signals.start { _ in }
            kill(getpid(), SIGUSR1)
            _ = await eventually { false }
        }
    }

    @Test("leave a write to a closed pipe an error, and the process alive")
    func closedPipe() throws {
        Signals.ignoreBrokenPipes()
        let ends = makePipe()
        close(ends.reader)
        let writer = Descriptor(adopting: ends.writer)
        let failure = [UInt8(0)].withUnsafeBytes { writer.writeAll($0).failure }
        #expect(failure?.number == EPIPE)
    }
}
