import Testing

@Suite("A wrong command line") struct UsageTests {
    @Test(
        "ends with status 64 and says what is wrong",
        arguments: [
            ([], "no command given; see margind --help"),
            (["rnu"], "unknown command rnu; did you mean run?"),
            (["xyzzy"], "unknown command xyzzy"),
            (["run", "--sockte", "x"], "unknown option --sockte; did you mean --socket?"),
            (["run", "--socket"], "--socket needs a value"),
            (["run", "--stdin=yes"], "--stdin takes no value"),
            (["run", "--stdin", "--stdin"], "--stdin is given twice"),
            (["run", "tape"], "run takes no operand"),
            (["run", "--shards", "0"], "--shards takes a whole number from 1 to 256"),
            (["run", "--shards", "two"], "--shards takes a whole number from 1 to 256"),
            (
                ["run", "--low-latency", "--shards", "2"],
                "--low-latency works on one thread with one book: it takes no --shards above 1"
            ),
            (["run", "--spin", "50"], "--spin goes with --low-latency"),
            (["run", "--low-latency", "--spin", "1s"], "--spin takes a whole number from 0 to 1000000"),
            (["run", "--guards"], "--guards needs a value"),
            (["run", "--low-latency", "--guards", "maybe"], #"--guards takes on or off, not "maybe""#),
            (["replay"], "replay takes at least one tape, or -"),
            (["replay", "--guards", "", "-"], #"--guards takes on or off, not """#),
            (["replay", "--expct=x", "-"], "unknown option --expct; did you mean --expect?"),
            (["replay", "--speed", "fast", "-"], #"--speed takes max or a multiple such as 1x or 60x, not "fast""#),
            (["replay", "--speed", "0x", "-"], #"--speed takes max or a multiple such as 1x or 60x, not "0x""#),
            (["replay", "--speed", "nanx", "-"], #"--speed takes max or a multiple such as 1x or 60x, not "nanx""#),
            (["replay", "--max-gap", "5s", "-"], "--max-gap goes with a --speed such as 1x"),
            (
                ["replay", "--speed", "1x", "--max-gap", "soon", "-"],
                #"--max-gap takes a length of time such as 500ms, 5s, 2m or 1h, not "soon""#
            ),
            (
                ["replay", "--from", "noon", "-"],
                #"--from takes an RFC 3339 time or nanoseconds since 1970, not "noon""#
            ),
            (
                ["replay", "--fail-on", "fire", "-"],
                #"--fail-on takes one of warning, call, liquidation, insolvent, not "fire""#
            ),
            (["replay", "--audit", "0", "-"], "--audit takes a whole number from 1 to 9223372036854775807"),
            (["check"], "check takes one configuration file"),
            (["check", "a", "b"], "check takes one configuration file"),
            (["check", "--print-defaults", "a"], "--print-defaults takes no file"),
            (["history"], "history needs --underlying NAME"),
            (["history", "--underlying", "BTC", "a"], "history takes no operand; --from names the candles"),
            (
                ["history", "--underlying", "a,b"],
                "--underlying takes a name without commas and control characters"
            ),
        ] as [([String], String)])
    func refused(arguments: [String], message: String) throws {
        let outcome = try run(arguments)

        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.log == "margind: \(message)\n")
    }

    @Test(
        "is helped by --help, which goes to standard output",
        arguments: ["run", "replay", "backtest", "check", "history"])
    func help(command: String) throws {
        let outcome = try run([command, "--help"])

        #expect(outcome.status == 0)
        #expect(outcome.output.contains("usage: margind \(command) "))
        #expect(outcome.log == "")
        #expect(try run(["--help"]).output.contains("  \(command) "))
    }
}
