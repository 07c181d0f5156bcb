import MarginCore
import MarginTesting
import Testing

@Suite("The number of books")
struct ShardTests {
    @Test("changes no byte of the alerts, nor does the size of batches or another run", arguments: Simulation.seeds(6))
    func sameAlerts(seed: UInt64) {
        for mood in [RandomTape.Mood.ordinary, .hostile] {
            let lines = RandomTape.lines(Simulation.length(600), seed: seed, mood: mood)
            let configuration = Simulation.configuration(seed: seed)
            let expected = Simulation.text(Monitor { $0 = configuration }.run(lines).alerts)
            #expect(!expected.isEmpty, "seed \(seed)")
            for (shards, batchSize) in [(1, 1), (1, 100), (2, 7), (7, 1), (7, 64)] {
                let text = Simulation.text(
                    ShardedMonitor(configuration, shards: shards, batchSize: batchSize).run(lines))
                #expect(text == expected, "seed \(seed), \(shards) books, batches of \(batchSize)")
            }
        }
    }

    @Test("leaves each of them as one rebuilt from nothing", arguments: Simulation.seeds(3))
    func audits(seed: UInt64) {
        let lines = RandomTape.lines(Simulation.length(300), seed: seed, mood: .ordinary)
        let monitor = ShardedMonitor(Simulation.configuration(seed: seed), shards: 3)
        for (number, line) in lines.enumerated() {
            _ = monitor.run([line])
            if let difference = monitor.audit() {
                Issue.record("seed \(seed), line \(number + 1): \(difference)\n\(line)")
                return
            }
        }
    }

    @Test("keeps the cause whole where one account's fill explains a symbol that another's book holds")
    func causeOfAnotherAccount() {
        let texts = [1, 2].map { shards in
            var configuration = MarginConfiguration()
            let monitor = ShardedMonitor(configuration, shards: shards)
            _ = monitor.run(at: .seconds(0)) {
                $0.index("BTC", 60_000)
                $0.account("alpha")
                $0.balance("beta", "USD", 90)
                $0.position("beta", "BTC-PERPETUAL", 100, at: 60_000)
                $0.wait(seconds: 60)
                $0.clock()
            }
            configuration.convention = .deribit
            #expect(monitor.reconfigure(configuration) == nil)
            let alerts = monitor.run(at: .seconds(61)) { $0.fill("alpha", "BTC-PERPETUAL", "0.001", at: 60_000) }
            #expect(monitor.audit() == nil)
            return Simulation.text(alerts)
        }
        #expect(texts[0].contains(#""account":"beta","state":"normal""#))
        #expect(texts[0].contains(#""trigger":{"type":"fill","account":"alpha","symbol":"BTC-PERPETUAL"}"#))
        #expect(texts[1] == texts[0])
    }

    @Test("does not change what a reload does in the middle of a stream", arguments: Simulation.seeds(3))
    func reload(seed: UInt64) {
        let lines = RandomTape.lines(Simulation.length(400), seed: seed, mood: .ordinary)
        var configuration = Simulation.configuration(seed: seed)
        let monitors = [1, 2, 5].map { ShardedMonitor(configuration, shards: $0) }
        func run(_ part: ArraySlice<String>) {
            let texts = monitors.map { Simulation.text($0.run(Array(part))) }
            #expect(texts.allSatisfy { $0 == texts[0] }, "seed \(seed)")
            for monitor in monitors { #expect(monitor.audit() == nil, "seed \(seed)") }
        }
        run(lines[..<150])
        configuration.profiles.swapAt(1, 2)
        configuration.profiles[0].underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.5, haircut: 0.5)
        configuration.profiles[0].levels.callGrace = 10_000_000_000
        configuration.profiles[0].levels.warmup = 0
        configuration.valuationInterval = 7_000_000_000
        for monitor in monitors { #expect(monitor.reconfigure(configuration) == nil) }
        for monitor in monitors { #expect(monitor.audit() == nil, "seed \(seed)") }
        run(lines[150..<300])
        for monitor in monitors { #expect(monitor.reconfigure(Simulation.configuration(seed: seed)) == nil) }
        run(lines[300...])
    }
}
