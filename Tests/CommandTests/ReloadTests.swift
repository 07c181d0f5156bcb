import Foundation
import Testing

@Suite("On HUP, the configuration") struct ReloadTests {
    private let scratch: Scratch
    private let program: Program
    private let configuration: String

    /// Every account that holds anything is warned by this one.
    private static let cautious = #"{"profiles": {"default": {"levels": {"warning": 1000}}}}"#

    init() throws {
        scratch = try Scratch()
        configuration = try scratch.file("margind.json", #"{"profiles": {"default": {}, "desk": {}}}"#)
        program = try Program(["run", "--config", configuration])
        try program.input?.write(SmallTape.text(SmallTape.opening))
        // A rejected line shows that everything before it was taken.
        try program.input?.write("no event\n")
        try program.awaitLog("rejected: ")
    }

    private func reload(_ text: String?) throws {
        if let text {
            _ = try scratch.file("margind.json", text)
        } else {
            try FileManager.default.removeItem(atPath: configuration)
        }
        program.send(SIGHUP)
        try eventually("the end of the reload:\n\(program.log)") {
            program.log.contains("configuration reloaded") || program.log.contains("configuration kept")
        }
    }

    /// The alerts after one more price that moves next to nothing.
    private func alertsOfNextPrice() throws -> String {
        try program.input?.write(SmallTape.price(65_001, minute: 1) + "\n")
        program.input?.close()
        #expect(try program.awaitExit() == 0)
        return program.text
    }

    @Test("is read again: the next event judges every account by it")
    func changed() throws {
        try reload(Self.cautious)

        let alerts = try alertsOfNextPrice()

        #expect(alerts.contains(#"{"type":"warning","id":"11-1""#))
        #expect(alerts.split(separator: "\n").count == 2)
    }

    @Test("with faults is refused, each with its place, and the old one stays")
    func faulty() throws {
        try reload(Self.cautious + "\n{")
        try reload("{\n  \"max_jump\": -1,\n  \"typo\": 1\n}")

        #expect(program.log.contains("\n\(configuration):2:1: "))
        try program.awaitLog("\n\(configuration):2:15: ")
        try program.awaitLog("\n\(configuration):3:3: ")
        #expect(program.log.contains("configuration kept: the new one is not sound"))
        try reload("{\"profiles\": {\"default\": {\n\n  \"models\": [\"tail\"]}}}")
        try program.awaitLog("\n\(configuration):3:13: the model tail needs a history with closes")
        #expect(try alertsOfNextPrice() == "")
    }

    @Test("that is gone, or no file, is refused by its path", arguments: [false, true])
    func missing(isDirectory: Bool) throws {
        try FileManager.default.removeItem(atPath: configuration)
        if isDirectory {
            try FileManager.default.createDirectory(atPath: configuration, withIntermediateDirectories: false)
        }
        program.send(SIGHUP)

        try program.awaitLog("configuration kept: the new one is not sound")
        let reason = isDirectory ? "Is a directory" : "No such file or directory"
        #expect(program.log.contains("\(configuration): \(reason)"))
        #expect(try alertsOfNextPrice() == "")
    }

    @Test("that lacks a profile in use is refused as a whole")
    func missingProfile() throws {
        let event = #"{"type":"account","ts":\#(SmallTape.start),"account":"alice","profile":"desk"}"#
        try program.input?.write(event + "\nno event\n")
        try program.awaitLog("stdin:13:")

        try reload(Self.cautious)

        #expect(program.log.contains(#"configuration kept: accounts use profile "desk", which the new one lacks"#))
        try program.input?.write(SmallTape.price(65_000, minute: 0) + "\n")
        #expect(try alertsOfNextPrice() == "")
    }

    @Test("is read again as often as asked; the last one counts")
    func often() throws {
        for round in 0..<50 {
            _ = try scratch.file("margind.json", round % 2 == 0 ? Self.cautious : "{")
            program.send(SIGHUP)
            try program.input?.write(SmallTape.price(65_000, minute: 0) + "\n")
        }
        let logged = program.log.utf8.count
        _ = try scratch.file("margind.json", "{}")
        program.send(SIGHUP)
        try eventually("the last reload") { program.log.dropFirst(logged).contains("configuration reloaded\n") }

        program.input?.close()

        #expect(try program.awaitExit() == 0)
    }

    @Test(
        "under a relative path is found again, as the daemon stays in its directory",
        arguments: DaemonMode.allCases)
    func relativePath(mode: DaemonMode) throws {
        let program = try Program(
            ["run", "--config", "margind.json", "--alerts", "alerts"] + mode.options,
            .init(prelude: "cd \(scratch.path)"))
        try program.input?.write(SmallTape.text(SmallTape.opening) + "no event\n")
        try program.awaitLog("rejected: ")
        _ = try scratch.file("margind.json", Self.cautious)
        program.send(SIGHUP)
        try program.awaitLog("configuration reloaded")

        try program.input?.write(SmallTape.price(65_001, minute: 1) + "\n")
        program.input?.close()

        #expect(try program.awaitExit() == 0)
        #expect(scratch.text(of: "alerts").contains("warning"))
    }
}
