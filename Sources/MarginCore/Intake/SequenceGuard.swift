/// Which sequence numbers each producer has used.
struct SequenceGuard: Sendable {
    private var sources = NameTable()
    private var last: [Int64] = []

    enum Judgement: Equatable {
        case next
        /// Used before: a line that was sent again.
        case `repeat`
        /// Numbers that never came.
        case gap(source: String, first: Int64, last: Int64)
    }

    /// Uses `sequence` of `source` up, and says what it is. A producer's first number begins its count.
    ///
    /// Lines that carry a number but no `src` count together, as one producer without a name.
    mutating func observe(_ sequence: Int64, from source: Name?) -> Judgement {
        let place = Int(sources.intern(source ?? Name(bytes: UnsafeBufferPointer(start: nil, count: 0))))
        guard place < last.count else {
            last.append(sequence)
            return .next
        }
        let previous = last[place]
        guard sequence > previous else { return .repeat }
        last[place] = sequence
        let isNext = sequence - 1 == previous  // sequence > previous ≥ Int64.min, so this cannot overflow
        return isNext ? .next : .gap(source: sources[Int32(place)], first: previous + 1, last: sequence - 1)
    }
}
