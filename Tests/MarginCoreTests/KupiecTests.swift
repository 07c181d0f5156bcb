import MarginCore
import MarginTesting
import Testing

@Suite("Kupiec's test of the number of exceptions") struct KupiecTests {
    @Test("is the ratio of the likelihoods multiplied out", arguments: [0, 1, 2, 5, 7, 249, 250])
    func formula(exceptions: Int) throws {
        let test = try #require(KupiecTest(observations: 250, exceptions: exceptions, probability: 0.01))

        // −2·ln of the likelihood under p by the likelihood under x ÷ T, multiplied out instead of logged.
        var ratio = 1.0
        let share = Double(exceptions) / 250
        for place in 0..<250 { ratio *= place < exceptions ? 0.01 / share : 0.99 / (1 - share) }
        if ratio > 1e-300 {
            #expect(test.statistic.isClose(to: -2 * naturalLogarithm(ratio), within: 1e-11))
        } else {
            #expect(test.statistic > 1300 && test.pValue < 1e-280)
        }
    }

    @Test(
        "does not reject within the regions of Kupiec's Table 2",
        arguments: [
            (255, 0.01, 6), (510, 0.01, 10), (1000, 0.01, 16), (255, 0.05, 20), (510, 0.05, 35), (1000, 0.05, 64),
        ])
    func regions(observations: Int, probability: Double, largest: Int) throws {
        let region = try #require(
            KupiecTest.nonRejectionRegion(observations: observations, probability: probability, confidence: 0.95))

        #expect(region.upperBound == largest)
        for exceptions in 0...observations {
            let test = try #require(
                KupiecTest(observations: observations, exceptions: exceptions, probability: probability))
            #expect((test.statistic < 3.841458820694124) == region.contains(exceptions))
        }
    }

    @Test("is 0 where the share is the probability, and grows to both sides")
    func convex() throws {
        let statistics = try (0...1000).map {
            try #require(KupiecTest(observations: 1000, exceptions: $0, probability: 0.05)).statistic
        }

        #expect(statistics[50] < 1e-12)
        for x in 0..<50 { #expect(statistics[x] > statistics[x + 1]) }
        for x in 50..<1000 { #expect(statistics[x] < statistics[x + 1]) }
    }

    @Test("says nothing without observations, and takes no counts that cannot be")
    func edges() throws {
        let nothing = try #require(KupiecTest(observations: 0, exceptions: 0, probability: 0.01))
        #expect(nothing.statistic == 0 && nothing.pValue == 1)
        let one = try #require(KupiecTest(observations: 1, exceptions: 1, probability: 0.01))
        #expect(one.statistic.isClose(to: 2 * 4.605170185988091))
        let none = try #require(KupiecTest(observations: 1, exceptions: 0, probability: 0.01))
        #expect(none.statistic.isClose(to: 2 * 0.01005033585350145))
        #expect(KupiecTest.nonRejectionRegion(observations: 0, probability: 0.01, confidence: 0.95) == 0...0)
        #expect(KupiecTest.nonRejectionRegion(observations: 1, probability: 0.01, confidence: 0.95) == 0...0)
        #expect(KupiecTest.nonRejectionRegion(observations: 1, probability: 0.5, confidence: 0.05) == nil)
        #expect(KupiecTest.nonRejectionRegion(observations: -1, probability: 0.01, confidence: 0.95) == nil)
        for (observations, exceptions) in [(-1, 0), (-1, -1), (5, 6), (5, -1), (0, 1)] {
            #expect(KupiecTest(observations: observations, exceptions: exceptions, probability: 0.01) == nil)
        }
        for probability in [0, 1, -0.1, 1.1, .nan, .infinity, .leastNonzeroMagnitude] {
            #expect(KupiecTest(observations: 10, exceptions: 1, probability: probability) == nil)
        }
    }

    @Test("has the chi-square tails of the tables")
    func chiSquare() {
        // 1 − F of scipy 1.17: chi2.sf(x, 1), chi2.sf(x, 2).
        #expect(ChiSquare.upperTail1(3.841458820694124).isClose(to: 0.05))
        #expect(ChiSquare.upperTail1(6.6348966010212145).isClose(to: 0.01))
        #expect(ChiSquare.upperTail2(5.991464547107979).isClose(to: 0.05))
        #expect(ChiSquare.upperTail1(0) == 1 && ChiSquare.upperTail2(-1) == 1)
        #expect(ChiSquare.upperTail1(.infinity) == 0 && ChiSquare.upperTail2(.infinity) == 0)
    }
}
