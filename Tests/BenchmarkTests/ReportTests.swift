import Testing

@testable import margind_bench

@Suite("The report") struct ReportTests {
    private let slower = ResultRow(
        "tick", "ten \"large\" accounts", "ns", .lower, Samples([10, 20, 30]),
        peer: ResultRow.Peer(name: "full pass", samples: Samples([200, 200])), details: [.init("alerts", 0.5, "")])

    @Test("gives a ratio above 1 where margind is better, whichever way the unit counts")
    func ratio() {
        #expect(slower.ratio == 10)
        let faster = ResultRow(
            "replay", "", "events/s", .higher, Samples([300]), peer: .init(name: "peer", samples: Samples([100])))
        #expect(faster.ratio == 3)
    }

    @Test("says in its table why a figure is missing, and gives no ratio")
    func missing() {
        let row = ResultRow.missing("parse", "fixed order", "no compiler")
        #expect(row.ratio == nil)
        let lines = ReportTable.text([row]).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.last == "    not measured: no compiler")
    }

    @Test(
        "writes figures with four digits and separators",
        arguments: [
            (1_234_567.8, "1,234,568"), (999.96, "1,000"), (123.45, "123.5"), (0.012_345, "0.01235"), (-2.5, "-2.500"),
            (7, "7"), (0, "0"), (.nan, "-"), (1e-13, "0.000000000000"),
        ])
    func numbers(value: Double, text: String) {
        #expect(ReportTable.number(value) == text)
    }

    @Test("as JSON keeps every sample and escapes what a string may not hold")
    func json() {
        let text = ReportJSON.text([slower, .missing("parse", "", "no\ncompiler")], arguments: ["tick"])
        #expect(text.contains(#""workload": "ten \"large\" accounts""#))
        #expect(text.contains(#""samples": [10.0, 20.0, 30.0]"#))
        #expect(text.contains(#""ratio": 10.0"#))
        #expect(text.contains(#""note": "not measured: no\ncompiler""#))
        #expect(text.contains(#""median": null"#))
    }

    @Test("as a page's table has one line for each figure, with spread, peer and ratio")
    func markdown() {
        let lines = ReportMarkdown.text([slower, .missing("parse", "a|b", "no compiler")]).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(
            lines[2]
                == "| tick | ten \"large\" accounts | 20 (10 … 30) | ns | full pass 200 (200 … 200) | 10 | alerts 0.5000 |"
        )
        #expect(lines[3] == "| parse | a/b | - |  |  |  | not measured: no compiler |")
    }
}
