import Glibc

/// How a program is confined to one processor: by `taskset` (util-linux), since the C library's calls for it are not
/// visible from Swift.
enum OneCore {
    /// What comes before a command to confine it; `nil` where there is no `taskset`.
    static let prefix: [String]? = {
        let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        guard let folder = folders.split(separator: ":").first(where: { access("\($0)/taskset", X_OK) == 0 }) else {
            return nil
        }
        return ["\(folder)/taskset", "-c", lastAllowed]
    }()

    /// The last processor that this process may use; the first is often the busiest.
    private static var lastAllowed: String {
        let line = TextFile.read("/proc/self/status").split(separator: "\n").first {
            $0.hasPrefix("Cpus_allowed_list:")
        }
        return line?.split { !$0.isNumber }.last.map(String.init) ?? "0"
    }
}
