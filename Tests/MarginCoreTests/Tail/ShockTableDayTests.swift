import MarginCore
import MarginTesting
import Testing

/// What a table of scenarios knows on a day: the closes of the days before it, and nothing else.
@Suite("Tail scenarios as of a day")
struct ShockTableDayTests {
    private static let names = ["BTC", "ETH", "SOL"]

    /// 60 days from day 100 on, of SOL the last forty; closes of days from `last` on are as `later` has them.
    private func history(until last: Int = .max, _ later: (Double) -> Double? = { $0 }) throws -> PriceHistory {
        var random = SeededGenerator(seed: 5)
        var all: [PriceHistory.Series] = []
        for name in Self.names {
            let first = name == "SOL" ? 120 : 100
            var close = 1000.0
            var closes: [Double] = []
            var volatilities: [Double] = []
            for day in first..<160 {
                close *= 1 + Double.random(in: -0.1...0.1, using: &random)
                guard let seen = day < last ? close : later(close) else { continue }
                closes.append(seen)
                volatilities.append(0.5 + seen / 10_000)
            }
            guard !closes.isEmpty else { continue }
            all.append(
                PriceHistory.Series(
                    underlying: name, firstDay: first, closes: closes,
                    volatilities: name == "ETH" ? volatilities : nil))
        }
        return try PriceHistory(all)
    }

    private func parameters(_ method: TailParameters.Method) -> TailParameters {
        var parameters = TailParameters()
        parameters.method = method
        parameters.window = 20
        parameters.scenarios = 100
        parameters.estimate = .weighted
        parameters.floor = .longRun
        parameters.horizonRule = .overlapping
        parameters.horizonDays = 2
        parameters.underlyings["SOL"] = TailUnderlying(proxy: "BTC")
        return parameters
    }

    @Test(
        "are those of a history that ends with the day before, by every method",
        arguments: TailParameters.Method.allCases)
    func sameAsCut(method: TailParameters.Method) throws {
        let whole = try history()
        for day in 122...160 {
            let seen = try ShockTable(history: whole, parameters: parameters(method), asOf: day)
            let cut = try ShockTable(history: history(until: day) { _ in nil }, parameters: parameters(method))
            #expect(seen.scenarios == cut.scenarios, "day \(day)")
            for name in Self.names { #expect(seen.column(of: name) == cut.column(of: name), "\(name), day \(day)") }
        }
    }

    @Test("are the same whatever happens from the day on", arguments: TailParameters.Method.allCases)
    func noLookAhead(method: TailParameters.Method) throws {
        for day in [122, 140, 159] {
            let seen = try ShockTable(history: history(), parameters: parameters(method), asOf: day)
            let crash = try history(until: day) { $0 / 50 }
            let blind = try ShockTable(history: crash, parameters: parameters(method), asOf: day)
            for name in Self.names {
                #expect(seen.column(of: name) == blind.column(of: name), "\(name), day \(day)")
            }
        }
    }

    @Test("end with the day before: a close is the price at the end of its day")
    func lastDay() throws {
        let series = PriceHistory.Series(underlying: "BTC", firstDay: 0, closes: [100, 110, 99, 104.94])
        var parameters = TailParameters()
        parameters.window = 2
        parameters.buffer = 0
        let history = try PriceHistory([series])
        let table = try ShockTable(history: history, parameters: parameters, asOf: 3)
        #expect(table.scenarios == [.day(1), .day(2)])
        #expect(try #require(table.column(of: "BTC")).moves == [110.0 / 100 - 1, 99.0 / 110 - 1])
        #expect(throws: TailFault.historyTooShort(moves: 1, window: 2)) {
            try ShockTable(history: history, parameters: parameters, asOf: 2)
        }
        #expect(throws: TailFault.noHistory) { try ShockTable(history: history, parameters: parameters, asOf: 0) }
    }

    @Test("have the stressed days that are named, also those that the day does not know")
    func stressed() throws {
        var parameters = parameters(.filtered)
        parameters.stressedWeight = 0.2
        parameters.stressedFrom = 150
        parameters.stressedTo = 152
        let whole = try history()
        let column = try #require(ShockTable(history: whole, parameters: parameters, asOf: 130).column(of: "BTC"))
        let btc = try #require(whole["BTC"]).closes
        #expect(column.moves.suffix(3) == [btc[50] / btc[48] - 1, btc[51] / btc[49] - 1, btc[52] / btc[50] - 1])
    }

    @Test("are as of a day within the history, so that a time before or after it brings nothing new")
    func effectiveDay() throws {
        let history = try history()
        let day: Int64 = 86_400_000_000_000
        for (nanoseconds, expected) in [
            (0, 100), (100 * day, 100), (101 * day - 1, 100), (101 * day, 101), (160 * day - 1, 159), (160 * day, 160),
            (500 * day, 160), (.min, 100), (.max, 160),
        ] {
            #expect(history.day(asOf: Timestamp(nanoseconds: nanoseconds)) == expected)
        }
        #expect(history.day(asOf: nil) == 160)
        #expect(PriceHistory.none.day(asOf: .days(3)) == 0)
        #expect(Timestamp(nanoseconds: -1).day == -1 && Timestamp(nanoseconds: -day).day == -1)
        #expect(Timestamp(nanoseconds: -day - 1).day == -2)
    }

    @Test("are there for an underlying exactly where the days of its window are counted full")
    func need() throws {
        let history = try history()
        for method in TailParameters.Method.allCases {
            for (rule, days) in [(TailParameters.HorizonRule.squareRoot, 5.0), (.overlapping, 2.5)] {
                for proxy in [nil, "BTC"] {
                    var parameters = parameters(method)
                    parameters.horizonRule = rule
                    parameters.horizonDays = days
                    parameters.underlyings["SOL"] = TailUnderlying(proxy: proxy)
                    parameters.underlyings["DOGE"] = TailUnderlying(proxy: proxy)
                    for day in 100...160 {
                        let table = try? ShockTable(history: history, parameters: parameters, asOf: day)
                        for name in Self.names + ["DOGE"] {
                            let need = TailNeed(of: name, in: history, asOf: day, parameters)
                            let isThere = table?.column(of: name) != nil
                            #expect(need?.isFull ?? false == isThere, "\(method), \(name), day \(day)")
                        }
                    }
                }
            }
        }
    }

    @Test("need of a history what is not given: with correlations, the factors without a volatility")
    func given() throws {
        let history = try history()
        var parameters = parameters(.monteCarlo)
        parameters.correlations = GivenCorrelations(underlyings: ["BTC", "ETH"], rows: [[1, 0.5], [0.5, 1]])
        parameters.underlyings["BTC"] = TailUnderlying(dailyVolatility: 0.03)
        // ETH has none: its closes decide for both, since one is not drawn without the other.
        for day in 100...160 {
            let table = try? ShockTable(history: history, parameters: parameters, asOf: day)
            for name in ["BTC", "ETH", "SOL"] {
                let need = try #require(TailNeed(of: name, in: history, asOf: day, parameters))
                #expect(need.series.map(\.underlying) == ["ETH"])
                #expect(need.isFull == (table?.column(of: name) != nil), "\(name), day \(day)")
            }
        }
        #expect(TailNeed(of: "DOGE", in: history, asOf: 130, parameters) == nil)
        parameters.underlyings["ETH"] = TailUnderlying(dailyVolatility: 0.04)
        #expect(TailNeed(of: "ETH", in: history, asOf: 130, parameters) == nil)
    }
}
