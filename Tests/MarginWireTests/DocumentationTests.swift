import Glibc
import MarginCore
import MarginWire
import Testing

/// What the documentation shows is what the product does.
@Suite("The documentation") struct DocumentationTests {
    @Test(
        "shows events that are all accepted, one after the other, and the alerts that they raise",
        arguments: ["docs/formats.md", "docs/methodology.md"])
    func examples(path: String) throws {
        let page = try Self.text(of: path)
        var configuration = MarginConfiguration()
        configuration.convention = .deribit
        var engine = MarginEngine(configuration: configuration)
        var decoder = EventDecoder()
        var alerts: [Alert] = []
        let events = Self.blocks("json", of: page).flatMap(Self.lines)
        try #require(!events.isEmpty)
        for event in events {
            let verdict = Array(event.utf8).withUnsafeBufferPointer { bytes in
                engine.apply(decoder.decode(bytes), into: &alerts)
            }
            guard case .accepted = verdict else {
                Issue.record("\(path): \(verdict): \(event)")
                continue
            }
        }
        #expect(decoder.unknownFields == 0)

        var encoder = AlertEncoder()
        var bytes: [UInt8] = []
        for alert in alerts { encoder.encode(alert, into: &bytes) }
        let raised = Self.lines(String(decoding: bytes, as: UTF8.self))
        let shown = Self.blocks("text", of: page).flatMap(Self.lines).filter { $0.hasPrefix("{") }
        try #require(!shown.isEmpty)
        for alert in shown { #expect(raised.contains(alert)) }
    }

    @Test("names every type of event, every field and every reason of rejection")
    func vocabulary() throws {
        let page = try Self.text(of: "docs/formats.md")
        for reason in RejectionReason.allCases { #expect(page.contains("| `\(reason.rawValue)` |")) }
        for field in EventField.allCases { #expect(page.contains("`\(field.rawValue)`")) }
        for type in Self.types { #expect(page.contains("`\(type)`")) }
    }

    @Test("names only files that are there, among the key files of the README")
    func keyFiles() throws {
        let readme = try Self.text(of: "README.md")
        let section = try #require(readme.split(separator: "\n## Key files\n").last?.split(separator: "\n## ").first)
        let paths = Self.lines(section).filter { $0.hasPrefix("| `") }.compactMap { row in
            row.split(separator: "`").dropFirst().first.map(String.init)
        }
        try #require(!paths.isEmpty)
        for path in paths { #expect(access(Self.path(path), R_OK) == 0, "\(path) is not there") }
    }

    @Test(
        "links only to pages that are there",
        arguments: [
            "README.md", "docs/architecture.md", "docs/configuration.md", "docs/formats.md", "docs/methodology.md",
            "docs/collateral.md", "docs/history.md", "docs/models.md", "docs/operations.md", "docs/packs.md",
            "docs/performance.md",
            "docs/stress.md", "docs/surface.md", "docs/tail.md", "docs/validation.md",
        ])
    func links(path: String) throws {
        let folder = path.hasPrefix("docs/") ? "docs/" : ""
        for link in try Self.text(of: path).split(separator: "](").dropFirst() {
            guard let target = link.split(separator: ")").first, !target.contains("://") else { continue }
            guard let file = target.split(separator: "#", omittingEmptySubsequences: false).first, !file.isEmpty
            else { continue }
            #expect(access(Self.path(folder + file), R_OK) == 0, "\(path) links to \(file)")
        }
    }

    private static let types = [
        "instrument", "price", "forward", "portfolio", "position", "fill", "balance", "transfer", "account",
        "settlement", "funding", "clock",
    ]

    // MARK: - Reading pages

    /// The contents of the page's fenced blocks in a language, in order.
    private static func blocks(_ language: String, of page: String) -> [Substring] {
        page.split(separator: "```\(language)\n").dropFirst().compactMap { $0.split(separator: "```").first }
    }

    private static func lines(_ text: some StringProtocol) -> [String] {
        String(text).split(separator: "\n").map(String.init)
    }

    /// A path of the repository, from the root of the file system.
    private static func path(_ path: String) -> String {
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/" + path
    }

    private static func text(of path: String) throws -> String {
        let file = try #require(fopen(Self.path(path), "r"), "\(path) cannot be read")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
