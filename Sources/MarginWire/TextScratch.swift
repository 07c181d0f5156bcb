/// Memory for texts without their escapes, allocated once.
///
/// Text is never longer than its escapes and every text of a line is unescaped at most once between two resets, so a
/// scratch of the longest line's size is never full.
struct TextScratch: ~Copyable {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var used = 0

    init(capacity: Int) { buffer = .allocate(capacity: capacity) }

    deinit { buffer.deallocate() }

    /// Gives all memory back; texts handed out before are void.
    mutating func reset() { used = 0 }

    /// The bytes of a text: its own place in `bytes` where it has no escapes, else a place here.
    mutating func text(_ text: JSONText, in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if !text.hasEscapes { return bytes.slice(text.range) }
        let free = UnsafeMutableBufferPointer(rebasing: buffer[used...])
        let count = text.unescape(from: bytes, into: free)
        used += count
        return UnsafeBufferPointer(rebasing: free[..<count])
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes of a range that the scanner handed out.
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: baseAddress.map { $0 + range.lowerBound }, count: range.count)
    }
}
