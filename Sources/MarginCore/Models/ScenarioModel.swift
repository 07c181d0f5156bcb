/// The model `scenario`: the worst of many moves of prices and volatilities together, as exchanges and clearing houses
/// compute portfolio margin.
///
/// Two steps. `weigh` turns what an account holds of one underlying into its profit or loss by cell and into charges
/// beside; `charge` puts the underlyings together. Both take sums: an account's row sum of an expiry is
/// Σ signed size × row of the instrument, so that a position event prices nothing. Which rules hold is data, a
/// `ScenarioPack`.
package enum ScenarioModel {
    /// Weighs what an account holds of one underlying.
    ///
    /// - Parameters:
    ///   - expiries: In any fixed order.
    ///   - sums: For each expiry `grid.stride` numbers: Σ size × row over its options; USD.
    ///   - profits: Becomes the profit (positive) or loss of each of `grid.cells`; USD.
    package static func weigh(
        _ holdings: ScenarioHoldings, expiries: UnsafeBufferPointer<ScenarioExpiry>, sums: UnsafePointer<Double>,
        grid: borrowing ScenarioGrid, profits: UnsafeMutablePointer<Double>
    ) -> Weighed {
        let count = grid.cells.count
        let linear = holdings.perpetuals
        // Coins are money under the numeraire `coin`.
        let delta = linear.delta + (grid.pack.numeraire == .usd ? holdings.coins : 0)
        grid.columns.withUnsafeBufferPointer { columns in
            guard let columns = columns.baseAddress else { return }
            let linearGains = columns + ScenarioGrid.Column.linearGain * count
            let coinGains = columns + ScenarioGrid.Column.coinGain * count
            for cell in 0..<count {
                profits[cell] = delta * linearGains[cell] + linear.coinDelta * coinGains[cell]
            }
            for i in 0..<expiries.count {
                addProfits(of: expiries[i], row: sums + i * grid.stride, columns: columns, count: count, to: profits)
            }
        }

        var result = Weighed()
        var short = 0.0
        var gross = linear.gross
        let hasBasis = !grid.pack.basis.isOff
        let doubt = grid.pack.confidence
        result.roll = linear.gross * grid.pack.roll.least
        result.confidence = doubt.charge(holdings.confidence) * linear.gross
        for i in 0..<expiries.count {
            let expiry = expiries[i]
            if hasBasis { result.basis += basis(of: expiry, row: sums + i * grid.stride, grid: grid) }
            result.roll += expiry.futures.gross * expiry.terms.rollRate
            result.confidence +=
                doubt.charge(min(holdings.confidence, expiry.confidence))
                * (expiry.options * holdings.spot + expiry.futures.gross)
            short += expiry.shortOptions
            gross += expiry.futures.gross
        }
        let notional = short * holdings.spot
        result.perpetual = grid.pack.perpetual.of(linear.gross)
        result.option = grid.pack.shortOption.of(notional)
        result.minimum = grid.pack.minimum.charge(onShortOptions: notional, linear: gross)
        return result
    }

    /// Adds an expiry's profit or loss in each of `count` cells; `columns` are the grid's.
    @inline(__always)
    private static func addProfits(
        of expiry: ScenarioExpiry, row: UnsafePointer<Double>, columns: UnsafePointer<Double>, count: Int,
        to profits: UnsafeMutablePointer<Double>
    ) {
        let weights = columns + ScenarioGrid.Column.weight * count
        let linearGains = columns + ScenarioGrid.Column.linearGain * count
        let coinGains = columns + ScenarioGrid.Column.coinGain * count
        let isSkew = columns + ScenarioGrid.Column.isSkew * count
        let cells = row + ScenarioGrid.firstCellPlace
        let value = row[ScenarioGrid.valuePlace]
        let futures = expiry.futures
        let terms = expiry.terms
        for cell in 0..<count {
            let shocked = cells[cell]
            let discounted = shocked * (shocked >= 0 ? terms.longDiscount : terms.shortDiscount)
            let profit =
                (discounted - value) * weights[cell] + futures.delta * linearGains[cell]
                + futures.coinDelta * coinGains[cell]
            // A skew that gains would lose when it turns the other way.
            profits[cell] += isSkew[cell] != 0 ? -profit.magnitude : profit
        }
    }

    /// What the basis rule charges an expiry.
    private static func basis(
        of expiry: ScenarioExpiry, row: UnsafePointer<Double>, grid: borrowing ScenarioGrid
    ) -> Double {
        let moved = SIMD2(row[ScenarioGrid.basisUpPlace], row[ScenarioGrid.basisDownPlace])
        let profit =
            (moved - row[ScenarioGrid.valuePlace]) + expiry.futures.delta * grid.basisLinearGains
            + expiry.futures.coinDelta * grid.basisCoinGains
        return max(0, -profit.x, -profit.y) * expiry.terms.basisFactor
    }

    /// The charge of the underlyings together.
    ///
    /// - Parameters:
    ///   - weighed: By underlying, in any fixed order.
    ///   - profits: What `weigh` made of each of them, `cells` numbers apart.
    ///   - cells: Of the pack.
    package static func charge(
        _ weighed: UnsafeBufferPointer<Weighed>, profits: UnsafePointer<Double>, cells: Int,
        account: borrowing Account, pack: borrowing ScenarioPack
    ) -> Charge {
        var charge = Charge()
        switch pack.combination {
        case .sum: addWorstOfEach(weighed, profits, cells, to: &charge)
        case .cells: addWorstTogether(weighed, profits, cells, offset: pack.offset, to: &charge)
        }
        for x in weighed {
            charge.basis += x.basis
            charge.roll += x.roll
            charge.perpetual += x.perpetual
            charge.option += x.option
            charge.confidence += x.confidence
        }
        for item in account.collateral where item.value > 0 {
            charge.collateral += item.haircuts.of(item.value)
            charge.confidence += pack.confidence.charge(item.confidence) * item.value
        }
        charge.peg = max(0, pack.peg.threshold - account.stablePrice) * pack.peg.factor * charge.risk
        charge.orders = account.orders
        charge.maintenance =
            pack.maintenanceFactor * charge.risk + charge.perpetual.maintenance + charge.option.maintenance
            + charge.collateral.maintenance
        charge.initial =
            pack.initialFactor * charge.risk + charge.peg + charge.perpetual.total + charge.option.total
            + charge.collateral.total + charge.confidence + charge.orders
        return charge
    }

    /// Each underlying's part of `charge.worst`, in the order of `weighed`; the parts add up to it.
    ///
    /// With `sum` its own worst loss, with `cells` what it loses in what decided, less than 0 where a profit of it helps.
    package static func shares(
        of weighed: UnsafeBufferPointer<Weighed>, profits: UnsafePointer<Double>, cells: Int, in charge: Charge,
        pack: borrowing ScenarioPack
    ) -> [Double] {
        let offset = pack.offset
        switch pack.combination {
        case .sum:
            return weighed.indices.map { worst(of: weighed[$0], profits + $0 * cells, cells).loss }
        case .cells:
            return weighed.indices.map { i in
                switch charge.decider {
                case .nothing: return 0
                case .basis: return weighed[i].basis
                case .cell(let cell):
                    let profit = profits[i * cells + cell]
                    return profit > 0 ? -offset * profit : -profit
                }
            }
        }
    }

    /// The worst of one underlying's cells, or its basis charge where no cell exceeds that.
    @inline(__always)
    private static func worst(
        of weighed: Weighed, _ profits: UnsafePointer<Double>, _ cells: Int
    ) -> (loss: Double, decider: Decider) {
        var loss = weighed.basis
        var decider = loss > 0 ? Decider.basis : .nothing
        for cell in 0..<cells where -profits[cell] > loss {
            loss = -profits[cell]
            decider = .cell(cell)
        }
        return (loss, decider)
    }

    /// Every underlying's own worst cell and own minimum, added up.
    private static func addWorstOfEach(
        _ weighed: UnsafeBufferPointer<Weighed>, _ profits: UnsafePointer<Double>, _ cells: Int,
        to charge: inout Charge
    ) {
        var largest = 0.0
        for i in 0..<weighed.count {
            let (loss, decider) = worst(of: weighed[i], profits + i * cells, cells)
            charge.worst += loss
            charge.minimum += max(0, weighed[i].minimum - (loss + weighed[i].roll))
            if loss > largest {
                largest = loss
                charge.decider = decider
                charge.underlying = i
            }
        }
    }

    /// The worst cell of all underlyings at once, each one's profit cut to `offset`.
    private static func addWorstTogether(
        _ weighed: UnsafeBufferPointer<Weighed>, _ profits: UnsafePointer<Double>, _ cells: Int, offset: Double,
        to charge: inout Charge
    ) {
        var minimum = 0.0
        var roll = 0.0
        for x in weighed {
            charge.worst += x.basis
            minimum += x.minimum
            roll += x.roll
        }
        if charge.worst > 0 { charge.decider = .basis }
        for cell in 0..<cells {
            let loss = -together(cell, weighed.count, profits, cells, offset: offset)
            if loss > charge.worst {
                charge.worst = loss
                charge.decider = .cell(cell)
            }
        }
        charge.minimum = max(0, minimum - (charge.worst + roll))
        var largest = 0.0
        for i in 0..<weighed.count {
            let loss =
                switch charge.decider {
                case .nothing: 0.0
                case .basis: weighed[i].basis
                case .cell(let cell): -profits[i * cells + cell]
                }
            if loss > largest {
                largest = loss
                charge.underlying = i
            }
        }
    }

    /// The profit or loss of all underlyings in one cell, profits cut to `offset`.
    @inline(__always)
    package static func together(
        _ cell: Int, _ count: Int, _ profits: UnsafePointer<Double>, _ cells: Int, offset: Double
    ) -> Double {
        var sum = 0.0
        for i in 0..<count {
            let profit = profits[i * cells + cell]
            sum += profit > 0 ? offset * profit : profit
        }
        return sum
    }
}
