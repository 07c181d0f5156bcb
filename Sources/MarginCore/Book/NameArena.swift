/// Names by place, as bytes in one array: a little more than 4 bytes each beside their own.
struct NameArena {
    private static let groupCount = 64

    private var bytes: [UInt8] = []
    /// Where each name ends, counted from where its group begins.
    private var ends: [UInt32] = []
    /// By group of 64 names: where it begins in `bytes`.
    private var starts: [Int] = []

    mutating func append(_ name: String) {
        if ends.count % NameArena.groupCount == 0 { starts.append(bytes.count) }
        bytes.append(contentsOf: name.utf8)
        ends.append(UInt32(bytes.count - starts[starts.count - 1]))
    }

    subscript(place: Int) -> String {
        let start = starts[place / NameArena.groupCount]
        let first = place % NameArena.groupCount == 0 ? 0 : Int(ends[place - 1])
        return String(decoding: bytes[start + first..<start + Int(ends[place])], as: UTF8.self)
    }
}
