import MarginCore
import MarginTesting
import Testing

@Suite("A table of names")
struct NameTableTests {
    @Test("numbers names in the order in which they first come, once each")
    func order() {
        var table = NameTable()
        #expect(["b", "a", "b", "", "a", "c"].map { table.intern($0) } == [0, 1, 0, 2, 1, 3])
        #expect(table.names == ["b", "a", "", "c"])
        #expect(table.index(of: "c") == 3)
        #expect(table.index(of: "d") == nil)
    }

    @Test("finds each of thousands, by text and by bytes, and finds no other")
    func many() {
        var table = NameTable()
        for number in 0..<5000 { #expect(table.intern("BTC-\(number)") == number) }
        for number in stride(from: 0, to: 10_000, by: 7) {
            let name = "BTC-\(number)"
            let expected: Int32? = number < 5000 ? Int32(number) : nil
            #expect(table.index(of: name) == expected)
            let byBytes = Array(name.utf8).withUnsafeBufferPointer { table.index(of: Name(bytes: $0)) }
            #expect(byBytes == expected)
        }
        #expect(table.count == 5000)
    }

    @Test("tells names apart by their bytes: two spellings of one letter, and what a nul separates")
    func bytes() {
        var table = NameTable()
        #expect(["\u{e9}", "e\u{301}", "a\0", "a", "a\0b"].map { table.intern($0) } == [0, 1, 2, 3, 4])
        #expect(table.index(of: "e\u{301}") == 1)
    }

    @Test("gives the same numbers for names that come as text and as bytes")
    func mixed() {
        var table = NameTable()
        let bytes = Array("ETH-PERPETUAL".utf8)
        #expect(bytes.withUnsafeBufferPointer { table.intern(Name(bytes: $0)) } == 0)
        #expect(table.intern("ETH-PERPETUAL") == 0)
        #expect(table[0] == "ETH-PERPETUAL")
    }
}
