import MarginCore
import MarginTesting
import Testing

/// Volatilities that are read from smiles reach the books as any other: nothing that holds of them may cease to.
@Suite("A volatility surface")
struct SurfaceTests {
    private static let rules: [SurfaceRules] = {
        var rules: [SurfaceRules] = []
        for (smile, stick) in [
            (SurfaceRules.Smile.linear, SurfaceRules.Stick.strike), (.linear, .delta), (.svi, .delta),
        ] {
            var rule = SurfaceRules()
            rule.smile = smile
            rule.stick = stick
            rule.checks = true
            rule.calendarTolerance = 0
            rule.butterflyTolerance = 0
            rule.quotesMin = 1
            rules.append(rule)
        }
        return rules
    }()

    private func configuration(_ rules: SurfaceRules, seed: UInt64) -> MarginConfiguration {
        var configuration = Simulation.configuration(seed: seed)
        configuration.surface = rules
        configuration.valuationInterval = 10_000_000_000
        return configuration
    }

    @Test("gives the same bytes with and without guards and with any number of books", arguments: Simulation.seeds(4))
    func sameAlerts(seed: UInt64) {
        for rules in Self.rules {
            for mood in [RandomTape.Mood.ordinary, .hostile] {
                let lines = RandomTape.lines(Simulation.length(500), seed: seed, mood: mood)
                let configuration = configuration(rules, seed: seed)
                let expected = Simulation.text(Monitor(guards: false) { $0 = configuration }.run(lines).alerts)
                #expect(!expected.isEmpty, "seed \(seed)")
                for (shards, batchSize) in [(1, 1), (3, 7), (7, 64)] {
                    let text = Simulation.text(
                        ShardedMonitor(configuration, shards: shards, batchSize: batchSize).run(lines))
                    #expect(text == expected, "seed \(seed), \(rules), \(shards) books")
                }
            }
        }
    }

    @Test("leaves each book as one rebuilt from nothing", arguments: Simulation.seeds(2))
    func audits(seed: UInt64) {
        for rules in Self.rules {
            let lines = RandomTape.lines(Simulation.length(200), seed: seed, mood: .ordinary)
            let monitor = ShardedMonitor(configuration(rules, seed: seed), shards: 2)
            for (number, line) in lines.enumerated() {
                _ = monitor.run([line])
                if let difference = monitor.audit() {
                    Issue.record("seed \(seed), \(rules), line \(number + 1): \(difference)\n\(line)")
                    return
                }
            }
        }
    }
}
