import MarginCore
import MarginTesting
import Testing

@Suite("The rows of the scenario model")
struct ScenarioRowTests {
    /// Every move of volatility, at prices from −99 % to +500 %.
    private static var pack: ScenarioPack {
        var pack = ScenarioPack()
        pack.grid.volatilities = VolatilityMove.allCases
        pack.listed = [ScenarioCell(move: -0.99, volatility: .up), ScenarioCell(move: 0.01, days: 2)]
        return pack
    }

    private static var options: [ScenarioBook.Option] {
        (0..<150).map { i in
            let place = Double(i)
            return ScenarioBook.Option(
                strike: 20_000 + 900 * place, volatility: 0.05 + 0.02 * place, isCall: i % 2 == 0, size: place)
        }
    }

    private static var expiries: [ScenarioRowBatch.Expiry] {
        let distances: [Double] = [0, 1.0 / 8_760, 0.02, 1, 3]
        return distances.flatMap { years -> [ScenarioRowBatch.Expiry] in
            var inverse = ScenarioRowBatch.Expiry(forward: 66_000, years: years)
            inverse.isInverse = true
            inverse.scale = 64_000.0 / 66_000
            var settling = ScenarioRowBatch.Expiry(forward: 66_000, years: years)
            settling.fixed = 20_000
            settling.rate = 0.07
            return [ScenarioRowBatch.Expiry(forward: 66_000, years: years), inverse, settling]
        }
    }

    @Test("hold what Black-76 gives one by one, bit for bit, on every processor", arguments: [false, true])
    func scalar(isInCoin: Bool) {
        var pack = Self.pack
        pack.numeraire = isInCoin ? .coin : .usd
        let grid = ScenarioGrid(pack, underlying: "BTC")
        var moves: [(Double, VolatilityMove, Double)] = [
            (0, .none, 0), (pack.basis.up, .none, 0), (pack.basis.down, .none, 0),
        ]
        for cell in grid.cells { moves.append((cell.fraction(range: grid.range), cell.volatility, cell.days)) }
        for kernel in PricingKernel.supported {
            for expiry in Self.expiries {
                let rows = ScenarioBook.rows(of: Self.options, expiry, grid: grid, kernel: kernel)
                let term = TermShock(pack, years: expiry.years)
                var differences = 0
                for (i, option) in Self.options.enumerated() {
                    for (place, move) in moves.enumerated() {
                        let expected = Self.value(of: option, expiry, move, term[move.1], isInCoin: isInCoin)
                        differences += rows[i * grid.stride + place].bitPattern == expected.bitPattern ? 0 : 1
                    }
                }
                #expect(differences == 0, "\(kernel.name), \(expiry)")
            }
        }
    }

    /// One option under one shock, from the scalar Black-76.
    private static func value(
        of option: ScenarioBook.Option, _ expiry: ScenarioRowBatch.Expiry, _ move: (Double, VolatilityMove, Double),
        _ effect: TermShock.Effect, isInCoin: Bool
    ) -> Double {
        let factor = 1 + move.0
        var forward = expiry.forward * factor
        var logForward = naturalLogarithm(expiry.forward) + naturalLogarithm(factor)
        if expiry.fixed > 0 {
            forward = (expiry.forward - expiry.fixed) * factor + expiry.fixed
            logForward = naturalLogarithm(forward)
        }
        let logMoneyness = logForward - naturalLogarithm(option.strike)
        let k = move.1 == .absoluteSkew ? logMoneyness.magnitude : -logMoneyness
        let skew =
            k >= 0 ? min(effect.skewCap, k * effect.skewSlope) : max(-effect.skewCap, k * effect.skewSlope)
        let volatility = max(effect.floor, option.volatility * max(0, effect.factor + skew))
        let years = max(0, expiry.years - move.2 / 365)
        let price = Black76.value(
            forward: forward, strike: option.strike, logMoneyness: logMoneyness,
            deviation: max(1e-12, volatility * years.squareRoot()), right: option.isCall ? .call : .put
        ).price
        let scale = expiry.scale * exponential(-expiry.rate * expiry.years)
        return (expiry.isInverse && isInCoin ? scale / factor : scale) * price
    }

    @Test("are intrinsic values at expiry")
    func intrinsic() {
        let grid = ScenarioGrid(Self.pack, underlying: "BTC")
        let rows = ScenarioBook.rows(of: Self.options, .init(forward: 66_000, years: 0), grid: grid)
        for (i, option) in Self.options.enumerated() {
            for (cell, scenario) in grid.cells.enumerated() {
                let forward: Double = 66_000 * (1 + scenario.fraction(range: grid.range))
                let expected: Double = max(0, option.isCall ? forward - option.strike : option.strike - forward)
                let value: Double = rows[i * grid.stride + ScenarioGrid.firstCellPlace + cell]
                #expect(abs(value - expected) < 1e-6, "\(option), \(scenario.name(range: grid.range))")
            }
        }
    }

    @Test("are numbers within 1e120, however hostile the option")
    func bounds() {
        let grid = ScenarioGrid(Self.pack, underlying: "BTC")
        for forward in [1e-300, 1e-9, 1, 1e12, 1e300] {
            for strike in [1e-300, 1e-9, 1, 1e12, 1e300] {
                for volatility in [1e-300, 1e-8, 1, 1e8, 1e300] {
                    var expiry = ScenarioRowBatch.Expiry(forward: forward, years: 1e3)
                    expiry.scale = 1e9
                    let option = ScenarioBook.Option(
                        strike: strike, volatility: volatility, isCall: forward > 1, size: 1)
                    let rows = ScenarioBook.rows(of: [option], expiry, grid: grid)
                    #expect(rows.allSatisfy { $0.magnitude <= 1e120 }, "\(forward), \(strike), \(volatility)")
                }
            }
        }
    }
}
