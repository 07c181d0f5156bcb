import MarginCore

// The predicted layout: lines of one producer differ in their values and in little else, so what stands between the
// values is compared with what stood there before, eight bytes at a time, instead of being read. (`LineShape` does the
// same for whole price lines.)
//
// Why this never accepts a line that the scanner rejects, and never reads one differently. `collectPredicted` does one
// thing only: it fills `values`, `present` and `objectOffset` as `collect` would, and says so, or it says nothing.
// Everything that reads these is the same code for both.
//
// 1. A segment is a stretch of a line that the scanner has accepted, between two neighbouring values of its object, or
//    before the first, or behind the last; see `learn`. So its bytes are, with white space anywhere, `{ "name" :` or
//    `, "name" :` or `}`, and the name is that of `field`: names with escapes, and such as no event has, are not
//    learned. `matches` compares every byte. The first segment of a line is one that stood first, and no other is:
//    `isFirst` is asked where a segment is found, and a segment is expected only where it was found or learned.
// 2. Between the segments stand values, each read to its end: by `ShortNumber`, or as a text without special bytes, both
//    of which take a part of what the scanner takes and mean the same by it; or else by the scanner itself, at that
//    place and that depth. A segment begins with white space, a comma or a brace, so a number ends before it.
// 3. Hence the line is `{ "name" : value , "name" : value … }`, one member after the other of one object and nothing left
//    out, as in the grammar. A name that comes twice is seen in `present`.
// 4. No byte behind the line counts: a segment, a text or a number that reaches beyond its end is found out when the next
//    segment should begin, and the last has to end where the line does. The line's length is checked before.
//
// What is missing (a line of no member, a segment never seen, a fault in a value) is not judged here: the scanner begins
// again at the first byte, and it alone finds faults. `PredictionTests` compares both on damaged lines of every type.
extension EventDecoder {
    /// Bytes that have to be there behind a line, the first of them a control character.
    static let padding = LineSegment.reach

    /// Collects the line at hand by the segments seen before; `false` where that says nothing, and then the line has to
    /// be collected by the scanner.
    ///
    /// The line has to be padded: texts and digits end there at the latest, and words may be read beyond.
    mutating func collectPredicted() -> Bool {
        guard line.count <= EventDecoder.lineLimit, let base = line.baseAddress else { return false }
        let start = UnsafeRawPointer(base)
        let end = start + line.count
        let powers = powers.integers
        var cursor = start
        var present: UInt32 = 0
        var previous = table.root
        // Once a line has surprised, the rest of it is looked up: a guess that fails costs more than to look.
        var isExpected = true
        while true {
            let first = WordBytes.load(cursor)
            let second = WordBytes.load(cursor + 8)
            var segment = previous.pointee.next
            if !isExpected || !segment.pointee.matches(first, second, at: cursor) {
                guard let found = table.find(first, second, at: cursor),
                    found.pointee.isFirst == (cursor == start)
                else { return false }
                if isExpected { EventDecoder.expect(found, behind: previous) }
                isExpected = false
                segment = found
            }
            cursor += segment.pointee.length
            // What matched behind the end of the line did not match; where a value begins, there is a byte at least.
            guard cursor < end else {
                guard cursor == end && segment.pointee.value == .end else { return false }
                self.present = FieldSet(bits: present)
                scratch.reset()
                return true
            }
            let slot = segment.pointee.slot
            let from = cursor - start
            switch segment.pointee.value {
            case .number:
                if let number = ShortNumber.read(at: &cursor, segment, powers) {
                    slot.pointee = FieldValue(number, from, cursor - start)
                } else {
                    guard let end = collectValue(slot, at: from) else { return false }
                    cursor = start + end
                }
            case .text:
                var special = WordBytes.special(WordBytes.load(cursor))
                while special == 0 {
                    cursor += 8
                    special = WordBytes.special(WordBytes.load(cursor))
                }
                cursor += segment.pointee.width.width(before: special)
                if cursor.load(as: UInt8.self) == UInt8(ascii: "\"") {
                    slot.pointee = FieldValue(.plainText, from, cursor - start)
                    cursor += 1
                } else {
                    guard let end = collectValue(slot, at: from &- 1) else { return false }
                    cursor = start + end
                }
            case .type:
                slot.pointee = FieldValue(.plainText, from &- 1 &- Int(segment.pointee.wordLength), from &- 1)
                knownType = LineType(index: segment.pointee.lineType)
            case .other:
                guard let end = collectValue(slot, at: from) else { return false }
                cursor = start + end
            case .end: return false
            }
            let bit = 1 &<< UInt32(segment.pointee.field)
            guard present & bit == 0 else { return false }
            present |= bit
            previous = segment
        }
    }

    /// A segment came that was not expected: the second time in a row it is expected from then on.
    @inline(never)
    private static func expect(
        _ segment: UnsafeMutablePointer<LineSegment>, behind previous: UnsafeMutablePointer<LineSegment>
    ) {
        if previous.pointee.isDoubtful { previous.pointee.next = segment }
        previous.pointee.isDoubtful.toggle()
    }

    /// Has the scanner read the value that begins at `offset`, and returns where it ends; `nil` where there is no value.
    @inline(never)
    private mutating func collectValue(_ slot: UnsafeMutablePointer<FieldValue>, at offset: Int) -> Int? {
        var scanner = JSONScanner(line, inObjectFrom: offset)
        guard let value = try? collectValue(&scanner) else { return nil }
        slot.pointee = value
        return scanner.position
    }

    // MARK: Learning

    /// Remembers the segments of a line that the scanner has just collected.
    mutating func learn() {
        guard strangeFields == 0, line.first == UInt8(ascii: "{"), patience.allows(table.count) else { return }
        if table.isFull { table.removeAll() }
        var scanner = JSONScanner(line)
        var previous = table.root
        var start = 0
        _ = try? scanner.next()
        while case .key(let key)? = try? scanner.next() {
            guard !key.hasEscapes, let field = EventDecoder.fieldNames.index(of: line.slice(key.range)),
                let token = try? scanner.next()
            else { return }
            let offset = scanner.tokenOffset
            let segment: UnsafeMutablePointer<LineSegment>?
            switch token {
            case .string(let word) where field == EventField.type.index:
                guard !word.hasEscapes, let type = EventDecoder.typeNames.index(of: line.slice(word.range)) else {
                    return
                }
                segment = table.insert(
                    line.slice(start..<scanner.position), .type, field: field, wordLength: word.range.count,
                    lineType: type)
            case .string: segment = table.insert(line.slice(start..<offset + 1), .text, field: field)
            case .number: segment = table.insert(line.slice(start..<offset), .number, field: field)
            default: segment = table.insert(line.slice(start..<offset), .other, field: field)
            }
            let outside = scanner.depth - (token == .objectStart || token == .arrayStart ? 1 : 0)
            while scanner.depth > outside { guard (try? scanner.next()) != nil else { return } }
            guard let segment else { return }
            previous.pointee.next = segment
            previous = segment
            start = scanner.position
        }
        guard previous != table.root, let segment = table.insert(line.slice(start..<line.count), .end) else { return }
        previous.pointee.next = segment
    }
}

/// How often it is tried to learn from lines that were not predicted: often while something is learned, and seldom
/// where a feed has lines that no segment can predict.
struct LearningPatience {
    private static let longestPause = 1024

    private var pause = 0
    private var nextPause = 0
    private var countBefore = 0

    /// Whether to learn from one more line, the table having `count` segments now.
    mutating func allows(_ count: Int) -> Bool {
        if pause > 0 {
            pause -= 1
            return false
        }
        nextPause = count > countBefore ? 0 : min(nextPause * 2 + 1, LearningPatience.longestPause)
        countBefore = count
        pause = nextPause
        return true
    }
}
