/// The model `scenario`: the worst of many moves of prices and volatilities together, as exchanges and clearing houses
/// compute portfolio margin.
///
/// Two steps. `weigh` turns what an account holds of one underlying into its profit or loss by cell and into charges
/// beside; `charge` puts the underlyings together. Both take sums: an account's row sum of an expiry is
/// Σ signed size × row of the instrument, so that a position event prices nothing. Which rules hold is data, a
/// `ScenarioPack`.
package enum ScenarioModel {
    /// What made the worst loss.
    package enum Decider: Equatable, Sendable {
        /// There is none.
        case nothing
        /// The charge of the basis rule, which every cell has to exceed.
        case basis
        /// A place in `ScenarioGrid.cells`.
        case cell(Int)
    }

    /// One underlying, without its profits by cell; USD, losses positive.
    package struct Weighed: BitwiseCopyable, Sendable {
        package var basis = 0.0
        package var roll = 0.0
        /// The least that the underlying is charged.
        package var minimum = 0.0
        package var perpetual = ScenarioPack.Margins()
        package var option = ScenarioPack.Margins()
        package var confidence = 0.0

        package init() {}
    }

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
        let pack = grid.pack
        let linear = holdings.perpetuals
        // Coins are money under the numeraire `coin`.
        let delta = linear.delta + (pack.numeraire == .usd ? holdings.coins : 0)
        for cell in 0..<grid.cells.count {
            profits[cell] = delta * grid.linearGains[cell] + linear.coinDelta * grid.coinGains[cell]
        }
        var result = Weighed()
        var short = 0.0
        var gross = linear.gross
        result.roll = linear.gross * pack.roll.least
        result.confidence = shortfall(holdings.confidence, pack) * linear.gross
        for i in 0..<expiries.count {
            let expiry = expiries[i]
            let row = sums + i * grid.stride
            addProfits(of: expiry, row: row, grid: grid, to: profits)
            if !pack.basis.isOff { result.basis += basis(of: expiry, row: row, grid: grid) }
            result.roll += expiry.futures.gross * expiry.terms.rollRate
            result.confidence +=
                shortfall(min(holdings.confidence, expiry.confidence), pack)
                * (expiry.options * holdings.spot + expiry.futures.gross)
            short += expiry.shortOptions
            gross += expiry.futures.gross
        }
        let notional = short * holdings.spot
        result.perpetual = pack.perpetual.of(linear.gross)
        result.option = pack.shortOption.of(notional)
        result.minimum = pack.minimum.charge(onShortOptions: notional, linear: gross)
        return result
    }

    /// Adds an expiry's profit or loss in each cell.
    private static func addProfits(
        of expiry: ScenarioExpiry, row: UnsafePointer<Double>, grid: borrowing ScenarioGrid,
        to profits: UnsafeMutablePointer<Double>
    ) {
        let value = row[ScenarioGrid.valuePlace]
        let futures = expiry.futures
        let terms = expiry.terms
        for cell in 0..<grid.cells.count {
            let shocked = row[ScenarioGrid.firstCellPlace + cell]
            let discounted = shocked * (shocked >= 0 ? terms.longDiscount : terms.shortDiscount)
            let profit =
                (discounted - value) * grid.weights[cell] + futures.delta * grid.linearGains[cell]
                + futures.coinDelta * grid.coinGains[cell]
            // A skew that gains would lose when it turns the other way.
            profits[cell] += grid.isSkew[cell] ? -profit.magnitude : profit
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

    /// What is lost per USD of notional because a price is not trusted.
    private static func shortfall(_ confidence: Double, _ pack: ScenarioPack) -> Double {
        confidence < pack.confidence.threshold ? (1 - confidence) * pack.confidence.factor : 0
    }

    /// What does not belong to one underlying.
    package struct Account: Sendable {
        package var collateral: [ScenarioCollateral] = []
        /// Price of the stablecoin in which margin is counted; USD.
        package var stablePrice = 1.0
        /// Charged for open orders by whoever knows them; USD, part of initial margin only.
        package var orders = 0.0

        package init() {}
    }

    /// The requirement and what it is made of; USD, all of it 0 or more.
    package struct Charge: Sendable {
        package var initial = 0.0
        package var maintenance = 0.0
        /// The worst loss, of the basis rule where that decides.
        package var worst = 0.0
        /// What made it; with several underlyings by `sum`, of the one that loses most.
        package var decider = Decider.nothing
        /// Place of the underlying that loses most in it.
        package var underlying = 0
        /// What the basis rule charges; part of the requirement only where it decides.
        package var basis = 0.0
        package var roll = 0.0
        /// What the minimum charge adds to worst loss and roll.
        package var minimum = 0.0
        /// What a stablecoin below its peg adds to initial margin.
        package var peg = 0.0
        package var perpetual = ScenarioPack.Margins()
        package var option = ScenarioPack.Margins()
        package var collateral = ScenarioPack.Margins()
        /// In initial margin only, as `orders`.
        package var confidence = 0.0
        package var orders = 0.0

        package init() {}

        /// What the factors of initial and maintenance margin multiply.
        package var risk: Double { worst + roll + minimum }
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
            charge.confidence += shortfall(item.confidence, pack) * item.value
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

    /// Every underlying's own worst cell and own minimum, added up.
    private static func addWorstOfEach(
        _ weighed: UnsafeBufferPointer<Weighed>, _ profits: UnsafePointer<Double>, _ cells: Int,
        to charge: inout Charge
    ) {
        var largest = 0.0
        for i in 0..<weighed.count {
            var loss = weighed[i].basis
            var decider = loss > 0 ? Decider.basis : .nothing
            let own = profits + i * cells
            for cell in 0..<cells where -own[cell] > loss {
                loss = -own[cell]
                decider = .cell(cell)
            }
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
