import MarginCore
import MarginTesting
import Testing

@testable import margind

/// What a desk sees of a group above its sheet; the figures are worked out in the comments.
@Suite("A group in margind explain")
struct StructureTextTests {
    private func text(
        of account: String, under shadow: String? = nil, _ configuration: MarginConfiguration,
        _ write: (inout Tape) -> Void
    ) -> String? {
        var tape = Tape()
        tape.index("BTC", 60_000)
        tape.index("ETH", 3000)
        tape.perpetual("BTC-PERP", on: "BTC")
        tape.perpetual("ETH-PERP", on: "ETH")
        write(&tape)
        let desk = StatementDesk(configuration: configuration)
        desk.apply(tape.lines)
        return desk.engine.structure(of: account, under: shadow).map {
            StructureText(structure: $0).lines.joined(separator: "\n")
        }
    }

    /// Each member's second worst day of ten lost 1 % of 60,000; the two of them have two days on which one lost 10 %. The
    /// sensitivities: 16 % and 18 % of 60,000, and √(9600² + 10,800² + 2 · 0.75 · 9600 · 10,800) together.
    @Test("says by each model what netting saves, and what it costs where the tail is dearer together")
    func models() throws {
        var configuration = MarginConfiguration()
        configuration.history = try PriceHistory([
            PriceHistory.Series(
                underlying: "BTC", firstDay: -11, closes: [100, 90] + [Double](repeating: 89.1, count: 9)),
            PriceHistory.Series(
                underlying: "ETH", firstDay: -11, closes: [100, 100, 100, 90] + [Double](repeating: 89.1, count: 7)),
        ])
        configuration.profiles[0].models = [.sensitivities, .tail]
        configuration.profiles[0].tail.measure = .valueAtRisk
        configuration.profiles[0].tail.level = 0.8
        configuration.profiles[0].tail.window = 10
        configuration.profiles[0].tail.buffer = 0
        let text = text(of: "desk", configuration) {
            for account in ["a", "b"] { $0.account(account, group: "desk") }
            $0.portfolio("a", balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            $0.portfolio("b", balances: [("USD", 100_000)], positions: [("ETH-PERP", 20, at: 3000)])
        }
        let table = """
              benefit                                       1,312.83
              netting saves 1,312.83, 6.435449 % of what the members require

            Members and group by model: initial margins before add-ons
              model            members      group    benefit       saved
              sensitivities  20,400.00  19,087.17   1,312.83  6.435449 %
              tail            1,200.00   6,000.00  -4,800.00      -400 %

            """
        #expect(text?.hasSuffix(table) == true, "\(text ?? "")")
    }

    @Test("says what a concentration that no member has costs")
    func concentration() {
        var configuration = MarginConfiguration()
        configuration.profiles[0].underlyings["BTC"]?.deltaConcentrationThreshold = 90_000
        let text = text(of: "desk", configuration) {
            for account in ["a", "b"] {
                $0.account(account, group: "desk")
                $0.portfolio(account, balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            }
        }
        // 19,200 · (√(4/3) − 1), and one model alone needs no table.
        let end = """
              netting costs 2,970.25, 15.47005 % of what the members require: by concentration, value at risk,
              profile or haircuts

            """
        #expect(text?.hasSuffix(end) == true, "\(text ?? "")")
    }

    /// 16 % of 0.7, 0.1 and 0.3 coins apart and together are the same but for rounding.
    @Test("calls what rounding leaves no benefit and no cost")
    func rounding() {
        var configuration = MarginConfiguration()
        configuration.profiles[0].models = [.sensitivities, .scenario]
        let members: [(String, Tape.Number)] = [("a", 0.7), ("b", 0.1), ("c", 0.3)]
        let text = text(of: "desk", configuration) {
            for (account, coins) in members {
                $0.account(account, group: "desk")
                $0.portfolio(account, balances: [("USD", 100_000)], positions: [("BTC-PERP", coins, at: 60_000)])
            }
        }
        #expect(text?.contains("\n  netting neither saves nor costs\n") == true, "\(text ?? "")")
        #expect(text?.contains("e-") == false && text?.contains("0.0000") == false, "\(text ?? "")")
        for (saved, isNothing) in [(0.009, true), (-0.009, true), (0.011, false), (-0.011, false)] {
            #expect(DiversificationBenefit(portfolio: 100 - saved, sumOfParts: 100).isNothing == isNothing)
        }
        // A billionth of 100 million is 10 cents.
        #expect(DiversificationBenefit(portfolio: 1e8 + 0.09, sumOfParts: 1e8).isNothing)
        #expect(!DiversificationBenefit(portfolio: 1e8 + 0.11, sumOfParts: 1e8).isNothing)
    }

    @Test("leaves out the members that a shadow does not judge, and has no sum then")
    func shadow() {
        var tomorrow = MarginProfile()
        tomorrow.name = "tomorrow"
        tomorrow.underlyings["BTC"]?.riskWeight = 0.5
        var house = MarginProfile()
        house.name = "house"
        var configuration = MarginConfiguration()
        configuration.profiles[0].shadows = ["tomorrow"]
        configuration.profiles += [tomorrow, house]
        let text = text(of: "desk", under: "tomorrow", configuration) {
            $0.account("a", group: "desk")
            $0.account("b", profile: "house", group: "desk")
            for account in ["a", "b"] {
                $0.portfolio(account, balances: [("USD", 100_000)], positions: [("BTC-PERP", 1, at: 60_000)])
            }
        }
        #expect(
            text == """
                Structure  group, one netting set over the accounts below it

                Members
                  account       mode   state      equity  initial margin  maintenance
                  a        portfolio  normal  100,000.00       30,000.00    24,000.00

                Members that the shadow does not judge, so that there is no sum
                  b

                """, "\(text ?? "")")
    }
}
