import Foundation
import MarginCore
import MarginWire
import Testing

/// One folder of `Replays/`: a tape, its configuration and the alerts that it has to raise.
struct ReplayTape: Sendable, CustomTestStringConvertible {
    let name: String
    let tape: [UInt8]
    let expected: [UInt8]
    let configuration: MarginConfiguration

    var testDescription: String { name }

    /// `Replays/`, found from where this file is.
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Replays")

    /// Every folder that has a tape, by name. One that lacks anything else ends the tests.
    static let all: [ReplayTape] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().filter { file("tape.ndjson", of: $0) != nil }.map(read)
    }()

    static func named(_ name: String) throws -> ReplayTape { try #require(all.first { $0.name == name }) }

    private static func read(_ name: String) -> ReplayTape {
        guard let tape = file("tape.ndjson", of: name), let expected = file("expected.ndjson", of: name),
            let text = file("margind.json", of: name)
        else { preconditionFailure("\(name) has a tape, expected alerts and a configuration") }
        switch ConfigurationReader.read(text) {
        case .success(var configuration):
            if let path = configuration.historyPath { configuration.history = history(path, of: name) }
            return ReplayTape(name: name, tape: tape, expected: expected, configuration: configuration)
        case .failure(let faults): preconditionFailure("\(name)/margind.json: \(faults)")
        }
    }

    private static func history(_ path: String, of name: String) -> PriceHistory {
        guard let text = file(path, of: name) else { preconditionFailure("\(name) has no \(path)") }
        do throws(HistoryFault) { return try HistoryText.read(text) } catch {
            preconditionFailure("\(name)/\(path): \(error)")
        }
    }

    /// The bytes of a file in the folder of a tape; `nil` where there is none.
    static func file(_ file: String, of name: String) -> [UInt8]? {
        let path = folder.appendingPathComponent(name).appendingPathComponent(file)
        return (try? Data(contentsOf: path)).map([UInt8].init)
    }
}
