import Foundation
import Testing

@Suite("The alert file") struct AlertFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("is made with mode 0640, and grows from run to run")
    func appending() throws {
        let tape = SmallTape.text(SmallTape.lines)
        let alerts = try SmallTape.alerts(tape)

        for _ in 0..<2 {
            let outcome = try run(["run", "--alerts", scratch("alerts")], input: tape, .init(prelude: "umask 022"))
            #expect(outcome.status == 0)
            #expect(outcome.output == "")
        }

        #expect(scratch.text(of: "alerts") == alerts + alerts)
        #expect(scratch.mode(of: "alerts") == S_IFREG | 0o640)
    }

    @Test(
        "is opened again on HUP, after it was renamed; between the two nothing is lost",
        arguments: DaemonMode.allCases)
    func rotation(mode: DaemonMode) throws {
        let program = try Program(["run", "--alerts", scratch("alerts")] + mode.options)
        let lines = SmallTape.opening + SmallTape.falls(40)
        let half = lines.count / 2
        try program.input?.write(SmallTape.text(Array(lines[..<half])))
        try eventually("first alerts") { !scratch.text(of: "alerts").isEmpty }

        try FileManager.default.moveItem(atPath: scratch("alerts"), toPath: scratch("alerts.1"))
        program.send(SIGHUP)
        try eventually("a new file") { scratch.mode(of: "alerts") != nil }
        try program.input?.write(SmallTape.text(Array(lines[half...])))
        program.input?.close()

        #expect(try program.awaitExit() == 0)
        let (old, new) = (scratch.text(of: "alerts.1"), scratch.text(of: "alerts"))
        #expect(!new.isEmpty)
        #expect(old + new == (try SmallTape.alerts(SmallTape.text(lines))))
    }

    @Test("that cannot be opened again is kept, with a message")
    func failedRotation() throws {
        let directory = scratch("logs")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        let program = try Program(["run", "--alerts", "\(directory)/alerts"])
        let tape = SmallTape.text(SmallTape.lines)
        try eventually("the file") { scratch.mode(of: "logs/alerts") != nil }

        try FileManager.default.moveItem(atPath: directory, toPath: scratch("moved"))
        program.send(SIGHUP)
        try program.awaitLog("alerts stay where they are: open \(directory)/alerts: No such file or directory")
        try program.input?.write(tape)
        program.input?.close()

        #expect(try program.awaitExit() == 0)
        #expect(scratch.text(of: "moved/alerts") == (try SmallTape.alerts(tape)))
    }

    @Test("that cannot be opened ends the daemon before it takes an event")
    func unusable() throws {
        for (path, reason) in [
            (scratch.path, "Is a directory"), (scratch("none/alerts"), "No such file or directory"),
        ] {
            let program = try Program(["run", "--alerts", path])
            #expect(try program.awaitExit() == 74)
            #expect(program.log == "margind: open \(path): \(reason)\n")
        }
    }

    @Test("on a full disk ends the daemon, with a message, while its input is still open")
    func fullDisk() throws {
        let program = try Program(["run", "--alerts", "/dev/full"])

        try program.input?.write(SmallTape.text(SmallTape.lines))

        #expect(try program.awaitExit() == 74)
        #expect(program.log.contains("margind: alerts: write alerts to /dev/full: No space left on device\n"))
    }

    @Test("of a daemon that could write no more has whole lines after the next start")
    func limitedSize() throws {
        let tape = SmallTape.text(falls: 4)
        let alerts = try SmallTape.alerts(tape)
        // The shell's unit is 512 bytes: the second block ends within a line.
        let limited = try run(["run", "--alerts", scratch("alerts")], input: tape, .init(prelude: "ulimit -f 2"))
        #expect(limited.status != 0)
        let torn = scratch.text(of: "alerts")
        #expect(torn == String(alerts.prefix(1024)))

        #expect(try run(["run", "--alerts", scratch("alerts")], input: tape).status == 0)

        #expect(scratch.text(of: "alerts") == torn + "\n" + alerts)
    }
}
