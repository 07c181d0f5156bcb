import Testing

@Suite("A standard stream that is missing or broken") struct StandardStreamTests {
    @Test("without a standard input says so, and does not end well")
    func closedInput() throws {
        let outcome = try run(["run"], .init(input: .closed))

        #expect(outcome.status == 74)
        #expect(outcome.log.contains("stdin: "))
    }

    @Test("without a standard output says so before it takes an event")
    func closedOutput() throws {
        let program = try Program(["run"], .init(output: .closed))

        #expect(try program.awaitExit() == 74)
        #expect(program.log.contains("standard output"))
    }

    @Test("without a standard error keeps its log out of the alerts")
    func closedError() throws {
        let scratch = try Scratch()
        let tape = SmallTape.text(SmallTape.lines)

        let outcome = try run(
            ["run", "--alerts", scratch("alerts")], input: "no event\n" + tape, .init(errors: .closed))

        #expect(outcome.status == 0)
        #expect(scratch.text(of: "alerts") == (try SmallTape.alerts(tape)))
    }

    @Test("ends it where events cannot be read from there")
    func unreadableInput() throws {
        let outcome = try run(["run"], .init(input: .file("/")))

        #expect(outcome.status == 74)
        #expect(outcome.log == "margind: stdin: read: Is a directory\n")
    }

    @Test("ends it, with a message, when the reader of the alerts has gone", arguments: [["run"], ["replay", "-"]])
    func readerGone(command: [String]) throws {
        let program = try Program(command, .init(leavesOutputUnread: true))
        program.abandonOutput()

        try? program.input?.write(SmallTape.text(falls: 50))

        #expect(try program.awaitExit() == 74)
        #expect(program.log.hasSuffix("margind: alerts: write alerts to standard output: Broken pipe\n"))
    }

    @Test("ends it, with a message, when the device is full", arguments: [["run"], ["replay", "-"]])
    func deviceFull(command: [String]) throws {
        let outcome = try run(command, input: SmallTape.text(SmallTape.lines), .init(output: .file("/dev/full")))

        #expect(outcome.status == 74)
        #expect(outcome.log == "margind: alerts: write alerts to standard output: No space left on device\n")
    }

    @Test("fails what is asked for on standard output", arguments: [["check", "--print-defaults"], ["--help"]])
    func printing(command: [String]) throws {
        let outcome = try run(command, .init(output: .file("/dev/full")))

        #expect(outcome.status == 74)
        #expect(outcome.log == "margind: write to standard output: No space left on device\n")
    }
}
