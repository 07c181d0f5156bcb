package import MarginCore

/// The pipeline of actors: one desk that admits, books that judge, one order of alerts.
///
///     InputSource ─▶ IntakeDesk ─▶ PortfolioBook × shards ─▶ AlertOrder ─▶ whoever called
///
/// A chunk of input crosses to the desk once, and to each book once. The desk may admit a chunk while the books judge
/// the one before, and no further: a slow book slows the reader and nothing piles up.
package struct MarginMonitor: MarginPipeline, Sendable {
    package let desk: IntakeDesk
    package let books: [PortfolioBook]
    private let pool = BatchPool()

    /// - Parameters:
    ///   - shards: How many books the accounts are shared among; the alerts are the same for any number.
    ///   - guards: `false` has every book judge every account that an event touches; the alerts are the same.
    package init(
        configuration: MarginConfiguration, shards: Int = 1, guards: Bool = true,
        rules: Admission.Rules = Admission.Rules()
    ) {
        desk = IntakeDesk(configuration: configuration, rules: rules, pool: pool)
        books = (0..<max(shards, 1)).map {
            PortfolioBook(
                configuration: configuration, shard: MarginBook.Shard(index: $0, count: max(shards, 1)),
                guards: guards)
        }
    }

    package func admit(_ chunk: InputChunk) async -> Admitted { await desk.admit(chunk) }

    package func admitAhead(_ chunk: InputChunk) -> Task<Admitted, Never>? { Task { await desk.admit(chunk) } }

    package func recycle(_ batch: consuming EventBatch) { pool.give(batch) }

    package var cursor: BatchCursor { BatchCursor(bookCount: books.count) }

    package func judge(_ batch: EventBatch, _ cursor: inout BatchCursor) async -> [Alert]? {
        let waiting = cursor.waiting(in: batch)
        guard let first = waiting.first else { return nil }
        if waiting.count == 1 {
            cursor.take(await books[first.book].judge(batch, from: first.start), from: first.book)
        } else {
            await withTaskGroup(of: (Int, PacedBook.Judged).self) { group in
                for (book, start) in waiting { group.addTask { (book, await books[book].judge(batch, from: start)) } }
                for await (book, judged) in group { cursor.take(judged, from: book) }
            }
        }
        return cursor.takeFinished(of: batch)
    }

    /// A batch's alerts, in their one order.
    package func apply(_ batch: EventBatch) async -> [Alert] {
        var alerts: [Alert] = []
        var cursor = cursor
        while let next = await judge(batch, &cursor) { alerts += next }
        return alerts
    }

    package func audit(against image: BookImage) async -> [String] {
        await fromEachBook { await $0.difference(from: image) }.compactMap(\.self)
    }

    package func reconfigure(_ configuration: MarginConfiguration) async -> String? {
        if let missing = await desk.reconfigure(configuration) { return missing }
        let image = configuration.shadowCount > 0 ? await desk.image : nil
        for book in books { await book.reconfigure(configuration, image: image) }
        return nil
    }

    package var tally: Tally { get async { await desk.tally } }

    /// Every netting set, in the order of the names' bytes.
    package func reports() async -> [MarginBook.AccountReport] {
        await fromEachBook { await $0.reports() }.flatMap(\.self)
            .sorted { $0.account.utf8.lexicographicallyPrecedes($1.account.utf8) }
    }

    package func accountsByState() async -> [AccountState: Int] {
        var counts: [AccountState: Int] = [:]
        for book in books { counts.merge(await book.accountsByState, uniquingKeysWith: +) }
        return counts
    }

    /// The same question to every book at once, the answers in the order of the shards.
    private func fromEachBook<Answer: Sendable>(
        _ ask: @escaping @Sendable (PortfolioBook) async -> Answer
    ) async -> [Answer] {
        guard books.count > 1 else { return [await ask(books[0])] }
        return await withTaskGroup(of: (Int, Answer).self) { group in
            for (index, book) in books.enumerated() { group.addTask { (index, await ask(book)) } }
            var answers: [Answer?] = Array(repeating: nil, count: books.count)
            for await (index, answer) in group { answers[index] = answer }
            return answers.compactMap(\.self)
        }
    }
}
