import Glibc

/// Where alerts go: standard output, or a file that only ever grows.
///
/// A batch of lines is one write(2), so that a reader that follows the file, or a crash, rarely sees half a line.
/// No failure is dropped: an alert that nobody can read is the one failure this daemon must not hide.
///
/// - A torn line, left by a crash or a full disk, stays where it is and alone: a LF is written after it before
///   anything else. Cutting it off instead would mean that we delete bytes of an audit trail on a guess; a reader
///   that rejects the one malformed line loses nothing.
/// - Where the reader of a pipe is slow, the write waits, and with it the whole daemon: alerts are never dropped.
package struct AlertOutput: ~Copyable, Sendable {
    /// The file's path; nil for standard output.
    package let path: String?
    private var descriptor: Descriptor
    /// The last write stopped within a line.
    private var endsTorn = false

    /// Standard output.
    ///
    /// - Throws: Also where it was closed, or opened for reading alone: at the first alert it would be too late.
    package static func standardOutput() throws(SystemError) -> AlertOutput {
        guard fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE != O_RDONLY else {
            throw SystemError(operation: operation(nil), number: EBADF)
        }
        return AlertOutput(path: nil, descriptor: try Descriptor(duplicating: STDOUT_FILENO))
    }

    private init(path: String?, descriptor: consuming Descriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// The file at `path`, created with mode 0640 (less the umask) when there is none.
    package init(appendingTo path: String) throws(SystemError) {
        descriptor = try Self.open(path)
        self.path = path
    }

    /// Writes whole lines, each with its LF, at the end.
    ///
    /// - Throws: What the system said. Some of the lines may have been written, the last of them in part; the next
    ///   call begins with a LF then.
    package mutating func write(_ lines: UnsafeRawBufferPointer) throws(SystemError) {
        guard let last = lines.last else { return }
        precondition(last == Self.lineFeed, "alerts are written in whole lines")
        if endsTorn {
            try Self.endLine(descriptor, path)
            endsTorn = false
        }
        let (written, failure) = descriptor.writeAll(lines)
        guard let failure else { return }
        endsTorn = written > 0 && lines[written - 1] != Self.lineFeed
        throw SystemError(operation: Self.operation(path), number: failure.number)
    }

    /// Opens the file at `path` again, after a log rotation has moved the old one away.
    ///
    /// The new file is opened before the old one is let go of: when it throws, the old one is still written to.
    /// Standard output stays as it is.
    package mutating func reopen() throws(SystemError) {
        guard let path else { return }
        descriptor = try Self.open(path)
        endsTorn = false
    }

    // MARK: Helpers

    private static let lineFeed: UInt8 = 0x0A

    private static func operation(_ path: String?) -> String { "write alerts to \(path ?? "standard output")" }

    private static func open(_ path: String) throws(SystemError) -> Descriptor {
        let descriptor = try Descriptor(opening: path, flags: O_WRONLY | O_APPEND | O_CREAT, mode: 0o640)
        if try isTorn(descriptor, path) { try endLine(descriptor, path) }
        return descriptor
    }

    private static func endLine(_ descriptor: borrowing Descriptor, _ path: String?) throws(SystemError) {
        let failure = [lineFeed].withUnsafeBytes { descriptor.writeAll($0).failure }
        if let failure { throw SystemError(operation: operation(path), number: failure.number) }
    }

    /// Whether the file has bytes and the last of them is no LF.
    ///
    /// Looked at through a second descriptor: a file that was opened for reading too could not be told from a pipe
    /// that nobody reads.
    private static func isTorn(_ descriptor: borrowing Descriptor, _ path: String) throws(SystemError) -> Bool {
        let status = try descriptor.status()
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return false }
        let reader = try Descriptor(opening: path, flags: O_RDONLY)
        var last: UInt8 = 0
        let count = pread(reader.number, &last, 1, status.st_size - 1)
        guard count >= 0 else { throw .last("read the end of \(path)") }
        return count == 1 && last != lineFeed
    }
}
