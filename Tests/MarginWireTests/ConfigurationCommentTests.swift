import MarginCore
import MarginWire
import Testing

@Suite("A comment in a configuration") struct ConfigurationCommentTests {
    @Test(
        "is passed over wherever a blank may stand",
        arguments: [
            #"// first\#n{"max_jump": 5}"#, #"{// after a bracket\#n"max_jump": 5}"#,
            #"{"max_jump"// after a name\#n: 5}"#,
            #"{"max_jump":// after a colon\#n5}"#, #"{"max_jump": 5// after a number\#n}"#, #"{"max_jump": 5}// last"#,
            #"{"max_jump": 5} //"#, #"{\#r\#n  // with CR LF\#r\#n  "max_jump": 5 // and here\#r\#n}\#r\#n"#,
            #"{"max_jump": // "an open string, a { and a // comment\#n5}"#, #"{"max_jump": //// four\#n5}"#,
        ])
    func places(text: String) throws {
        #expect(try configuration(text).maxJump == 5_000_000_000)
    }

    @Test("does not begin in a string")
    func strings() throws {
        let text = #"{"profiles": {"http://desk": {}, "a \" // b": {}, "c\\": {} // d\#n}}"#
        #expect(try configuration(text).profiles.map(\.name) == ["default", "http://desk", #"a " // b"#, "c\\"])
    }

    @Test("moves no fault, whatever it contains")
    func positions() {
        #expect(faults(#"{ // größer 🐋\#n  "x": 1}"#) == [#"2:3: unknown key "x""#])
        #expect(faults(#"{ // one\#r\#n\#r\#n  "xyzzy": 1} // ü"#) == [#"3:3: unknown key "xyzzy""#])
    }

    @Test("may hold bytes that are no UTF-8")
    func bytes() {
        let text = Array("{ //".utf8) + [0xFF, 0xC0] + Array("\n}".utf8)
        #expect(ConfigurationReader.read(text) == .success(MarginConfiguration()))
    }

    @Test("needs two strokes")
    func oneStroke() {
        #expect(faults("{ / one\n}") == ["1:3: a comment begins with // and ends with its line"])
        #expect(faults("{} /") == ["1:4: something follows after the end of the configuration"])
    }
}
