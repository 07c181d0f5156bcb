import MarginCore

/// How far the books are within a batch, and what those that are ahead have raised.
///
/// Books end their pieces where it suits them, each at another event. Alerts of an event go out when the last book has
/// judged it; a book that is ahead waits, so that no more than one piece of each is held.
package struct BatchCursor: Sendable {
    private var books: [PacedBook.Judged]
    private var noticeEnd = 0

    package init(bookCount: Int) {
        books = Array(repeating: PacedBook.Judged(end: 0), count: bookCount)
    }

    /// The place of the first event that some book has not judged.
    package var end: Int { books.reduce(Int.max) { min($0, $1.end) } }

    /// The books that have to go on, and from where: those with nothing in hand, and whoever is last.
    func waiting(in batch: EventBatch) -> [(book: Int, start: Int)] {
        let end = end
        return books.indices.compactMap { index in
            let book = books[index]
            let isNext = book.end == end || book.alerts.isEmpty
            return isNext && book.end < batch.events.count ? (index, book.end) : nil
        }
    }

    /// Takes what a book has raised from its place on.
    mutating func take(_ judged: PacedBook.Judged, from book: Int) {
        books[book].end = judged.end
        if books[book].alerts.isEmpty {
            books[book].alerts = judged.alerts
        } else {
            books[book].alerts += judged.alerts
        }
    }

    /// The alerts of all events that every book has judged, in their one order; each once.
    mutating func takeFinished(of batch: EventBatch) -> [Alert] {
        let end = end
        let isLast = end >= batch.events.count
        if isLast, noticeEnd == batch.notices.count, books.allSatisfy(\.alerts.isEmpty) { return [] }
        if isLast, noticeEnd == 0 {
            noticeEnd = batch.notices.count
            defer { for index in books.indices { books[index].alerts = [] } }
            return AlertOrder.merge(books.map(\.alerts), batch.notices)
        }
        let next = isLast ? UInt64.max : batch.events[end].number
        var raised: [[AccountAlert]] = []
        for index in books.indices {
            let count = books[index].alerts.firstIndex { $0.event >= next } ?? books[index].alerts.count
            if count == books[index].alerts.count {
                raised.append(books[index].alerts)
                books[index].alerts = []
            } else {
                raised.append(Array(books[index].alerts[..<count]))
                books[index].alerts.removeFirst(count)
            }
        }
        let noticeStart = noticeEnd
        while noticeEnd < batch.notices.count, batch.notices[noticeEnd].event < next { noticeEnd += 1 }
        return AlertOrder.merge(raised, Array(batch.notices[noticeStart..<noticeEnd]))
    }
}
