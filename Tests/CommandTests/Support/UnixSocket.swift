import Foundation

/// The test's end of Unix sockets.
enum UnixSocket {
    /// A connection to `path`.
    static func connect(_ path: String) throws -> Channel {
        let channel = try make(SOCK_STREAM)
        guard withAddress(path, { Glibc.connect(channel.number, $0, $1) }) == 0 else {
            throw CallFailed("connect \(path)")
        }
        return channel
    }

    /// A connection to `path`, once somebody listens there.
    static func connectSoon(_ path: String) throws -> Channel {
        try eventually("a listener at \(path)") { try? connect(path) }
    }

    /// A socket that listens at `path`, or receives datagrams there.
    static func bind(_ path: String, _ type: __socket_type = SOCK_STREAM) throws -> Channel {
        let channel = try make(type)
        guard withAddress(path, { Glibc.bind(channel.number, $0, $1) }) == 0 else { throw CallFailed("bind \(path)") }
        if type == SOCK_STREAM, listen(channel.number, 16) != 0 { throw CallFailed("listen \(path)") }
        return channel
    }

    /// Waits until the other side has read all that was written.
    static func awaitReceived(_ channel: Channel) throws {
        try eventually("everything is received") { channel.isDrained(request: Int32(TIOCOUTQ)) }
    }

    private static func make(_ type: __socket_type) throws -> Channel {
        let number = socket(AF_UNIX, CInt(type.rawValue), 0)
        guard number >= 0 else { throw CallFailed("socket") }
        return Channel(adopting: number)
    }

    private static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A service manager for one daemon: hears what it says.
final class Manager: Sendable {
    let path: String
    private let socket: Channel

    init(_ scratch: Scratch) throws {
        path = scratch("notify")
        socket = try UnixSocket.bind(path, SOCK_DGRAM)
        _ = fcntl(socket.number, F_SETFL, O_NONBLOCK)
    }

    /// The messages since the last call, in their order.
    func heard() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket.number, &buffer, buffer.count, 0)
            guard count >= 0 else { return messages }
            messages.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }

    /// Waits for a message that begins with `beginning`; returns all that came up to then.
    @discardableResult
    func awaitMessage(_ beginning: String, where condition: (String) -> Bool = { _ in true }) throws -> [String] {
        var messages: [String] = []
        try eventually("\(beginning) to the service manager, which heard \(messages)") {
            messages += heard()
            return messages.contains { $0.hasPrefix(beginning) && condition($0) }
        }
        return messages
    }
}
