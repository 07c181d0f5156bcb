import MarginCore
import MarginService
import MarginWire

/// Takes the lines of a tape to a backtest.
struct BacktestReader: ~Copyable {
    private(set) var replay: ForecastReplay
    private var decoder = EventDecoder()
    private var framer = LineFramer(lengthMax: EventDecoder.lineLimit + 1)
    private var rejected = 0

    init(replay: ForecastReplay) { self.replay = replay }

    mutating func take(_ chunk: InputChunk) {
        // The framer leaves its place for the time of the call, so that what it calls may change everything else.
        var framer = self.framer
        self.framer = LineFramer()
        switch chunk {
        case .bytes(_, let bytes):
            bytes.withUnsafeBufferPointer { bytes in framer.consume(bytes) { take($0) } }
        case .ended: framer.finish { take($0) }
        case .heartbeat: break
        }
        self.framer = framer
    }

    private mutating func take(_ line: LineFramer.Line) {
        let incoming: IncomingLine =
            switch line {
            case .line(let bytes, _): decoder.decode(bytes)
            case .overlong: IncomingLine(source: nil, sequence: nil, content: .failure(LineFault(.lineTooLong)))
            }
        if case .rejected = replay.take(incoming) { rejected += 1 }
    }

    /// Says how many lines were rejected, if any.
    func warn() {
        guard rejected > 0 else { return }
        let lines = rejected == 1 ? "1 line was" : "\(rejected) lines were"
        Files.printError("margind: \(lines) rejected; margind replay says which")
    }
}
