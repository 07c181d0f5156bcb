import MarginCore
import MarginTesting
import Testing

/// Where a price has everybody judged, an account of the models `scenario` and `tail` is judged by its exact requirement
/// only where bounds do not prove it normal, and slices that have not moved are not weighed anew. These tests put accounts
/// beside their warning level and compare the states with those of rebuilt figures after every line.
@Suite("Accounts of the scenario and tail models, beside their warning level")
struct ModelOutlineTests {
    private static let coins = [("BTC", 60_000.0), ("ETH", 3000), ("SOL", 150)]
    private static let names = ["PERP", "INV", "FUT", "O7C", "O7P", "O60C", "O60P"]

    private static func configure(_ configuration: inout MarginConfiguration, seed: UInt64) {
        let models: [[MarginModelName]] = [[.scenario], [.tail], [.sensitivities, .tail], MarginModelName.allCases]
        configuration.profiles[0].models = models[Int(seed % 4)]
        configuration.profiles[0].combination.rule = seed % 3 == 0 ? .sum : .largest
        configuration.profiles[0].combination.weights.tail = 0.5
        configuration.profiles[0].scenario.combination = seed % 8 < 4 ? .sum : .cells
        configuration.profiles[0].tail.window = 50
        configuration.profiles[0].tail.method = [.historical, .filtered, .ageWeighted][Int(seed % 3)]
        configuration.profiles[0].tail.measure = seed % 5 == 0 ? .valueAtRisk : .expectedShortfall
        // Maintenance margin above initial margin, too.
        configuration.profiles[0].tail.maintenanceFactor = seed % 7 == 0 ? 1.3 : 0.8
        configuration.history = Simulation.history(seed: seed, around: 0)
    }

    private func monitor(_ seed: UInt64) -> Monitor {
        let monitor = Monitor { Self.configure(&$0, seed: seed) }
        monitor.run {
            for (coin, price) in Self.coins {
                $0.index(coin, Tape.Number(price))
                $0.perpetual("\(coin)-PERP", on: coin)
                $0.perpetual("\(coin)-INV", on: coin, .inverse)
                $0.future("\(coin)-FUT", on: coin, until: .days(30))
                for days: Int64 in [7, 60] {
                    for (right, letter, moneyness) in [(Tape.Right.call, "C", 1.05), (.put, "P", 0.95)] {
                        let symbol = "\(coin)-O\(days)\(letter)"
                        $0.option(symbol, on: coin, until: .days(days), right, Tape.Number(price * moneyness))
                        $0.price(symbol, iv: 0.6)
                    }
                }
            }
        }
        return monitor
    }

    @Test("are in the state that rebuilt figures give, after every line", arguments: Simulation.seeds(12))
    func states(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let monitor = monitor(seed)
        for number in 0..<8 {
            let name = "account \(number)"
            let positions = positions(&random)
            monitor.run { $0.portfolio(name, positions: positions) }
            let figures = try #require(monitor.report(name)).figures
            let level = max(1.1 * figures.initialMargin, figures.maintenanceMargin)
            let cash = level * (1 + Double.random(in: -0.002...0.02, using: &random)) - figures.equity
            monitor.run { $0.portfolio(name, balances: [("USD", Tape.Number(cash))], positions: positions) }
        }
        var prices = Self.coins.map(\.1)
        var alerts = 0
        for line in 0..<Simulation.length(100) {
            let coin = Int.random(in: 0..<3, using: &random)
            let name = Self.coins[coin].0
            let size = [1e-6, 1e-4, 3e-3][Int.random(in: 0..<3, using: &random)]
            prices[coin] *= 1 + Double.random(in: -size...size, using: &random)
            let outcome = monitor.run {
                switch line % 10 {
                case 7: $0.price("\(name)-O60C", iv: Tape.Number(0.6 + Double.random(in: -0.02...0.02, using: &random)))
                case 8: $0.position("account \(line % 8)", "\(name)-O7P", Tape.Number(Double(line % 5) - 2), at: 100)
                case 9: $0.wait(seconds: line % 40 == 39 ? 86_400 : 61)
                default: break
                }
                $0.index(name, Tape.Number(prices[coin]))
            }
            alerts += outcome.accountAlerts.count
            let difference = monitor.audit()
            #expect(difference == nil, "seed \(seed), line \(line)")
            if difference != nil { break }
        }
        let quiet = monitor.withBook { $0.work.quiet }
        // Value at risk of weighted scenarios has no bound.
        let profile = monitor.withBook { $0.configuration.profiles[0] }
        let hasBound =
            !profile.models.contains(.tail) || profile.tail.measure == .expectedShortfall
            || profile.tail.method != .ageWeighted
        #expect(hasBound ? quiet > 0 : quiet == 0, "seed \(seed): \(quiet) accounts by bounds")
        #expect(alerts > 0, "seed \(seed)")
    }

    /// Every account holds something of each coin, so that each price has all of them judged.
    private func positions(_ random: inout SeededGenerator) -> [(String, Tape.Number, at: Tape.Number)] {
        var positions: [(String, Tape.Number, at: Tape.Number)] = []
        for (coin, price) in Self.coins {
            let scale = 60_000 / price
            for name in Self.names where name == "PERP" || Bool.random(using: &random) {
                let size = Double(Int.random(in: 1...50, using: &random)) / 16 * (Bool.random(using: &random) ? 1 : -1)
                let isInverse = name == "INV"
                let quantity = isInverse ? (size * 60_000).rounded() : size * scale
                positions.append(
                    ("\(coin)-\(name)", Tape.Number(quantity), at: Tape.Number(isInverse ? price : 1000)))
            }
        }
        return positions
    }
}
