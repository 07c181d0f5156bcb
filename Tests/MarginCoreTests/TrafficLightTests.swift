import MarginCore
import MarginTesting
import Testing

@Suite("Basel's traffic light") struct TrafficLightTests {
    @Test("has the cumulative probabilities and zones of the Committee's Table 2 for 250 days at 99 %")
    func table() throws {
        // In percent, as printed.
        let printed = [8.11, 28.58, 54.32, 75.81, 89.22, 95.88, 98.63, 99.60, 99.89, 99.97, 99.99]
        let zones = Array("gggggyyyyyr")
        let increases = [0, 0, 0, 0, 0, 0.40, 0.50, 0.65, 0.75, 0.85, 1]
        for exceptions in printed.indices {
            let light = try #require(TrafficLight(observations: 250, exceptions: exceptions, probability: 0.01))
            #expect((light.cumulative * 100 - printed[exceptions]).magnitude <= 0.005 + 1e-9)
            #expect(light.zone.rawValue.first == zones[exceptions])
            #expect(light.plusFactor1996 == increases[exceptions])
        }
    }

    @Test("sets no plus factor for another number of days or another level")
    func untabled() throws {
        for (observations, probability) in [(249, 0.01), (500, 0.01), (250, 0.025)] {
            let light = try #require(
                TrafficLight(observations: observations, exceptions: 3, probability: probability))
            #expect(light.plusFactor1996 == nil && light.plusFactorMAR99 == nil)
        }
    }

    @Test("takes days that are few, and days that are all exceptions")
    func edges() throws {
        #expect(try #require(TrafficLight(observations: 0, exceptions: 0, probability: 0.01)).zone == .green)
        #expect(try #require(TrafficLight(observations: 1, exceptions: 0, probability: 0.01)).zone == .green)
        #expect(try #require(TrafficLight(observations: 1, exceptions: 1, probability: 0.01)).zone == .red)
        let all = try #require(TrafficLight(observations: 250, exceptions: 250, probability: 0.01))
        #expect(all.zone == .red && all.mass >= 0 && all.cumulative == 1 && all.plusFactor1996 == 1)
        #expect(TrafficLight(observations: 250, exceptions: 251, probability: 0.01) == nil)
        #expect(TrafficLight(observations: -1, exceptions: 0, probability: 0.01) == nil)
        #expect(TrafficLight(observations: .max, exceptions: 0, probability: 0.01) == nil)
        #expect(TrafficLight(observations: 250, exceptions: 1, probability: .nan) == nil)
    }

    @Test("stands on binomial probabilities", arguments: [(1, 0.3), (10, 0.5), (60, 0.025), (1000, 0.01), (20, 0.99)])
    func binomial(trials: Int, probability: Double) throws {
        let distribution = try #require(BinomialDistribution(trials: trials, probability: probability))

        // One trial after the other, as a tree.
        var masses = [1.0]
        for _ in 0..<trials {
            var next = [Double](repeating: 0, count: masses.count + 1)
            for (successes, mass) in masses.enumerated() {
                next[successes] += mass * (1 - probability)
                next[successes + 1] += mass * probability
            }
            masses = next
        }
        for (mass, expected) in zip(distribution.masses, masses) where expected > 1e-290 {
            #expect(mass.isClose(to: expected, within: 1e-11))
        }
        #expect(distribution.masses.count == trials + 1)
        for probability in [0.001, 0.2, 0.5, 0.95, 0.9999] {
            let quantile = distribution.quantile(probability)
            #expect(distribution.cumulative[quantile] >= probability)
            #expect(quantile == 0 || distribution.cumulative[quantile - 1] < probability)
        }
    }
}
