import Glibc
import Testing

@testable import MarginService

@Suite("Live input", .timeLimit(.minutes(1))) struct InputHubTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("ingest.sock") }

    private func makeHub(limits: InputHub.Limits = InputHub.Limits()) throws -> InputHub {
        try InputHub(listener: UnixListener(binding: path), limits: limits)
    }

    @Test("from standard input alone ends with it")
    func standardInput() async throws {
        let ends = makePipe()
        let hub = try InputHub(standardInput: Descriptor(adopting: ends.reader))
        do {
            let writer = Descriptor(adopting: ends.writer)
            _ = Array("one\ntwo".utf8).withUnsafeBytes { writer.writeAll($0) }
        }
        let received = await receive(from: hub)
        #expect(received.text(.standardInput) == "one\ntwo")
        #expect(received.ended == [.standardInput])
        #expect(received.failures.isEmpty)
        #expect(await hub.next() == nil)
    }

    @Test("of nothing at all is over at once")
    func nothing() async throws {
        #expect(try await InputHub().next() == nil)
    }

    @Test("goes on with the socket when standard input has ended")
    func standardInputAndSocket() async throws {
        let ends = makePipe()
        close(ends.writer)
        let hub = try InputHub(
            standardInput: Descriptor(adopting: ends.reader), listener: UnixListener(binding: path))
        #expect(await hub.next() == .ended(.standardInput, failure: nil))
        let producer = try Producer(connectingTo: path)
        producer.send("late\n")
        #expect(await hub.next() == .bytes(.client(1), Array("late\n".utf8)))
        hub.requestStop()
        #expect(await hub.next() == nil)
    }

    @Test("that cannot be read ends with what the system said")
    func unreadable() async throws {
        let hub = try InputHub(standardInput: Descriptor(opening: directory.path, flags: O_RDONLY))
        #expect(
            await hub.next() == .ended(.standardInput, failure: SystemError(operation: "read", number: EISDIR)))
        #expect(await hub.next() == nil)
    }

    @Test("reads everything a connection sent before it half-closed, then closes it")
    func halfClose() async throws {
        let hub = try makeHub()
        let producer = try Producer(connectingTo: path)
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        // On a thread: 200,000 bytes do not fit into the socket.
        try ServiceThread.start {
            producer.send(bytes)
            producer.halfClose()
        }
        let received = await receive(from: hub) { !$0.ended.isEmpty }
        #expect(received.bytes[.client(1)] == bytes)
        #expect(received.ended == [.client(1)])
        #expect(producer.seesClose())
        #expect(await eventually { hub.statistics == .init(clientsAccepted: 1, clientsOpen: 0, clientsRefused: 0) })
    }

    @Test("arrives byte by byte as it was written")
    func singleBytes() async throws {
        let hub = try makeHub()
        let producer = try Producer(connectingTo: path)
        let text = String(repeating: "0123456789\n", count: 20)
        for byte in text.utf8 { producer.send([byte]) }
        producer.halfClose()
        #expect(await receive(from: hub) { !$0.ended.isEmpty }.text(.client(1)) == text)
    }

    @Test("of many connections keeps each one's bytes in order and apart")
    func manyClients() async throws {
        let hub = try makeHub()
        let path = path
        let count = 100
        try ServiceThread.start {
            let producers = (0..<count).map { _ in try? Producer(connectingTo: path) }
            for round in 0..<20 {
                for (index, producer) in producers.enumerated() { producer?.send("\(index + 1) \(round)\n") }
            }
            for producer in producers { producer?.halfClose() }
        }
        let received = await receive(from: hub) { $0.ended.count == count }
        for number in 1...count {
            #expect(received.text(.client(number)) == (0..<20).map { "\(number) \($0)\n" }.joined())
        }
        #expect(hub.statistics.clientsAccepted == count)
    }

    @Test("refuses one connection too many by closing it, and has room again when one leaves")
    func tooMany() async throws {
        var limits = InputHub.Limits()
        limits.clientCountMax = 2
        let hub = try makeHub(limits: limits)
        let first = try Producer(connectingTo: path)
        let second = try Producer(connectingTo: path)
        let third = try Producer(connectingTo: path)
        #expect(third.seesClose())
        #expect(hub.statistics == .init(clientsAccepted: 2, clientsOpen: 2, clientsRefused: 1))

        first.halfClose()
        #expect(first.seesClose())
        let fourth = try Producer(connectingTo: path)
        fourth.send("in\n")
        let received = await receive(from: hub) { $0.bytes[.client(3)] != nil }
        #expect(received.text(.client(3)) == "in\n")
        second.halfClose()
    }

    @Test("refuses connections when no descriptor is left, and accepts again when there are some")
    func outOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            let directory = TemporaryDirectory()
            let path = directory.file("ingest.sock")
            let hub = try InputHub(listener: UnixListener(binding: path))
            let address = try #require(UnixAddress(path: path))
            let waiting = (0..<8).map { _ in socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0) }
            // The first sleep makes the runtime open descriptors of its own; it must have them by now.
            _ = await SystemClock.sleep(untilMonotonicNanoseconds: SystemClock.monotonicNanoseconds() + 1_000_000)
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            var fillers: [CInt] = []
            while case let number = open("/dev/null", O_RDONLY), number >= 0 { fillers.append(number) }

            // The runtime may give back a descriptor that it held while we counted, so one or two may get in.
            for number in waiting {
                try #require(address.withSockaddr { connect(number, $0, $1) } == 0)
            }
            // No task sleeps here: the runtime's own timers want descriptors too, and there are none.
            let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
            while hub.statistics.clientsAccepted + hub.statistics.clientsRefused < waiting.count {
                try #require(SystemClock.monotonicNanoseconds() < deadline)
                usleep(1_000)
            }
            let accepted = hub.statistics.clientsAccepted
            try #require(accepted < 3)

            for number in fillers + waiting { close(number) }
            let producer = try Producer(connectingTo: path)
            producer.send("in\n")
            let received = await receive(from: hub) { !$0.bytes.isEmpty }
            try #require(received.text(.client(accepted + 1)) == "in\n")
        }
    }

    @Test("is shared fairly with a connection that never pauses")
    func fairness() async throws {
        var limits = InputHub.Limits()
        limits.readByteCountMax = 1024
        limits.chunkCountMax = 4
        let hub = try makeHub(limits: limits)
        let hostile = try Producer(connectingTo: path)
        try ServiceThread.start {
            let flood = [UInt8](repeating: 0x78, count: 65_536)
            while case (_, nil) = flood.withUnsafeBytes({ hostile.descriptor.writeAll($0) }) {}
        }
        #expect(await eventually { hub.inFlight.chunkCount == 4 })
        let honest = (0..<3).map { _ in try? Producer(connectingTo: path) }
        for producer in honest { producer?.send("here\n") }

        // Four chunks are in flight and a round has four reads: far less than the flood's 64 in its first write.
        var heard = Set<InputOrigin>()
        var chunkCount = 0
        while heard.count < 4, let chunk = await hub.next(), case .bytes(let origin, _) = chunk {
            heard.insert(origin)
            chunkCount += 1
        }
        #expect(chunkCount <= 20)
        Signals.ignoreBrokenPipes()
        hub.requestStop()
        while await hub.next() != nil {}
    }

    @Test("waits for a slow consumer in bounded memory, and loses nothing")
    func backPressure() async throws {
        var limits = InputHub.Limits()
        limits.readByteCountMax = 4096
        limits.chunkCountMax = 4
        let hub = try makeHub(limits: limits)
        let producer = try Producer(connectingTo: path)
        let block = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }

        // Nobody takes anything: the channel fills, then the kernel, then the producer is held up.
        var sent = producer.fill(with: block)
        #expect(await eventually { hub.inFlight.chunkCount == 4 })
        sent += producer.fill(with: block)
        #expect(producer.fill(with: block) == 0)
        #expect(hub.inFlight.chunkCount == 4)
        #expect(hub.inFlight.byteCount <= 4 * 4096)

        producer.halfClose()
        var received = Received()
        while received.ended.isEmpty, let chunk = await hub.next() {
            received.take(chunk)
            #expect(hub.inFlight.chunkCount <= 4)
        }
        #expect(received.bytes[.client(1)]?.count == sent)
    }

    @Test("is bounded in bytes as well as in chunks")
    func byteBound() async throws {
        var limits = InputHub.Limits()
        limits.readByteCountMax = 4096
        limits.byteCountMax = 10_000
        let hub = try makeHub(limits: limits)
        let producer = try Producer(connectingTo: path)
        _ = producer.fill(with: [UInt8](repeating: 0, count: 4096))
        #expect(await eventually { hub.inFlight.byteCount >= 10_000 })
        #expect(hub.inFlight.byteCount < 10_000 + 4096)
    }

    @Test("delivers what was read before a stop, closes connections and path, and tells no end of a half line")
    func stop() async throws {
        let hub = try makeHub()
        let producer = try Producer(connectingTo: path)
        producer.send("whole\nhal")
        #expect(await eventually { hub.inFlight.byteCount == 9 })

        hub.requestStop()
        #expect(producer.seesClose())
        #expect(await hub.next() == .bytes(.client(1), Array("whole\nhal".utf8)))
        #expect(await hub.next() == nil)
        #expect(await hub.next() == nil)
        #expect(access(path, F_OK) != 0)
    }

    @Test("stops where the consumer is waiting, and where the channel is full")
    func stopWhileFull() async throws {
        var limits = InputHub.Limits()
        limits.chunkCountMax = 1
        let hub = try makeHub(limits: limits)
        let producer = try Producer(connectingTo: path)
        producer.send("one\n")
        #expect(await eventually { hub.inFlight.chunkCount == 1 })
        producer.send("two\n")
        hub.requestStop()
        #expect(await receive(from: hub).text(.client(1)) == "one\n")

        let idle = try InputHub(listener: UnixListener(binding: directory.file("idle.sock")))
        async let next = idle.next()
        idle.requestStop()
        #expect(await next == nil)
    }

    @Test("stops when the task that consumes it is cancelled")
    func cancel() async throws {
        let hub = try makeHub()
        let task = Task { await hub.next() }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test("beats when nothing else happens, and between events")
    func heartbeat() async throws {
        let hub = try InputHub(listener: UnixListener(binding: path), heartbeatNanoseconds: 2_000_000)
        let idle = await receive(from: hub) { $0.heartbeatCount == 3 }
        #expect(idle.heartbeatCount == 3)
        let producer = try Producer(connectingTo: path)
        producer.send("x\n")
        let busy = await receive(from: hub) { !$0.bytes.isEmpty && $0.heartbeatCount > 0 }
        #expect(busy.text(.client(1)) == "x\n")
    }
}
