import MarginCore
import MarginService
import MarginWire

/// Takes tapes apart into decoded lines, for a command that asks a question about them.
struct TapeReader: ~Copyable {
    /// What became of a line.
    enum Answer {
        case taken
        case rejected
        /// The question needs neither this line nor any after it.
        case enough
    }

    private var decoder = EventDecoder()
    private var framer = LineFramer(lengthMax: EventDecoder.lineLimit + 1)
    private(set) var rejected = 0
    private(set) var isOver = false

    /// Hands the lines of whole tapes to `answer` until it has enough, and tells the operator how many were rejected.
    static func read(_ paths: [String], _ answer: (IncomingLine) -> Answer) async throws(Failure) {
        let source: TapeInput
        do throws(SystemError) { source = try TapeInput(paths: paths) } catch {
            throw Failure(.inputOutput, "\(error)")
        }
        var reader = TapeReader()
        while let chunk = await source.next() {
            if case .ended(let origin, let failure?) = chunk { throw Failure(.noInput, "\(origin): \(failure)") }
            reader.take(chunk, answer)
            if reader.isOver {
                source.requestStop()
                break
            }
        }
        guard reader.rejected > 0 else { return }
        let lines = reader.rejected == 1 ? "1 line was" : "\(reader.rejected) lines were"
        Files.printError("margind: \(lines) rejected; margind replay says which")
    }

    mutating func take(_ chunk: InputChunk, _ answer: (IncomingLine) -> Answer) {
        // The framer leaves its place for the time of the call, so that what it calls may change everything else.
        var framer = self.framer
        self.framer = LineFramer()
        switch chunk {
        case .bytes(_, let bytes):
            bytes.withUnsafeBufferPointer { bytes in framer.consume(bytes) { take($0, answer) } }
        case .ended: framer.finish { take($0, answer) }
        case .heartbeat: break
        }
        self.framer = framer
    }

    private mutating func take(_ line: LineFramer.Line, _ answer: (IncomingLine) -> Answer) {
        guard !isOver else { return }
        let incoming: IncomingLine =
            switch line {
            case .line(let bytes, _): decoder.decode(bytes)
            case .overlong: IncomingLine(source: nil, sequence: nil, content: .failure(LineFault(.lineTooLong)))
            }
        switch answer(incoming) {
        case .taken: break
        case .rejected: rejected += 1
        case .enough: isOver = true
        }
    }
}
