import Foundation
import Testing

/// `Replays/generate.swift` writes the tapes that are in the repository.
@Suite("The generator of the tapes", .enabled(if: Compiler.path != nil, "there is no swiftc to build it with"))
struct GeneratorTests {
    @Test("writes the same bytes on every machine")
    func writesTheSameBytes() throws {
        let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("replays-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: temporary) }
        let program = temporary.appendingPathComponent("generate").path
        let script = ReplayTape.folder.appendingPathComponent("generate.swift").path

        try run(try #require(Compiler.path), [script, "-o", program])
        try run(program, [temporary.path])

        for replay in ReplayTape.all {
            let written = temporary.appendingPathComponent(replay.name).appendingPathComponent("tape.ndjson")
            #expect(firstDifference([UInt8](try Data(contentsOf: written)), replay.tape) == nil, "\(replay.name)")
        }
        let rejections = temporary.appendingPathComponent("bad-feed").appendingPathComponent("rejections.txt")
        #expect([UInt8](try Data(contentsOf: rejections)) == ReplayTape.file("rejections.txt", of: "bad-feed"))
    }

    private func run(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(path)")
    }
}

/// The Swift compiler, where the search path leads to one.
enum Compiler {
    static let path: String? = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { "\($0)/swiftc" }.first(where: FileManager.default.isExecutableFile(atPath:))
    }()
}
