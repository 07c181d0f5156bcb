/// Closing prices by underlying and UTC day: what tail margins learn from.
package struct PriceHistory: Equatable, Sendable {
    /// The closes of one underlying, without a gap.
    package struct Series: Equatable, Sendable {
        package let underlying: String
        /// The day of `closes[0]`, in days since 1970-01-01.
        package let firstDay: Int
        /// In USD; positive and finite. One per day.
        package let closes: [Double]
        /// Implied volatility at each close, as a fraction, positive and finite; `nil` where none is recorded.
        package let volatilities: [Double]?

        package init(underlying: String, firstDay: Int, closes: [Double], volatilities: [Double]? = nil) {
            self.underlying = underlying
            self.firstDay = firstDay
            self.closes = closes
            self.volatilities = volatilities
        }

        package var lastDay: Int { firstDay + closes.count - 1 }
    }

    /// Why closes make no history.
    package enum Fault: Error, Equatable, Sendable {
        case noCloses(underlying: String)
        case repeatedUnderlying(String)
        /// Zero, negative, or no number.
        case priceNotPositive(underlying: String, day: Int)
        case volatilityNotPositive(underlying: String, day: Int)
        /// Not one volatility for each close.
        case volatilityMissing(underlying: String)
        /// Before the year 0 or after 9999.
        case dayOutOfRange(underlying: String)
    }

    /// In the order of the names' bytes.
    package let series: [Series]

    package static let none = PriceHistory()

    private init() { series = [] }

    /// Of series that are known to be right and in order.
    private init(ordered series: [Series]) { self.series = series }

    /// - Throws: What is wrong first, in the order of `series`.
    package init(_ series: [Series]) throws(Fault) {
        var names: Set<String> = []
        for one in series {
            let name = one.underlying
            guard names.insert(name).inserted else { throw .repeatedUnderlying(name) }
            guard !one.closes.isEmpty else { throw .noCloses(underlying: name) }
            guard CalendarDate(daysSinceEpoch: one.firstDay) != nil,
                one.closes.count <= 3_652_425, CalendarDate(daysSinceEpoch: one.lastDay) != nil
            else { throw .dayOutOfRange(underlying: name) }
            for (index, close) in one.closes.enumerated() where !(close > 0 && close.isFinite) {
                throw .priceNotPositive(underlying: name, day: one.firstDay + index)
            }
            guard let volatilities = one.volatilities else { continue }
            guard volatilities.count == one.closes.count else { throw .volatilityMissing(underlying: name) }
            for (index, volatility) in volatilities.enumerated() where !(volatility > 0 && volatility.isFinite) {
                throw .volatilityNotPositive(underlying: name, day: one.firstDay + index)
            }
        }
        self.series = series.sorted { $0.underlying.utf8.lexicographicallyPrecedes($1.underlying.utf8) }
    }

    package subscript(underlying: String) -> Series? { series.first { $0.underlying == underlying } }

    package var isEmpty: Bool { series.isEmpty }

    /// The day whose scenarios hold at an instant: they see the closes of days before it, since a close is the price at
    /// the end of its day.
    ///
    /// Held within the history, so that it stays the same where there is nothing new to see: the first day with a close,
    /// before which there is none, to the day after the last.
    /// - Parameter time: `nil` for the day after the last.
    package func day(asOf time: Timestamp?) -> Int {
        guard let first = series.map(\.firstDay).min(), let last = series.map(\.lastDay).max() else { return 0 }
        guard let time else { return last + 1 }
        return min(max(time.day, first), last + 1)
    }

    /// The closes of days before `day`; an underlying without one is not in it.
    package func before(_ day: Int) -> PriceHistory {
        guard series.contains(where: { $0.lastDay >= day }) else { return self }
        return PriceHistory(ordered: series.compactMap { $0.before(day) })
    }
}

extension PriceHistory.Series {
    fileprivate func before(_ day: Int) -> Self? {
        guard lastDay >= day else { return self }
        guard firstDay < day else { return nil }
        return Self(
            underlying: underlying, firstDay: firstDay, closes: Array(closes.prefix(day - firstDay)),
            volatilities: volatilities.map { Array($0.prefix(day - firstDay)) })
    }

    /// The relative move of the price over `days` days up to and including `day`, held within `RelativeMove.range`;
    /// `nil` where there is no close at either end.
    func move(to day: Int, over days: Int) -> Double? {
        guard hasMove(to: day, over: days) else { return nil }
        let (from, to) = (closes[day - days - firstDay], closes[day - firstDay])
        return RelativeMove.held(to / from - 1)
    }

    /// Whether there are closes at both ends.
    func hasMove(to day: Int, over days: Int) -> Bool { day <= lastDay && day - days >= firstDay }

    /// The relative move of implied volatility over the same days; 0 where none is recorded.
    func volatilityMove(to day: Int, over days: Int) -> Double {
        guard let volatilities, hasMove(to: day, over: days) else { return 0 }
        return RelativeMove.held(volatilities[day - firstDay] / volatilities[day - days - firstDay] - 1)
    }
}

/// A move of a price or a volatility as a fraction of it.
package enum RelativeMove {
    /// No price falls by more than 99 % or rises to more than a hundredfold, whatever a history and its scaling say: a
    /// price stays positive, and a product of moves finite.
    package static let range = -0.99...99.0

    /// A move held within `range`; 0 for what is no number.
    package static func held(_ move: Double) -> Double {
        move.isNaN ? 0 : min(max(move, range.lowerBound), range.upperBound)
    }
}
