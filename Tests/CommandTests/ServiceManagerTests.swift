import Foundation
import Testing

@Suite("Under a service manager, the daemon") struct ServiceManagerTests {
    private let scratch: Scratch
    private let manager: Manager
    private var socket: String { scratch("ingest") }

    init() throws {
        scratch = try Scratch()
        manager = try Manager(scratch)
    }

    private func surroundings(watchdog: Int? = nil) -> Program.Surroundings {
        var surroundings = Program.Surroundings(environment: ["NOTIFY_SOCKET": manager.path])
        if let watchdog { surroundings.environment["WATCHDOG_USEC"] = "\(watchdog)" }
        return surroundings
    }

    @Test(
        "is ready once its socket listens, tells its state, and says when it stops",
        arguments: DaemonMode.allCases)
    func life(mode: DaemonMode) throws {
        let program = try Program(["run", "--socket", socket] + mode.options, surroundings())

        try manager.awaitMessage("READY=1")
        let client = try UnixSocket.connect(socket)
        try client.write("no event\n" + SmallTape.text(SmallTape.opening))
        try manager.awaitMessage("STATUS=") {
            $0.hasPrefix("STATUS=2 accounts: ") && $0.hasSuffix("; \(SmallTape.opening.count) events, 1 rejected")
        }
        program.send(SIGTERM)
        try manager.awaitMessage("STOPPING=1")

        #expect(try program.awaitExit() == 0)
    }

    @Test("is not ready where it could not listen")
    func notReady() throws {
        let outcome = try run(["run", "--socket", scratch.path], surroundings())

        #expect(outcome.status == 69)
        #expect(manager.heard().isEmpty)
    }

    @Test("says that it stops even while nobody reads its alerts", arguments: DaemonMode.allCases)
    func stoppingWhileBlocked(mode: DaemonMode) throws {
        var surroundings = surroundings()
        surroundings.leavesOutputUnread = true
        let program = try Program(["run"] + mode.options, surroundings)
        try manager.awaitMessage("READY=1")
        try program.input?.write(SmallTape.text(falls: 60))
        try eventually("everything is received") { program.input?.isDrained(request: Int32(FIONREAD)) ?? true }

        program.send(SIGTERM)

        try manager.awaitMessage("STOPPING=1")
        #expect(program.exitStatus == nil)
        program.readOutput()
        #expect(try program.awaitExit() == 0)
    }

    @Test("reloads on HUP, and is ready again whatever came of it", arguments: ["{}", "{", "{\"profiles\": 1}"])
    func reloading(text: String) throws {
        let configuration = try scratch.file("margind.json", "{}")
        let program = try Program(["run", "--socket", socket, "--config", configuration], surroundings())
        try manager.awaitMessage("READY=1")

        _ = try scratch.file("margind.json", text)
        program.send(SIGHUP)

        let before = try manager.awaitMessage("RELOADING=1\nMONOTONIC_USEC=")
        if !before.contains("READY=1") { try manager.awaitMessage("READY=1") }
        #expect(program.exitStatus == nil)
    }

    @Test("pings the watchdog while it has nothing to do", arguments: DaemonMode.allCases)
    func idleWatchdog(mode: DaemonMode) throws {
        let program = try Program(["run", "--socket", socket] + mode.options, surroundings(watchdog: 200_000))

        for _ in 0..<4 { try manager.awaitMessage("WATCHDOG=1") }

        #expect(program.exitStatus == nil)
    }

    @Test(
        "pings the watchdog in time although every price brings every account of many into another state",
        arguments: DaemonMode.allCases)
    func busyWatchdog(mode: DaemonMode) throws {
        // Half of what 128 prices take here in one piece.
        let period = 5.0
        var surroundings = surroundings(watchdog: Int(period * 1e6))
        surroundings.output = .file("/dev/null")
        let program = try Program(["run"] + mode.options, surroundings)
        // Two feeds that disagree; more of it than can be worked off: this ends with the program.
        Thread.detachNewThread {
            guard let input = program.input else { return }
            try? input.write(SmallTape.text(SmallTape.opening + SmallTape.crowd(3000)))
            for minute in 1... {
                let price = SmallTape.price(minute % 2 == 0 ? 65_000 : 47_000, minute: minute)
                do { try input.write(price + "\n") } catch { return }
            }
        }
        try manager.awaitMessage("READY=1")

        var last = Date()
        var longest = 0.0
        var count = 0
        try eventually("three pings under load") {
            if manager.heard().contains("WATCHDOG=1") {
                longest = max(longest, -last.timeIntervalSinceNow)
                last = Date()
                count += 1
            }
            return count >= 3
        }
        #expect(longest < period)
        try manager.awaitMessage("STATUS=3002 accounts: ")
        program.send(SIGKILL)
    }

    @Test("does not ping while it is stuck: nobody reads its alerts", arguments: DaemonMode.allCases)
    func stuckWatchdog(mode: DaemonMode) throws {
        var surroundings = surroundings(watchdog: 100_000)
        surroundings.leavesOutputUnread = true
        let program = try Program(["run"] + mode.options, surroundings)
        try program.input?.write(SmallTape.text(falls: 60))

        // Quiet for three periods on end.
        var quietSince = Date()
        try eventually("silence") {
            if manager.heard().contains("WATCHDOG=1") { quietSince = Date() }
            return quietSince.timeIntervalSinceNow < -0.3
        }

        program.readOutput()
        try manager.awaitMessage("WATCHDOG=1")
    }

    @Test("leaves the watchdog of another process alone")
    func foreignWatchdog() throws {
        var surroundings = surroundings(watchdog: 100_000)
        surroundings.environment["WATCHDOG_PID"] = "1"
        let program = try Program(["run", "--socket", socket], surroundings)

        let messages = try manager.awaitMessage("STATUS=0 accounts") + manager.awaitMessage("STATUS=0 accounts")

        #expect(!messages.contains("WATCHDOG=1"))
        #expect(program.exitStatus == nil)
    }

    @Test("runs on where the manager has gone, and says so once for each time")
    func managerGone() throws {
        let moved = scratch("moved")
        let program = try Program(["run"], surroundings(watchdog: 100_000))
        try manager.awaitMessage("WATCHDOG=1")

        for absence in 1...2 {
            try FileManager.default.moveItem(atPath: manager.path, toPath: moved)
            try eventually("a message") { program.log.utf8.count { $0 == 0x0A } == absence }
            // Several pings go unheard.
            let since = Date()
            try eventually("half a second") { since.timeIntervalSinceNow < -0.5 }
            try FileManager.default.moveItem(atPath: moved, toPath: manager.path)
            _ = manager.heard()
            try manager.awaitMessage("WATCHDOG=1")
        }
        program.input?.close()

        #expect(try program.awaitExit() == 0)
        let message = "the service manager was not told: notify \(manager.path): No such file or directory\n"
        #expect(program.log.components(separatedBy: message).count == 3)
    }
}

@Suite("A socket handed over") struct SocketActivationTests {
    private let scratch: Scratch
    private let listener: Channel
    /// `LISTEN_PID` has to be the number of the process that the shell becomes.
    private let prelude = "export LISTEN_FDS LISTEN_PID=$$"

    init() throws {
        scratch = try Scratch()
        listener = try UnixSocket.bind(scratch("ingest"))
    }

    @Test(
        "brings the lines that were sent before the start, and stays when the daemon ends",
        arguments: DaemonMode.allCases)
    func takeover(mode: DaemonMode) throws {
        let tape = SmallTape.text(SmallTape.lines)
        let early = try UnixSocket.connect(scratch("ingest"))
        try early.write(tape)

        let program = try Program(
            ["run"] + mode.options,
            .init(environment: ["LISTEN_FDS": "1"], handedOver: [listener.number], prelude: prelude))
        try UnixSocket.awaitReceived(early)
        program.send(SIGTERM)

        #expect(try program.awaitExit() == 0)
        #expect(program.text == (try SmallTape.alerts(tape)))
        #expect(scratch.mode(of: "ingest") != nil)
    }

    @Test("is taken in place of the path of --socket, as in the units")
    func withPath() throws {
        let program = try Program(
            ["run", "--socket", scratch("ingest")],
            .init(environment: ["LISTEN_FDS": "1"], handedOver: [listener.number], prelude: prelude))
        let client = try UnixSocket.connect(scratch("ingest"))
        try client.write(SmallTape.text(SmallTape.lines))

        try eventually("alerts") { program.output.lineCount > 0 }
    }

    @Test("for another process is not taken")
    func foreign() throws {
        let environment = ["LISTEN_FDS": "1", "LISTEN_PID": "1"]
        let outcome = try run(["run"], .init(environment: environment, handedOver: [listener.number]))

        #expect(outcome.status == 0)
    }

    @Test("in a wrong way is refused, with what is wrong")
    func refused() throws {
        let other = try UnixSocket.bind(scratch("other"))
        let datagrams = try UnixSocket.bind(scratch("datagrams"), SOCK_DGRAM)
        let unusable = "the service manager's socket cannot be used: descriptor 3 is not a listening Unix stream socket"
        let cases: [(String, [CInt], String)] = [
            ("2", [listener.number, other.number], "the service manager handed over 2 sockets, one is expected"),
            ("1", [], unusable),
            ("1", [datagrams.number], unusable),
            ("one", [], "LISTEN_FDS is not a number of descriptors: one"),
        ]
        for (count, numbers, message) in cases {
            let outcome = try run(
                ["run"], .init(environment: ["LISTEN_FDS": count], handedOver: numbers, prelude: prelude))
            #expect(outcome.status == 69)
            #expect(outcome.log == "margind: \(message)\n")
        }
    }

    private static let activator = ["/usr/bin/systemd-socket-activate", "/bin/systemd-socket-activate"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test("by systemd-socket-activate works", .enabled(if: activator != nil, "systemd-socket-activate is installed"))
    func bySystemd() throws {
        let path = scratch("activated")
        let program = try Program(["run"], .init(launcher: [try #require(Self.activator), "-l", path]))
        let client = try UnixSocket.connectSoon(path)
        let tape = SmallTape.text(SmallTape.lines)

        try client.write(tape)
        let alerts = try SmallTape.alerts(tape)
        try eventually("the alerts") { program.text == alerts }
        program.send(SIGTERM)

        #expect(try program.awaitExit() == 0)
    }
}
