import MarginCore
import MarginTesting
import Testing

@Suite("A random stream")
struct StreamTests {
    @Test("leaves the book as one rebuilt from nothing after every event", arguments: Simulation.seeds(8))
    func ordinary(seed: UInt64) {
        follow(seed: seed, mood: .ordinary, length: Simulation.length(400))
    }

    @Test("of hostile numbers leaves it so too", arguments: Simulation.seeds(8))
    func hostile(seed: UInt64) {
        follow(seed: seed, mood: .hostile, length: Simulation.length(300))
    }

    /// After every line: the audit is silent, the alerts are finite, of valid JSON and on the ladder, and an account in
    /// `normal` is there by its full figures, not by a bound alone.
    private func follow(seed: UInt64, mood: RandomTape.Mood, length: Int) {
        let configuration = Simulation.configuration(seed: seed)
        let monitor = Monitor { $0 = configuration }
        var witness = Witness()
        for (number, line) in RandomTape.lines(length, seed: seed, mood: mood).enumerated() {
            var alerts: [Alert] = []
            let verdict = monitor.run(line, into: &alerts)
            var faults = witness.faults(in: alerts)
            if let difference = monitor.audit() { faults.append(difference) }
            if case .accepted = verdict {
            } else if !alerts.isEmpty {
                faults.append("alerts of a line that is no event")
            }
            guard faults.isEmpty else {
                Issue.record("seed \(seed), line \(number + 1): \(faults.joined(separator: "; "))\n\(line)")
                return
            }
        }
    }
}
