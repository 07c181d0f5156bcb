import Foundation
import Testing

@Suite("The daemon on a socket") struct SocketTests {
    private let scratch: Scratch
    private let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch("ingest")
    }

    private func start(_ options: [String] = [], _ surroundings: Program.Surroundings = .init()) throws -> Program {
        let program = try Program(["run", "--socket", path] + options, surroundings)
        try eventually("a socket at \(path)") { scratch.mode(of: "ingest").map { $0 & S_IFMT == S_IFSOCK } ?? false }
        return program
    }

    /// Ends the daemon and returns its alerts.
    private func stop(_ program: Program) throws -> String {
        program.send(SIGTERM)
        #expect(try program.awaitExit() == 0)
        return program.text
    }

    @Test("gives it mode 0660 whatever the umask, and removes it at the end", arguments: ["umask 0", "umask 077"])
    func mode(umask: String) throws {
        let program = try start([], .init(prelude: umask))
        let client = try UnixSocket.connectSoon(path)

        #expect(scratch.mode(of: "ingest") == S_IFSOCK | 0o660)
        _ = try stop(program)

        #expect(scratch.mode(of: "ingest") == nil)
        client.close()
    }

    @Test(
        "raises the bytes of a replay, however a client cuts its writes", arguments: [1, 7, 65_536, 1_048_576],
        [["--shards", "2"], ["--low-latency"]])
    func cuts(size: Int, options: [String]) throws {
        let tape = SmallTape.text(falls: size < 100 ? 2 : 200)
        let program = try start(options)
        let client = try UnixSocket.connectSoon(path)

        try client.write(tape, size: size)
        try UnixSocket.awaitReceived(client)

        #expect(try stop(program) == (try SmallTape.alerts(tape)))
    }

    @Test("keeps the lines of several clients apart, byte by byte in turns", arguments: DaemonMode.allCases)
    func interleaving(mode: DaemonMode) throws {
        let program = try start(mode.options)
        let clients = try (0..<3).map { _ in try UnixSocket.connectSoon(path) }
        try clients[0].write(SmallTape.text(SmallTape.opening))
        try UnixSocket.awaitReceived(clients[0])

        // The same price three times over, in pieces of all clients in turns; the last LF alone completes a line.
        for price in SmallTape.falls(1) {
            for byte in (price + "\n").utf8 { for client in clients { try client.write([byte]) } }
            for client in clients { try UnixSocket.awaitReceived(client) }
        }

        let output = try stop(program)
        #expect(!program.log.contains("rejected:"))
        #expect(program.log.contains("stopped after \(SmallTape.opening.count + 3 * SmallTape.fall.count) events"))
        #expect(output.contains(#""type":"liquidation""#))
    }

    @Test(
        "takes no half line of a client that dies, and the next client's lines as they are",
        arguments: DaemonMode.allCases)
    func dyingClient(mode: DaemonMode) throws {
        let program = try start(mode.options)
        let tape = SmallTape.text(SmallTape.lines)
        do {
            let dying = try UnixSocket.connectSoon(path)
            try dying.write(SmallTape.price(1, minute: 0).dropLast(9).utf8)
        }
        let client = try UnixSocket.connectSoon(path)
        try client.write(tape)
        try UnixSocket.awaitReceived(client)
        try program.awaitLog("client 1:1:")

        #expect(try stop(program) == (try SmallTape.alerts(tape)))
        #expect(!program.log.contains("client 2:"))
    }

    @Test("replaces a socket that nobody listens on")
    func staleSocket() throws {
        let crashed = try start()
        _ = try UnixSocket.connectSoon(path)
        crashed.send(SIGKILL)
        #expect(try crashed.awaitExit() == 128 + SIGKILL)
        #expect(scratch.mode(of: "ingest") != nil)

        let next = try start()
        try UnixSocket.connectSoon(path).write(SmallTape.text(SmallTape.lines))

        try eventually("alerts") { next.output.lineCount > 0 }
    }

    @Test("refuses one that somebody listens on, and leaves it to them")
    func liveSocket() throws {
        let first = try start()
        _ = try UnixSocket.connectSoon(path)

        let second = try run(["run", "--socket", path])

        #expect(second.status == 69)
        #expect(second.log == "margind: another process listens on \(path)\n")
        try UnixSocket.connect(path).write(SmallTape.text(SmallTape.lines))
        try eventually("alerts of the first") { first.output.lineCount > 0 }
    }

    @Test("is had by exactly one of two daemons that start together")
    func twoAtOnce() throws {
        let programs = try (0..<2).map { _ in try Program(["run", "--socket", path]) }

        try eventually("one of them gives up") { programs.contains { $0.exitStatus == 69 } }

        let other = try #require(programs.first { $0.exitStatus == nil })
        try UnixSocket.connectSoon(path).write(SmallTape.text(SmallTape.lines))
        try eventually("alerts of the other") { other.output.lineCount > 0 }
    }

    @Test("leaves a plain file where it is")
    func plainFile() throws {
        _ = try scratch.file("ingest", "precious")

        let outcome = try run(["run", "--socket", path])

        #expect(outcome.status == 69)
        #expect(outcome.log == "margind: \(path) exists and is not a socket; it is left alone\n")
        #expect(scratch.text(of: "ingest") == "precious")
    }

    @Test("names what is wrong with a path", arguments: ["", "/nowhere/ingest", String(repeating: "x", count: 108)])
    func badPath(path: String) throws {
        let outcome = try run(["run", "--socket", path])

        #expect(outcome.status == 69)
        #expect(outcome.log.contains(path.isEmpty ? "socket path" : path.hasPrefix("/") ? "/nowhere" : path))
    }

    @Test("goes on when standard input is over", arguments: DaemonMode.allCases)
    func inputEnds(mode: DaemonMode) throws {
        let program = try start(["--stdin"] + mode.options)
        try program.input?.write(SmallTape.text(SmallTape.opening))
        program.input?.close()
        let client = try UnixSocket.connectSoon(path)

        // Sent again and again until the opening, from the other origin, was before it.
        for minute in 1... {
            try client.write(SmallTape.price(47_000, minute: minute) + "\n")
            try UnixSocket.awaitReceived(client)
            if program.output.lineCount > 0 || minute > 1000 { break }
            usleep(1000)
        }

        #expect(program.exitStatus == nil)
        #expect(try stop(program).contains(#""account":"alice""#))
    }

    @Test("that is removed while it runs is not followed: what lies there at the end is left alone")
    func removedPath() throws {
        let program = try start()
        let client = try UnixSocket.connectSoon(path)
        try FileManager.default.removeItem(atPath: path)
        _ = try scratch.file("ingest", "precious")

        try client.write(SmallTape.text(SmallTape.lines))
        try eventually("alerts") { program.output.lineCount > 0 }
        _ = try stop(program)

        #expect(scratch.text(of: "ingest") == "precious")
    }

    @Test("is not disturbed by clients that never send, and ends with them still there", arguments: DaemonMode.allCases)
    func silentClients(mode: DaemonMode) throws {
        let program = try start(mode.options)
        let silent = try (0..<20).map { _ in try UnixSocket.connectSoon(path) }
        let client = try UnixSocket.connect(path)
        let tape = SmallTape.text(SmallTape.lines)
        try client.write(tape)
        try UnixSocket.awaitReceived(client)

        #expect(try stop(program) == (try SmallTape.alerts(tape)))
        for client in silent { client.close() }
    }

    @Test("gives every descriptor back, after 200 connections", arguments: DaemonMode.allCases)
    func manyConnections(mode: DaemonMode) throws {
        let program = try start(mode.options)
        let first = try UnixSocket.connectSoon(path)
        try first.write(SmallTape.text(SmallTape.lines))
        try eventually("alerts") { program.output.lineCount > 0 }
        let before = program.descriptorCount

        let others = try (0..<200).map { _ in try UnixSocket.connect(path) }
        // A descriptor may come and go at any moment: what counts is that 200 were added and none of them is left.
        try eventually("all accepted") { program.descriptorCount >= before + 190 }
        for client in others { client.close() }

        try eventually("all closed") { program.descriptorCount <= before }
    }

    @Test("sends away clients it has no descriptor for, and serves the others")
    func descriptorLimit() throws {
        let program = try start([], .init(prelude: "ulimit -n 64"))
        let first = try UnixSocket.connectSoon(path)
        // Up and running: the runtime has opened its own descriptors, without which it cannot live.
        try first.write("no event\n")
        try program.awaitLog("client 1:1:")
        let others = try (0..<100).map { _ in try UnixSocket.connect(path) }

        try first.write(SmallTape.text(SmallTape.lines))
        try eventually("alerts") { program.output.lineCount > 0 }
        for client in others { client.close() }

        try eventually("room again") {
            #expect(program.exitStatus == nil, "\(program.log)")
            let client = try UnixSocket.connect(path)
            try? client.write("no event\n")
            return program.log.contains("client 2:") || program.log.utf8.count { $0 == 0x0A } > 1
        }
    }
}
