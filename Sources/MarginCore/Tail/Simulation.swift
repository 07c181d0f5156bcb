/// Monte Carlo's draws: correlated standard normals by factor and scenario.
///
/// Factors are the underlyings of the history that have every day of the window, in the order of their names' bytes, or
/// those of the given correlations. Each scenario takes its independent normals from `Philox` at (scenario, factor), so
/// that more scenarios leave the first ones as they were.
struct Simulation: Equatable, Sendable {
    let names: [String]
    /// Of one day, by factor.
    let volatilities: [Double]
    let correlations: CorrelationMatrix
    /// By factor and scenario.
    let normals: [[Double]]

    var count: Int { normals.first?.count ?? 0 }

    /// - Parameter days: The window; without days nothing can be estimated.
    /// - Throws: Why nothing can be drawn.
    init(history: PriceHistory, days: [Int], parameters: TailParameters) throws(TailFault) {
        let estimate = Estimate(history: history, days: days, parameters: parameters)
        let rows: [[Double]]
        if let given = parameters.correlations {
            if let fault = given.fault { throw fault }
            names = given.underlyings
            rows = given.rows
        } else {
            names = estimate.names
            rows = estimate.correlations
        }
        guard !names.isEmpty else { throw .noHistory }
        var volatilities: [Double] = []
        for name in names {
            guard let volatility = parameters.settings(of: name).dailyVolatility ?? estimate.volatility(of: name) else {
                throw .noVolatility(underlying: name)
            }
            volatilities.append(volatility)
        }
        self.volatilities = volatilities
        do throws(CorrelationMatrix.Fault) {
            correlations =
                try parameters.repair == .nearest ? CorrelationMatrix(nearestTo: rows) : CorrelationMatrix(rows)
        } catch {
            throw .correlations(error)
        }
        normals = Self.normals(
            correlations.factor, count: max(1, Int(clamping: parameters.scenarios)),
            philox: Philox(seed: UInt64(bitPattern: parameters.seed)))
    }

    /// The factor of an underlying, or else of its proxy.
    func factor(of underlying: String, proxy: String?) -> Int? {
        names.firstIndex(of: underlying) ?? proxy.flatMap { names.firstIndex(of: $0) }
    }

    private static func normals(_ factor: [[Double]], count: Int, philox: Philox) -> [[Double]] {
        let independent = factor.indices.map { index in
            (0..<count).map { philox.normal(scenario: $0, factor: index) }
        }
        return factor.map { row in
            (0..<count).map { scenario in
                var sum = 0.0
                for (column, weight) in row.enumerated() { sum += weight * independent[column][scenario] }
                return sum
            }
        }
    }
}

extension Simulation {
    /// Volatilities and correlations of a window, with mean zero.
    struct Estimate {
        /// The underlyings with every day of the window, in the order of their names' bytes.
        let names: [String]
        /// By name, of one day.
        let volatilities: [Double]
        let correlations: [[Double]]

        init(history: PriceHistory, days: [Int], parameters: TailParameters) {
            let weights =
                parameters.estimate == .weighted
                ? SeriesVolatility.ageWeights(days.count, decay: parameters.volatilityDecay)
                : ShockTable.equalWeights(days.count)
            var names: [String] = []
            var moves: [[Double]] = []
            for series in history.series {
                let own = days.compactMap { series.move(to: $0, over: 1) }
                guard own.count == days.count, !own.isEmpty else { continue }
                names.append(series.underlying)
                moves.append(own)
            }
            self.names = names
            let volatilities = moves.map { SeriesVolatility.weighted($0, weights) }
            self.volatilities = volatilities
            var correlations = names.map { _ in [Double](repeating: 0, count: names.count) }
            for row in names.indices {
                for column in 0..<row {
                    var sum = 0.0
                    for day in days.indices { sum += weights[day] * moves[row][day] * moves[column][day] }
                    let scale = volatilities[row] * volatilities[column]
                    // What does not move is correlated with nothing.
                    let correlation = scale > 0 ? min(1, max(-1, sum / scale)) : 0
                    correlations[row][column] = correlation
                    correlations[column][row] = correlation
                }
                correlations[row][row] = 1
            }
            self.correlations = correlations
        }

        func volatility(of name: String) -> Double? { names.firstIndex(of: name).map { volatilities[$0] } }
    }
}
