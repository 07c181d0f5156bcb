import Glibc

/// The address of a Unix socket: a path, or an abstract name, which begins with NUL and leaves no file behind.
struct UnixAddress {
    private var storage = sockaddr_un()
    private let length: socklen_t

    /// The longest path in bytes: `sun_path` has 108, and ours keeps room for the NUL.
    static let pathByteCountMax = 107

    /// - Returns: nil when the path is empty, too long, or has a NUL in it.
    init?(path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.pathByteCountMax, !bytes.contains(0) else { return nil }
        self.init(bytes: bytes, terminated: true)
    }

    /// - Returns: nil when the name is empty or too long. The name stands without its leading NUL.
    init?(abstractName: some StringProtocol) {
        let bytes = Array(abstractName.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.pathByteCountMax else { return nil }
        self.init(bytes: [0] + bytes, terminated: false)
    }

    // The length counts: an abstract name is all the bytes the length covers, trailing NULs too.
    private init(bytes: [UInt8], terminated: Bool) {
        storage.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: bytes) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        length = socklen_t(offset + bytes.count + (terminated ? 1 : 0))
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The path that a socket is bound to; nil for an abstract or unnamed one.
    static func path(ofSocket number: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let path = withUnsafeBytes(of: address.sun_path) { Array($0.prefix { $0 != 0 }) }
        return path.isEmpty ? nil : String(decoding: path, as: UTF8.self)
    }

    /// A Unix socket of `type`, closed on exec and non-blocking.
    static func makeSocket(_ type: __socket_type) throws(SystemError) -> Descriptor {
        let flags = SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let number = socket(AF_UNIX, CInt(type.rawValue | flags), 0)
        guard number >= 0 else { throw .last("create a Unix socket") }
        return Descriptor(adopting: number)
    }
}
