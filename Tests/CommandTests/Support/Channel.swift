import Foundation
import Synchronization

/// One descriptor of a test: closed once, by `close` or with its owner; never inherited by a daemon.
final class Channel: Sendable {
    private let state: Mutex<CInt>

    init(adopting number: CInt) {
        precondition(number >= 0, "a descriptor that was opened")
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        state = Mutex(number)
    }

    deinit { close() }

    /// The number; -1 once closed.
    var number: CInt { state.withLock { $0 } }

    func close() {
        state.withLock { number in
            if number >= 0 { _ = Glibc.close(number) }
            number = -1
        }
    }

    /// A pipe: what is written into the second comes out of the first.
    static func pipe() throws -> (reading: Channel, writing: Channel) {
        var ends: [CInt] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw CallFailed("pipe") }
        return (Channel(adopting: ends[0]), Channel(adopting: ends[1]))
    }

    /// Writes all of `bytes`, `size` at a time; waits where the other side does not read, but not for ever.
    func write(_ bytes: some Collection<UInt8>, size: Int = 1 << 20) throws {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.prefix(size).withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                guard poll(&entry, 1, 30_000) != 0 else { throw TookTooLong(what: "room for a write") }
            } else if errno != EINTR {
                throw CallFailed("write")
            }
        }
    }

    func write(_ text: String, size: Int = 1 << 20) throws { try write(text.utf8, size: size) }

    /// Whether the other side has read everything that was written.
    func isDrained(request: Int32) -> Bool {
        var count: CInt = -1
        return ioctl(number, UInt(request), &count) == 0 && count == 0
    }
}

/// Reads a descriptor to its end on a thread of its own, and keeps what came.
final class Collector: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
    }

    private let state = Mutex(State())

    /// Begins to read.
    init(_ channel: Channel) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(channel.number, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                state.withLock { $0.bytes += buffer[..<count] }
            }
            channel.close()
            state.withLock { $0.hasEnded = true }
        }
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    var lineCount: Int { state.withLock { state in state.bytes.count { $0 == 0x0A } } }
}
