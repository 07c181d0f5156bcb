import MarginCore
import MarginTesting
import Testing

/// A week of closes whose moves are in the tests as an independent computation has them.
private let week = [100.0, 102, 99, 105, 101, 98, 103]

/// The moves between prices.
private func moves(_ pairs: (Double, Double)...) -> [Double] { pairs.map { $0.1 / $0.0 - 1 } }

private func history(_ closes: [Double] = week, firstDay: Int = 18_326) -> PriceHistory.Series {
    PriceHistory.Series(underlying: "BTC", firstDay: firstDay, closes: closes)
}

private func parameters(_ method: TailParameters.Method, window: Int64 = 6) -> TailParameters {
    var parameters = TailParameters()
    parameters.method = method
    parameters.window = window
    parameters.buffer = 0
    return parameters
}

private func table(
    _ series: [PriceHistory.Series], _ parameters: TailParameters, _ settings: [String: TailUnderlying] = [:]
) throws -> ShockTable {
    var parameters = parameters
    parameters.underlyings = settings
    return try ShockTable(history: PriceHistory(series), parameters: parameters)
}

@Suite("Tail scenarios of days")
struct ShockTableTests {
    @Test("are the moves of the window's days, each with its date")
    func historical() throws {
        let table = try table([history()], parameters(.historical, window: 3))
        let column = try #require(table.column(of: "BTC"))
        #expect(column.moves == moves((105, 101), (101, 98), (98, 103)))
        #expect(column.volatilityMoves == [0, 0, 0])
        #expect((0..<3).map { table.label(of: $0) } == ["2020-03-09", "2020-03-10", "2020-03-11"])
        #expect(table.weights == nil)
        #expect(table.label(of: 3) == "none")
    }

    /// λ = 0.9, begun with the root mean square of the week; computed apart from this code.
    @Test("are scaled by volatility then and now where they are filtered")
    func filtered() throws {
        var parameters = parameters(.filtered)
        parameters.volatilityDecay = 0.9
        let column = try #require(table([history()], parameters).column(of: "BTC"))
        let expected = [
            0.020207080646225426, -0.030909155844300172, 0.06511132862191284, -0.03812591629145293,
            -0.02992929083012614, 0.05265282192941148,
        ]
        for (move, value) in zip(column.moves, expected) { #expect(move.isClose(to: value)) }
    }

    @Test("have weights that fall with age")
    func aged() throws {
        var parameters = parameters(.ageWeighted)
        parameters.ageDecay = 0.9
        let weights = try #require(table([history()], parameters).weights)
        let expected = [
            0.12602254998836862, 0.14002505554263178, 0.15558339504736868, 0.17287043894152074, 0.19207826549057858,
            0.21342029498953174,
        ]
        for (weight, value) in zip(weights, expected) { #expect(weight.isClose(to: value)) }
    }

    @Test("reach over a liquidity horizon by the root of its days, or by returns that overlap")
    func horizon() throws {
        var parameters = parameters(.historical, window: 4)
        let four = TailUnderlying(horizonDays: 4)
        let scaled = try #require(table([history()], parameters, ["BTC": four]).column(of: "BTC"))
        #expect(scaled.moves[0] == 2 * (105.0 / 99 - 1))

        parameters.horizonRule = .overlapping
        let twoDays = TailUnderlying(horizonDays: 1.5)
        let overlapping = try #require(table([history()], parameters, ["BTC": twoDays]).column(of: "BTC"))
        #expect(overlapping.moves == moves((102, 105), (99, 101), (105, 98), (101, 103)))
        // The window's first day has no move over four days.
        parameters.window = 6
        #expect(try table([history()], parameters, ["BTC": four]).column(of: "BTC") == nil)
    }

    @Test("carry volatilities where the history does")
    func volatilities() throws {
        let series = PriceHistory.Series(
            underlying: "BTC", firstDay: 0, closes: [1, 2, 1], volatilities: [0.5, 0.75, 0.6])
        let column = try #require(table([series], parameters(.historical, window: 2)).column(of: "BTC"))
        #expect(column.volatilityMoves == [0.5, 0.6 / 0.75 - 1])
    }

    @Test("take a proxy's moves where there are none, and leave out who has neither")
    func proxies() throws {
        let young = PriceHistory.Series(underlying: "SOL", firstDay: 18_330, closes: [10, 11, 12])
        let parameters = parameters(.historical, window: 4)
        let alone = try table([history(), young], parameters)
        let own = try #require(alone.column(of: "BTC"))
        #expect(own.proxied == 0)
        #expect(alone.column(of: "SOL") == nil)
        #expect(alone.column(of: "DOGE") == nil)

        let proxy = TailUnderlying(proxy: "BTC")
        let helped = try table([history(), young], parameters, ["SOL": proxy, "DOGE": proxy])
        let mixed = try #require(helped.column(of: "SOL"))
        #expect(mixed.moves == Array(own.moves.prefix(2)) + moves((10, 11), (11, 12)))
        #expect(mixed.proxied == 2)
        let whole = try #require(helped.column(of: "DOGE"))
        #expect(whole.moves == own.moves)
        #expect(whole.proxied == 4)
    }

    @Test("need a proxy that has a history")
    func proxyWithoutHistory() throws {
        var parameters = parameters(.historical)
        #expect(throws: TailFault.proxyWithoutHistory(underlying: "A", proxy: "X")) {
            let unknown = TailUnderlying(proxy: "X")
            _ = try table([history()], parameters, ["B": unknown, "A": unknown, "C": TailUnderlying(proxy: "BTC")])
        }
        parameters.otherUnderlyings.proxy = "Y"
        #expect(throws: TailFault.proxyWithoutHistory(underlying: "other", proxy: "Y")) {
            try table([history()], parameters)
        }
        parameters.otherUnderlyings.proxy = "BTC"
        #expect(try table([history()], parameters).column(of: "whatever")?.proxied == 6)
    }

    @Test("end with the stressed days, which have the weight that is set together")
    func stressed() throws {
        var parameters = parameters(.historical, window: 3)
        parameters.stressedWeight = 0.25
        parameters.stressedFrom = 18_327
        parameters.stressedTo = 18_328
        parameters.buffer = 0.5
        let table = try table([history()], parameters)
        #expect(table.scenarios == [.day(18_330), .day(18_331), .day(18_332), .day(18_327), .day(18_328)])
        #expect(table.weights == [0.25, 0.25, 0.25, 0.125, 0.125])
        #expect(table.stressed == 2)
        // No buffer on days that are stressed already.
        let column = try #require(table.column(of: "BTC"))
        #expect(Array(column.moves.suffix(2)) == moves((100, 102), (102, 99)))
        #expect(column.procyclicality.factor > 1)
    }

    @Test("are refused with the reason")
    func refused() throws {
        #expect(throws: TailFault.noHistory) { try table([], parameters(.historical)) }
        #expect(throws: TailFault.historyTooShort(moves: 0, window: 1)) {
            try table([history([100])], parameters(.historical, window: 1))
        }
        #expect(throws: TailFault.historyTooShort(moves: 6, window: 500)) {
            try table([history()], parameters(.historical, window: 500))
        }
        var stressed = parameters(.historical)
        stressed.stressedWeight = 0.3
        #expect(throws: TailFault.noStressedPeriod) { try table([history()], stressed) }
        (stressed.stressedFrom, stressed.stressedTo) = (18_330, 18_329)
        #expect(throws: TailFault.stressedPeriodReversed) { try table([history()], stressed) }
        // The first day of the history has no move.
        (stressed.stressedFrom, stressed.stressedTo) = (18_326, 18_329)
        #expect(throws: TailFault.stressedPeriodNotInHistory) { try table([history()], stressed) }
        (stressed.stressedFrom, stressed.stressedTo) = (.min, .max)
        #expect(throws: TailFault.stressedPeriodNotInHistory) { try table([history()], stressed) }
    }

    @Test("of a price that never moves are no moves", arguments: TailParameters.Method.allCases)
    func constant(method: TailParameters.Method) throws {
        var parameters = parameters(method, window: 4)
        parameters.floor = .longRun
        parameters.scenarios = 10
        let series = history([Double](repeating: 7, count: 40))
        let column = try #require(table([series], parameters).column(of: "BTC"))
        #expect(column.moves.allSatisfy { $0 == 0 })
    }

    @Test("stay finite, and no price at or below zero, whatever the history", arguments: TailParameters.Method.allCases)
    func hostile(method: TailParameters.Method) throws {
        var parameters = parameters(method, window: 20)
        parameters.floor = .longRun
        parameters.buffer = 10
        parameters.scenarios = 200
        let cases: [[Double]] = [
            (0..<30).map { $0 % 2 == 0 ? 1e-300 : 1e300 }, (0..<30).map { $0 == 5 ? 1e-30 : 1e30 },
            [Double](repeating: 1, count: 29) + [.greatestFiniteMagnitude],
            [Double](repeating: .leastNonzeroMagnitude, count: 30),
            [1] + [Double](repeating: 1e-9, count: 5_000),
        ]
        for closes in cases {
            for rule in TailParameters.HorizonRule.allCases {
                parameters.horizonRule = rule
                for days in [0.01, 1, 3, 9] {
                    parameters.horizonDays = days
                    let table = try table([history(closes, firstDay: 0)], parameters)
                    guard let column = table.column(of: "BTC") else { continue }
                    #expect(column.moves.allSatisfy { (-0.99...99.0).contains($0) })
                }
            }
        }
    }
}

@Suite("The anti-procyclicality of tail scenarios")
struct ProcyclicalityTests {
    /// A long calm of ±1 %, then a window of moves of ±`size`.
    private func column(_ size: Double, _ change: (inout TailParameters) -> Void) throws -> ShockTable.Column {
        var closes = [100.0]
        for day in 0..<10_000 { closes.append(closes[day] * (day % 2 == 0 ? 1.01 : 1 / 1.01)) }
        for day in 0..<10 {
            let last = closes[closes.count - 1]
            closes.append(day % 2 == 0 ? last * (1 + size) : last / (1 + size))
        }
        var parameters = parameters(.historical, window: 10)
        change(&parameters)
        return try #require(table([history(closes, firstDay: 0)], parameters).column(of: "BTC"))
    }

    @Test("is a buffer of 25 % in calm times, which a rise of volatility uses up")
    func buffer() throws {
        let sizes: [Double] = [0.002, 0.01, 0.011, 0.012, 0.0125, 0.013, 0.02, 0.1]
        var charged: [Double] = []
        for size in sizes {
            let column = try column(size) { $0.buffer = 0.25 }
            let buffer = column.procyclicality
            let ratio = buffer.volatility / (buffer.longRunVolatility ?? 0)
            let expected = ratio <= 1 ? 1.25 : max(1, 1.25 / ratio)
            #expect(buffer.factor.isClose(to: expected))
            #expect(column.moves[0].isClose(to: size * expected, within: 1e-9))
            charged.append(buffer.volatility * buffer.factor)
        }
        // What is charged never falls while volatility rises, and does not move while the buffer pays for it.
        #expect(zip(charged, charged.dropFirst()).allSatisfy { $1 >= $0 * (1 - 1e-12) })
        #expect(charged[3].isClose(to: charged[2], within: 1e-3))
        #expect(try column(0.02) { $0.buffer = 0.25 }.procyclicality.bufferFactor == 1)
    }

    @Test("is a floor at the volatility of the whole history")
    func floor() throws {
        let calm = try column(0.001) { $0.floor = .longRun }
        let longRun = try #require(calm.procyclicality.longRunVolatility)
        #expect((calm.procyclicality.volatility * calm.procyclicality.factor).isClose(to: longRun))
        #expect(calm.moves[0].isClose(to: longRun, within: 0.01))
        #expect(try column(0.05) { $0.floor = .longRun }.procyclicality.factor == 1)
        // The buffer stands on the floor.
        let both = try column(0.001) {
            $0.floor = .longRun
            $0.buffer = 0.25
        }
        #expect(both.procyclicality.factor.isClose(to: 1.25 * calm.procyclicality.factor))
    }
}

@Suite("Tail scenarios of Monte Carlo")
struct MonteCarloTests {
    private func given(_ rows: [[Double]], _ change: (inout TailParameters) -> Void = { _ in }) throws -> ShockTable {
        var parameters = parameters(.monteCarlo)
        parameters.scenarios = 20_000
        parameters.correlations = GivenCorrelations(underlyings: ["BTC", "ETH", "SOL"], rows: rows)
        change(&parameters)
        return try table(
            [], parameters,
            [
                "BTC": TailUnderlying(dailyVolatility: 0.03), "ETH": TailUnderlying(dailyVolatility: 0.04),
                "SOL": TailUnderlying(dailyVolatility: 0.05),
            ])
    }

    private let correlations = [[1, 0.8, 0.6], [0.8, 1, 0.7], [0.6, 0.7, 1]]

    @Test("have the volatilities and correlations that are given")
    func moments() throws {
        let table = try given(correlations)
        let columns = try ["BTC", "ETH", "SOL"].map { try #require(table.column(of: $0)).moves }
        func mean(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 20_000 }
        for (index, volatility) in [0.03, 0.04, 0.05].enumerated() {
            #expect(mean(columns[index], columns[index]).squareRoot().isClose(to: volatility, within: 0.02))
        }
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            let scale = (mean(columns[i], columns[i]) * mean(columns[j], columns[j])).squareRoot()
            #expect((mean(columns[i], columns[j]) / scale - correlations[i][j]).magnitude < 0.02)
        }
        #expect(table.label(of: 4711) == "mc 4711")
    }

    /// MODELS: 97.5 % normal VaR 1.959964, expected shortfall 2.337803; 99 % 2.326348 and 2.665214.
    @Test("give a linear holding the normal distribution's tail", arguments: [(0.975, 1.959964, 2.337803)])
    func normalTail(level: Double, valueAtRisk: Double, shortfall: Double) throws {
        let table = try given(correlations)
        let moves = try #require(table.column(of: "BTC")).moves
        var parameters = TailParameters()
        parameters.level = level
        let model = TailModel(parameters, scenarioCount: moves.count)
        var selection = TailSelection()
        let charge = moves.withUnsafeBufferPointer { model.charge($0, selection: &selection) }
        #expect(charge.valueAtRisk.isClose(to: 0.03 * valueAtRisk, within: 0.02))
        #expect(charge.expectedShortfall.isClose(to: 0.03 * shortfall, within: 0.02))
    }

    @Test("are the same again, others with another seed, and the first ones of more")
    func seeds() throws {
        let first = try given(correlations) { $0.scenarios = 100 }
        #expect(try given(correlations) { $0.scenarios = 100 } == first)
        let moves = try #require(first.column(of: "SOL")).moves
        let more = try given(correlations) { $0.scenarios = 200 }
        #expect(try #require(more.column(of: "SOL")).moves.prefix(100) == moves[...])
        let other = try given(correlations) {
            $0.scenarios = 100
            $0.seed = 2
        }
        #expect(try #require(other.column(of: "SOL")).moves != moves)
    }

    @Test("need correlations that are some, or are repaired where that is asked for")
    func refused() throws {
        let impossible = [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]
        #expect {
            try given(impossible)
        } throws: { error in
            guard case .correlations(.notPositiveSemidefinite(row: 2, _))? = error as? TailFault else { return false }
            return true
        }
        let repaired = try given(impossible) {
            $0.repair = .nearest
            $0.scenarios = 10
        }
        #expect(repaired.scenarios.count == 10)
        #expect(throws: TailFault.correlationNames) { try given([[1, 0], [0, 1]]) }
        #expect(throws: TailFault.correlationNames) {
            try given(correlations) { $0.correlations?.underlyings = ["BTC", "ETH", "BTC"] }
        }
        #expect(throws: TailFault.noVolatility(underlying: "XRP")) {
            try given(correlations) { $0.correlations?.underlyings = ["BTC", "ETH", "XRP"] }
        }
    }

    @Test("estimate what is not given from the window")
    func estimated() throws {
        var random = SeededGenerator(seed: 5)
        var closes = [[100.0], [50.0]]
        for _ in 0..<400 {
            let common = Double.random(in: -0.03...0.03, using: &random)
            for index in 0..<2 {
                let move = common + Double.random(in: -0.01...0.01, using: &random)
                closes[index].append(closes[index][closes[index].count - 1] * (1 + move))
            }
        }
        let series = zip(["BTC", "ETH"], closes).map {
            PriceHistory.Series(underlying: $0, firstDay: 0, closes: $1)
        }
        for estimate in TailParameters.Estimate.allCases {
            var parameters = parameters(.monteCarlo, window: 300)
            parameters.estimate = estimate
            parameters.scenarios = 20_000
            let table = try table(series, parameters, ["DOGE": TailUnderlying(proxy: "BTC")])
            let a = try #require(table.column(of: "BTC")).moves
            let b = try #require(table.column(of: "ETH")).moves
            func mean(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 20_000 }
            // Uniform moves: the common part has three times the size, hence a correlation of 0.9.
            let correlation = mean(a, b) / (mean(a, a) * mean(b, b)).squareRoot()
            #expect((correlation - 0.9).magnitude < 0.05, "\(estimate)")
            #expect(mean(a, a).squareRoot().isClose(to: (0.001 / 3.0).squareRoot(), within: 0.1), "\(estimate)")
            // An underlying without a history draws with its proxy.
            #expect(table.column(of: "DOGE")?.moves == a)
            #expect(table.column(of: "XRP") == nil)
        }
    }
}
