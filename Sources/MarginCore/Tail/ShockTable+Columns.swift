// From days to moves. An underlying takes part with its own history; on days that this does not have, with the moves of
// its proxy. One day that neither has leaves the underlying out: it has no column, and a charge by it is not to be had.

extension ShockTable {
    /// What the scenarios do to an underlying; made anew with each call.
    ///
    /// - Returns: `nil` where the underlying has no moves for some of the scenarios, of its own or of its proxy.
    package func column(of underlying: String) -> Column? {
        let settings = parameters.settings(of: underlying)
        let names = [underlying, settings.proxy].compactMap { $0 }
        let sources = names.compactMap { known[$0] }.map { Source($0, parameters) }
        let stressedSeries = stressed > 0 ? names.compactMap { history[$0] } : []
        let horizon = Horizon(settings.horizonDays ?? parameters.horizonDays, parameters.horizonRule)
        var moves: [Double] = []
        var volatilityMoves: [Double] = []
        var proxied = 0
        moves.reserveCapacity(scenarios.count)
        volatilityMoves.reserveCapacity(scenarios.count)
        let factor = simulation?.factor(of: underlying, proxy: settings.proxy)
        for (index, scenario) in scenarios.enumerated() {
            switch scenario {
            case .draw(let draw):
                guard let factor, let simulation else { return nil }
                let volatility = settings.dailyVolatility ?? simulation.volatilities[factor]
                moves.append(simulation.normals[factor][draw] * volatility * horizon.drawScale)
                volatilityMoves.append(0)
                if simulation.names[factor] != underlying { proxied += 1 }
            case .day(let day):
                let series: PriceHistory.Series
                var filter = 1.0
                if index < scenarios.count - stressed {
                    guard let source = sources.first(where: { $0.series.hasMove(to: day, over: horizon.days) }) else {
                        return nil
                    }
                    series = source.series
                    if parameters.method == .filtered { filter = source.filter(day - horizon.days + 1) }
                } else {
                    // Stressed days stand as they were: scaled to the volatility of now they would not be stressed.
                    guard let whole = stressedSeries.first(where: { $0.hasMove(to: day, over: horizon.days) }) else {
                        return nil
                    }
                    series = whole
                }
                guard let move = series.move(to: day, over: horizon.days) else { return nil }
                moves.append(move * horizon.scale * filter)
                let volatilityMove = series.volatilityMove(to: day, over: horizon.days)
                volatilityMoves.append(RelativeMove.held(volatilityMove * horizon.scale))
                if series.underlying != underlying { proxied += 1 }
            }
        }
        let procyclicality = procyclicality(
            moves, of: sources, drawn: factor.map { settings.dailyVolatility ?? simulation?.volatilities[$0] ?? 0 },
            horizon: horizon)
        for index in moves.indices {
            // A stressed day is the worst of a history already; the buffer is for the days that are not.
            let factor = index < scenarios.count - stressed ? procyclicality.factor : 1
            moves[index] = RelativeMove.held(moves[index] * factor)
        }
        return Column(
            underlying: underlying, moves: moves, volatilityMoves: volatilityMoves, procyclicality: procyclicality,
            proxied: proxied)
    }

    /// - Parameter drawn: The volatility of one day that Monte Carlo draws with; `nil` for moves of days.
    private func procyclicality(
        _ moves: [Double], of sources: [Source], drawn: Double?, horizon: Horizon
    ) -> Procyclicality {
        let count = scenarios.count - stressed
        let calm = Array(moves.prefix(count))
        let weights =
            parameters.method == .ageWeighted
            ? SeriesVolatility.ageWeights(count, decay: parameters.ageDecay) : Self.equalWeights(count)
        // The longer history says more about the long run.
        let longest = sources.max { $0.series.closes.count < $1.series.closes.count }
        let days = drawn == nil ? horizon.days : 1
        let scale = drawn == nil ? horizon.scale : horizon.drawScale
        return Procyclicality(
            volatility: drawn.map { $0 * scale } ?? SeriesVolatility.weighted(calm, weights),
            longRunVolatility: longest.map { SeriesVolatility.longRun($0.series, days: days) * scale },
            parameters: parameters)
    }

    /// A liquidity horizon: moves over `days` days times `scale`.
    struct Horizon {
        let days: Int
        let scale: Double
        /// Of Monte Carlo's moves over one day.
        let drawScale: Double

        init(_ length: Double, _ rule: TailParameters.HorizonRule) {
            drawScale = length.squareRoot()
            switch rule {
            case .squareRoot: (days, scale) = (1, length.squareRoot())
            case .overlapping: (days, scale) = (max(1, Int(min(length, 10_000).rounded(.up))), 1)
            }
        }
    }

    /// A series, with the volatilities that its moves are filtered with.
    struct Source {
        let series: PriceHistory.Series
        private let forecasts: [Double]

        init(_ series: PriceHistory.Series, _ parameters: TailParameters) {
            self.series = series
            forecasts =
                parameters.method == .filtered
                ? SeriesVolatility.forecasts(series, decay: parameters.volatilityDecay) : []
        }

        /// σ of the day after the history over σ of a day: both as they were forecast the day before.
        func filter(_ day: Int) -> Double {
            let index = day - series.firstDay - 1
            guard forecasts.indices.contains(index), let now = forecasts.last, forecasts[index] > 0 else { return 1 }
            return now / forecasts[index]
        }
    }
}
