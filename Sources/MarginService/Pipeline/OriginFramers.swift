/// The beginnings of lines, by where they come from.
///
/// Chunks of one origin come in runs, and where there is one producer all chunks are of one: its framer is at hand, and
/// nothing is looked up.
struct OriginFramers: Sendable {
    private let lengthMax: Int
    private var last: (origin: InputOrigin, framer: LineFramer)?
    private var others: [InputOrigin: LineFramer] = [:]

    /// - Parameter lengthMax: See `LineFramer.lengthMax`.
    init(lengthMax: Int) { self.lengthMax = lengthMax }

    /// Takes the framer of an origin out; a new one where it has none.
    mutating func take(_ origin: InputOrigin) -> LineFramer {
        if let last {
            self.last = nil
            if last.origin == origin { return last.framer }
            others[last.origin] = last.framer
        }
        return others.removeValue(forKey: origin) ?? LineFramer(lengthMax: lengthMax)
    }

    /// Puts it back; called once after each `take` of an origin that has not ended.
    mutating func put(_ framer: consuming LineFramer, _ origin: InputOrigin) { last = (origin, framer) }
}
