import Glibc

/// A tape on disk, and shorter ones that begin like it.
struct TapeFile {
    let path: String
    private let workspace: Workspace

    init(path: String, workspace: Workspace) {
        self.path = path
        self.workspace = workspace
    }

    /// The first `bytes` of the tape in a file of its own, which lives until the next prefix of this name.
    func prefix(_ bytes: Int, name: String) throws(BenchmarkFailure) -> String {
        let prefix = workspace.file(name)
        guard let source = fopen(path, "r"), let target = fopen(prefix, "w") else {
            throw BenchmarkFailure("cannot copy \(path)")
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var left = bytes
        while left > 0 {
            let count = fread(&chunk, 1, min(left, chunk.count), source)
            guard count > 0, fwrite(chunk, 1, count, target) == count else { break }
            left -= count
        }
        fclose(source)
        guard fclose(target) == 0, left == 0 else { throw BenchmarkFailure("cannot copy \(path)") }
        return prefix
    }

    /// The offset behind each line.
    func lineEnds() -> [Int] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var ends: [Int] = []
        var offset = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            for place in 0..<count where chunk[place] == UInt8(ascii: "\n") { ends.append(offset + place + 1) }
            offset += count
        }
        return ends
    }

    /// Whether two files hold the same bytes.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        guard let left = fopen(one, "r") else { return false }
        defer { fclose(left) }
        guard let right = fopen(other, "r") else { return false }
        defer { fclose(right) }
        var a = [UInt8](repeating: 0, count: 1 << 16)
        var b = a
        while true {
            let count = fread(&a, 1, a.count, left)
            guard fread(&b, 1, b.count, right) == count, a[..<count] == b[..<count] else { return false }
            if count == 0 { return true }
        }
    }
}
