// The account in hand as the model `scenario` sees it: row sums by expiry, futures, perpetuals, coins, collateral.

/// Storage for one account at a time.
struct ScenarioScratch: ~Copyable {
    /// By underlying of the account; and its profit in each cell.
    var weighed = HotArray<ScenarioModel.Weighed>()
    var profits = HotArray<Double>(capacity: 256)
    /// By slice of the account in hand: the underlying, in the order of `weighed`.
    var underlyings = HotArray<Int32>()
    /// By expiry of the slice in hand, and its row sums.
    var expiries = HotArray<ScenarioExpiry>()
    var tenors = HotArray<Int32>()
    var sums = HotArray<Double>(capacity: 256)
    var strikes: [StrikeSize] = []
    var account = ScenarioModel.Account()

    struct StrikeSize {
        var strike: Double
        var size: Double
    }
}

extension MarginBook {
    mutating func scenarioRequirement(of index: Int) -> ModelRequirement {
        let charge = scenarioCharge(of: index)
        return ModelRequirement(initial: charge.initial, maintenance: charge.maintenance)
    }

    /// For the alert: the underlying that loses most and what it loses it in.
    mutating func scenarioName(of index: Int) -> String {
        guard let tables = profiles[Int(rows[index].profile)].scenario else { return "none" }
        let charge = scenarioCharge(of: index)
        guard charge.worst > 0, charge.underlying < scenario.underlyings.count else { return "none" }
        let underlying = Int(scenario.underlyings[charge.underlying])
        let name = tables.grids[underlying].name(of: charge.decider)
        return scenario.underlyings.count > 1 ? "\(market.underlyings[underlying].name) \(name)" : name
    }

    /// The scenario model's initial margin by part, those that charge something; the account is in hand. The parts add up
    /// to it.
    mutating func scenarioParts(of index: Int) -> [MarginFigures.Part] {
        guard let pack = profiles[Int(rows[index].profile)].scenario?.pack else { return [] }
        let charge = scenarioCharge(of: index)
        return .charging([
            ("worst_loss", pack.initialFactor * charge.worst), ("roll", pack.initialFactor * charge.roll),
            ("minimum", pack.initialFactor * charge.minimum), ("peg", charge.peg),
            ("perpetual", charge.perpetual.total), ("short_option", charge.option.total),
            ("collateral", charge.collateral.total), ("confidence", charge.confidence),
        ])
    }

    /// What each slice of the account in hand loses of the worst loss; USD.
    mutating func scenarioShares(of index: Int) -> [Double] {
        let row = rows[index]
        guard let tables = profiles[Int(row.profile)].scenario else { return [] }
        let charge = scenarioCharge(of: index)
        let priced = ScenarioModel.shares(
            of: UnsafeBufferPointer(start: scenario.weighed.base, count: scenario.weighed.count),
            profits: scenario.profits.base, cells: tables.cellCount, in: charge, pack: tables.pack)
        var shares: [Double] = []
        var next = 0
        for slice in Int(row.sliceStart)..<Int(row.sliceStart + row.sliceCount) {
            let hasPrice = spots[Int(slices[slice].underlying)] > 0
            shares.append(hasPrice ? priced[next] : 0)
            next += hasPrice ? 1 : 0
        }
        return shares
    }

    /// The charge of the account in hand by the pack of its profile.
    mutating func scenarioCharge(of index: Int) -> ScenarioModel.Charge {
        let row = rows[index]
        guard let tables = profiles[Int(row.profile)].scenario else { return ScenarioModel.Charge() }
        scenario.weighed.removeAll()
        scenario.profits.removeAll()
        scenario.underlyings.removeAll()
        for place in 0..<Int(row.sliceCount) {
            let slice = slice(place, of: rows.base + index)
            guard spots[Int(slice.underlying)] > 0 else { continue }
            weighScenario(slice, at: Int(row.sliceStart) + place, row, tables)
        }
        fillScenarioAccount(row, tables)
        return ScenarioModel.charge(
            UnsafeBufferPointer(start: scenario.weighed.base, count: scenario.weighed.count),
            profits: scenario.profits.base, cells: tables.cellCount, account: scenario.account, pack: tables.pack)
    }

    /// What is owned, and the price of the worst stablecoin among it.
    private mutating func fillScenarioAccount(_ row: AccountRow, _ tables: ScenarioTables) {
        scenario.account.collateral.removeAll(keepingCapacity: true)
        scenario.account.stablePrice = 1
        for place in row.balances {
            let balance = balances[place]
            let id = UnderlyingID(Int(balance.asset))
            let asset = market.underlyings[Int(balance.asset)]
            let price = asset.isCash ? market.cashPrice(of: id) : asset.index
            if asset.isCash { scenario.account.stablePrice = min(scenario.account.stablePrice, price) }
            guard balance.amount > 0, let haircuts = tables.haircuts[Int(balance.asset)] else { continue }
            scenario.account.collateral.append(
                ScenarioCollateral(
                    value: balance.amount * price, haircuts: haircuts, confidence: confidence(in: Int(balance.asset))))
        }
    }

    /// Weighs a slice; what is kept of it is as good.
    ///
    /// - Parameter index: Its place among all slices.
    private mutating func weighScenario(
        _ slice: Slice, at index: Int, _ row: AccountRow, _ tables: ScenarioTables
    ) {
        let underlying = Int(slice.underlying)
        let cells = tables.cellCount
        let start = scenario.profits.append(repeating: 0, count: cells)
        let profits = scenario.profits.base + start
        scenario.underlyings.append(Int32(underlying))
        let isKept = index < modelOutlines.scenarios.count
        if isKept, modelOutlines.scenarios[index].version == versions[underlying] {
            profits.update(from: modelOutlines.profits(of: index), count: cells)
            scenario.weighed.append(modelOutlines.scenarios[index].weighed)
            return
        }
        let weighed = weighedScenario(slice, row, tables, profits)
        scenario.weighed.append(weighed)
        if isKept {
            modelOutlines.profits(of: index).update(from: profits, count: cells)
            modelOutlines.scenarios[index] = ModelOutlines.Scenario(weighed: weighed, version: versions[underlying])
        }
    }

    private mutating func weighedScenario(
        _ slice: Slice, _ row: AccountRow, _ tables: ScenarioTables, _ profits: UnsafeMutablePointer<Double>
    ) -> ScenarioModel.Weighed {
        let underlying = Int(slice.underlying)
        let spot = spots[underlying]
        var holdings = ScenarioHoldings(spot: spot)
        holdings.coins = coins(of: row, on: slice.underlying) * spot
        if tables.pack.numeraire == .coin {
            // Coins are money, but for those that were bought with borrowed money: these are a long position.
            holdings.perpetuals.delta += min(max(0, holdings.coins), cashDebt(of: row))
        }
        holdings.confidence = confidence(in: underlying)
        scenario.expiries.removeAll()
        scenario.tenors.removeAll()
        scenario.sums.removeAll()
        sumScenarioOptions(of: slice, tables, coins: &holdings.coins)
        for place in slice.linears {
            let position = linear(at: place)
            let held = scenarioLinear(position, spot: spot, numeraire: tables.pack.numeraire)
            if position.tenor < 0 {
                holdings.perpetuals.add(held)
            } else {
                let expiry = scenarioExpiry(ofTenor: position.tenor, underlying, tables)
                scenario.expiries[expiry].futures.add(held)
            }
        }
        return ScenarioModel.weigh(
            holdings,
            expiries: UnsafeBufferPointer(start: scenario.expiries.base, count: scenario.expiries.count),
            sums: scenario.sums.base, grid: tables.grids[underlying], profits: profits)
    }

    /// What is owed in cash, at par, so that it moves with the account's balances alone; USD, not negative.
    private func cashDebt(of row: AccountRow) -> Double {
        var debt = 0.0
        for place in row.balances where market.underlyings[Int(balances[place].asset)].isCash {
            debt += max(0, -balances[place].amount)
        }
        return debt
    }

    /// Sums a slice's options by expiry, pricing what of them nobody has priced yet.
    ///
    /// - Parameter coins: Takes expired inverse options, which are claims in coin; USD.
    private mutating func sumScenarioOptions(of slice: Slice, _ tables: ScenarioTables, coins: inout Double) {
        let underlying = Int(slice.underlying)
        let spot = spots[underlying]
        let version = versions[underlying]
        let stride = tables.rows.stride
        let countsStrikes = tables.pack.countsShortOptions
        var tenor: Int32 = -1
        var expiry = 0
        for place in slice.options {
            let held = options[place]
            let option = Int(held.instrument)
            let terms = optionTerms[option]
            guard isModelled(terms, spot: spot) else {
                if terms.isInverse, years[Int(terms.expiry)] <= 0 {
                    coins += held.size * Black76.intrinsic(forward: spot, strike: terms.strike, right: terms.right)
                }
                continue
            }
            if !tables.rows.isCurrent(option, version: version) { priceRow(of: option, on: underlying, tables) }
            if placeOfExpiry[Int(terms.expiry)] != tenor {
                if tenor >= 0, countsStrikes { scenario.expiries[expiry].shortOptions = scenario.takeNetShort() }
                tenor = placeOfExpiry[Int(terms.expiry)]
                expiry = scenarioExpiry(ofTenor: tenor, underlying, tables)
            }
            let sums = scenario.sums.base + expiry * stride
            let values = tables.rows[option]
            for cell in 0..<stride { sums[cell] += held.size * values[cell] }
            scenario.expiries[expiry].options += held.size.magnitude
            if countsStrikes { scenario.strikes.append(.init(strike: terms.strike, size: held.size)) }
        }
        if tenor >= 0, countsStrikes { scenario.expiries[expiry].shortOptions = scenario.takeNetShort() }
    }

    /// The place of an expiry among those of the slice in hand.
    private mutating func scenarioExpiry(ofTenor tenor: Int32, _ underlying: Int, _ tables: ScenarioTables) -> Int {
        for place in 0..<scenario.tenors.count where scenario.tenors[place] == tenor { return place }
        let id = Int(market.underlyings[underlying].expiries[Int(tenor)].index)
        scenario.tenors.append(tenor)
        scenario.expiries.append(ScenarioExpiry(terms: tables.terms(ofExpiry: id, years: years[id])))
        _ = scenario.sums.append(repeating: 0, count: tables.rows.stride)
        return scenario.tenors.count - 1
    }

    @inline(__always)
    private func scenarioLinear(
        _ position: LinearPosition, spot: Double, numeraire: ScenarioPack.Numeraire
    ) -> ScenarioLinear {
        let mark = marks[Int(position.instrument)]
        guard mark > 0 else { return ScenarioLinear() }
        guard position.isInverse else {
            return ScenarioLinear(delta: position.size * mark, gross: position.size.magnitude * spot)
        }
        // Counted in USD, what was gained so far moves with the coin it is held in.
        let coins = numeraire == .usd ? position.size / position.entry : position.size / mark
        return ScenarioLinear(coinDelta: coins * spot, gross: (position.size / mark).magnitude * spot)
    }

    /// How much the index of an underlying is to be trusted: all until it is stale, and evenly less from then on, to
    /// nothing at twice that age. What a feed alert has not said yet charges nobody.
    @inline(__always)
    func confidence(in underlying: Int) -> Double {
        guard let staleAfter = configuration.feed.staleAfter, let valuationTime,
            market.underlyings[underlying].index > 0
        else { return 1 }
        let age = valuationTime.nanoseconds(since: market.underlyings[underlying].indexTime)
        return max(0, min(1, 2 - Double(age) / Double(staleAfter)))
    }
}

extension ScenarioScratch {
    /// Σ over strikes max(0, −Σ q·m) of the options noted since the last time; those are forgotten.
    fileprivate mutating func takeNetShort() -> Double {
        strikes.sort { $0.strike != $1.strike ? $0.strike < $1.strike : $0.size < $1.size }
        var total = 0.0
        var strike = 0.0
        var net = 0.0
        for held in strikes {
            if held.strike != strike {
                total += max(0, -net)
                strike = held.strike
                net = 0
            }
            net += held.size
        }
        strikes.removeAll(keepingCapacity: true)
        return total + max(0, -net)
    }
}

extension ScenarioLinear {
    fileprivate mutating func add(_ other: ScenarioLinear) {
        delta += other.delta
        coinDelta += other.coinDelta
        gross += other.gross
    }
}
