/// The last price that each source gave of an index, and the median of those that are not too old.
///
/// A source is a producer by its `src`; lines without one are a source together. Prices age by the clock, like the index.
/// Nothing is kept while nobody asks for medians.
struct SourceMedians: Sendable {
    fileprivate struct Source: Sendable {
        var name: [UInt8]
        var price: Double
        /// The clock when it came.
        var seen: Timestamp
    }

    fileprivate struct Feed: Sendable {
        var underlying: UnderlyingID
        /// In the order of their prices.
        var sources: [Source] = []
        /// The median that the books know; 0 for none.
        var median = 0.0
    }

    /// Sources of one index beyond this push the one out that has been silent for longest: a feed may not grow without end.
    static let sourceCountMax = 64

    /// Whether a profile has asked for medians; one that has is heeded until the end, so that a reload that takes the
    /// question back and another that repeats it find no prices of before.
    private(set) var isOn = false
    private var feeds: [Feed] = []
    /// Something may be other than the books know, from this time on.
    private var due = Timestamp(nanoseconds: .max)

    /// Takes the parameters of a start or a reload.
    mutating func configure(_ configuration: MarginConfiguration) {
        isOn = isOn || configuration.profiles.contains { $0.collateralPrice == .minimumOfMedian }
        due = Timestamp(nanoseconds: .min)
    }

    /// A source gave a price, positive.
    mutating func observe(_ underlying: UnderlyingID, _ name: Name?, price: Double, at now: Timestamp) {
        let place: Int
        if let known = feeds.firstIndex(where: { $0.underlying == underlying }) {
            place = known
        } else {
            place = feeds.count
            feeds.append(Feed(underlying: underlying))
        }
        let bytes = name.map { Array($0.bytes) } ?? []
        if let old = feeds[place].sources.firstIndex(where: { $0.name == bytes }) {
            feeds[place].sources.remove(at: old)
        } else if feeds[place].sources.count == SourceMedians.sourceCountMax {
            feeds[place].removeOldest()
        }
        let above = feeds[place].sources.lowerBound { $0.price < price }
        feeds[place].sources.insert(Source(name: bytes, price: price, seen: now), at: above)
        due = Timestamp(nanoseconds: .min)
    }

    /// An underlying has lost its index.
    mutating func forget(_ underlying: UnderlyingID) {
        for place in feeds.indices where feeds[place].underlying == underlying {
            feeds[place].sources.removeAll()
            due = Timestamp(nanoseconds: .min)
        }
    }

    /// The medians that are others at `now` than they were, 0 where there is none any more.
    ///
    /// - Parameter staleAfter: A price older than this does not count; nanoseconds, `nil` for never.
    mutating func changes(at now: Timestamp, staleAfter: Int64?) -> [(underlying: UnderlyingID, median: Double)] {
        guard now >= due else { return [] }
        due = Timestamp(nanoseconds: .max)
        var changes: [(underlying: UnderlyingID, median: Double)] = []
        for place in feeds.indices {
            if let staleAfter {
                feeds[place].sources.removeAll { now.nanoseconds(since: $0.seen) > staleAfter }
                for source in feeds[place].sources {
                    due = min(due, source.seen.advanced(by: staleAfter).advanced(by: 1))
                }
            }
            let median = feeds[place].currentMedian
            guard median != feeds[place].median else { continue }
            feeds[place].median = median
            changes.append((feeds[place].underlying, median))
        }
        return changes
    }
}

extension SourceMedians.Feed {
    /// Of an even number the mean of the middle two; 0 without a source.
    fileprivate var currentMedian: Double {
        guard !sources.isEmpty else { return 0 }
        let middle = sources.count / 2
        return sources.count % 2 == 1
            ? sources[middle].price : (sources[middle - 1].price + sources[middle].price) / 2
    }

    fileprivate mutating func removeOldest() {
        guard var oldest = sources.indices.first else { return }
        for place in sources.indices where sources[place].seen < sources[oldest].seen { oldest = place }
        sources.remove(at: oldest)
    }
}
