import Glibc

/// Where the programs are that a benchmark starts; each, or why it is not there.
struct Programs {
    typealias Found = Result<String, BenchmarkFailure>

    private let workspace: Workspace
    /// The folder `bench` of MARGIND_SHARED.
    let shared: Found
    let margind: Found

    /// - Parameter margind: A path; without one the program beside this one.
    init(workspace: Workspace, margind: String?) {
        self.workspace = workspace
        let path = margind ?? Self.folder + "/margind"
        self.margind =
            access(path, X_OK) == 0
            ? .success(path) : .failure(BenchmarkFailure("\(path) is not there: swift build -c release"))
        if let shared = getenv("MARGIND_SHARED").map({ String(cString: $0) }) {
            let folder = "\(shared)/bench"
            self.shared =
                access(folder, R_OK) == 0 ? .success(folder) : .failure(BenchmarkFailure("there is no \(folder)"))
        } else {
            shared = .failure(BenchmarkFailure("MARGIND_SHARED is not set"))
        }
    }

    /// The folder of this program.
    private static var folder: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    /// A program of one source file, compiled.
    ///
    /// - Parameters:
    ///   - compiler: `cc`, `c++` or another, looked for along PATH.
    ///   - flags: What comes before the source; `libraries` comes after it.
    func compile(_ source: String, with compiler: String, flags: [String], libraries: [String] = []) -> Found {
        let name = source.split(separator: "/").last.map(String.init) ?? source
        let program = workspace.file("program." + name)
        if access(program, X_OK) == 0 { return .success(program) }
        guard access(source, R_OK) == 0 else { return .failure(BenchmarkFailure("there is no \(source)")) }
        do throws(BenchmarkFailure) {
            Progress.say("compiling \(name)")
            _ = try ChildProcess.run([compiler] + flags + [source, "-o", program] + libraries, in: workspace)
            return .success(program)
        } catch {
            return .failure(error)
        }
    }

    /// The source of one of our own peers: in the checkout that this program was built in, or that is the working folder.
    static func peerSource(_ name: String) -> String {
        var parts = folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        while !parts.isEmpty {
            let path = parts.joined(separator: "/") + "/Sources/margind-bench/Peers/" + name
            if access(path, R_OK) == 0 { return path }
            parts.removeLast()
        }
        return "Sources/margind-bench/Peers/" + name
    }

    /// The peer in C++ of the shared folder.
    func peerCPP() -> Found {
        shared.flatMap {
            compile("\($0)/peer_cpp.cpp", with: "g++", flags: ["-O2", "-std=c++20"], libraries: ["-lsimdjson"])
        }
    }

    /// Whether margind's `run` and `replay` have an option.
    func margindHas(_ option: String) -> Bool {
        guard case .success(let margind) = margind else { return false }
        let output = workspace.file("help.txt")
        let usage = try? ChildProcess.run([margind, "run", "--help"], output: output, in: workspace)
        return usage != nil && TextFile.read(output).contains(option)
    }
}
