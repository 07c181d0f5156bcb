import MarginCore
import MarginTesting
import Testing

@Suite("Acerbi and Székely's test of expected shortfall") struct AcerbiSzekelyTests {
    @Test("is 1 without exceptions, 0 where the tail's losses are as forecast, −1 where they are twice that")
    func meaning() {
        func series(exceptions: Int, loss: Double) -> [ForecastOutcome] {
            (0..<200).map {
                ForecastOutcome(loss: $0 < exceptions ? loss : -10, forecast: 100, expectedShortfall: 120)
            }
        }

        #expect(AcerbiSzekelyTest.statistic(series(exceptions: 0, loss: 0), tail: 0.025) == 1)
        #expect(AcerbiSzekelyTest.statistic(series(exceptions: 5, loss: 120), tail: 0.025) == 0)
        #expect(AcerbiSzekelyTest.statistic(series(exceptions: 5, loss: 240), tail: 0.025) == -1)
        #expect(AcerbiSzekelyTest.statistic(series(exceptions: 10, loss: 120), tail: 0.025) == -1)
    }

    @Test("does not depend on the currency")
    func scale() throws {
        var generator = SeededGenerator(seed: 7)
        let observations = (0..<250).map { _ in
            ForecastOutcome(loss: .random(in: -50...150, using: &generator), forecast: 100, expectedShortfall: 120)
        }
        let scaled = observations.map {
            ForecastOutcome(
                loss: 4 * $0.loss, forecast: 4 * $0.forecast, expectedShortfall: $0.expectedShortfall.map { 4 * $0 })
        }

        let statistic = try #require(AcerbiSzekelyTest.statistic(observations, tail: 0.025))
        #expect(statistic < -1)
        #expect(statistic == AcerbiSzekelyTest.statistic(scaled, tail: 0.025))
    }

    @Test("is refused where there is nothing to compare")
    func refused() {
        let fine = ForecastOutcome(loss: 2, forecast: 1, expectedShortfall: 1)
        #expect(AcerbiSzekelyTest.statistic([], tail: 0.025) == nil)
        for alpha in [0, 1, -1, .nan] { #expect(AcerbiSzekelyTest.statistic([fine], tail: alpha) == nil) }
        for shortfall in [0, -1, .nan, nil] as [Double?] {
            let bad = ForecastOutcome(loss: 2, forecast: 1, expectedShortfall: shortfall)
            #expect(AcerbiSzekelyTest.statistic([fine, bad], tail: 0.025) == nil)
        }
    }

    @Test(
        "has the critical values of its paper, about −0.7 and −1.8 whatever the tail",
        arguments: [TailDistribution.normal, .studentT(10), .studentT(5), .studentT(3)])
    func criticalValues(distribution: TailDistribution) throws {
        let simulation = try #require(
            AcerbiSzekelySimulation(observations: 250, tail: 0.025, distribution: distribution))

        let five = try #require(simulation.criticalValue(0.05))
        #expect(five < -0.68 && five > -0.84)
        let rare = try #require(simulation.criticalValue(0.0001))
        #expect(distribution == .normal ? rare < -1.6 && rare > -2 : rare < -1.6)
        #expect((simulation.pValue(of: five) - 0.05).magnitude < 1e-4)
        #expect(simulation.pValue(of: -1e9) == 0 && simulation.pValue(of: 1) == 1)
        #expect(simulation.pValue(of: 0) > 0.4 && simulation.pValue(of: 0) < 0.6)
    }

    @Test("is simulated by conditional draws as it is by drawing every day")
    func independentSimulation() throws {
        let simulation = try #require(AcerbiSzekelySimulation(observations: 100, tail: 0.05, paths: 20_000))
        let risk = try #require(TailDistribution.normal.risk(level: 0.95))
        var generator = SeededGenerator(seed: 20_141_201)
        var statistics: [Double] = []
        for _ in 0..<20_000 {
            var observations: [ForecastOutcome] = []
            for _ in 0..<100 {
                let uniform = Double.random(in: 0..<1, using: &generator)
                // Only losses need their size.
                let loss = uniform < 0.05 ? TailDistribution.normal.upperQuantile(max(uniform, 1e-12)) : 0
                observations.append(
                    ForecastOutcome(
                        loss: loss, forecast: risk.valueAtRisk, expectedShortfall: risk.expectedShortfall))
            }
            statistics.append(try #require(AcerbiSzekelyTest.statistic(observations, tail: 0.05)))
        }
        statistics.sort()

        // Two estimates from 20,000 paths each: three standard errors, with the densities 0.35 and 0.03.
        for (share, tolerance) in [(0.05, 0.04), (0.01, 0.1), (0.5, 0.03)] {
            let other = statistics[Int(share * 20_000)]
            #expect((try #require(simulation.criticalValue(share)) - other).magnitude < tolerance)
        }
    }

    @Test("is simulated to the same bits from the same seed, and to others from another")
    func seeds() throws {
        func critical(_ seed: UInt64) throws -> Double {
            let simulation = AcerbiSzekelySimulation(observations: 50, tail: 0.025, paths: 5000, seed: seed)
            return try #require(simulation?.criticalValue(0.05))
        }
        #expect(try critical(3) == critical(3))
        #expect(try critical(3) != critical(4))
    }

    @Test("takes one observation and one path, and refuses what has no end or no meaning")
    func edges() throws {
        let one = try #require(AcerbiSzekelySimulation(observations: 1, tail: 0.025, paths: 1))
        #expect(one.criticalValue(0.05) == one.criticalValue(0.9999))
        #expect(one.criticalValue(0) == nil && one.criticalValue(1) == nil && one.criticalValue(.nan) == nil)
        for (observations, paths) in [(0, 1), (1, 0), (-1, 1), (.max, 1), (1, .max)] {
            #expect(AcerbiSzekelySimulation(observations: observations, tail: 0.025, paths: paths) == nil)
        }
        for alpha in [0, 0.5, 1, -1, .nan] {
            #expect(AcerbiSzekelySimulation(observations: 10, tail: alpha) == nil)
        }
        #expect(AcerbiSzekelySimulation(observations: 10, tail: 0.025, distribution: .studentT(1)) == nil)
    }
}
