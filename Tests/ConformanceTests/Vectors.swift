import Foundation

/// The vectors that others computed: files in `vectors/` of the folder that the environment variable `MARGIND_SHARED`
/// names. They are not part of the project; without the variable the suites that need them are skipped.
enum Vectors {
    static var isConfigured: Bool { folder != nil }

    private static var folder: String? { ProcessInfo.processInfo.environment["MARGIND_SHARED"] }

    /// A file in `vectors/`.
    ///
    /// - Throws: Where it is missing: a suite without its vectors has proved nothing.
    static func url(_ name: String) throws -> URL {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        let url = URL(fileURLWithPath: folder).appendingPathComponent("vectors").appendingPathComponent(name)
        guard FileManager.default.isReadableFile(atPath: url.path) else { throw CocoaError(.fileReadNoSuchFile) }
        return url
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from name: String, keys: JSONDecoder.KeyDecodingStrategy = .useDefaultKeys
    ) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = keys
        return try decoder.decode(type, from: Data(contentsOf: url(name)))
    }

    /// The text of a gzip file.
    static func unzippedText(_ name: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", try url(name).path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
