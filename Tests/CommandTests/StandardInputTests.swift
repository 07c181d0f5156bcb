import Testing

@Suite("The daemon on standard input") struct StandardInputTests {
    @Test("writes alerts to standard output, the log to standard error, and ends with its input")
    func streams() throws {
        let outcome = try run(["run", "--stdin"], input: "no event\n" + SmallTape.text(SmallTape.lines))

        #expect(outcome.status == 0)
        #expect(outcome.output.contains(#""type":"margin_call""#))
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.hasPrefix(#"{"type":""#) && $0.hasSuffix("}") })
        #expect(outcome.log.contains("stdin:1:2: rejected: "))
        #expect(!outcome.log.contains("margin_call"))
    }

    @Test(
        "raises the bytes of a replay, however the input is cut", arguments: [1, 7, 65_536, 1_048_576],
        DaemonMode.allCases)
    func cuts(size: Int, mode: DaemonMode) throws {
        let tape = SmallTape.text(falls: size < 100 ? 2 : 400)

        let outcome = try run(["run"] + mode.options, input: tape, size: size)

        #expect(outcome.output == (try SmallTape.alerts(tape)))
        #expect(outcome.output.contains(#""type":"liquidation""#))
    }

    @Test("raises the same bytes with any number of shards, every time", arguments: [1, 2, 7])
    func shards(count: Int) throws {
        let tape = SmallTape.text(falls: 20)
        let expected = try SmallTape.alerts(tape)

        for _ in 0..<2 {
            #expect(try run(["run", "--stdin", "--shards", "\(count)"], input: tape).output == expected)
        }
    }

    @Test("takes a last line without line feed, and one ended by CR LF", arguments: DaemonMode.allCases)
    func lineEnds(mode: DaemonMode) throws {
        let plain = try SmallTape.alerts(SmallTape.text(SmallTape.lines))

        #expect(try run(["run"] + mode.options, input: SmallTape.lines.joined(separator: "\r\n")).output == plain)
    }
}
