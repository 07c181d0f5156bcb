import MarginCore
import MarginTesting
import Testing

/// An account is judged by its full requirement only where cheap bounds of it do not prove the account normal. These
/// tests put accounts right beside the line, where a bound that is too low would show.
@Suite("An account beside the line")
struct BoundTests {
    /// A book of options, perpetuals and futures on up to three underlyings, of chance sizes and sides.
    private func positions(_ random: inout SeededGenerator) -> [(String, Tape.Number, at: Tape.Number)] {
        let coins = ["BTC", "ETH", "SOL"].prefix(Int.random(in: 1...3, using: &random))
        let kinds = Int.random(in: 0..<4, using: &random)
        var positions: [(String, Tape.Number, at: Tape.Number)] = []
        for coin in coins {
            let scale = coin == "BTC" ? 1.0 : coin == "ETH" ? 20 : 400
            for name in BoundTests.names where Bool.random(using: &random) {
                // Some books are of options alone, short or hedged, so that each part of the charge leads somewhere.
                if kinds == 0 && !name.hasPrefix("O") { continue }
                let size = Double(Int.random(in: kinds == 1 ? -50 ... -1 : -50...50, using: &random)) / 16
                positions.append(("\(coin)-\(name)", Tape.Number(size * scale), at: 1000))
            }
        }
        return positions
    }

    private static let names = ["PERP", "FUT", "O1C", "O1P", "O30C", "O30P", "O300C", "O300P"]

    private func monitor(_ seed: UInt64) -> Monitor {
        let monitor = Monitor {
            $0.profiles[0].sensitivities.crossAsset = seed % 4 == 0 ? .none : .correlated
            // Small enough for concentration to begin within these books.
            $0.profiles[0].otherUnderlyings.vegaConcentrationThreshold = 5000
            $0.profiles[0].underlyings["BTC"]?.deltaConcentrationThreshold = 50_000
        }
        monitor.run {
            for (coin, price) in [("BTC", 60_000.0), ("ETH", 3000), ("SOL", 150)] {
                $0.index(coin, Tape.Number(price))
                $0.perpetual("\(coin)-PERP", on: coin)
                $0.future("\(coin)-FUT", on: coin, until: .days(30))
                for days: Int64 in [1, 30, 300] {
                    for (right, letter, moneyness) in [(Tape.Right.call, "C", 1.05), (.put, "P", 0.95)] {
                        let strike = Tape.Number(price * moneyness)
                        $0.option("\(coin)-O\(days)\(letter)", on: coin, until: .days(days), right, strike)
                        $0.price("\(coin)-O\(days)\(letter)", iv: Tape.Number(0.5 + Double(days) / 1000))
                    }
                }
            }
        }
        return monitor
    }

    @Test(
        "is normal above 1.10 times its initial margin and in warning below, by whatever the margin is made of",
        arguments: Simulation.seeds(40))
    func warningLevel(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let monitor = monitor(seed)
        for number in 0..<5 {
            let book = positions(&random)
            monitor.run { $0.portfolio("probe", positions: book) }
            let figures = try #require(monitor.report("probe")).figures
            guard figures.initialMargin > 0 else { continue }
            for (factor, expected) in [(1.1000001, AccountState.normal), (1.0999999, .warning), (0.9999999, .call)] {
                let cash = figures.initialMargin * factor - figures.equity
                let account = "\(number) at \(factor)"
                monitor.run { $0.portfolio(account, balances: [("USD", Tape.Number(cash))], positions: book) }
                #expect(monitor.state(account) == expected, "seed \(seed), \(account): \(book)")
            }
        }
        #expect(monitor.audit() == nil, "seed \(seed)")
    }
}
