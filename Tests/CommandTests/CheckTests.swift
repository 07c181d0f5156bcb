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

    /// A key that is not known, and a window that the history does not have.
    static let unsound = """
        {
        "a": 1,
        "history": "closes.csv",
        "profiles": {"default": {"models": ["tail"]}}
        }
        """

    @Test("places what the history lacks in the file, in line with the other faults")
    func history() throws {
        let path = try scratch.file("margind.json", Self.unsound)
        _ = try scratch.file("closes.csv", "underlying,date,close\nBTC,2020-03-11,7950\nBTC,2020-03-12,4800\n")
        let outcome = try run(["check", path])
        #expect(outcome.status == 78)
        #expect(
            outcome.log == """
                \(path):2:1: unknown key "a"
                \(path):4:14: the history has 1 days with a move, and the window is 500

                """)

        // What is wrong with the history is said behind them, with its own place.
        let closes = try scratch.file("closes.csv", "underlying,date,close\nBTC,2020-03-11,-1\n")
        let both = try run(["check", path])
        #expect(
            both.log == """
                \(path):2:1: unknown key "a"
                \(closes):2: the close must be a number greater than 0, not "-1"

                """)
    }

    @Test("says the same faults that keep the daemon from starting")
    func sameAsRun() throws {
        let path = try scratch.file("margind.json", Self.unsound)
        _ = try scratch.file("closes.csv", "underlying,date,close\nBTC,2020-03-11,7950\nBTC,2020-03-12,4800\n")
        let faults = try run(["check", path]).log.split(separator: "\n")
        #expect(faults.count == 2)

        for command in [["run"], ["replay", "-"]] {
            let outcome = try run(command + ["--config", path])
            #expect(outcome.status == 78)
            #expect(outcome.log.split(separator: "\n") == faults.map { "margind: \($0)" })
        }
    }
}
