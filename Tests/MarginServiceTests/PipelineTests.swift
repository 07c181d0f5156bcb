import MarginCore
import MarginService
import MarginWire
import Testing

/// The ways of a tape through the pipeline: whatever the cuts, the threads and the books, the alerts are the same.
@Suite("The pipeline") struct PipelineTests {
    private static let start: Int64 = 1_772_323_200_000_000_000
    private static let accountCount = 1500

    /// Accounts that leave and enter a state at every second price: far more alerts than a piece of one book holds,
    /// with a feed that goes silent and comes back in between.
    private static let tape: String = {
        let spot = #""type":"instrument","symbol":"BTC","kind":"spot","underlying":"BTC","currency":"USD""#
        let perpetual =
            #""type":"instrument","symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC","settlement":"linear","#
            + #""currency":"USD""#
        var lines = [spot, perpetual].map { #"{"ts":\#(start),\#($0)}"# }
        lines.append(#"{"ts":\#(start),"type":"price","symbol":"BTC","price":60000}"#)
        lines.append(#"{"ts":\#(start),"type":"price","symbol":"BTC-PERP","price":60000}"#)
        for number in 0..<accountCount {
            let position = #"{"symbol":"BTC-PERP","qty":1,"price":60000}"#
            lines.append(
                #"{"ts":\#(start),"type":"portfolio","account":"a\#(number)","balances":{"USD":20000},"positions":["#
                    + position + "]}")
        }
        for step in 1...20 {
            let time = start + Int64(step * 60 + step / 5 * 7200) * 1_000_000_000
            let price = step % 2 == 0 ? 60_000 : 42_000
            lines.append(#"{"ts":\#(time),"type":"price","symbol":"BTC","price":\#(price)}"#)
            lines.append(#"{"ts":\#(time),"type":"price","symbol":"BTC-PERP","price":\#(price)}"#)
        }
        return lines.map { $0 + "\n" }.joined()
    }()

    /// The alerts of the whole state machine, line by line.
    private static let expected: [Alert] = {
        var engine = MarginEngine()
        var decoder = EventDecoder()
        var alerts: [Alert] = []
        for line in tape.split(separator: "\n") {
            let bytes = Array(line.utf8)
            _ = bytes.withUnsafeBufferPointer { engine.apply(decoder.decode($0), into: &alerts) }
        }
        return alerts
    }()

    /// Chunks of a tape, in order.
    private final class Chunks: InputSource {
        private var chunks: [InputChunk]
        /// How many of them nobody had to wait for.
        private(set) var takenAhead = 0

        init(_ text: String, size: Int) {
            let bytes = Array(text.utf8)
            chunks = stride(from: 0, to: bytes.count, by: size).map { start in
                .bytes(.standardInput, Array(bytes[start..<min(start + size, bytes.count)]))
            }
            chunks.append(.ended(.standardInput, failure: nil))
        }

        func next() -> InputChunk? { chunks.isEmpty ? nil : chunks.removeFirst() }

        func nextIfWaiting() -> InputChunk? {
            if !chunks.isEmpty { takenAhead += 1 }
            return next()
        }

        func requestStop() { chunks = [] }
    }

    private func alerts(_ pipeline: some MarginPipeline, _ source: Chunks, looksAhead: Bool) async -> [[Alert]] {
        var input = AdmittedInput(source: source, pipeline: pipeline)
        var pieces: [[Alert]] = []
        while await input.arrives() {
            guard let step = await input.take(lookingAhead: looksAhead) else { break }
            for batch in step.admitted.batches {
                var cursor = pipeline.cursor
                while let alerts = await pipeline.judge(batch.events, &cursor) { pieces.append(alerts) }
            }
            input.recycle(step)
        }
        return pieces
    }

    @Test("raises the alerts of the state machine with any number of books", arguments: [1, 2, 3, 7])
    func books(count: Int) async {
        let source = Chunks(Self.tape, size: 1 << 20)
        let monitor = MarginMonitor(configuration: MarginConfiguration(), shards: count)

        let pieces = await alerts(monitor, source, looksAhead: true)

        #expect(Self.expected.count > 15_000)
        #expect(pieces.flatMap(\.self) == Self.expected)
    }

    @Test("admits ahead where chunks are waiting, and raises the same", arguments: [1000, 20_000, 100_000])
    func ahead(size: Int) async {
        let source = Chunks(Self.tape, size: size)
        let monitor = MarginMonitor(configuration: MarginConfiguration(), shards: 2)

        let pieces = await alerts(monitor, source, looksAhead: true)

        #expect(source.takenAhead > 0)
        #expect(pieces.flatMap(\.self) == Self.expected)
    }

    @Test("takes nothing from its source before it is asked for where it may not look ahead")
    func notAhead() async {
        let source = Chunks(Self.tape, size: 20_000)

        let pieces = await alerts(MarginMonitor(configuration: MarginConfiguration()), source, looksAhead: false)

        #expect(source.takenAhead == 0)
        #expect(pieces.flatMap(\.self) == Self.expected)
    }

    @Test("raises the same on one thread", arguments: [100, 20_000, 1 << 20])
    func inline(size: Int) async {
        let source = Chunks(Self.tape, size: size)

        let pieces = await alerts(InlineMonitor(configuration: MarginConfiguration()), source, looksAhead: true)

        #expect(pieces.flatMap(\.self) == Self.expected)
    }

    @Test("shows alerts in pieces that memory can hold, however many a batch raises")
    func pieces() async {
        let source = Chunks(Self.tape, size: 1 << 20)

        let pieces = await alerts(InlineMonitor(configuration: MarginConfiguration()), source, looksAhead: true)

        // A piece ends with the event that fills it: 4,096 alerts, and those of one more event.
        #expect(pieces.allSatisfy { $0.count < 4096 + 2 * Self.accountCount })
        #expect(pieces.count > Self.expected.count / (4096 + 2 * Self.accountCount))
    }

    @Test("counts no line after the one that ends the input, admitted ahead or not")
    func until() async {
        var rules = Admission.Rules()
        rules.until = Timestamp(nanoseconds: Self.start + 60_000_000_000)
        let monitor = MarginMonitor(configuration: MarginConfiguration(), rules: rules)
        let later = (2...2000).map { number in
            #"{"ts":\#(Self.start + Int64(number) * 60_000_000_000),"type":"clock"}"# + "\n"
        }.joined()
        let source = Chunks(Self.tape + later, size: 20_000)
        var input = AdmittedInput(source: source, pipeline: monitor)

        while await input.arrives(), let step = await input.take(lookingAhead: true), !step.admitted.isOver {}

        #expect(await monitor.tally.lines == UInt64(4 + Self.accountCount + 2))
    }
}
