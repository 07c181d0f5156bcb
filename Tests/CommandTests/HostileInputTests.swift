import Foundation
import MarginTesting
import Testing

@Suite("Hostile input") struct HostileInputTests {
    private let program: Program
    private let tape = SmallTape.text(SmallTape.lines)
    /// What a daemon needs for the run-up to a flat line: its largest buffers, once each.
    private let slackKibibytes = 24_000

    init() throws { program = try Program(["run"]) }

    /// Sends the tape, ends the input, and expects what a replay of the tape alone raises.
    private func expectUnharmed() throws {
        try program.input?.write(tape)
        program.input?.close()
        #expect(try program.awaitExit() == 0)
        #expect(program.text == (try SmallTape.alerts(tape)))
    }

    private func awaitReceived() throws {
        try eventually("everything is received") { program.input?.isDrained(request: Int32(FIONREAD)) ?? true }
    }

    @Test("of one line of 256 MiB is one rejected line, and takes no memory")
    func endlessLine() throws {
        let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<16 { try program.input?.write(block) }
        try program.awaitLog("stdin:1:65537: rejected: line_too_long")
        let before = try program.memory("VmHWM")

        for _ in 16..<4096 { try program.input?.write(block) }
        try awaitReceived()

        #expect(try program.memory("VmHWM") < before + slackKibibytes)
        try program.input?.write("\n")
        try expectUnharmed()
        #expect(program.log.utf8.count { $0 == 0x0A } == 2)
    }

    @Test("of ten thousand lines of garbage is as many rejected lines")
    func garbage() throws {
        try program.input?.write(String(repeating: "garbage\n", count: 10_000))

        try expectUnharmed()

        #expect(program.log.contains("\nstdin:10000:1: rejected: "))
        #expect(program.log.contains("stopped after 20 events, 10000 rejected lines"))
    }

    @Test("of empty lines, ends of lines alone, and nests of brackets hurts nobody")
    func brackets() throws {
        try program.input?.write(String(repeating: "\n\r\n", count: 2000))
        for bracket in ["[", "{", #"{"a":"#] {
            try program.input?.write(String(repeating: bracket, count: 10_000) + "\n")
        }

        try expectUnharmed()
    }

    @Test("of random bytes hurts nobody, and writes no control character to the log", arguments: 1...3)
    func randomBytes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        try program.input?.write((0..<1_000_000).map { _ in UInt8.random(in: 0...255, using: &generator) } + [0x0A])

        try expectUnharmed()

        #expect(program.log.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }

    @Test("of good lines with bytes turned hurts nobody", arguments: 1...3)
    func turnedBytes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // Names of its own, and times before the tape's: whatever is still an event must not disturb it.
        let sample = tape.replacing("BTC", with: "ETH").replacing("\"PUT", with: "\"P").replacing("\"CALL", with: "\"C")
            .replacing("alice", with: "carol").replacing("bob", with: "dave").replacing("ts\":17", with: "ts\":16")
        var bytes: [UInt8] = []
        for _ in 0..<100 {
            var copy = Array(sample.utf8)
            for _ in 0..<10 {
                let bit = UInt8(1) << UInt8.random(in: 0...7, using: &generator)
                copy[Int.random(in: copy.indices, using: &generator)] ^= bit
            }
            bytes += copy
        }
        try program.input?.write(bytes + [0x0A])
        try program.input?.write(#"{"type":"clock","ts":\#(SmallTape.start)}"# + "\n")
        try program.input?.write(tape)
        program.input?.close()

        #expect(try program.awaitExit() == 0)
        let isAliceLiquidated = program.text.contains(#""account":"alice","state":"liquidation""#)
        #expect(isAliceLiquidated)
    }
}
