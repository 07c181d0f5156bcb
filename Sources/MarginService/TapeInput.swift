import Glibc

/// Recorded input: tapes read one after another, each to its end.
///
/// The path `-` is standard input. A tape that cannot be read ends the whole input: what follows a missing tape
/// would be margin computed from half the story. Its `ended` carries the failure.
package final class TapeInput: InputSource, Sendable {
    private let channel: ChunkChannel

    /// Starts to read the tapes at `paths`, in order.
    package init(paths: [String], limits: InputHub.Limits = InputHub.Limits()) throws(SystemError) {
        let channel = try ChunkChannel(chunkCountMax: limits.chunkCountMax, byteCountMax: limits.byteCountMax)
        self.channel = channel
        try ServiceThread.start {
            let reader = TapeReader(channel: channel, readByteCountMax: limits.readByteCountMax)
            for path in paths {
                guard reader.readTape(at: path) else { break }
            }
            channel.finish()
        }
    }

    // The thread would otherwise wait for room for ever.
    deinit { requestStop() }

    package func next() async -> InputChunk? { await channel.next() }

    package func nextIfWaiting() -> InputChunk? { channel.nextIfWaiting() }

    package func requestStop() { channel.requestStop() }

    /// Bytes and chunks that have been read and not been taken.
    package var inFlight: (chunkCount: Int, byteCount: Int) { channel.inFlight }
}

/// The thread behind a `TapeInput`.
private final class TapeReader {
    private let channel: ChunkChannel
    private let buffer: UnsafeMutableRawBufferPointer

    init(channel: ChunkChannel, readByteCountMax: Int) {
        self.channel = channel
        buffer = .allocate(byteCount: readByteCountMax, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// Reads one tape to its end.
    ///
    /// - Returns: Whether the next one may follow; not after a failure or a request to stop.
    func readTape(at path: String) -> Bool {
        let origin = path == "-" ? InputOrigin.standardInput : .tape(path: path)
        var failure: SystemError?
        do throws(SystemError) {
            guard try readBytes(of: path, origin) else { return false }
        } catch {
            failure = error.operation == "read" ? SystemError(operation: "read \(path)", number: error.number) : error
        }
        guard waitForRoom() else { return false }
        channel.send(.ended(origin, failure: failure))
        return failure == nil
    }

    /// - Returns: Whether the end was reached; false after a request to stop.
    private func readBytes(of path: String, _ origin: InputOrigin) throws(SystemError) -> Bool {
        let tape = try path == "-" ? Descriptor(duplicating: 0) : Descriptor(opening: path, flags: O_RDONLY)
        tape.widenPipe(toByteCount: buffer.count)
        while true {
            guard waitForRoom(), wait(for: tape.number) else { return false }
            switch try tape.read(into: buffer) {
            case .bytes(let count): channel.send(.bytes(origin, [UInt8](buffer[..<count])))
            case .nothingYet: break
            case .end: return true
            }
        }
    }

    /// - Returns: Whether there is room; false after a request to stop.
    private func waitForRoom() -> Bool {
        while !channel.bell.isStopRequested {
            if channel.hasRoom() { return true }
            if !wait(for: -1) { return false }
        }
        return false
    }

    /// Waits until `number` can be read or the channel calls. A file always can; a terminal or a pipe on standard
    /// input may be silent for long, and a request to stop must get through.
    ///
    /// - Returns: False after a request to stop.
    private func wait(for number: CInt) -> Bool {
        var pollSet = [
            pollfd(fd: channel.bell.number, events: CShort(POLLIN), revents: 0),
            pollfd(fd: number, events: CShort(POLLIN), revents: 0),
        ]
        while true {
            let result = retryingInterrupts { poll(&pollSet, nfds_t(pollSet.count), -1) }
            precondition(result >= 0, "poll(2) failed: \(SystemError.last("poll"))")
            if pollSet[0].revents != 0 { channel.bell.clear() }
            if channel.bell.isStopRequested { return false }
            if pollSet[1].revents != 0 || number < 0 { return true }
        }
    }
}
