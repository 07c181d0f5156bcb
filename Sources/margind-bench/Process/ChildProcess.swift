import Glibc

/// A program that is started, measured and awaited.
struct ChildProcess {
    /// What it took, when it is over.
    struct Usage {
        var status: Int32
        var wallNanoseconds: Int64
        /// User and system.
        var cpuNanoseconds: Int64
        var peakBytes: Int

        var cpuSeconds: Double { Double(cpuNanoseconds) / 1e9 }
        var wallSeconds: Double { Double(wallNanoseconds) / 1e9 }
    }

    let identifier: pid_t
    /// When it was started.
    let start: Int64

    /// Starts a program, looked for along PATH where its name has no slash.
    ///
    /// - Parameters:
    ///   - input: A file for standard input, or a descriptor; `nil` for none.
    ///   - output: Where standard output goes; it is written anew.
    ///   - errors: Where standard error goes.
    ///   - environment: Additions to ours.
    init(
        _ arguments: [String], input: Stream = .file("/dev/null"), output: Stream = .file("/dev/null"),
        errors: String = "/dev/null", environment: [String: String] = [:]
    ) throws(BenchmarkFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        switch input {
        case .file(let path): posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDONLY, 0)
        case .descriptor(let number): posix_spawn_file_actions_adddup2(&actions, number, STDIN_FILENO)
        }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        switch output {
        case .file(let path): posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, flags, 0o600)
        case .descriptor(let number): posix_spawn_file_actions_adddup2(&actions, number, STDOUT_FILENO)
        }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var variables = Self.environment(adding: environment)
        defer { for variable in variables { free(variable) } }
        var child = pid_t()
        start = CPUClock.wall()
        let failure = posix_spawnp(&child, arguments[0], &actions, nil, &words, &variables)
        guard failure == 0 else {
            throw BenchmarkFailure("cannot start \(arguments[0]): \(String(cString: strerror(failure)))")
        }
        identifier = child
    }

    enum Stream {
        case file(String)
        case descriptor(CInt)
    }

    private static func environment(adding additions: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let variable = place.pointee {
            let name = String(cString: variable).prefix { $0 != "=" }
            if additions[String(name)] == nil { variables.append(strdup(variable)) }
            place += 1
        }
        for (name, value) in additions { variables.append(strdup("\(name)=\(value)")) }
        return variables + [nil]
    }

    /// Waits for its end.
    func wait() throws(BenchmarkFailure) -> Usage {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(identifier, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchmarkFailure("wait4 failed") }
        }
        let wall = CPUClock.wall() - start
        func nanoseconds(_ time: timeval) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1000 }
        return Usage(
            status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), wallNanoseconds: wall,
            cpuNanoseconds: nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime),
            peakBytes: usage.ru_maxrss * 1024)
    }

    /// Asks it to end, and waits for that.
    func stop() throws(BenchmarkFailure) -> Usage {
        kill(identifier, SIGTERM)
        return try wait()
    }

    /// Runs a program to its end, which has to be a good one.
    static func run(
        _ arguments: [String], input: String = "/dev/null", output: String = "/dev/null", in workspace: Workspace
    ) throws(BenchmarkFailure) -> Usage {
        let errors = workspace.file("errors.txt")
        let child = try ChildProcess(arguments, input: .file(input), output: .file(output), errors: errors)
        let usage = try child.wait()
        guard usage.status == 0 else {
            let reason = TextFile.read(errors).split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw BenchmarkFailure("\(arguments.joined(separator: " ")) ended with \(usage.status)\(reason)")
        }
        return usage
    }
}
