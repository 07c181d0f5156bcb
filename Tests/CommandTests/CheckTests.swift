import Testing

@Suite("margind check") struct CheckTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("finds its own defaults sound, and margin by them the same")
    func defaults() throws {
        let printed = try run(["check", "--print-defaults"])
        let path = try scratch.file("margind.json", printed.output)

        let checked = try run(["check", path])

        #expect(printed.status == 0)
        #expect(checked.status == 0)
        #expect(checked.log == "\(path): sound\n")
        let tape = SmallTape.text(SmallTape.lines)
        #expect(try SmallTape.alerts(tape, ["--config", path]) == (try SmallTape.alerts(tape)))
    }

    @Test("names every fault by file, line and column, and nothing else")
    func faults() throws {
        let path = try scratch.file(
            "margind.json",
            """
            {
                "valuation_intervall": 60,
                "max_jump": "long",
                "profiles": {"default": {"levels": {"warning": 0.5}}}
            }
            """)

        let outcome = try run(["check", path])

        #expect(outcome.status == 78)
        let lines = outcome.log.split(separator: "\n")
        #expect(lines.count == 3)
        for (line, place) in zip(lines, ["2:5", "3:17", "4:52"]) { #expect(line.hasPrefix("\(path):\(place): ")) }
        #expect(lines.first?.contains("valuation_interval") ?? false)
    }

    @Test("names the file that cannot be read", arguments: ["none.json", ""])
    func unreadable(name: String) throws {
        let path = scratch(name)

        let outcome = try run(["check", path])

        #expect(outcome.status == 78)
        #expect(outcome.log.contains(path))
        #expect(outcome.log.hasSuffix(": \(name.isEmpty ? "Is a directory" : "No such file or directory")\n"))
    }

    @Test("says the same faults that keep the daemon from starting")
    func sameAsRun() throws {
        let path = try scratch.file("margind.json", "{\n\"a\": 1,\n\"b\": 2\n}")
        let faults = try run(["check", path]).log.split(separator: "\n")

        for command in [["run"], ["replay", "-"]] {
            let outcome = try run(command + ["--config", path])
            #expect(outcome.status == 78)
            #expect(outcome.log.split(separator: "\n") == faults.map { "margind: \($0)" })
        }
    }
}
