import MarginWire
import Testing

@Suite("The nearest name") struct NearestNameTests {
    @Test(
        "is counted in slips: a letter too many, too few or another, two exchanged",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("gamma", "gamma", 0), ("gama", "gamma", 1),
            ("gammma", "gamma", 1), ("gamna", "gamma", 1), ("gmama", "gamma", 1),
            // Levenshtein's textbook pair, and the pair that tells the two forms of Damerau's distance apart.
            ("kitten", "sitting", 3), ("ca", "abc", 3), ("flaw", "lawn", 2), ("größe", "grösse", 2),
        ])
    func distance(a: String, b: String, slips: Int) {
        #expect(NearestName.distance(a, b) == slips)
        #expect(NearestName.distance(b, a) == slips)
    }

    @Test(
        "is what was probably meant",
        arguments: [
            ("haircutt", "haircut"), ("hiarcut", "haircut"), ("Haircut", "haircut"), ("HAIRCUT", "haircut"),
            ("risk-weight", "risk_weight"), ("riskweight", "risk_weight"), ("gama", "gamma"),
        ])
    func suggestions(written: String, meant: String) {
        #expect(NearestName.of(written, among: ["gamma", "haircut", "risk_weight", "vega_weight"]) == meant)
    }

    @Test("is nothing where nothing is near", arguments: ["", "x", "warning", "weight_of_the_risk", "g"])
    func nothing(written: String) {
        #expect(NearestName.of(written, among: ["gamma", "haircut", "risk_weight", "y"]) == nil)
    }

    @Test("is the first of several that are equally near, and the nearest wherever it stands")
    func ties() {
        #expect(NearestName.of("run", among: ["ran", "rum"]) == "ran")
        #expect(NearestName.of("replai", among: ["repay", "replays", "replay"]) == "replay")
        #expect(NearestName.of("replay", among: []) == nil)
    }
}
