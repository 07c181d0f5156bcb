import MarginCore
import MarginTesting
import Testing

/// Books with guards and books without, on the same lines: the alerts are the same bytes, and the audit, which compares
/// every state with the one that rebuilt figures give, is silent.
@Suite("Guards")
struct GuardTests {
    @Test("change no alert while prices, volatilities, forwards and time walk", arguments: Simulation.seeds(12))
    func walk(seed: UInt64) {
        var configuration = Simulation.configuration(seed: seed)
        configuration.valuationInterval = [1, 5, 60][Int(seed % 3)] * 1_000_000_000
        let races = Race(configuration, seed: seed)
        races.open(accounts: 24)
        for part in 0..<4 {
            races.run(Simulation.length(500))
            races.calibrate()
            guard part == 1 else { continue }
            configuration.profiles.swapAt(1, 2)
            configuration.profiles[0].underlyings["BTC"] = UnderlyingParameters(riskWeight: 0.3, haircut: 0.2)
            configuration.profiles[0].levels.callGrace = 45_000_000_000
            configuration.valuationInterval = [60, 1, 7][Int(seed % 3)] * 1_000_000_000
            races.reconfigure(configuration)
        }
        #expect(races.alertCount > 20, "seed \(seed)")
    }

    @Test("change no alert of a random stream", arguments: Simulation.seeds(8))
    func randomTape(seed: UInt64) {
        for mood in [RandomTape.Mood.ordinary, .hostile] {
            let lines = RandomTape.lines(Simulation.length(500), seed: seed, mood: mood)
            let configuration = Simulation.configuration(seed: seed)
            let expected = Simulation.text(ShardedMonitor(configuration, shards: 1, guards: false).run(lines))
            for shards in [1, 2, 7] {
                let text = Simulation.text(ShardedMonitor(configuration, shards: shards).run(lines))
                #expect(text == expected, "seed \(seed), \(shards) books")
            }
        }
    }

    /// Long options, hedged, that only time takes value from: their guard ends with the time it was proved for, however the steps
    /// of time are cut anew.
    @Test("end in time after a reload that shortens the valuation interval")
    func shorterInterval() {
        let texts = [true, false].map { guards in
            var configuration = MarginConfiguration()
            configuration.valuationInterval = 60_000_000_000
            let monitor = ShardedMonitor(configuration, shards: 1, guards: guards)
            var text = Simulation.text(
                monitor.run(at: .days(20_000)) {
                    $0.index("BTC", 60_000)
                    $0.option("C", on: "BTC", until: .days(20_006), .call, 60_000)
                    $0.price("C", iv: 0.6)
                    $0.perpetual("P", on: "BTC")
                    $0.portfolio("long", positions: [("C", 10, at: 1000), ("P", -5, at: 60_000)])
                    $0.clock()
                })
            let figures = monitor.reports()[0].figures
            let cash = 1.3 * figures.initialMargin - figures.equity
            text += Simulation.text(
                monitor.run(at: .days(20_000)) { $0.balance("long", "USD", Tape.Number(cash)) })
            configuration.valuationInterval = 1_000_000_000
            #expect(monitor.reconfigure(configuration) == nil)
            text += Simulation.text(
                monitor.run(at: .days(20_000)) {
                    for _ in 0..<12_000 {
                        $0.wait(seconds: 40)
                        $0.clock()
                    }
                })
            #expect(monitor.audit() == nil, "guards: \(guards)")
            return text
        }
        #expect(texts[1].contains("\"type\":\"clock\""), "time takes the account below its level")
        #expect(texts[0] == texts[1])
    }

    /// Where the floor of days lies above the reference, a weight jumps when the days pass the reference.
    @Test(
        "pay out of their reserve for what a volatility's move does to vega",
        arguments: SensitivityParameters.CrossAsset.allCases)
    func vegaReserve(crossAsset: SensitivityParameters.CrossAsset) {
        // One short option whose vega margin is most of its requirement, its volatility rising by a seventh and more.
        var alertCount = 0
        for percent in 1...40 {
            let texts = [true, false].map { guards in
                var configuration = MarginConfiguration()
                configuration.valuationInterval = 600_000_000_000
                configuration.profiles[0].sensitivities.crossAsset = crossAsset
                configuration.profiles[0].sensitivities.vegaWeight = 2
                configuration.profiles[0].sensitivities.vegaPowerShort = 1
                let monitor = ShardedMonitor(configuration, shards: 1, guards: guards)
                var text = Simulation.text(
                    monitor.run(at: .days(20_000)) {
                        $0.index("BTC", 70_000)
                        $0.option("C", on: "BTC", until: .days(20_002), .call, 70_000)
                        $0.price("C", iv: 0.6)
                        $0.portfolio("short", positions: [("C", -1, at: 100)])
                    })
                let figures = monitor.reports()[0].figures
                let cash = (1.1 + 0.01 * Double(percent)) * figures.initialMargin - figures.equity
                text += Simulation.text(
                    monitor.run(at: .days(20_000)) {
                        $0.balance("short", "USD", Tape.Number(cash))
                        $0.index("BTC", 70_000.007)
                        for step in 1...30 { $0.price("C", iv: Tape.Number(0.6 + 0.005 * Double(step))) }
                    })
                return text
            }
            #expect(texts[0] == texts[1], "\(percent) %")
            alertCount += texts[1].count { $0.isNewline }
        }
        // More than what opens an account and what its cash makes of it.
        #expect(alertCount > 100)
    }

    @Test("expect a vega weight that jumps")
    func jumpingWeight() {
        let texts = [true, false].map { guards in
            var configuration = MarginConfiguration()
            configuration.valuationInterval = 1_000_000_000
            configuration.profiles[0].sensitivities.vegaReferenceDays = 20
            configuration.profiles[0].sensitivities.tenorFloorDays = 200
            configuration.profiles[0].sensitivities.vegaPowerLong = 1
            configuration.profiles[0].sensitivities.vegaPowerShort = 0
            let monitor = ShardedMonitor(configuration, shards: 1, guards: guards)
            var text = Simulation.text(
                monitor.run(at: .days(20_000)) {
                    $0.index("BTC", 60_000)
                    $0.option("C", on: "BTC", until: Timestamp.days(20_020).advanced(by: 20_000_000_000), .call, 60_000)
                    $0.price("C", iv: 0.6)
                    $0.portfolio("short", balances: [("USD", 0)], positions: [("C", -10, at: 1000)])
                    $0.clock()
                })
            let figures = monitor.reports()[0].figures
            let cash = 1.3 * figures.initialMargin - figures.equity
            text += Simulation.text(
                monitor.run(at: .days(20_000)) {
                    $0.balance("short", "USD", Tape.Number(cash))
                    for _ in 0..<40 {
                        $0.wait(seconds: 1)
                        $0.clock()
                    }
                })
            #expect(monitor.audit() == nil, "guards: \(guards)")
            return text
        }
        #expect(texts[1].hasSuffix("\n") && texts[1].split(separator: "\n").count > 2, "\(texts[1])")
        #expect(texts[0] == texts[1])
    }
}

/// The same lines through books with guards, of 1, 2 and 7 shards, and through one without.
private final class Race {
    private let seed: UInt64
    private let full: ShardedMonitor
    private let guarded: [ShardedMonitor]
    private var walk: MarketWalk
    private var books: [(account: String, positions: [(String, Tape.Number, at: Tape.Number)])] = []
    private var lineCount = 0
    private(set) var alertCount = 0
    private var hasFailed = false

    init(_ configuration: MarginConfiguration, seed: UInt64) {
        self.seed = seed
        full = ShardedMonitor(configuration, shards: 1, guards: false)
        guarded = [1, 2, 7].map { ShardedMonitor(configuration, shards: $0) }
        walk = MarketWalk(seed: seed)
    }

    func open(accounts count: Int) {
        walk.openMarket()
        feed(walk.takeLines())
        var tape = Tape(at: walk.tape.now)
        for number in 0..<count {
            let account = "account \(number)"
            let positions = walk.positions()
            books.append((account, positions))
            tape.account(account, profile: ["default", "tight", "plain"][number % 3])
            tape.portfolio(account, positions: positions)
        }
        feed(tape.lines)
        calibrate()
    }

    /// Puts every account's equity near a level, by its balance.
    func calibrate() {
        let reports = Dictionary(uniqueKeysWithValues: full.reports().map { ($0.account, $0) })
        var tape = Tape(at: walk.tape.now)
        for book in books where walk.chance(70) {
            guard let figures = reports[book.account]?.figures, figures.initialMargin > 0 else { continue }
            let target = walk.target(initial: figures.initialMargin, maintenance: figures.maintenanceMargin)
            tape.transfer(book.account, walk.chance(80) ? "USD" : "USDT", Tape.Number(target - figures.equity))
        }
        feed(tape.lines)
    }

    func run(_ count: Int) {
        for _ in 0..<count { walk.next() }
        feed(walk.takeLines())
    }

    func reconfigure(_ configuration: MarginConfiguration) {
        for monitor in guarded + [full] { #expect(monitor.reconfigure(configuration) == nil) }
    }

    private func feed(_ lines: [String]) {
        for line in lines where !hasFailed {
            lineCount += 1
            let alerts = full.run([line])
            alertCount += alerts.count
            let expected = Simulation.text(alerts)
            for (place, monitor) in guarded.enumerated() {
                let text = Simulation.text(monitor.run([line]))
                // Every few lines by the first, seldom by the others.
                let difference = lineCount % (place == 0 ? 3 : 101) == 0 ? monitor.audit() : nil
                guard text == expected, difference == nil else {
                    hasFailed = true
                    Issue.record(
                        "seed \(seed), line \(lineCount): \(difference ?? "")\n\(line)\n\(text)instead of\n\(expected)")
                    break
                }
            }
        }
    }
}
