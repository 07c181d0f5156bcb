import Foundation

/// A directory of a test's own, gone with it. Its name is short: a socket's path has room for 107 bytes.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/margind-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw CallFailed("mkdtemp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of `name` in here.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: self(name), atomically: false, encoding: .utf8)
        return self(name)
    }

    func text(of name: String) -> String { (try? String(contentsOfFile: self(name), encoding: .utf8)) ?? "" }

    /// The kind and the permissions of a file, as stat(2) has them; nil when there is none.
    func mode(of name: String) -> mode_t? {
        var status = stat()
        return lstat(self(name), &status) == 0 ? status.st_mode : nil
    }
}
