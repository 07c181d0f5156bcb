package import MarginCore
import MarginWire

/// Everything between bytes and books: lines are cut, decoded and judged here, one origin after the other as their
/// bytes come; what leaves is numbered.
///
/// Pure but for its input: no clock, no waiting. `IntakeDesk` is the actor around it; the low-latency daemon calls it
/// as it is.
package struct Admission: ~Copyable {
    /// How batches are cut.
    package struct Rules: Sendable {
        /// Events in a batch at most. A chunk is one batch where nothing else is asked for: crossing to the books costs
        /// as much for one event as for thousands.
        package var batchSize = Int.max
        /// Every so many events the batch ends, with an image to audit the books by; `nil` never.
        package var auditInterval: UInt64?
        /// Nothing later than this is admitted; the input is over with the first such line.
        package var until: Timestamp?

        package init() {}
    }

    package private(set) var tally = Tally()
    private var intake: Intake
    private var decoder = EventDecoder()
    private var framers = OriginFramers(lengthMax: EventDecoder.lineLimit + 1)
    private let rules: Rules
    private let pool: BatchPool

    // The chunk in hand.
    private var batch = EventBatch()
    private var admitted = Admitted()
    /// Its bytes, while its lines are handed out.
    private var chunk = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    package init(configuration: MarginConfiguration, rules: Rules = Rules()) {
        self.init(configuration: configuration, rules: rules, pool: BatchPool())
    }

    /// - Parameter pool: Where batches come from.
    init(configuration: MarginConfiguration, rules: Rules, pool: BatchPool) {
        intake = Intake(configuration: configuration)
        self.rules = rules
        self.pool = pool
    }

    /// Takes a chunk of input.
    package mutating func admit(_ chunk: InputChunk) -> Admitted {
        switch chunk {
        case .bytes(let origin, let bytes):
            batch = pool.take()
            var framer = framers.take(origin)
            bytes.withUnsafeBufferPointer { bytes in
                self.chunk = bytes
                framer.consume(bytes) { admit($0, from: origin) }
            }
            self.chunk = UnsafeBufferPointer(start: nil, count: 0)
            framers.put(framer, origin)
        case .ended(let origin, _):
            var framer = framers.take(origin)
            framer.finish { admit($0, from: origin) }
        case .heartbeat: break
        }
        close()
        tally.unknownFields = decoder.unknownFields
        tally.groups = intake.groupCount
        tally.accounts = intake.accountNames.count - tally.groups
        defer { admitted = Admitted() }
        return admitted
    }

    private mutating func admit(_ line: LineFramer.Line, from origin: InputOrigin) {
        guard !admitted.isOver else { return }
        switch line {
        case .line(let bytes, let number):
            guard rules.until == nil else {
                admit(decoder.decode(bytes), from: origin, number, isOverlong: false)
                return
            }
            if let price = decoder.price(in: bytes, readable: readable(from: bytes)) {
                conclude(intake.admit(price, into: &batch), from: origin, number)
            } else {
                admit(decoder.lineAtHand(), from: origin, number, isOverlong: false)
            }
        case .overlong(let number):
            let fault = LineFault(.lineTooLong)
            admit(
                IncomingLine(source: nil, sequence: nil, content: .failure(fault)), from: origin, number,
                isOverlong: true)
        }
    }

    /// How many bytes of the chunk there are from the beginning of a line on; 0 for a line that lies elsewhere, having
    /// begun in a chunk before.
    @inline(__always)
    private func readable(from line: UnsafeBufferPointer<UInt8>) -> Int {
        guard let line = line.baseAddress, let start = chunk.baseAddress, line >= start, line < start + chunk.count
        else { return 0 }
        return start + chunk.count - line
    }

    /// Acts on the verdict on a line.
    @inline(__always)
    private mutating func conclude(
        _ verdict: Intake.Verdict, from origin: InputOrigin, _ number: Int, isOverlong: Bool = false
    ) {
        tally.count(verdict)
        switch verdict {
        case .rejected(let fault):
            let column = isOverlong ? EventDecoder.lineLimit + 1 : decoder.column(of: fault.field)
            admitted.rejections.append(LineReport(origin: origin, line: number, column: column, fault: fault))
        case .accepted(let event):
            if let interval = rules.auditInterval, event % interval == 0 {
                close(image: intake.image)
            } else if batch.events.count >= rules.batchSize {
                close()
            }
        case .repeated, .late: break
        }
    }

    // Inlined: a decoded line is a value of some hundred bytes, which a call would copy.
    @inline(__always)
    private mutating func admit(_ line: IncomingLine, from origin: InputOrigin, _ number: Int, isOverlong: Bool) {
        if rules.until != nil, isBeyondEnd(line) {
            admitted.isOver = true
            return
        }
        conclude(intake.admit(line, into: &batch), from: origin, number, isOverlong: isOverlong)
    }

    /// Whether a line would be an event later than `Rules.until`; one with a wild time that is refused ends nothing.
    private func isBeyondEnd(_ line: IncomingLine) -> Bool {
        guard let until = rules.until, case .success(let content) = line.content, content.timestamp > until else {
            return false
        }
        var trial = intake
        var batch = EventBatch()
        if case .accepted = trial.admit(line, into: &batch) { return true }
        return false
    }

    private mutating func close(image: BookImage? = nil) {
        guard !batch.isEmpty else { return }
        var closed = EventBatch()
        swap(&closed, &batch)
        admitted.batches.append(Admitted.Batch(events: closed, image: image))
    }

    /// See `Intake.reconfigure`.
    package mutating func reconfigure(_ configuration: MarginConfiguration) -> String? {
        intake.reconfigure(configuration)
    }

    /// The ledger and the prices as they are now.
    package var image: BookImage { intake.image }
}
