/// Names by place, as bytes in one array: a little more than 4 bytes each beside their own.
struct NameArena: ~Copyable {
    private static let groupCount = 64

    private var bytes = HotArray<UInt8>()
    /// Where each name ends, counted from where its group begins.
    private var ends = HotArray<UInt32>()
    /// By group of 64 names: where it begins in `bytes`.
    private var starts = HotArray<Int>()

    mutating func append(_ name: String) {
        if ends.count % NameArena.groupCount == 0 { starts.append(bytes.count) }
        for byte in name.utf8 { bytes.append(byte) }
        ends.append(UInt32(bytes.count - starts[starts.count - 1]))
    }

    subscript(place: Int) -> String {
        let start = starts[place / NameArena.groupCount]
        let first = place % NameArena.groupCount == 0 ? 0 : Int(ends[place - 1])
        let name = UnsafeBufferPointer(start: bytes.base + start + first, count: Int(ends[place]) - first)
        return String(decoding: name, as: UTF8.self)
    }
}
