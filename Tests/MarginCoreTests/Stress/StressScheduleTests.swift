import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("Stress tests by event time")
struct StressScheduleTests {
    private func configuration(interval: Int64?) -> MarginConfiguration {
        var configuration = MarginConfiguration()
        configuration.stress.interval = interval.map { $0 * 1_000_000_000 }
        var crash = StressScenario()
        crash.name = "crash"
        crash.moves = ["BTC": -0.3]
        var calm = StressScenario()
        calm.name = "calm"
        configuration.stress.scenarios = [crash, calm]
        return configuration
    }

    /// An hour in five events, 20 minutes apart but for the last: eight of them, and a line that leaves a gap.
    private var lines: [String] {
        var tape = Tape(at: .days(20_000))
        tape.wait(seconds: 1_000)
        tape.index("BTC", 50_000)
        tape.perpetual("PERP", on: "BTC")
        for (name, money) in [("beta", 12_000), ("alpha", 9_000), ("gamma", 60_000), ("delta", 8_900)] {
            tape.portfolio(name, balances: [("USD", Tape.Number(money))], positions: [("PERP", 1, at: 50_000)])
        }
        for (step, price) in [50_100, 49_900, 49_500, 48_500, 49_000, 49_800].enumerated() {
            tape.wait(seconds: 1_200)
            tape.number([1, 2, 5, 6, 7, 8][step], from: "feed")
            tape.price("BTCX", Tape.Number(price))
            tape.clock()
        }
        return tape.lines
    }

    private func text(_ alerts: [Alert]) -> String {
        var encoder = AlertEncoder()
        var bytes: [UInt8] = []
        for alert in alerts { encoder.encode(alert, into: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func isStress(_ alert: Alert) -> Bool { if case .stress = alert { true } else { false } }

    @Test("run after the first event of each interval but the first, once")
    func onceInAnInterval() throws {
        let alerts = ShardedMonitor(configuration(interval: 3_600), shards: 1).run(lines)
        var events: [UInt64] = []
        for case .stress(let line) in alerts {
            if case .summary = line.content, line.scenario == "crash" { events.append(line.event) }
        }
        // Seven lines open the market at 1,000 s; prices come at 2,200, 3,400, 4,600, 5,800, 7,000 and 8,200 s, each with
        // a clock line behind it: the hours begin with the third and the sixth.
        #expect(events == [12, 18])
        let never = ShardedMonitor(configuration(interval: nil), shards: 1).run(lines)
        #expect(!never.contains(where: isStress))
    }

    @Test("are numbered after the event, and stand behind its other alerts in the order of scenarios and names")
    func order() throws {
        let alerts = ShardedMonitor(configuration(interval: 3_600), shards: 1).run(lines)
        let written = text(alerts).split(separator: "\n").map(String.init)
        let ids = written.compactMap { $0.firstMatch(of: /"id":"([^"]*)"/).map { String($0.output.1) } }
        let ofEvent = ids.filter { $0.hasPrefix("12-") }
        let first = try #require(ofEvent.firstIndex { $0.hasPrefix("12-s") })
        // The gap of the feed, and whoever is called at this price, come before.
        #expect(ofEvent[..<first].contains { $0.hasPrefix("12-f") })
        #expect(ofEvent[first...].enumerated().allSatisfy { $1 == "12-s\($0 + 1)" })
        let stress = alerts.compactMap { alert -> StressAlert? in
            if case .stress(let line) = alert, line.event == 12 { line } else { nil }
        }
        let names = stress.map { line in
            if case .account(let account) = line.content {
                "\(line.scenario) \(account.account)"
            } else {
                line.scenario
            }
        }
        #expect(names == ["crash", "crash alpha", "crash beta", "crash delta", "calm"])
    }

    @Test("write the same bytes whatever the number of books and the size of batches, and change no other byte")
    func sameBytes() {
        let expected = ShardedMonitor(configuration(interval: 3_600), shards: 1).run(lines)
        #expect(expected.contains(where: isStress))
        for (shards, size) in [(1, 3), (1, 100), (2, 1), (3, 5), (5, 100)] {
            let monitor = ShardedMonitor(configuration(interval: 3_600), shards: shards, batchSize: size)
            #expect(text(monitor.run(lines)) == text(expected), "\(shards) books, batches of \(size)")
            #expect(monitor.audit() == nil)
        }
        let without = ShardedMonitor(configuration(interval: nil), shards: 2).run(lines)
        #expect(text(expected.filter { !isStress($0) }) == text(without))
        #expect(!without.isEmpty)
    }

    @Test("leave the book as it is, to the last bit")
    func changesNothing() {
        let (with, without) = (
            Monitor { $0 = configuration(interval: 3_600) }, Monitor { $0 = configuration(interval: nil) }
        )
        for line in lines {
            var alerts: [Alert] = []
            _ = with.run(line, into: &alerts)
            _ = without.run(line, into: &alerts)
            #expect(with.audit() == nil)
            for name in ["alpha", "beta", "gamma", "delta"] {
                #expect(with.report(name)?.figures == without.report(name)?.figures)
                #expect(with.state(name) == without.state(name))
            }
        }
    }
}
