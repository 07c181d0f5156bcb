package import Glibc

/// Why a socket cannot be listened on.
package enum ListenerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Empty, above 107 bytes, or with a NUL in it.
    case unusablePath(String)
    /// Another process listens there, or is just about to.
    case inUse(String)
    /// Something else lies at the path; it is left alone.
    case notASocket(String)
    /// A descriptor that was handed to us is no listening Unix stream socket.
    case notListening(CInt)
    case system(SystemError)

    package var description: String {
        switch self {
        case .unusablePath(let path):
            "the socket path must have 1 to \(UnixAddress.pathByteCountMax) bytes, this has \(path.utf8.count): \(path)"
        case .inUse(let path): "another process listens on \(path)"
        case .notASocket(let path): "\(path) exists and is not a socket; it is left alone"
        case .notListening(let number): "descriptor \(number) is not a listening Unix stream socket"
        case .system(let error): error.description
        }
    }
}

/// A listening Unix stream socket, non-blocking; either bound here or handed over by the service manager.
///
/// A socket bound here removes its path when it is let go of, if the path still leads to it.
package struct UnixListener: ~Copyable, Sendable {
    /// Where it listens; nil for an abstract or unnamed socket.
    package let path: String?
    private let descriptor: Descriptor
    /// What was created at `path`; nil for a socket handed over, whose path belongs to the service manager.
    private let created: FileIdentity?

    package var number: CInt { descriptor.number }

    /// Binds `path` and listens on it, with mode `mode` whatever the umask.
    ///
    /// A socket nobody listens on, left behind by a crash, is replaced; anything else at `path` is an error.
    package init(binding path: String, mode: mode_t = 0o660) throws(ListenerError) {
        guard let address = UnixAddress(path: path) else { throw .unusablePath(path) }
        let lock = try Self.lockDirectory(of: path)
        let descriptor = try asListenerError { () throws(SystemError) in try UnixAddress.makeSocket(SOCK_STREAM) }
        // bind(2) gives the file the mode of the descriptor, less the umask: at no moment is it wider than `mode`.
        guard fchmod(descriptor.number, mode) == 0 else { throw .system(.last("set the mode of a socket")) }

        if !Self.bind(descriptor, to: address) {
            guard errno == EADDRINUSE else { throw .system(.last("bind \(path)")) }
            try Self.removeStaleSocket(at: path, address)
            guard Self.bind(descriptor, to: address) else { throw .system(.last("bind \(path)")) }
        }
        guard chmod(path, mode) == 0, listen(descriptor.number, SOMAXCONN) == 0 else {
            let error = SystemError.last("listen on \(path)")
            unlink(path)
            throw .system(error)
        }
        self.path = path
        created = FileIdentity(path: path)
        self.descriptor = descriptor
        _ = consume lock
    }

    /// Takes over a socket that listens already, from the service manager.
    package init(adopting descriptor: consuming Descriptor) throws(ListenerError) {
        let number = descriptor.number
        guard Self.isListening(number) else { throw .notListening(number) }
        do throws(SystemError) {
            try descriptor.setCloseOnExec()
            try descriptor.setNonBlocking()
        } catch { throw .system(error) }
        path = UnixAddress.path(ofSocket: number)
        created = nil
        self.descriptor = descriptor
    }

    // The socket is still open here, and holds its inode: no other file can have got the same number.
    deinit {
        if let path, let created, FileIdentity(path: path) == created { unlink(path) }
    }

    /// Whether `number` is a Unix stream socket that listens; false also where nothing is open under it.
    static func isListening(_ number: CInt) -> Bool {
        option(SO_DOMAIN, of: number) == AF_UNIX && option(SO_TYPE, of: number) == CInt(SOCK_STREAM.rawValue)
            && option(SO_ACCEPTCONN, of: number) == 1
    }

    // MARK: Helpers

    /// Holds the directory of `path` while the path is looked at and bound.
    ///
    /// Two instances that start together would otherwise both find the same stale socket, and the second would
    /// remove what the first has just bound. The lock is on the directory itself: it leaves no file behind.
    private static func lockDirectory(of path: String) throws(ListenerError) -> Descriptor {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let lock = try asListenerError { () throws(SystemError) in
            try Descriptor(opening: directory, flags: O_RDONLY | O_DIRECTORY)
        }
        // Not waited for: whoever may read the directory may hold this lock, for as long as it likes.
        guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { throw .inUse(path) }
            throw .system(.last("lock \(directory)"))
        }
        return lock
    }

    private static func bind(_ descriptor: borrowing Descriptor, to address: UnixAddress) -> Bool {
        let number = descriptor.number
        return address.withSockaddr { Glibc.bind(number, $0, $1) } == 0
    }

    /// Removes the file at `path` if it is a socket on which nobody listens.
    private static func removeStaleSocket(at path: String, _ address: UnixAddress) throws(ListenerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .system(.last("look at \(path)")) }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }

        let probe = try asListenerError { () throws(SystemError) in try UnixAddress.makeSocket(SOCK_STREAM) }
        let number = probe.number
        let result = address.withSockaddr { address, length in
            retryingInterrupts { connect(number, address, length) }
        }
        // Only a refusal says that nobody is there. EAGAIN is a full queue and EPROTOTYPE a socket of another
        // type, so somebody is; and where we may not even ask (EACCES), we may not remove.
        guard result != 0, errno == ECONNREFUSED else { throw .inUse(path) }
        guard unlink(path) == 0 else { throw .system(.last("remove the stale socket \(path)")) }
    }

    private static func option(_ name: CInt, of number: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(number, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}

/// Carries out `body` where an error of the system is one of several reasons.
private func asListenerError<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
) throws(ListenerError) -> Result {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
}

/// Which file a path leads to: two paths, or two moments, can be compared.
struct FileIdentity: Equatable, Sendable {
    private let device: dev_t
    private let inode: ino_t

    init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
    }

    /// The file at `path` itself, not what a symbolic link leads to; nil when there is none.
    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}
