import Glibc

/// Whole files of text.
enum TextFile {
    static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
        guard let file = fopen(path, "w") else { throw BenchmarkFailure("cannot write \(path)") }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw BenchmarkFailure("cannot write \(path)") }
    }

    /// All of a file as text; empty where it cannot be read.
    static func read(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

    /// All of a file; empty where it cannot be read.
    static func bytes(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }
}
