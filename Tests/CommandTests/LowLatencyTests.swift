import Foundation
import Testing

/// What is the low-latency daemon's own; what it owes as every daemon stands in the other suites.
@Suite("The low-latency daemon") struct LowLatencyTests {
    /// The recorded replays: the tape, the configuration, and the alerts that they should raise.
    static let folders: [String] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Replays").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: "\($0)/tape.ndjson") }
    }()

    @Test("raises the recorded alerts of every replay, by standard input and by socket", arguments: folders)
    func replays(folder: String) throws {
        let tape = "\(folder)/tape.ndjson"
        let expected = try String(contentsOfFile: "\(folder)/expected.ndjson", encoding: .utf8)
        let options = ["--low-latency", "--config", "\(folder)/margind.json"]
        #expect(!expected.isEmpty)

        #expect(try run(["run"] + options, Program.Surroundings(input: .file(tape))).output == expected)

        let scratch = try Scratch()
        let program = try Program(["run", "--socket", scratch("ingest")] + options)
        let client = try UnixSocket.connectSoon(scratch("ingest"))
        try client.write(Data(contentsOf: URL(fileURLWithPath: tape)), size: 10_000)
        client.close()
        try eventually("the recorded alerts") { program.text.utf8.count >= expected.utf8.count }
        program.send(SIGTERM)
        #expect(try program.awaitExit() == 0)
        #expect(program.text == expected)
    }

    @Test("answers each line before the next one comes, all on one thread")
    func oneByOne() throws {
        let program = try Program(["run", "--low-latency"])
        try program.input?.write(SmallTape.text(SmallTape.opening))
        var lineCount = 0

        for minute in 1...100 {
            try program.input?.write(SmallTape.price(minute % 2 == 1 ? 47_000 : 66_000, minute: minute) + "\n")
            lineCount += 2
            try eventually("both accounts' alerts") { program.output.lineCount >= lineCount }
        }
        let working = try waitsByThread(of: program).filter { $0 > 50 }

        #expect(working.count == 1)

        program.input?.close()
        #expect(try program.awaitExit() == 0)
    }

    @Test("audits its book, and spins where it is told to, with the same alerts", arguments: [0, 1, 1000])
    func options(spin: Int) throws {
        let tape = SmallTape.text(falls: 20)

        let outcome = try run(["run", "--low-latency", "--audit", "7", "--spin", "\(spin)"], input: tape)

        #expect(outcome.status == 0)
        #expect(outcome.output == (try SmallTape.alerts(tape)))
    }

    @Test("judges by a reloaded configuration from the next line on")
    func reload() throws {
        let scratch = try Scratch()
        let path = try scratch.file("margind.json", "{}")
        let program = try Program(["run", "--low-latency", "--config", path])
        try program.input?.write(SmallTape.text(SmallTape.opening) + "no event\n")
        try program.awaitLog("rejected: ")

        _ = try scratch.file("margind.json", #"{"profiles": {"default": {"levels": {"warning": 1000}}}}"#)
        program.send(SIGHUP)
        try program.awaitLog("configuration reloaded")
        try program.input?.write(SmallTape.price(65_001, minute: 1) + "\n")
        program.input?.close()

        #expect(try program.awaitExit() == 0)
        #expect(program.text.hasPrefix(#"{"type":"warning","id":"11-1""#))
        #expect(program.output.lineCount == 2)
    }

    /// How often each thread has waited, as the kernel counts it.
    private func waitsByThread(of program: Program) throws -> [Int] {
        let directory = "/proc/\(program.pid)/task"
        return try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { task in
            let status = try String(contentsOfFile: "\(directory)/\(task)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
            return line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) }
        }
    }
}
