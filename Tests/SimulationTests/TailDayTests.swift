import MarginCore
import MarginTesting
import Testing

/// Random streams over days that the history has: with each the model `tail` learns one close more, until the history is
/// at its end and grows old.
@Suite("A stream over several days of the history")
struct TailDayTests {
    private static let days = 12

    /// As `Simulation` has it, with shadows.
    private func configuration(seed: UInt64) -> MarginConfiguration {
        var configuration = Simulation.configuration(seed: seed)
        for place in 1..<configuration.profiles.count where !configuration.profiles[place].models.contains(.tail) {
            configuration.profiles[place].models.append(.tail)
        }
        configuration.profiles[1].tail.method = TailParameters.Method.allCases[Int(seed % 4)]
        configuration.profiles[1].tail.scenarios = 100
        configuration.profiles[0].shadows = ["tight", "plain"]
        configuration.profiles[1].shadows = ["plain"]
        return configuration
    }

    /// Each twelfth of the stream begins with the clock at the next midnight; lines from before it go on.
    private func lines(_ count: Int, seed: UInt64) -> [String] {
        let stream = RandomTape.lines(count, seed: seed, mood: .ordinary)
        var lines: [String] = []
        for (place, line) in stream.enumerated() {
            let day = place * Self.days / stream.count
            if day > 0, (place - 1) * Self.days / stream.count < day {
                var midnight = Tape(at: .days(20_000 + Int64(day)))
                midnight.clock()
                lines += midnight.lines
            }
            lines.append(line)
        }
        return lines
    }

    @Test("leaves books and shadows as ones rebuilt from nothing", arguments: Simulation.seeds(6))
    func audit(seed: UInt64) {
        let configuration = configuration(seed: seed)
        let monitor = Monitor { $0 = configuration }
        for (number, line) in lines(Simulation.length(240), seed: seed).enumerated() {
            var alerts: [Alert] = []
            _ = monitor.run(line, into: &alerts)
            guard number % 5 == 0 || line.contains(#""type":"clock""#), let difference = monitor.audit() else {
                continue
            }
            Issue.record("seed \(seed), line \(number + 1): \(difference)\n\(line)")
            return
        }
        #expect(monitor.intake.clock ?? .seconds(0) >= .days(20_011))
    }

    @Test("gives the same bytes in any number of books, with guards and without", arguments: Simulation.seeds(4))
    func shards(seed: UInt64) {
        let lines = lines(Simulation.length(400), seed: seed)
        let configuration = configuration(seed: seed)
        let expected = Simulation.text(ShardedMonitor(configuration, shards: 1, guards: false).run(lines))
        // BTC has closes through day 20,007, ETH through 20,003; SOL has none.
        for part in [
            #""condition":"history_short","underlying":"ETH""#, #""condition":"history_stale","underlying":"ETH""#,
            #""condition":"history_stale","underlying":"BTC""#, #""shadow":"plain""#,
        ] {
            #expect(expected.contains(part), "seed \(seed): \(part)")
        }
        for (shards, batch) in [(1, 1), (3, 7), (5, 100)] {
            let text = Simulation.text(ShardedMonitor(configuration, shards: shards, batchSize: batch).run(lines))
            #expect(text == expected, "seed \(seed), \(shards) books")
        }
    }

    @Test("is stressed each day by that day's table, as from nothing", arguments: Simulation.seeds(2))
    func stress(seed: UInt64) {
        var configuration = configuration(seed: seed)
        configuration.profiles[0].models = [.tail]
        configuration.profiles[0].tail.window = 30
        var crash = StressScenario()
        crash.name = "crash"
        crash.moves = ["BTC": -0.3]
        configuration.stress.scenarios = [crash]
        configuration.stress.interval = 86_400_000_000_000
        let monitor = Monitor { $0 = configuration }
        var runs = 0
        for line in lines(Simulation.length(200), seed: seed) {
            var alerts: [Alert] = []
            _ = monitor.run(line, into: &alerts)
            let raised = alerts.compactMap { if case .stress(let alert) = $0 { alert } else { nil } }
            guard let first = raised.first else { continue }
            runs += 1
            let outcomes = StressTest.run([crash], on: monitor.intake.image)
            #expect(
                raised == StressAlert.lines(of: outcomes, event: first.event, timestamp: first.timestamp),
                "seed \(seed): \(line)")
        }
        #expect(runs >= Self.days - 2)
    }

    @Test("says nothing on a day that it would not say without the days after", arguments: Simulation.seeds(3))
    func noLookAhead(seed: UInt64) throws {
        let lines = lines(Simulation.length(300), seed: seed)
        let configuration = configuration(seed: seed)
        for day in [20_000, 20_002, 20_005] {
            var cut = configuration
            cut.history = configuration.history.before(day)
            let monitors = [configuration, cut].map { configuration in Monitor { $0 = configuration } }
            for line in lines {
                var alerts: [[Alert]] = [[], []]
                for place in 0...1 { _ = monitors[place].run(line, into: &alerts[place]) }
                guard let clock = monitors[0].intake.clock, clock.day <= day else { break }
                #expect(Simulation.text(alerts[0]) == Simulation.text(alerts[1]), "seed \(seed), day \(day): \(line)")
            }
        }
    }
}
