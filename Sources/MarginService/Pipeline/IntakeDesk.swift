package import MarginCore
import MarginWire

/// The actor around the intake: bytes in, accepted events out, in batches for the books.
///
/// Lines are cut, decoded and judged here, one origin after the other as their bytes come; what leaves is numbered.
package actor IntakeDesk {
    /// How the desk cuts its batches.
    package struct Rules: Sendable {
        /// Events in a batch at most: enough to make crossing to the books cheap, few enough that the alerts of the
        /// first do not wait long for the last.
        package var batchSize = 128
        /// Every so many events the batch ends, with an image to audit the books by; `nil` never.
        package var auditInterval: UInt64?
        /// Nothing later than this is admitted; the input is over with the first such line.
        package var until: Timestamp?

        package init() {}
    }

    /// What one chunk of input came to.
    package struct Admitted: Sendable {
        package var batches: [Batch] = []
        package var rejections: [LineReport] = []
        /// What was taken but not acted on yet, in words for the operator.
        package var remarks: [String] = []
        /// A line lay beyond `Rules.until`.
        package var isOver = false
    }

    /// Events for the books, and what to compare them with afterwards.
    package struct Batch: Sendable {
        package var events: EventBatch
        package var image: BookImage?
    }

    package private(set) var tally = Tally()
    private var intake: Intake
    private var decoder = EventDecoder()
    private var framers: [InputOrigin: LineFramer] = [:]
    private let rules: Rules

    package init(configuration: MarginConfiguration, rules: Rules = Rules()) {
        intake = Intake(configuration: configuration)
        self.rules = rules
    }

    /// Takes a chunk of input.
    package func admit(_ chunk: InputChunk) -> Admitted {
        var admitted = Admitted()
        var batch = EventBatch()
        switch chunk {
        case .bytes(let origin, let bytes):
            var framer = framers.removeValue(forKey: origin) ?? LineFramer(lengthMax: EventDecoder.lineLimit + 1)
            bytes.withUnsafeBufferPointer { bytes in
                framer.consume(bytes) { admit($0, from: origin, &batch, &admitted) }
            }
            framers[origin] = framer
        case .ended(let origin, _):
            var framer = framers.removeValue(forKey: origin) ?? LineFramer()
            framer.finish { admit($0, from: origin, &batch, &admitted) }
        case .heartbeat: break
        }
        close(&batch, &admitted)
        return admitted
    }

    private func admit(
        _ line: LineFramer.Line, from origin: InputOrigin, _ batch: inout EventBatch, _ admitted: inout Admitted
    ) {
        guard !admitted.isOver else { return }
        let incoming: IncomingLine
        let number: Int
        switch line {
        case .line(let bytes, let place):
            number = place
            incoming = decoder.decode(bytes)
        case .overlong(let place):
            number = place
            incoming = IncomingLine(source: nil, sequence: nil, content: .failure(LineFault(.lineTooLong)))
        }
        if isBeyondEnd(incoming) {
            admitted.isOver = true
            return
        }

        let verdict = intake.admit(incoming, into: &batch)
        tally.count(verdict)
        tally.unknownFields = decoder.unknownFields
        switch verdict {
        case .rejected(let fault):
            let column =
                if case .overlong = line { EventDecoder.lineLimit + 1 } else { decoder.column(of: fault.field) }
            admitted.rejections.append(LineReport(origin: origin, line: number, column: column, fault: fault))
        case .accepted(let event):
            if let remark = remark(on: incoming) { admitted.remarks.append(remark) }
            let isAudited = rules.auditInterval.map { event % $0 == 0 } ?? false
            if batch.events.count >= rules.batchSize || isAudited {
                close(&batch, &admitted, image: isAudited ? intake.image : nil)
            }
        case .repeated, .late: break
        }
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

    /// Account structures are kept from the first line on; margin knows the portfolio only.
    private func remark(on line: IncomingLine) -> String? {
        guard case .success(let content) = line.content,
            case .account(let account, _, let mode, let group) = content.draft, mode == .isolated || group != nil
        else { return nil }
        let what = mode == .isolated ? (group == nil ? "mode isolated" : "group and mode isolated") : "group"
        return "account \(account.text): \(what) is recorded; its margin is that of a single portfolio account"
    }

    private func close(_ batch: inout EventBatch, _ admitted: inout Admitted, image: BookImage? = nil) {
        guard !batch.isEmpty else { return }
        admitted.batches.append(Batch(events: batch, image: image))
        batch = EventBatch()
    }

    /// See `Intake.reconfigure`.
    package func reconfigure(_ configuration: MarginConfiguration) -> String? { intake.reconfigure(configuration) }

    /// The ledger and the prices as they are now.
    package var image: BookImage { intake.image }
}
