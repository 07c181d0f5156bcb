import MarginTesting
import Testing

@testable import MarginService

@Suite("A line framer") struct LineFramerTests {
    /// What came out, as text: `1:abc`, or `2:overlong`.
    private func lines(_ chunks: [ArraySlice<UInt8>], lengthMax: Int = 65_536) -> [String] {
        var framer = LineFramer(lengthMax: lengthMax)
        var lines: [String] = []
        let collect = { (line: LineFramer.Line) in
            switch line {
            case .line(let bytes, let number): lines.append("\(number):\(String(decoding: bytes, as: UTF8.self))")
            case .overlong(let number): lines.append("\(number):overlong")
            }
        }
        for chunk in chunks { chunk.withUnsafeBufferPointer { framer.consume($0, collect) } }
        framer.finish(collect)
        return lines
    }

    private static let text = Array("{\"a\":1}\n\n\r\n0123456789\nabc\n0123456789ABCDEF\nz".utf8)
    private static let expected = ["1:{\"a\":1}", "2:", "3:\r", "4:0123456789", "5:abc", "6:overlong", "7:z"]

    @Test("gives the same lines at every two cuts of the stream")
    func everySplit() {
        let text = Self.text
        for first in 0...text.count {
            for second in first...text.count {
                #expect(lines([text[..<first], text[first..<second], text[second...]], lengthMax: 10) == Self.expected)
            }
        }
    }

    @Test("gives the same lines byte by byte")
    func singleBytes() {
        #expect(lines(Self.text.indices.map { Self.text[$0...$0] }, lengthMax: 10) == Self.expected)
    }

    @Test("gives the same lines however reads fall", arguments: 1...20 as ClosedRange<UInt64>)
    func randomSplits(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = (0..<2_000).map { _ in Int.random(in: 0..<12, using: &generator) == 0 ? 0x0A : UInt8(ascii: "x") }
        let whole = lines([text[...]], lengthMax: 20)

        var chunks: [ArraySlice<UInt8>] = []
        var rest = text[...]
        while !rest.isEmpty {
            let count = Int.random(in: 0...min(rest.count, 40), using: &generator)
            chunks.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }

        // The reference is the standard library's own idea of lines.
        var expected = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        if expected.last?.isEmpty == true { expected.removeLast() }
        #expect(
            whole
                == expected.enumerated().map { index, line in
                    "\(index + 1):\(line.count > 20 ? "overlong" : String(decoding: line, as: UTF8.self))"
                })
        #expect(lines(chunks, lengthMax: 20) == whole)
    }

    @Test("counts a last line without LF, and no line after a last LF")
    func lastLine() {
        #expect(lines([Array("a\nb".utf8)[...]]) == ["1:a", "2:b"])
        #expect(lines([Array("a\nb\n".utf8)[...]]) == ["1:a", "2:b"])
        #expect(lines([]) == [])
    }

    @Test("takes a line of the limit and refuses one byte more, with and without LF")
    func limit() {
        let full = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        #expect(lines([full[...]])[0].utf8.count == 65_538)
        #expect(lines([(full + [0x0A])[...]])[0].utf8.count == 65_538)
        #expect(lines([(full + [0x78])[...]]) == ["1:overlong"])
        #expect(lines([(full + [0x78, 0x0A, 0x79])[...]]) == ["1:overlong", "2:y"])
    }

    @Test("reports a line of 256 MiB once, in flat memory, and the next line is whole")
    func endlessLine() {
        var framer = LineFramer()
        let mebibyte = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        var overlong: [Int] = []
        var whole: [String] = []
        let collect = { (line: LineFramer.Line) in
            switch line {
            case .line(let bytes, let number): whole.append("\(number):\(String(decoding: bytes, as: UTF8.self))")
            case .overlong(let number): overlong.append(number)
            }
        }
        for _ in 0..<256 {
            mebibyte.withUnsafeBufferPointer { framer.consume($0, collect) }
            #expect(framer.heldByteCount <= 2 * 65_536)
        }
        #expect(overlong == [1])
        Array("tail\nnext\n".utf8).withUnsafeBufferPointer { framer.consume($0, collect) }
        #expect(overlong == [1])
        #expect(whole == ["2:next"])
    }

    @Test("never holds more than its limit, even fed byte by byte")
    func memoryByteByByte() {
        var framer = LineFramer(lengthMax: 1_000)
        var held = 0
        for _ in 0..<10_000 {
            [UInt8(ascii: "x")].withUnsafeBufferPointer { framer.consume($0) { _ in } }
            held = max(held, framer.heldByteCount)
        }
        #expect(held <= 2_000)
        #expect(framer.heldByteCount == 0)
    }
}
