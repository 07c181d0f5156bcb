package import MarginCore

/// The pipeline from input to alerts: one desk that admits, books that judge, one order of alerts.
///
///     InputSource ─▶ IntakeDesk ─▶ PortfolioBook × shards ─▶ AlertOrder ─▶ whoever called
///
/// A chunk of input crosses to the desk once, a batch of events to each book once; the caller asks for the next chunk
/// when the last one is done, so a slow book slows the reader and nothing piles up.
package struct MarginMonitor: Sendable {
    package let desk: IntakeDesk
    package let books: [PortfolioBook]

    /// - Parameter shards: How many books the accounts are shared among; the alerts are the same for any number.
    package init(configuration: MarginConfiguration, shards: Int = 1, rules: IntakeDesk.Rules = IntakeDesk.Rules()) {
        desk = IntakeDesk(configuration: configuration, rules: rules)
        books = (0..<max(shards, 1)).map {
            PortfolioBook(configuration: configuration, shard: MarginBook.Shard(index: $0, count: max(shards, 1)))
        }
    }

    /// A batch's alerts, in their one order.
    package func apply(_ batch: EventBatch) async -> [Alert] {
        AlertOrder.merge(await fromEachBook { await $0.apply(batch) }, batch.feedAlerts)
    }

    /// What the books say to a comparison with ones rebuilt from `image`; empty where there is no difference.
    package func audit(against image: BookImage) async -> [String] {
        await fromEachBook { await $0.difference(from: image) }.compactMap(\.self)
    }

    /// New parameters for everything that comes after; the next event judges every account by them.
    ///
    /// - Returns: The name of a profile that an account uses and the new parameters lack; then nothing changed.
    package func reconfigure(_ configuration: MarginConfiguration) async -> String? {
        if let missing = await desk.reconfigure(configuration) { return missing }
        for book in books { await book.reconfigure(configuration) }
        return nil
    }

    /// Every account, in the order of the names' bytes.
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
