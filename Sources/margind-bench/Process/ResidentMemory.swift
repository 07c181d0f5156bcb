import Glibc

/// Resident memory, as the kernel counts it.
enum ResidentMemory {
    /// Bytes of a process; of this one without a number.
    static func bytes(of identifier: pid_t? = nil) -> Int {
        let text = TextFile.read("/proc/\(identifier.map(String.init) ?? "self")/statm")
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
