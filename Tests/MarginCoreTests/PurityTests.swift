import Foundation
import Testing

/// The core and the wire are functions of their input: same lines, same bytes, on any machine and at any time. What could
/// make them anything else is not in their source.
@Suite("The core and the wire")
struct PurityTests {
    private struct Source {
        let name: String
        /// The code, without comments and texts.
        let code: String
        /// The names and key words in it.
        var words: Set<Substring> { Set(code.split { !($0.isLetter || $0.isNumber || $0 == "_") }) }
    }

    private static func sources() throws -> [Source] {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try ["MarginCore", "MarginWire"].flatMap { target in
            let folder = root.appendingPathComponent("Sources").appendingPathComponent(target)
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { file in
                let text = try String(contentsOf: file, encoding: .utf8)
                return Source(name: file.lastPathComponent, code: code(of: text))
            }
        }
    }

    private static func code(of text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                let code = line.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
                return code.firstRange(of: "//").map { String(code[..<$0.lowerBound]) } ?? String(code)
            }
            .joined(separator: "\n")
    }

    @Test("import nothing but the core and its C")
    func imports() throws {
        let sources = try Self.sources()
        #expect(sources.count > 50)
        for source in sources {
            for line in source.code.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.contains("import") else { continue }
                #expect(["MarginCore", "CPricingKernel", "CPages"].contains(words.last), "\(source.name): \(line)")
            }
        }
    }

    @Test("have no clock, no chance, no concurrency, and no mathematics that processors do differently")
    func words() throws {
        for source in try Self.sources() {
            let found = source.words.intersection(forbidden).sorted()
            #expect(found == [], "\(source.name)")
        }
    }
}

private let forbidden: Set<Substring> = [
    "Date", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "Task", "await", "async", "actor",
    "Thread", "Mutex", "Atomic", "random", "shuffled", "shuffle", "SystemRandomNumberGenerator", "Foundation", "Glibc",
    "Musl", "Darwin", "getenv", "ProcessInfo", "CommandLine", "readLine", "hashValue", "exp", "log", "log2", "log10",
    "pow", "sqrt", "erf", "erfc", "sin", "cos", "tanh", "cbrt", "addProduct", "addingProduct",
]
