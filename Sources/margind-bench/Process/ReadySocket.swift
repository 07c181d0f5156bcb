import Glibc

/// Where a daemon says that it is ready: the socket of NOTIFY_SOCKET (sd_notify(3)).
struct ReadySocket: ~Copyable {
    let path: String
    private let descriptor: CInt

    init(path: String) throws(BenchmarkFailure) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unlink(path)
        let bytes = Array(path.utf8.map { CChar(bitPattern: $0) }) + [0]
        guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchmarkFailure("\(path) is too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            bytes.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, bound == 0 else { throw BenchmarkFailure("cannot bind \(path)") }
    }

    deinit { close(descriptor) }

    /// Waits for `READY=1`; what comes before and besides is passed over.
    ///
    /// - Returns: When it came, on `CPUClock.wall`; `nil` where it did not come within ten seconds.
    borrowing func wait() -> Int64? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let end = CPUClock.wall() + 10_000_000_000
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = (end - CPUClock.wall()) / 1_000_000
            guard left > 0, poll(&entry, 1, CInt(left)) > 0 else { return nil }
            let now = CPUClock.wall()
            let count = recv(descriptor, &buffer, buffer.count, 0)
            let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            if text.split(separator: "\n").contains("READY=1") { return now }
        }
    }
}
