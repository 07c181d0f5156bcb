import MarginCore
import MarginTesting
import Testing

@Suite("Christoffersen's tests") struct ChristoffersenTests {
    typealias Transitions = ChristoffersenTest.Transitions

    @Test("count the transitions of a series")
    func transitions() {
        let series = "0011101000".map { $0 == "1" }

        #expect(Transitions(of: series) == Transitions(n00: 3, n01: 2, n10: 2, n11: 2))
        #expect(Transitions(of: [Bool]()) == Transitions(n00: 0, n01: 0, n10: 0, n11: 0))
        #expect(Transitions(of: [true]) == Transitions(n00: 0, n01: 0, n10: 0, n11: 0))
        #expect(Transitions(of: [true, true]) == Transitions(n00: 0, n01: 0, n10: 0, n11: 1))
    }

    /// The likelihoods of the paper, one logarithm for each transition.
    private func likelihoodRatio(_ t: Transitions) -> Double {
        func bernoulli(_ zeros: Int, _ ones: Int, _ p: Double) -> Double {
            (zeros > 0 ? Double(zeros) * naturalLogarithm(1 - p) : 0)
                + (ones > 0 ? Double(ones) * naturalLogarithm(p) : 0)
        }
        let afterNone = Double(t.n01) / Double(t.n00 + t.n01)
        let afterOne = Double(t.n11) / Double(t.n10 + t.n11)
        let always = Double(t.n01 + t.n11) / Double(t.n00 + t.n01 + t.n10 + t.n11)
        return 2
            * (bernoulli(t.n00, t.n01, afterNone) + bernoulli(t.n10, t.n11, afterOne)
                - bernoulli(t.n00 + t.n10, t.n01 + t.n11, always))
    }

    @Test("agree with the likelihoods written out", arguments: 1...40)
    func formula(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let table = Transitions(
            n00: .random(in: 1...2000, using: &generator), n01: .random(in: 1...60, using: &generator),
            n10: .random(in: 1...60, using: &generator), n11: .random(in: 0...30, using: &generator))

        let test = ChristoffersenTest(table)

        #expect((test.statistic - likelihoodRatio(table)).magnitude < 1e-9, "seed \(seed)")
        #expect(test.statistic >= 0 && (0...1).contains(test.pValue), "seed \(seed)")
    }

    @Test("tell clusters from exceptions that come alone")
    func clusters() throws {
        var alone = [Bool](repeating: false, count: 500)
        var clustered = alone
        for place in 0..<10 {
            alone[place * 50 + 25] = true
            clustered[200 + place] = true
        }
        let coverage = try #require(KupiecTest(observations: 500, exceptions: 10, probability: 0.02))

        let independent = ChristoffersenTest(Transitions(of: alone))
        let dependent = ChristoffersenTest(Transitions(of: clustered))

        #expect(independent.pValue > 0.5 && dependent.pValue < 1e-9)
        let whole = dependent.conditionalCoverage(coverage)
        #expect(whole.statistic == dependent.statistic + coverage.statistic)
        #expect(whole.pValue == ChiSquare.upperTail2(whole.statistic))
        #expect(independent.conditionalCoverage(coverage).pValue > 0.5)
    }

    @Test(
        "say nothing where a kind of day, or of what follows, is missing",
        arguments: [
            Transitions(n00: 0, n01: 0, n10: 0, n11: 0), Transitions(n00: 0, n01: 0, n10: 0, n11: 249),
            Transitions(n00: 249, n01: 0, n10: 0, n11: 0), Transitions(n00: 100, n01: 5, n10: 0, n11: 0),
            Transitions(n00: 0, n01: 5, n10: 0, n11: 9), Transitions(n00: 100, n01: 0, n10: 1, n11: 0),
        ])
    func degenerate(table: Transitions) {
        let test = ChristoffersenTest(table)

        #expect(test.statistic == 0 && test.pValue == 1)
    }
}
