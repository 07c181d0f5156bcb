/// A price line on its way into the intake: the common line, as plain values.
///
/// It is an `IncomingLine` whose draft is a price; nine lines in ten are one, and have a way of their own through
/// decoder and intake, on which nothing is allocated or counted. Its parts are stored as the decoder has them at hand,
/// so that it writes them where they stay: a call for each would take longer than to read it.
package struct PriceLine: BitwiseCopyable {
    /// `src`; the name of no bytes where `hasSource` is false.
    package var sourceBytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    package var hasSource = false
    package var hasSequence = false
    /// `seq`; void where `hasSequence` is false.
    package var sequenceNumber: Int64 = 0
    /// `ts`, since 1970.
    package var nanoseconds: Int64 = 0
    package var symbolBytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    // NaN where absent; one is present at least.
    package var price = Double.nan
    package var bid = Double.nan
    package var ask = Double.nan
    /// Annualised, as a fraction.
    package var volatility = Double.nan

    package init() {}

    package var source: Name? { hasSource ? Name(bytes: sourceBytes) : nil }
    package var sequence: Int64? { hasSequence ? sequenceNumber : nil }
    package var timestamp: Timestamp { Timestamp(nanoseconds: nanoseconds) }
    package var symbol: Name { Name(bytes: symbolBytes) }
    package var quote: Quote { Quote(numbers: (price, bid, ask, volatility)) }
}

extension IncomingLine {
    /// The same line among all others.
    package init(_ line: PriceLine) {
        self.init(
            source: line.source, sequence: line.sequence,
            content: .success(
                Content(timestamp: line.timestamp, draft: .price(symbol: line.symbol, quote: line.quote))))
    }
}

/// What a price line says of one instrument; at least one number is present.
///
/// Every number is finite, so that one that is absent is kept as a NaN: four words instead of eight.
package struct Quote: Sendable, BitwiseCopyable {
    private var numbers: (price: Double, bid: Double, ask: Double, volatility: Double)

    package init(price: Double? = nil, bid: Double? = nil, ask: Double? = nil, volatility: Double? = nil) {
        numbers = (price ?? .nan, bid ?? .nan, ask ?? .nan, volatility ?? .nan)
    }

    /// The numbers, NaN where they are absent.
    init(numbers: (price: Double, bid: Double, ask: Double, volatility: Double)) { self.numbers = numbers }

    package var price: Double? { Quote.present(numbers.price) }
    package var bid: Double? { Quote.present(numbers.bid) }
    package var ask: Double? { Quote.present(numbers.ask) }
    /// Annualised, as a fraction.
    package var volatility: Double? { Quote.present(numbers.volatility) }

    @inline(__always)
    private static func present(_ number: Double) -> Double? { number.isNaN ? nil : number }
}

extension Quote: Equatable {
    package static func == (a: Quote, b: Quote) -> Bool {
        a.price == b.price && a.bid == b.bid && a.ask == b.ask && a.volatility == b.volatility
    }
}
