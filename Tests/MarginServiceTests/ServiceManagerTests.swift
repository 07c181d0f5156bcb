import Glibc
import Testing

@testable import MarginService

/// The manager's end: a datagram socket that is read without waiting.
private final class FakeManager {
    let descriptor: Descriptor

    init(_ address: UnixAddress) throws {
        descriptor = try UnixAddress.makeSocket(SOCK_DGRAM)
        let number = descriptor.number
        try #require(address.withSockaddr { bind(number, $0, $1) } == 0)
    }

    /// A datagram on a Unix socket has arrived when it was sent; there is nothing to wait for.
    func receive() -> String? {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            guard case .bytes(let count)? = try? descriptor.read(into: buffer) else { return nil }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}

@Suite("The service manager") struct ServiceManagerTests {
    private let directory = TemporaryDirectory()

    @Test("hears each message as one datagram")
    func messages() throws {
        let path = directory.file("notify")
        let fake = try FakeManager(#require(UnixAddress(path: path)))
        let manager = ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? path : nil })

        manager.ready()
        #expect(fake.receive() == "READY=1")
        manager.status("1,204 accounts · calls 3")
        #expect(fake.receive() == "STATUS=1,204 accounts · calls 3")
        manager.watchdog()
        #expect(fake.receive() == "WATCHDOG=1")
        manager.stopping()
        #expect(fake.receive() == "STOPPING=1")
        #expect(fake.receive() == nil)
    }

    @Test("hears of a reload with the monotonic time at which it began")
    func reloading() throws {
        let path = directory.file("notify")
        let fake = try FakeManager(#require(UnixAddress(path: path)))
        let before = SystemClock.monotonicNanoseconds() / 1000
        ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? path : nil }).reloading()
        let lines = try #require(fake.receive()).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0] == "RELOADING=1")
        let time = try #require(Int64(lines[1].dropFirst("MONOTONIC_USEC=".count)))
        #expect((before...SystemClock.monotonicNanoseconds() / 1000).contains(time))
    }

    @Test("can listen on an abstract name")
    func abstractName() throws {
        let name = "margind-test-\(getpid())-\(SystemClock.monotonicNanoseconds())"
        let fake = try FakeManager(#require(UnixAddress(abstractName: name)))
        ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? "@\(name)" : nil }).ready()
        #expect(fake.receive() == "READY=1")
    }

    @Test("cannot be told a second variable by a status of two lines")
    func injection() throws {
        let path = directory.file("notify")
        let fake = try FakeManager(#require(UnixAddress(path: path)))
        ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? path : nil }).status("a\nMAINPID=1")
        #expect(fake.receive() == "STATUS=a\\nMAINPID=1")
    }

    @Test("is not missed where there is none")
    func absent() throws {
        try ServiceManager(environment: { _ in nil }).send("READY=1")
    }

    @Test("that cannot be reached is reported, and nothing more")
    func unreachable() throws {
        let path = directory.file("nobody")
        let report = makePipe()
        let log = Log(descriptorNumber: report.writer, hasPriorities: false)
        ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? path : nil }, log: log).ready()
        close(report.writer)
        let reader = Descriptor(adopting: report.reader)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { buffer.deallocate() }
        guard case .bytes(let count) = try reader.read(into: buffer) else {
            Issue.record("nothing was reported")
            return
        }
        #expect(
            String(decoding: buffer[..<count], as: UTF8.self)
                == "the service manager was not told: notify \(path): No such file or directory\n")
    }

    @Test("with an address of another family is reported")
    func otherFamily() {
        #expect(throws: SystemError(operation: "notify vsock:2:1", number: EAFNOSUPPORT)) {
            try ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? "vsock:2:1" : nil }).send("READY=1")
        }
    }

    @Test("wants a ping at half of its patience, if it watches this process")
    func watchdog() {
        #expect(ServiceManager.watchdogInterval(microseconds: "30000000", pid: nil, ownPID: 7) == 15_000_000_000)
        #expect(ServiceManager.watchdogInterval(microseconds: "30000000", pid: "7", ownPID: 7) == 15_000_000_000)
        #expect(ServiceManager.watchdogInterval(microseconds: "30000000", pid: "8", ownPID: 7) == nil)
        #expect(ServiceManager.watchdogInterval(microseconds: nil, pid: nil, ownPID: 7) == nil)
        for text in ["", "0", "-5", "soon", "9223372036854775807"] {
            #expect(ServiceManager.watchdogInterval(microseconds: text, pid: nil, ownPID: 7) == nil)
        }
    }
}

@Suite("The log") struct LogTests {
    private func written(_ hasPriorities: Bool, _ body: (Log) -> Void) throws -> String {
        let ends = makePipe()
        body(Log(descriptorNumber: ends.writer, hasPriorities: hasPriorities))
        close(ends.writer)
        let reader = Descriptor(adopting: ends.reader)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { buffer.deallocate() }
        guard case .bytes(let count) = try reader.read(into: buffer) else { return "" }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    @Test("has priorities for the journal and none for a terminal")
    func priorities() throws {
        #expect(try written(true) { $0.error("disk full") } == "<3>disk full\n")
        #expect(try written(true) { $0.info("ready") } == "<6>ready\n")
        #expect(try written(false) { $0.error("disk full") } == "disk full\n")
    }

    @Test("is one line a message, whatever is in it")
    func escapes() throws {
        let line = try written(false) { $0.warning("a\n<0>b\r\t\u{1B}[2J\u{9B}\u{2028}é") }
        #expect(line == "a\\n<0>b\\r\\t\\u{1B}[2J\\u{9B}\\u{2028}é\n")
    }

    @Test("takes a descriptor for the journal only if it is the one that was named")
    func journal() throws {
        let ends = makePipe()
        defer {
            close(ends.reader)
            close(ends.writer)
        }
        var status = stat()
        try #require(fstat(ends.writer, &status) == 0)
        #expect(Log.isJournal(ends.writer, stream: "\(status.st_dev):\(status.st_ino)"))
        #expect(!Log.isJournal(ends.writer, stream: "\(status.st_dev):\(status.st_ino + 1)"))
        #expect(!Log.isJournal(ends.writer, stream: nil))
    }
}
