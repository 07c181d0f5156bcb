package import MarginCore
import MarginWire

/// A monitor with its accounts spread over several books, as the daemon runs it, without its actors.
package final class ShardedMonitor {
    private final class Shard {
        var book: MarginBook
        init(_ book: consuming MarginBook) { self.book = book }
    }

    package private(set) var intake: Intake
    private var shards: [Shard]
    private var decoder = EventDecoder()
    private var batch = EventBatch()
    /// Lines that go to the books together.
    private let batchSize: Int

    package init(_ configuration: MarginConfiguration, shards count: Int, batchSize: Int = 1, guards: Bool = true) {
        intake = Intake(configuration: configuration)
        shards = (0..<count).map {
            Shard(
                MarginBook(
                    configuration: configuration, shard: MarginBook.Shard(index: $0, count: count), guards: guards))
        }
        self.batchSize = batchSize
    }

    /// Runs lines to their end; the alerts in their one order.
    package func run(_ lines: [String]) -> [Alert] {
        var alerts: [Alert] = []
        for line in lines {
            let bytes = Array(line.utf8)
            _ = bytes.withUnsafeBufferPointer { intake.admit(decoder.decode($0), into: &batch) }
            if batch.events.count >= batchSize { alerts += flush() }
        }
        return alerts + flush()
    }

    /// Runs what `write` writes on a tape.
    package func run(at now: Timestamp, _ write: (inout Tape) -> Void) -> [Alert] {
        var tape = Tape(at: now)
        write(&tape)
        return run(tape.lines)
    }

    private func flush() -> [Alert] {
        defer { batch.removeAll() }
        let raised = shards.map { shard in
            var alerts: [AccountAlert] = []
            shard.book.apply(batch, into: &alerts)
            return alerts
        }
        return AlertOrder.merge(raised, batch.notices)
    }

    /// Takes new parameters as a reload does; the name of a profile that is in use and missing, and then nothing.
    package func reconfigure(_ configuration: MarginConfiguration) -> String? {
        if let missing = intake.reconfigure(configuration) { return missing }
        for shard in shards { shard.book.reconfigure(configuration, image: intake.image) }
        return nil
    }

    /// The first difference between a book and one rebuilt from nothing.
    package func audit() -> String? {
        let image = intake.image
        for shard in shards {
            if let difference = shard.book.difference(from: image) { return difference }
        }
        return nil
    }

    /// What each book has done so far.
    package var work: [WorkCounts] { shards.map { $0.book.work } }

    package func reports() -> [MarginBook.AccountReport] { shards.flatMap { $0.book.reports() } }
}
