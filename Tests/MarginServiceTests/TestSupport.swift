import Glibc
import Testing

@testable import MarginService

/// A fresh directory, removed with everything in it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/margind-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("\(SystemError.last("mkdtemp"))") }
        path = String(cString: made)
    }

    deinit {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { unlink("\(path)/\(name)") }
            }
            closedir(directory)
        }
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// The kind of producer that tests are made of: one connection to a socket.
final class Producer: Sendable {
    let descriptor: Descriptor

    init(connectingTo path: String) throws {
        let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        descriptor = Descriptor(adopting: number)
        let address = try #require(UnixAddress(path: path))
        try #require(address.withSockaddr { connect(number, $0, $1) } == 0, "\(SystemError.last("connect"))")
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        let (written, _) = bytes.withUnsafeBytes { descriptor.writeAll($0) }
        #expect(written == bytes.count)
    }

    /// Sends without waiting, until the socket takes no more.
    ///
    /// - Returns: The number of bytes that it took.
    func fill(with bytes: [UInt8]) -> Int {
        var total = 0
        while true {
            let count = Glibc.send(descriptor.number, bytes, bytes.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL))
            if count <= 0 { return total }
            total += count
        }
    }

    /// No more will be sent (FIN).
    func halfClose() { shutdown(descriptor.number, CInt(SHUT_WR)) }

    /// Whether the other side has closed the connection; waits for it.
    func seesClose() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { (try? descriptor.read(into: $0)) == .end }
    }
}

/// Two connected ends of a pipe.
func makePipe() -> (reader: CInt, writer: CInt) {
    var ends: [CInt] = [-1, -1]
    precondition(pipe(&ends) == 0)
    return (ends[0], ends[1])
}

/// Waits until `condition` holds, at most ten seconds.
///
/// - Returns: Whether it came to hold.
func eventually(_ condition: () -> Bool) async -> Bool {
    let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
    while !condition() {
        if SystemClock.monotonicNanoseconds() > deadline { return false }
        _ = await SystemClock.sleep(untilMonotonicNanoseconds: SystemClock.monotonicNanoseconds() + 1_000_000)
    }
    return true
}

/// What an input brought, by origin.
struct Received {
    var bytes: [InputOrigin: [UInt8]] = [:]
    var ended: [InputOrigin] = []
    var failures: [SystemError] = []
    var heartbeatCount = 0

    mutating func take(_ chunk: InputChunk) {
        switch chunk {
        case .bytes(let origin, let bytes): self.bytes[origin, default: []] += bytes
        case .ended(let origin, let failure):
            ended.append(origin)
            if let failure { failures.append(failure) }
        case .heartbeat: heartbeatCount += 1
        }
    }

    func text(_ origin: InputOrigin) -> String { String(decoding: bytes[origin] ?? [], as: UTF8.self) }
}

/// Takes chunks until `condition` holds or the input ends.
func receive(from source: some InputSource, until condition: (Received) -> Bool = { _ in false }) async -> Received {
    var received = Received()
    while !condition(received), let chunk = await source.next() { received.take(chunk) }
    return received
}

/// The text of a whole file.
func contents(of path: String) throws -> String {
    let file = try Descriptor(opening: path, flags: O_RDONLY)
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { buffer.deallocate() }
    while case .bytes(let count) = try file.read(into: buffer) { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

func write(_ text: String, to path: String) throws {
    let file = try Descriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    var text = text
    let failure = text.withUTF8 { file.writeAll(UnsafeRawBufferPointer($0)).failure }
    if let failure { throw failure }
}
