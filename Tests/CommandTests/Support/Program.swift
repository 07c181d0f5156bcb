import Foundation
import Synchronization

/// The built program, started with the streams a test wants, and ended with the test.
final class Program: Sendable {
    let pid: pid_t
    /// The writing end of its standard input, when that is a pipe.
    let input: Channel?
    /// What it has written to standard error.
    let errors: Collector?
    private let unreadOutput: Channel?
    private let collector = Mutex<Collector?>(nil)
    private let status = Mutex<CInt?>(nil)

    /// Where a standard stream leads.
    enum Stream {
        case pipe
        case file(String)
        case closed
    }

    /// How the program is to be started, apart from its arguments.
    struct Surroundings {
        var input = Stream.pipe
        var output = Stream.pipe
        var errors = Stream.pipe
        /// Variables besides `PATH`.
        var environment: [String: String] = [:]
        /// Descriptors that are handed over, from number 3.
        var handedOver: [CInt] = []
        /// A shell command, such as `ulimit` or `cd`, carried out before, in the process that becomes the program.
        var prelude: String?
        /// Output is not read before `readOutput`.
        var leavesOutputUnread = false
        /// What is started in place of the program, which then is its argument.
        var launcher: [String] = []
    }

    /// The program beside the test bundle; both are built together.
    static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("margind").path

    init(_ arguments: [String], _ surroundings: Surroundings = Surroundings()) throws {
        var words = surroundings.launcher + [Self.path] + arguments
        if let prelude = surroundings.prelude {
            words = ["/bin/sh", "-c", prelude + "; exec \"$@\"", "sh"] + words
        }
        var ours: [Channel?] = [nil, nil, nil]
        var theirs: [Channel?] = []
        for (number, stream) in [surroundings.input, surroundings.output, surroundings.errors].enumerated() {
            switch stream {
            case .pipe:
                let ends = try Channel.pipe()
                ours[number] = number == 0 ? ends.writing : ends.reading
                theirs.append(number == 0 ? ends.reading : ends.writing)
            case .file(let path):
                let descriptor = open(path, number == 0 ? O_RDONLY : O_WRONLY)
                guard descriptor >= 0 else { throw CallFailed("open \(path)") }
                theirs.append(Channel(adopting: descriptor))
            case .closed: theirs.append(nil)
            }
        }
        let numbers = theirs.map { $0?.number } + surroundings.handedOver.map(Optional.some)
        pid = try Self.spawn(words, surroundings, numbers)
        input = ours[0]
        unreadOutput = ours[1]
        errors = ours[2].map(Collector.init)
        if !surroundings.leavesOutputUnread { readOutput() }
    }

    // A test that throws must not leave its daemon behind.
    deinit {
        if exitStatus == nil {
            kill(pid, SIGKILL)
            var status: CInt = 0
            waitpid(pid, &status, 0)
        }
    }

    /// Everything but the numbers of `descriptors`, from 0, is closed in the child.
    private static func spawn(
        _ words: [String], _ surroundings: Surroundings, _ descriptors: [CInt?]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Out of the way first: one may have the number that another is to get.
        let parked = descriptors.map { number in number.map { Channel(adopting: fcntl($0, F_DUPFD_CLOEXEC, 64)) } }
        for (number, descriptor) in parked.enumerated() {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor.number, CInt(number))
            } else {
                posix_spawn_file_actions_addopen(&actions, CInt(number), "/dev/null", O_RDONLY, 0)
                posix_spawn_file_actions_addclose(&actions, CInt(number))
            }
        }
        // What other tests have just opened and not yet marked must not live on in here; closing none is no error.
        for number in descriptors.count..<1024 { posix_spawn_file_actions_addclose(&actions, CInt(number)) }

        // As a shell would start it: no signal blocked or ignored.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var variables = surroundings.environment
        variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
        var pid: pid_t = 0
        let number = withStrings(words) { words in
            withStrings(variables.map { "\($0.key)=\($0.value)" }) { variables in
                guard let program = words[0] else { return EINVAL }
                return posix_spawnp(&pid, program, &actions, &attributes, words, variables)
            }
        }
        guard number == 0 else {
            errno = number
            throw CallFailed("start \(words[0])")
        }
        return pid
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(&pointers)
    }

    // MARK: - Watching it

    /// What it has written to standard output.
    var output: Collector {
        guard let collector = collector.withLock({ $0 }) else { preconditionFailure("output is a pipe that is read") }
        return collector
    }

    /// All of it so far; empty where standard output is no pipe that is read.
    var text: String { collector.withLock { $0 }?.text ?? "" }

    /// Begins to read standard output.
    func readOutput() {
        guard let unreadOutput else { return }
        collector.withLock { if $0 == nil { $0 = Collector(unreadOutput) } }
    }

    /// Goes away as a reader: nobody reads standard output any more.
    func abandonOutput() { unreadOutput?.close() }

    var log: String { errors?.text ?? "" }

    func awaitLog(_ text: String) throws {
        try eventually("\"\(text)\" in the log:\n\(log)") { log.contains(text) }
    }

    /// Its exit status, 128 and the signal's number where one ended it; nil while it runs.
    var exitStatus: CInt? {
        status.withLock { known in
            if let known { return known }
            var status: CInt = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            known = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            return known
        }
    }

    /// Waits for its end, and for the last of what it wrote.
    func awaitExit() throws -> CInt {
        let status = try eventually("the end of the program; its log:\n\(log)") { exitStatus }
        try eventually("the end of its output") {
            (collector.withLock { $0?.hasEnded ?? true }) && (errors?.hasEnded ?? true)
        }
        return status
    }

    func send(_ signal: CInt) { kill(pid, signal) }

    /// A field of /proc/PID/status, such as `VmHWM`, in KiB.
    func memory(_ field: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field + ":") }),
            let kibibytes = line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap({ Int($0) })
        else { throw CallFailed(field) }
        return kibibytes
    }

    var descriptorCount: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
    }
}

/// What one run to the end came to.
struct Outcome {
    var status: CInt
    var output: String
    var log: String
}

/// Runs the program to its end with `input` on standard input.
func run(
    _ arguments: [String], input: String = "", size: Int = 1 << 20,
    _ surroundings: Program.Surroundings = Program.Surroundings()
) throws -> Outcome {
    let program = try Program(arguments, surroundings)
    // A program that refuses its arguments does not wait for its input.
    try? program.input?.write(input, size: size)
    program.input?.close()
    let status = try program.awaitExit()
    return Outcome(status: status, output: program.text, log: program.log)
}
