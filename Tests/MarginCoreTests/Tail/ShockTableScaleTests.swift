import MarginCore
import MarginTesting
import Testing

/// What moves and volatilities are scaled by, over histories short enough for pen and paper.
@Suite("The scale of tail scenarios")
struct ShockTableScaleTests {
    /// Moves of +10 %, −10 % and +6 %, on the days 1, 2 and 3.
    private static let closes = [100, 110, 99, 104.94]
    /// Their mean square.
    private static let variance = (0.01 + 0.01 + 0.0036) / 3

    private func column(
        _ method: TailParameters.Method, window: Int64 = 3,
        of series: [PriceHistory.Series] = [PriceHistory.Series(underlying: "BTC", firstDay: 0, closes: closes)],
        for underlying: String = "BTC", _ change: (inout TailParameters) -> Void
    ) throws -> ShockTable.Column {
        var parameters = TailParameters()
        parameters.method = method
        parameters.window = window
        parameters.buffer = 0
        change(&parameters)
        let table = try ShockTable(history: PriceHistory(series), parameters: parameters)
        return try #require(table.column(of: underlying))
    }

    @Test("is the root of the horizon's days, for volatilities too")
    func volatilityMoves() throws {
        let series = PriceHistory.Series(
            underlying: "BTC", firstDay: 0, closes: [1, 2, 1], volatilities: [0.5, 0.75, 0.6])
        let moves = try column(.historical, window: 2, of: [series]) { $0.horizonDays = 4 }.volatilityMoves
        #expect(moves.count == 2 && moves[0].isClose(to: 2 * 0.5) && moves[1].isClose(to: 2 * -0.2))
    }

    @Test("is measured in the long run by moves over the horizon where these overlap")
    func overlappingLongRun() throws {
        let column = try column(.historical, window: 1) {
            $0.horizonRule = .overlapping
            $0.horizonDays = 2
        }
        // From 100 to 99, and from 110 to 104.94.
        let expected = ((0.01 * 0.01 + 0.046 * 0.046) / 2).squareRoot()
        #expect(try #require(column.procyclicality.longRunVolatility).isClose(to: expected))
    }

    @Test("weighs the days' volatility by age where the days are")
    func agedVolatility() throws {
        let volatility = try column(.ageWeighted, window: 2) { $0.ageDecay = 0.5 }.procyclicality.volatility
        // The newer day counts twice the older.
        #expect(volatility.isClose(to: ((0.01 + 2 * 0.0036) / 3).squareRoot()))
    }

    @Test("filters a move over two days by the volatility that was forecast before the first of them")
    func filteredHorizon() throws {
        let moves = try column(.filtered, window: 1) {
            $0.volatilityDecay = 0.5
            $0.horizonRule = .overlapping
            $0.horizonDays = 2
        }.moves
        // Squared forecasts, begun with the mean square and halved a day: for the second day and for the fourth.
        let then = 0.5 * Self.variance + 0.5 * 0.01
        let now = 0.5 * (0.5 * then + 0.5 * 0.01) + 0.5 * 0.0036
        #expect(moves.count == 1 && moves[0].isClose(to: (104.94 / 110 - 1) * (now / then).squareRoot()))
    }

    @Test("filters by a hundredth of the long-run volatility at least, after however many days without a move")
    func leastForecast() throws {
        // +10 %, eight days of nothing, +10 %.
        let closes = [100.0] + [Double](repeating: 110, count: 9) + [121]
        let series = PriceHistory.Series(underlying: "BTC", firstDay: 0, closes: closes)
        let moves = try column(.filtered, window: 1, of: [series]) { $0.volatilityDecay = 0.1 }.moves
        // Mean square 0.02 ÷ 10; of the next day's forecast nine tenths are the last move.
        let expected = 0.1 * (0.9 * 0.01).squareRoot() / (0.01 * 0.002.squareRoot())
        #expect(moves.count == 1 && moves[0].isClose(to: expected, within: 1e-6))
    }

    @Test("takes the long run of the proxy where that has the longer history")
    func longestHistory() throws {
        let series = [
            PriceHistory.Series(underlying: "BTC", firstDay: 0, closes: Self.closes),
            PriceHistory.Series(underlying: "SOL", firstDay: 1, closes: [10, 11, 12]),
        ]
        let sol = try column(.historical, window: 2, of: series, for: "SOL") {
            $0.underlyings["SOL"] = TailUnderlying(proxy: "BTC")
        }
        #expect(sol.proxied == 0)
        #expect(try #require(sol.procyclicality.longRunVolatility).isClose(to: Self.variance.squareRoot()))
    }

    @Test(
        "of draws is the root of the horizon's days by either rule, in the moves and in both volatilities",
        arguments: TailParameters.HorizonRule.allCases)
    func draws(rule: TailParameters.HorizonRule) throws {
        func drawn(_ days: Double) throws -> ShockTable.Column {
            try column(.monteCarlo) {
                $0.scenarios = 50
                $0.horizonRule = rule
                $0.horizonDays = days
                $0.underlyings["BTC"] = TailUnderlying(dailyVolatility: 0.03)
            }
        }
        let (one, four) = (try drawn(1), try drawn(4))
        #expect(four.moves.count == 50 && four.moves == one.moves.map { 2 * $0 })
        #expect(four.procyclicality.volatility.isClose(to: 2 * 0.03))
        #expect(try #require(four.procyclicality.longRunVolatility).isClose(to: 2 * Self.variance.squareRoot()))
    }
}
