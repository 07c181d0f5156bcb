import Foundation
import Testing

@Suite("margind replay") struct ReplayTests {
    private let scratch: Scratch
    private let tape: String
    private let alerts: String

    init() throws {
        scratch = try Scratch()
        tape = try scratch.file("tape", SmallTape.text(SmallTape.lines))
        alerts = try run(["replay", tape]).output
    }

    @Test("raises the same bytes again, with any number of shards, audited or not")
    func sameBytes() throws {
        #expect(alerts.contains(#""type":"margin_call""#))
        let variants = [
            [], ["--shards", "7"], ["--audit", "1"], ["--audit", "3", "--shards", "2"], ["--speed", "max"],
            ["--guards", "off"], ["--guards", "on", "--shards", "2"],
        ]
        for options in variants {
            let outcome = try run(["replay"] + options + [tape])
            #expect(outcome.status == 0)
            #expect(outcome.output == alerts)
        }
    }

    @Test("at a speed, its silences cut, raises the same bytes")
    func paced() throws {
        let outcome = try run(["replay", "--speed", "1000x", "--max-gap", "1s", tape])

        #expect(outcome.status == 0)
        #expect(outcome.output == alerts)
    }

    @Test("takes the time that the speed says")
    func pacing() throws {
        // Ten minutes at 1200 times real time.
        let start = Date()

        #expect(try run(["replay", "--speed", "1200x", tape]).output == alerts)

        #expect(Date().timeIntervalSince(start) >= 0.45)
    }

    @Test("reads two tapes as one, with or without a last line feed, and - as standard input")
    func severalTapes() throws {
        let first = try scratch.file("first", SmallTape.text(SmallTape.opening))
        let bare = try scratch.file("bare", SmallTape.opening.joined(separator: "\n"))
        let second = try scratch.file("second", SmallTape.text(SmallTape.falls(1)))

        #expect(try run(["replay", first, second]).output == alerts)
        #expect(try run(["replay", bare, second]).output == alerts)
        #expect(try run(["replay", first, "-"], input: SmallTape.text(SmallTape.falls(1))).output == alerts)
    }

    @Test("--from leaves out the alerts before an instant, --until stops before the lines after one")
    func window() throws {
        let lines = alerts.split(separator: "\n").map(String.init)
        let time = { (minute: Int) in "\(SmallTape.start + Int64(minute) * 60_000_000_000)" }
        let isUpTo = { (line: String, minute: Int) in
            line.split(separator: #""ts":"#)[1].prefix { $0.isNumber } <= time(minute)
        }

        let tail = try run(["replay", "--from", "2026-03-01T00:06:00Z", tape])
        let head = try run(["replay", "--until", time(5), tape])

        #expect(tail.output == SmallTape.text(lines.filter { !isUpTo($0, 5) }))
        #expect(head.output == SmallTape.text(lines.filter { isUpTo($0, 5) }))
        #expect(head.output + tail.output == alerts)
        #expect(!head.output.isEmpty && !tail.output.isEmpty)
    }

    @Test("--expect with the same bytes ends well")
    func expected() throws {
        let path = try scratch.file("expected", alerts)

        #expect(try run(["replay", "--expect", path, tape]).status == 0)
        #expect(try run(["replay", "--expect", "/dev/null", try scratch.file("empty", "")]).status == 0)
    }

    /// How an expectation is wrong.
    enum Mistake: CaseIterable { case changed, missing, additional, unended }

    @Test("--expect with other bytes ends with 1 and shows the first difference", arguments: Mistake.allCases)
    func unexpected(mistake: Mistake) throws {
        let lines = alerts.split(separator: "\n").map(String.init)
        let last = lines.count
        var expectation = lines
        var ended = true
        let (line, wanted, raised): (Int, String, String)
        switch mistake {
        case .changed:
            expectation[2] += " "
            (line, wanted, raised) = (3, lines[2] + " ", lines[2])
        case .missing:
            expectation.append("more")
            (line, wanted, raised) = (last + 1, "more", "(nothing)")
        case .additional:
            expectation.removeLast()
            (line, wanted, raised) = (last, "(nothing)", lines[last - 1])
        case .unended:
            ended = false
            (line, wanted, raised) = (last, lines[last - 1] + " (without a line feed)", lines[last - 1])
        }
        let text = expectation.joined(separator: "\n") + (ended ? "\n" : "")
        let path = try scratch.file("expected", text)

        let outcome = try run(["replay", "--expect", path, tape])

        #expect(outcome.status == 1)
        #expect(outcome.output == alerts)
        #expect(
            outcome.log.hasSuffix("\n\(path):\(line): not as expected\n  expected \(wanted)\n  raised   \(raised)\n"))
    }

    @Test("--fail-on ends with 2 where an account gets into that state, or a worse one")
    func failOn() throws {
        for (state, status) in [("warning", 2), ("margin_call", 2), ("liquidation", 2), ("insolvent", 0)] {
            #expect(try run(["replay", "--fail-on", state, tape]).status == CInt(status))
        }
    }

    @Test("names the tape or the expectation that cannot be read, and ends with 66")
    func missing() throws {
        let missing = scratch("none")
        for arguments in [[missing], [tape, missing], ["--expect", missing, tape]] {
            let outcome = try run(["replay"] + arguments)
            #expect(outcome.status == 66)
            #expect(outcome.log == "margind: open \(missing): No such file or directory\n")
        }
        let outcome = try run(["replay", scratch.path])
        #expect(outcome.status == 66)
        #expect(outcome.log == "margind: read \(scratch.path): Is a directory\n")
    }

    @Test("goes on after a bad line, and names its tape, line and column")
    func badLine() throws {
        let bad = try scratch.file("bad", #"{"ts":\#(SmallTape.start),"type":"price","symbol":"ETH","price":1}"# + "\n")

        let outcome = try run(["replay", bad, tape])

        #expect(outcome.status == 0)
        #expect(outcome.output == alerts)
        #expect(outcome.log.contains("\(bad):1:51: rejected: undefined_symbol (symbol)"))
    }

    @Test("sums up on standard error, and writes no progress where that is no terminal")
    func summary() throws {
        let log = try run(["replay", tape]).log

        #expect(log.contains("20 lines in "))
        #expect(!log.contains("\u{1B}"))
    }

    @Test("is ended by a signal like any other program", arguments: [SIGTERM, SIGINT, SIGHUP])
    func signals(signal: CInt) throws {
        let program = try Program(["replay", "-"])
        try program.input?.write(SmallTape.text(falls: 2))
        try eventually("alerts") { program.output.lineCount > 0 }

        program.send(signal)

        #expect(try program.awaitExit() == 128 + signal)
    }
}
