import Glibc

/// A program that is fed a tape through its standard input, part by part, and whose processor time is read when it has
/// worked off a part.
///
/// The difference of two runs on prefixes would say the same, if it were not smaller than the noise of the longer run.
struct FedProcess {
    private let child: ChildProcess
    private let input: CInt
    private var clock = clockid_t()

    init(_ arguments: [String], output: String) throws(BenchmarkFailure) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchmarkFailure("cannot make a pipe") }
        // The child must not hold the end that we write to: it would never see the end of its input.
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        child = try ChildProcess(arguments, input: .descriptor(ends[0]), output: .file(output))
        close(ends[0])
        input = ends[1]
        guard clock_getcpuclockid(child.identifier, &clock) == 0 else {
            throw BenchmarkFailure("\(arguments[0]) has no processor clock")
        }
    }

    /// Feeds bytes and waits until they are worked off.
    ///
    /// - Returns: Processor time since the start, in nanoseconds.
    func feed(_ bytes: ArraySlice<UInt8>) throws(BenchmarkFailure) -> Int64 {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchmarkFailure("the program does not take its input") }
            rest = rest.dropFirst(count)
        }
        // All threads asleep, several times in a row: between two of a pipeline there is a moment when both are.
        var looks = 0
        while looks < 5 {
            usleep(2000)
            looks = isAsleep ? looks + 1 : 0
        }
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private var isAsleep: Bool {
        let folder = "/proc/\(child.identifier)/task"
        guard let tasks = opendir(folder) else { return true }
        defer { closedir(tasks) }
        while let entry = readdir(tasks) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.first?.isNumber == true else { continue }
            // `pid (name) state …`
            let fields = TextFile.read("\(folder)/\(name)/stat").split(separator: ")").last ?? ""
            if let state = fields.split(separator: " ").first, state != "S" { return false }
        }
        return true
    }

    /// Ends the input and waits for the program's end.
    func finish() throws(BenchmarkFailure) -> ChildProcess.Usage {
        close(input)
        let usage = try child.wait()
        guard usage.status == 0 else { throw BenchmarkFailure("a program ended with \(usage.status)") }
        return usage
    }
}
