import MarginCore
import MarginTesting
import Testing

/// The risk arrays of an S&P 500 future and a call on it in L. McMillan, *Options as a Strategic Investment*, chapter 34,
/// in the book's order: unchanged, then ±1, ±2 and ±3 thirds of the range, each with volatility up and down, then the
/// extreme moves; USD.
@Suite("SPAN's sixteen scenarios")
struct ScenarioSPANTests {
    private static let future = [
        0.0, 0, 3_330, 3_330, -3_330, -3_330, 6_670, 6_670, -6_670, -6_670, 10_000, 10_000, -10_000, -10_000, 7_000,
        -7_000,
    ]
    private static let call = [
        460.0, -610, 2_640, 1_730, -1_270, -2_340, 5_210, 4_540, -2_540, -3_430, 8_060, 7_640, -3_380, -3_990, 3_130,
        -1_500,
    ]

    private struct Outcome: Equatable {
        var worst: Double
        var decider: ScenarioModel.Decider
    }

    private static var pack: ScenarioPack {
        var pack = ScenarioPack()
        pack.grid.steps = 0
        pack.tails.moves = []
        pack.listed = [0, 1, -1, 2, -2, 3, -3].flatMap { thirds in
            [VolatilityMove.up, .down].map {
                ScenarioCell(move: Double(thirds) / 3, unit: .range, volatility: $0)
            }
        }
        pack.listed += [ScenarioCell(move: 2, unit: .range), ScenarioCell(move: -2, unit: .range)]
        return pack
    }

    private func charge(future: Double, call: Double) -> Outcome {
        let grid = ScenarioGrid(Self.pack, underlying: "SP")
        var sum = [Double](repeating: 0, count: grid.stride)
        for cell in 0..<16 {
            sum[ScenarioGrid.firstCellPlace + cell] = future * Self.future[cell] + call * Self.call[cell]
        }
        var book = ScenarioBook(grid: grid, spot: 400)
        book.add(sum: sum, terms: ScenarioExpiryTerms(grid.pack, years: 0.1))
        let charge = book.charge().charge
        return Outcome(worst: charge.worst, decider: charge.decider)
    }

    @Test("charge a covered call 6,620, a naked one 8,060, a bought one 3,990 and a future 10,000")
    func portfolios() {
        #expect(charge(future: 1, call: -1) == Outcome(worst: 6_620, decider: .cell(12)))
        #expect(charge(future: 0, call: -1) == Outcome(worst: 8_060, decider: .cell(10)))
        #expect(charge(future: 0, call: 1) == Outcome(worst: 3_990, decider: .cell(13)))
        #expect(charge(future: 1, call: 0) == Outcome(worst: 10_000, decider: .cell(12)))
    }

    @Test("move a future as its array says, from the range alone")
    func futureArray() {
        var pack = Self.pack
        // 20 points of 400 are USD 10,000 at 500 a point; 35 % of twice that are 7,000.
        pack.grid.range = 0.05
        pack.listed[14].weight = 0.35
        pack.listed[15].weight = 0.35
        var book = ScenarioBook(grid: ScenarioGrid(pack, underlying: "SP"), spot: 400)
        book.holdings.perpetuals.delta = 200_000
        for (profit, expected) in zip(book.charge().profits, Self.future) {
            // The array is in tens of dollars.
            #expect((profit - expected).magnitude <= 4, "\(profit), not \(expected)")
        }
    }
}
