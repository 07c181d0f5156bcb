import Glibc
import Testing

@testable import MarginService

@Suite("The alert output") struct AlertOutputTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("alerts.ndjson") }

    private func write(_ text: String, to output: inout AlertOutput) throws(SystemError) {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(SystemError) in try output.write(bytes) }
        }
        try result.get()
    }

    @Test("appends to what is there")
    func append() throws {
        try MarginServiceTests.write("old\n", to: path)
        var output = try AlertOutput(appendingTo: path)
        try write("one\ntwo\n", to: &output)
        try write("", to: &output)
        try write("three\n", to: &output)
        #expect(try contents(of: path) == "old\none\ntwo\nthree\n")
    }

    @Test("creates the file for owner and group, closed on exec")
    func create() throws {
        let output = try AlertOutput(appendingTo: path)
        var status = stat()
        #expect(lstat(path, &status) == 0)
        // Less the umask of whoever runs the tests.
        let mask = umask(0o022)
        umask(mask)
        #expect(status.st_mode & 0o777 == 0o640 & ~mask)
        _ = consume output
    }

    @Test("leaves a torn last line alone on a line of its own")
    func torn() throws {
        try MarginServiceTests.write("{\"id\":\"1-1\"}\n{\"id\":\"2-", to: path)
        var output = try AlertOutput(appendingTo: path)
        try write("{\"id\":\"3-1\"}\n", to: &output)
        #expect(try contents(of: path) == "{\"id\":\"1-1\"}\n{\"id\":\"2-\n{\"id\":\"3-1\"}\n")
    }

    @Test("follows a rotation when it is told to, and not before")
    func rotate() throws {
        var output = try AlertOutput(appendingTo: path)
        try write("one\n", to: &output)
        #expect(rename(path, path + ".1") == 0)
        try write("two\n", to: &output)
        try output.reopen()
        try write("three\n", to: &output)
        #expect(try contents(of: path + ".1") == "one\ntwo\n")
        #expect(try contents(of: path) == "three\n")
    }

    @Test("goes on with the old file when the new one cannot be opened")
    func reopenFails() throws {
        var output = try AlertOutput(appendingTo: path)
        #expect(rename(path, path + ".1") == 0)
        #expect(mkdir(path, 0o700) == 0)
        defer { rmdir(path) }
        var thrown: SystemError?
        do throws(SystemError) { try output.reopen() } catch { thrown = error }
        #expect(thrown == SystemError(operation: "open \(path)", number: EISDIR))
        try write("still here\n", to: &output)
        #expect(try contents(of: path + ".1") == "still here\n")
    }

    @Test("says that the disk is full")
    func full() throws {
        var output = try AlertOutput(appendingTo: "/dev/full")
        var thrown: SystemError?
        do throws(SystemError) { try write("one\n", to: &output) } catch { thrown = error }
        #expect(thrown == SystemError(operation: "write alerts to /dev/full", number: ENOSPC))
        #expect(thrown?.description == "write alerts to /dev/full: No space left on device")
    }

    @Test("ends a line that a full disk tore before it writes the next")
    func tornByItself() async {
        await #expect(processExitsWith: .success) {
            // A limit on the size of files fails like a disk that is full: the first write is cut short.
            signal(SIGXFSZ, SIG_IGN)
            let directory = TemporaryDirectory()
            let path = directory.file("alerts.ndjson")
            var output = try AlertOutput(appendingTo: path)
            var limit = rlimit(rlim_cur: 12, rlim_max: .max)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            var thrown: SystemError?
            do throws(SystemError) { try AlertOutputTests().write("one\ntwo\nthree\n", to: &output) } catch {
                thrown = error
            }
            try #require(thrown?.number == EFBIG)
            limit.rlim_cur = .max
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            try AlertOutputTests().write("four\n", to: &output)
            try #require(try contents(of: path) == "one\ntwo\nthre\nfour\n")
        }
    }

    @Test("waits for the reader of a full pipe that does not block")
    func slowReader() throws {
        let ends = makePipe()
        let reader = Descriptor(adopting: ends.reader)
        let count = 1 << 20
        try ServiceThread.start {
            let writer = Descriptor(adopting: ends.writer)
            try? writer.setNonBlocking()
            _ = [UInt8](repeating: 0x61, count: count).withUnsafeBytes { writer.writeAll($0) }
        }
        var total = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
        defer { buffer.deallocate() }
        while case .bytes(let count) = try reader.read(into: buffer) { total += count }
        #expect(total == count)
    }
}
