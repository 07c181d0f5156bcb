import Glibc

/// A folder for tapes, programs and outputs of this run; gone with the value, or when INT or TERM end the program.
final class Workspace {
    let path: String

    init() throws(BenchmarkFailure) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/margind-bench.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkFailure("cannot make a folder in \(parent)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try Workspace.removeOnSignals(path)
    }

    deinit { Workspace.remove(path) }

    private static func remove(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { unlink("\(path)/\(name)") }
            }
            closedir(folder)
        }
        rmdir(path)
    }

    /// Where the handlers say which signal came; written once, before there is a handler.
    nonisolated(unsafe) private static var signals: CInt = -1

    /// Has a thread remove the folder when INT or TERM come, and end the program by that signal.
    private static func removeOnSignals(_ path: String) throws(BenchmarkFailure) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchmarkFailure("cannot make a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        signals = ends[1]
        var thread = pthread_t()
        let watch = Unmanaged.passRetained(Watch(path: path, end: ends[0]))
        let number = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Watch>.fromOpaque(argument).takeRetainedValue().wait() }
                return nil
            }, watch.toOpaque())
        guard number == 0 else {
            watch.release()
            throw BenchmarkFailure("cannot start a thread")
        }
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                // A handler may do little else than this.
                var byte = UInt8(truncatingIfNeeded: number)
                write(Workspace.signals, &byte, 1)
            }
        }
    }

    /// Waits for a signal on a thread of its own.
    private final class Watch {
        private let path: String
        private let end: CInt

        init(path: String, end: CInt) {
            self.path = path
            self.end = end
        }

        func wait() {
            var number: UInt8 = 0
            while read(end, &number, 1) != 1 {}
            Workspace.remove(path)
            signal(CInt(number), SIG_DFL)
            raise(CInt(number))
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
