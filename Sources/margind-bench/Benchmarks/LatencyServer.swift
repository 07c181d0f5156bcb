import Glibc

/// Why no latency could be measured.
struct LatencyFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }

    /// What a system call that has just failed says.
    static func system(_ call: String) -> LatencyFailure {
        LatencyFailure("\(call): \(String(cString: strerror(errno)))")
    }
}

/// A program that listens on a Unix socket and answers on its standard output, started for one measurement.
final class LatencyServer {
    /// The connection to it.
    let socket: CInt
    /// Its standard output; reading never waits.
    let output: CInt
    private let pid: pid_t

    /// - Parameters:
    ///   - words: The program and its arguments.
    ///   - path: Where it will listen.
    ///   - core: The only processor it may use; nil for any.
    init(_ words: [String], listeningAt path: String, core: Int?) throws {
        unlink(path)
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LatencyFailure.system("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        output = ends[0]
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
        let prefix = core.map { ["taskset", "-c", "\($0)"] } ?? []
        do {
            pid = try LatencyServer.spawn(prefix + words, output: ends[1])
            do { socket = try LatencyServer.connect(path) } catch {
                kill(pid, SIGKILL)
                throw error
            }
        } catch {
            close(output)
            throw error
        }
    }

    deinit {
        close(socket)
        close(output)
        kill(pid, SIGTERM)
        waitpid(pid, nil, 0)
    }

    /// CPU time that it has used so far; nanoseconds.
    var processorNanoseconds: Int64 {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Starts a program with nothing but its standard output.
    static func spawn(_ words: [String], output: CInt) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let number = posix_spawnp(&pid, words[0], &actions, nil, &arguments, environ)
        guard number == 0 else {
            errno = number
            throw LatencyFailure.system("start \(words[0])")
        }
        return pid
    }

    /// Connects once somebody listens.
    private static func connect(_ path: String) throws -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        for _ in 0..<1000 {
            let number = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard number >= 0 else { throw LatencyFailure.system("socket") }
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if result == 0 {
                _ = fcntl(number, F_SETFL, O_NONBLOCK)
                return number
            }
            close(number)
            usleep(10_000)
        }
        throw LatencyFailure("nobody listens on \(path)")
    }

    /// Confines this process to processors, such as `0` or `0-1`. By taskset(1): the calls for it have no Swift face.
    static func confineOurselves(to cores: String) throws {
        try run(["taskset", "-a", "-c", "-p", cores, "\(getpid())"])
    }

    /// Runs a program to its end.
    static func run(_ words: [String]) throws {
        let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(null) }
        let pid = try spawn(words, output: null)
        var status: CInt = -1
        guard waitpid(pid, &status, 0) == pid, status == 0 else {
            throw LatencyFailure("\(words.joined(separator: " ")) failed")
        }
    }
}
