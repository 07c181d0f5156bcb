import Glibc
import Testing

@testable import MarginService

@Suite("A Unix listener") struct UnixListenerTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("ingest.sock") }

    private func mode(of path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    /// A listener is noncopyable, and no value for `#expect(throws:)`.
    private func bind(_ path: String) throws(ListenerError) { _ = try UnixListener(binding: path) }

    @Test("can be connected to, has mode 0660, and takes its path along")
    func lifecycle() throws {
        do {
            let listener = try UnixListener(binding: path)
            #expect(listener.path == path)
            #expect(mode(of: path) == S_IFSOCK | 0o660)
            _ = try Producer(connectingTo: path)
            _ = consume listener
        }
        #expect(mode(of: path) == 0)
    }

    @Test("replaces a socket that a crash left behind")
    func stale() throws {
        let address = try #require(UnixAddress(path: path))
        let crashed = try UnixAddress.makeSocket(SOCK_STREAM)
        let number = crashed.release()
        #expect(address.withSockaddr { Glibc.bind(number, $0, $1) } == 0)
        close(number)
        #expect(mode(of: path) & S_IFMT == S_IFSOCK)

        let listener = try UnixListener(binding: path)
        _ = try Producer(connectingTo: path)
        _ = consume listener
    }

    @Test("is refused where another listens, and leaves that one alone")
    func live() throws {
        let listener = try UnixListener(binding: path)
        #expect(throws: ListenerError.inUse(path)) { try bind(path) }
        _ = try Producer(connectingTo: path)
        _ = consume listener
    }

    @Test("is refused where a socket of another type is served")
    func datagram() throws {
        let address = try #require(UnixAddress(path: path))
        let other = try UnixAddress.makeSocket(SOCK_DGRAM)
        let number = other.number
        #expect(address.withSockaddr { Glibc.bind(number, $0, $1) } == 0)
        #expect(throws: ListenerError.inUse(path)) { try bind(path) }
        _ = consume other
    }

    @Test("is refused where a file lies, and leaves it alone")
    func file() throws {
        try write("precious", to: path)
        #expect(throws: ListenerError.notASocket(path)) { try bind(path) }
        #expect(try contents(of: path) == "precious")
    }

    @Test("does not follow a symbolic link")
    func link() throws {
        let target = directory.file("target")
        let listener = try UnixListener(binding: target)
        #expect(symlink(target, path) == 0)
        #expect(throws: ListenerError.notASocket(path)) { try bind(path) }
        _ = consume listener
    }

    @Test("says that a path is too long, and takes one of 107 bytes")
    func length() throws {
        let room = 107 - directory.path.utf8.count - 1
        let longest = directory.file(String(repeating: "x", count: room))
        try bind(longest)
        #expect(throws: ListenerError.unusablePath(longest + "x")) { try bind(longest + "x") }
        #expect(throws: ListenerError.unusablePath("")) { try bind("") }
        #expect(ListenerError.unusablePath(longest + "x").description.contains("this has 108"))
    }

    @Test("names the directory that is missing")
    func noDirectory() {
        let error = SystemError(operation: "open \(directory.path)/none", number: ENOENT)
        #expect(throws: ListenerError.system(error)) { try bind(directory.file("none/x.sock")) }
        #expect(error.description == "open \(directory.path)/none: No such file or directory")
    }

    @Test("leaves a path alone that leads to another socket by now")
    func replaced() throws {
        let old = try UnixListener(binding: path)
        unlink(path)
        let new = try UnixListener(binding: path)
        _ = consume old
        _ = try Producer(connectingTo: path)
        _ = consume new
    }

    @Test("is refused while another instance is binding in the same directory")
    func lockedDirectory() throws {
        let lock = try Descriptor(opening: directory.path, flags: O_RDONLY | O_DIRECTORY)
        #expect(flock(lock.number, LOCK_EX) == 0)
        #expect(throws: ListenerError.inUse(path)) { try bind(path) }
        _ = consume lock
    }
}

@Suite("A socket handed over by the service manager") struct SocketActivationTests {
    private let directory = TemporaryDirectory()

    @Test("is found from descriptor 3, with its name")
    func parse() throws {
        let sockets = try SocketActivation.sockets(count: "3", pid: "42", names: "ingest::ctl", ownPID: 42)
        #expect(sockets.map(\.number) == [3, 4, 5])
        #expect(sockets.map(\.name) == ["ingest", "unknown", "ctl"])
        #expect(try SocketActivation.sockets(count: "1", pid: "42", names: nil, ownPID: 42).map(\.name) == ["unknown"])
    }

    @Test("is not ours without the variables, or with another process's number")
    func notOurs() throws {
        #expect(try SocketActivation.sockets(count: nil, pid: "42", names: nil, ownPID: 42).isEmpty)
        #expect(try SocketActivation.sockets(count: "1", pid: nil, names: nil, ownPID: 42).isEmpty)
        #expect(try SocketActivation.sockets(count: "1", pid: "41", names: nil, ownPID: 42).isEmpty)
        #expect(try SocketActivation.sockets(count: "0", pid: "42", names: nil, ownPID: 42).isEmpty)
    }

    @Test("is an error when the count is none", arguments: ["", "x", "-1", "2000000000", "99999999999999999999"])
    func malformed(count: String) {
        #expect(throws: SocketActivation.Fault.malformed(count)) {
            try SocketActivation.sockets(count: count, pid: "42", names: nil, ownPID: 42)
        }
    }

    @Test("is adopted when it listens, closed on exec and non-blocking, and its path stays")
    func adopt() throws {
        let path = directory.file("ingest.sock")
        let address = try #require(UnixAddress(path: path))
        let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        #expect(address.withSockaddr { bind(number, $0, $1) } == 0)
        #expect(listen(number, 5) == 0)
        do {
            let listener = try UnixListener(adopting: Descriptor(adopting: number))
            #expect(listener.path == path)
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(number, F_GETFL) & O_NONBLOCK != 0)
            _ = try Producer(connectingTo: path)
            _ = consume listener
        }
        #expect(access(path, F_OK) == 0)
    }

    @Test("is refused when it does not listen, or is no Unix stream socket")
    func refuse() throws {
        let numbers = [
            socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0), socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0),
            socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0), open("/dev/null", O_RDONLY),
        ]
        for number in numbers {
            #expect(throws: ListenerError.notListening(number)) {
                _ = try UnixListener(adopting: Descriptor(adopting: number))
            }
        }
    }

    @Test("is taken once: the variables are gone afterwards")
    func taken() async {
        await #expect(processExitsWith: .success) {
            let directory = TemporaryDirectory()
            let address = try #require(UnixAddress(path: directory.file("s")))
            let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
            try #require(address.withSockaddr { bind(number, $0, $1) } == 0)
            try #require(listen(number, 5) == 0)
            setenv("LISTEN_FDS", "1", 1)
            setenv("LISTEN_PID", "\(getpid())", 1)
            setenv("LISTEN_FDNAMES", "ingest", 1)
            do {
                guard let listener = try SocketActivation.takeListener(firstNumber: number) else {
                    fatalError("none was found")
                }
                try #require(listener.path == directory.file("s"))
                _ = consume listener
            }
            try #require(getenv("LISTEN_FDS") == nil && getenv("LISTEN_PID") == nil && getenv("LISTEN_FDNAMES") == nil)
            guard try SocketActivation.takeListener(firstNumber: number) == nil else { fatalError("found twice") }
        }
    }
}
