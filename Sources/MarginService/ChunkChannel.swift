/// The bounded queue between a thread that reads and the one task that decodes.
///
/// The reader never waits in here: before each read it asks `hasRoom`, and when there is none it polls nothing but
/// the bell until the consumer has made some. Its sources then fill up in the kernel, and their producers block.
/// In flight are therefore less than `byteCountMax` plus one read, and at most `chunkCountMax` chunks.
final class ChunkChannel: Sendable {
    /// Rung when there is room again, and when somebody asked to stop.
    let bell: StopBell
    private let chunkCountMax: Int
    private let byteCountMax: Int
    private let state = Locked(State())

    private struct State {
        var queue: [InputChunk] = []
        var byteCount = 0
        /// The consumer, when it found nothing; then the queue is empty.
        var consumer: CheckedContinuation<InputChunk?, Never>?
        /// The reader found no room and waits for the bell.
        var readerWaits = false
        var isFinished = false
    }

    init(chunkCountMax: Int, byteCountMax: Int) throws(SystemError) {
        precondition(chunkCountMax > 0 && byteCountMax > 0, "a channel has room for a chunk")
        bell = try StopBell()
        self.chunkCountMax = chunkCountMax
        self.byteCountMax = byteCountMax
    }

    // MARK: The reading thread

    /// Whether one more chunk may be read; when not, the bell will ring.
    func hasRoom() -> Bool {
        state.withLock { state in
            let hasRoom = state.queue.count < chunkCountMax && state.byteCount < byteCountMax
            state.readerWaits = !hasRoom
            return hasRoom
        }
    }

    /// Queues a chunk for which `hasRoom` has said yes.
    func send(_ chunk: InputChunk) {
        let consumer = state.withLock { state -> CheckedContinuation<InputChunk?, Never>? in
            if let consumer = state.consumer {
                state.consumer = nil
                return consumer
            }
            state.queue.append(chunk)
            state.byteCount += chunk.byteCount
            return nil
        }
        consumer?.resume(returning: chunk)
    }

    /// Nothing more will be sent; the consumer gets what is queued, then nil.
    func finish() {
        let consumer = state.withLock { state in
            state.isFinished = true
            return state.consumer.take()
        }
        consumer?.resume(returning: nil)
    }

    // MARK: Everybody else

    func requestStop() { bell.requestStop() }

    /// Bytes and chunks that have been read and not been taken.
    var inFlight: (chunkCount: Int, byteCount: Int) { state.withLock { ($0.queue.count, $0.byteCount) } }

    /// The next chunk, nil at the end; see `InputSource.next`.
    func next() async -> InputChunk? {
        // The common case under load: something is there, and nothing needs to be suspended.
        switch take(orWait: nil) {
        case .chunk(let chunk): return chunk
        case .finished: return nil
        case .nothing: break
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { consumer in
                switch take(orWait: consumer) {
                case .chunk(let chunk): consumer.resume(returning: chunk)
                case .finished: consumer.resume(returning: nil)
                case .nothing: break
                }
            }
        } onCancel: {
            requestStop()
        }
    }

    /// The next chunk if it is there already; see `InputSource.nextIfWaiting`.
    func nextIfWaiting() -> InputChunk? {
        if case .chunk(let chunk) = take(orWait: nil) { chunk } else { nil }
    }

    private enum Taken {
        case chunk(InputChunk)
        case finished
        case nothing
    }

    private func take(orWait consumer: CheckedContinuation<InputChunk?, Never>?) -> Taken {
        let (taken, ring) = state.withLock { state -> (Taken, Bool) in
            precondition(state.consumer == nil, "one task at a time asks for chunks")
            guard !state.queue.isEmpty else {
                if state.isFinished { return (.finished, false) }
                state.consumer = consumer
                return (.nothing, false)
            }
            let chunk = state.queue.removeFirst()
            state.byteCount -= chunk.byteCount
            // Half empty before the bell rings: at every chunk, the two threads would wake each other in turns.
            let ring =
                state.readerWaits && state.queue.count <= chunkCountMax / 2 && state.byteCount <= byteCountMax / 2
            if ring { state.readerWaits = false }
            return (.chunk(chunk), ring)
        }
        if ring { bell.ring() }
        return taken
    }
}
