import MarginCore

// Price lines of a known shape, and how a shape is known.
extension EventDecoder {
    /// The price line at hand, where it has a known shape. The line has to be padded.
    @inline(__always)
    mutating func shapedPrice() -> PriceLine? {
        let count = line.count
        guard let base = line.baseAddress, count >= LineShape.shortestLine, count <= LineShape.longestLine else {
            return nil
        }
        let start = UnsafeRawPointer(base)
        let slot = nearShapes.slot(of: LineShape.nearHash(of: start, count))
        var shape = nearShapes.shapes + slot
        if nearShapes.matches(start, count, slot: slot) {
            nearShapes.reward(slot)
        } else {
            guard let far = farShape(start, count, near: slot) else { return nil }
            shape = far
        }
        let time = EventDecoder.integer(start, shape.pointee.time)
        let sequence = EventDecoder.integer(start, shape.pointee.sequence)
        // Nineteen digits may be more than `Int64` holds.
        guard time | sequence <= UInt64(Int64.max) else { return nil }
        var price = blank
        price.nanoseconds = Int64(truncatingIfNeeded: time)
        price.symbolBytes = text(shape.pointee.symbol)
        if shape.pointee.source.count > 0 {
            price.hasSource = true
            price.sourceBytes = text(shape.pointee.source)
        }
        if shape.pointee.sequence.count > 0 {
            price.hasSequence = true
            price.sequenceNumber = Int64(truncatingIfNeeded: sequence)
        }
        if shape.pointee.price.whole.count > 0 { price.price = double(start, shape.pointee.price) }
        if shape.pointee.bid.whole.count > 0 { price.bid = double(start, shape.pointee.bid) }
        if shape.pointee.ask.whole.count > 0 { price.ask = double(start, shape.pointee.ask) }
        if shape.pointee.volatility.whole.count > 0 { price.volatility = double(start, shape.pointee.volatility) }
        return price
    }

    /// The shape of a line that has none among the near ones; there it may have a place the next time.
    @inline(never)
    private mutating func farShape(
        _ start: UnsafeRawPointer, _ count: Int, near place: Int
    ) -> UnsafeMutablePointer<LineShape>? {
        let hash = LineShape.farHash(of: start, count)
        shapeHash = hash
        guard let slot = farShapes.find(hash), farShapes.matches(start, count, slot: slot) else { return nil }
        farShapes.reward(slot)
        if nearShapes.concedes(place, to: hash) { nearShapes.put(slot, of: farShapes, in: place) }
        return farShapes.shapes + slot
    }

    @inline(__always)
    private mutating func text(_ span: LineShape.Span) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: line.baseAddress.unsafelyUnwrapped + Int(span.start), count: Int(span.count))
    }

    /// The integer that a span of digits makes; 0 for none.
    @inline(__always)
    private static func integer(_ start: UnsafeRawPointer, _ span: LineShape.Span) -> UInt64 {
        var place = start + Int(span.start)
        let count = Int(span.count)
        var integer: UInt64 = 0
        if count & 7 != 0 {
            integer = WordBytes.integer(WordBytes.last(count & 7, of: WordBytes.load(place)))
            place += count & 7
        }
        var words = count &>> 3
        while words > 0 {
            integer =
                integer &* 100_000_000
                &+ WordBytes.integer(WordBytes.last(8, of: WordBytes.load(place)))
            place += 8
            words &-= 1
        }
        return integer
    }

    /// The number as `ShortNumber.double` gives it.
    @inline(__always)
    private mutating func double(_ start: UnsafeRawPointer, _ number: LineShape.Number) -> Double {
        let places = Int(number.fraction.count)
        let digits = Int(number.whole.count) &+ places
        let mantissa: UInt64
        if digits <= 8 && places > 0 {
            // Both parts lie in one word when the point is taken out.
            let whole = WordBytes.last(Int(number.whole.count), of: WordBytes.load(start + Int(number.whole.start)))
            let fraction = WordBytes.last(places, of: WordBytes.load(start + Int(number.fraction.start)))
            mantissa = WordBytes.integer(whole &>> UInt64(truncatingIfNeeded: places &* 8) | fraction)
        } else {
            mantissa =
                EventDecoder.integer(start, number.whole) &* powers.integers[places]
                &+ EventDecoder.integer(start, number.fraction)
        }
        return Double(Int64(truncatingIfNeeded: mantissa)) / powers.doubles[places]
    }

    // MARK: Learning

    /// Remembers the shape of the price line that `commonPrice` has just read.
    @inline(never)
    mutating func learnShape() {
        guard line.count >= LineShape.shortestLine, line.count <= LineShape.longestLine else { return }
        guard let slot = farShapes.room(for: shapeHash) else { return }
        var shape = LineShape()
        shape.length = line.count
        var digits: [(span: LineShape.Span, leads: Bool)] = []
        func span(_ range: Range<Int>) -> LineShape.Span {
            LineShape.Span(start: Int32(range.lowerBound), count: Int32(range.count))
        }
        for field in [EventField.ts, .seq] where present.contains(field) {
            guard line[values[field.index].range.lowerBound] != UInt8(ascii: "-") else { return }
            let whole = span(values[field.index].range)
            digits.append((whole, true))
            if field == .ts { shape.time = whole } else { shape.sequence = whole }
        }
        for field in [EventField.price, .bid, .ask, .iv] where present.contains(field) {
            guard let value = values[field.index].shortNumber, !value.isNegative else { return }
            let range = values[field.index].range
            let places = Int(value.fractionDigits)
            let end = places > 0 ? range.upperBound - places - 1 : range.upperBound
            let number = LineShape.Number(
                whole: span(range.lowerBound..<end), fraction: span(range.upperBound - places..<range.upperBound))
            guard Int(number.whole.count) + places <= LineShape.doubleDigits else { return }
            digits += [(number.whole, true), (number.fraction, false)]
            switch field {
            case .price: shape.price = number
            case .bid: shape.bid = number
            case .ask: shape.ask = number
            default: shape.volatility = number
            }
        }
        shape.symbol = span(values[EventField.symbol.index].range)
        if present.contains(.src) {
            shape.source = span(values[EventField.src.index].range)
            // An empty name is one, and is not to be taken for none.
            guard shape.source.count > 0 else { return }
        }
        farShapes.put(
            shape, hash: shapeHash, of: line, digits: digits, letters: [shape.symbol, shape.source], in: slot)
    }
}
