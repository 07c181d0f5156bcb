import Foundation
import Testing

@Suite("Asked to stop, the daemon") struct StopTests {
    @Test(
        "works off what it has received, writes its alerts, and ends well", arguments: [SIGTERM, SIGINT],
        DaemonMode.allCases)
    func drains(signal: CInt, mode: DaemonMode) throws {
        let scratch = try Scratch()
        let program = try Program(["run", "--socket", scratch("ingest")] + mode.options)
        let client = try UnixSocket.connectSoon(scratch("ingest"))
        let tape = SmallTape.text(falls: 300)

        // The last line is half there: it is no event.
        try client.write(tape + #"{"type":"price","#)
        try UnixSocket.awaitReceived(client)
        program.send(signal)

        #expect(try program.awaitExit() == 0)
        #expect(program.text == (try SmallTape.alerts(tape)))
        #expect(program.log.contains("stopped after \(tape.utf8.count { $0 == 0x0A }) events, 0 rejected lines"))
    }

    @Test("ends although standard input is still open and silent", arguments: [SIGTERM, SIGINT], DaemonMode.allCases)
    func silentInput(signal: CInt, mode: DaemonMode) throws {
        let program = try Program(["run"] + mode.options)
        try program.input?.write("no event\n")
        try program.awaitLog("rejected")

        program.send(signal)

        #expect(try program.awaitExit() == 0)
    }

    @Test("ends whenever it is asked, from its first instruction on")
    func earlySignal() throws {
        for delay in stride(from: UInt32(0), through: 40_000, by: 4_000) {
            let program = try Program(["run"])
            usleep(delay)
            program.send(SIGTERM)
            // Before the signals are ours, the system ends the process: that is an end, too.
            #expect([0, 128 + SIGTERM].contains(try program.awaitExit()))
        }
    }

    @Test("waits for a slow reader: no alert is lost", arguments: DaemonMode.allCases)
    func slowReader(mode: DaemonMode) throws {
        let program = try Program(["run"] + mode.options, .init(leavesOutputUnread: true))
        let tape = SmallTape.text(falls: 60)
        try program.input?.write(tape)
        try eventually("everything is received") { program.input?.isDrained(request: Int32(FIONREAD)) ?? true }

        program.send(SIGTERM)
        program.readOutput()

        #expect(try program.awaitExit() == 0)
        #expect(program.text == (try SmallTape.alerts(tape)))
    }

    @Test("and asked again later, gives up on a reader that does not read, and says so", arguments: DaemonMode.allCases)
    func secondRequest(mode: DaemonMode) throws {
        let program = try Program(["run"] + mode.options, .init(leavesOutputUnread: true))
        try program.input?.write(SmallTape.text(falls: 60))
        try eventually("everything is received") { program.input?.isDrained(request: Int32(FIONREAD)) ?? true }

        try eventually("the end, asked for again and again") {
            program.send(SIGTERM)
            usleep(50_000)
            return program.exitStatus != nil
        }

        #expect(try program.awaitExit() == 74)
        #expect(program.log.contains("asked again to stop"))
    }
}
