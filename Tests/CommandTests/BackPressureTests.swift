import Foundation
import Testing

@Suite("Alerts that nobody reads for a while") struct BackPressureTests {
    @Test(
        "hold up the producer, in bounded memory, and all arrive in the end", arguments: [false, true],
        DaemonMode.allCases)
    func slowReader(bySocket: Bool, mode: DaemonMode) throws {
        let scratch = try Scratch()
        // Lines of two kilobytes: more input than all the buffers on the way together.
        let padding = String(repeating: " ", count: 2000)
        let opening = SmallTape.text(SmallTape.opening)
        let falls = SmallTape.text(SmallTape.falls(200).map { $0 + padding })
        let program = try Program(
            (bySocket ? ["run", "--socket", scratch("ingest")] : ["run"]) + mode.options,
            .init(leavesOutputUnread: true))
        let producer = bySocket ? try UnixSocket.connectSoon(scratch("ingest")) : try #require(program.input)
        try producer.write(opening)
        let before = try program.memory("VmHWM")

        let filled = try fill(producer, with: Array(falls.utf8))
        #expect(filled.isHeldUp)
        let grown = try program.memory("VmHWM") - before
        #expect(grown < 24_000)
        program.readOutput()
        try producer.write(filled.rest)
        if bySocket {
            try UnixSocket.awaitReceived(producer)
            program.send(SIGTERM)
        }
        producer.close()

        #expect(try program.awaitExit() == 0)
        #expect(program.text == (try SmallTape.alerts(opening + falls)))
    }

    /// Writes until nothing has been taken for a while.
    private func fill(_ producer: Channel, with bytes: [UInt8]) throws -> (isHeldUp: Bool, rest: ArraySlice<UInt8>) {
        var rest = bytes[...]
        _ = fcntl(producer.number, F_SETFL, fcntl(producer.number, F_GETFL) | O_NONBLOCK)
        while !rest.isEmpty {
            let count = rest.prefix(4096).withUnsafeBytes { write(producer.number, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            guard errno == EAGAIN else { throw CallFailed("write") }
            var entry = pollfd(fd: producer.number, events: Int16(POLLOUT), revents: 0)
            if poll(&entry, 1, 1000) == 0 { return (true, rest) }
        }
        return (false, rest)
    }
}
