import Glibc

/// Whole files of text.
enum TextFile {
    static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
        guard let file = fopen(path, "w") else { throw BenchmarkFailure("cannot write \(path)") }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw BenchmarkFailure("cannot write \(path)") }
    }
}
