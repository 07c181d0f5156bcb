// The account in hand as the model `tail` sees it: its profit in every scenario.

extension MarginBook {
    /// With basis charge and short-option floor, which moves of the index alone do not show.
    ///
    /// - Parameters:
    ///   - offsetting: ½·(G − |D|) of all underlyings.
    ///   - shortNotional: What the short-option floor counts.
    mutating func tailRequirement(of index: Int, offsetting: Double, shortNotional: Double) -> ModelRequirement {
        let parameters = views[Int(rows[index].profile)].requirement
        let charge = tailCharge(of: index)
        if modelOutlines.tails.count > 0 { keepTailBase(of: index, charge: charge.seen) }
        let beside = charge.unseen + parameters.basisRate * offsetting
        let floor = parameters.shortOptionFloor * shortNotional
        return ModelRequirement(
            initial: max(charge.seen.initial + beside, floor),
            maintenance: max(
                charge.seen.maintenance + parameters.maintenanceRatio * beside, parameters.maintenanceRatio * floor))
    }

    /// For the alert: the day or draw that decided.
    mutating func tailScenarioName(of index: Int) -> String {
        guard let shocks = profiles[Int(rows[index].profile)].tail?.shocks,
            let scenario = tailCharge(of: index).seen.decidingScenario
        else { return "none" }
        return shocks.label(of: scenario)
    }

    /// What each slice of the account in hand is charged of the initial margin, by Euler's theorem; USD.
    mutating func tailShares(of index: Int) -> [Double] {
        let row = rows[index]
        guard let tables = profiles[Int(row.profile)].tail else { return [] }
        _ = tailCharge(of: index)
        var shares: [Double] = []
        for place in 0..<Int(row.sliceCount) {
            tailProfits.removeAll()
            _ = tailProfits.append(repeating: 0, count: tables.scenarioCount)
            let slice = slice(place, of: rows.base + index)
            guard let model = tables.model, addTailProfits(of: slice, row, to: tailProfits.base) else {
                shares.append(plainCharge(ofSlice: place, row))
                continue
            }
            let profits = UnsafeBufferPointer(start: tailProfits.base, count: tailProfits.count)
            shares.append(model.share(of: profits, in: tailSelection))
        }
        return shares
    }

    /// The charge of the account in hand, and what underlyings without a history add: what the model `sensitivities`
    /// charges each of them by itself, without the premium cap; USD.
    mutating func tailCharge(of index: Int) -> (seen: TailModel.Charge, unseen: Double) {
        let row = rows[index]
        let tables = profiles[Int(row.profile)].tail
        tailProfits.removeAll()
        _ = tailProfits.append(repeating: 0, count: tables?.scenarioCount ?? 0)
        var unseen = 0.0
        for place in 0..<Int(row.sliceCount) {
            let slice = slice(place, of: rows.base + index)
            if !addTailProfits(of: slice, row, to: tailProfits.base) { unseen += plainCharge(ofSlice: place, row) }
        }
        let profits = UnsafeBufferPointer(start: tailProfits.base, count: tailProfits.count)
        let none = TailModel.Charge(
            initial: 0, maintenance: 0, valueAtRisk: 0, expectedShortfall: 0, decidingScenario: nil)
        return (tables?.model?.charge(profits, selection: &tailSelection) ?? none, unseen)
    }

    /// Delta, vega and curvature margin of a slice of the account in hand, by itself and under the dearest of the
    /// correlations; USD. Never above the slice's `bound`.
    private mutating func plainCharge(ofSlice place: Int, _ row: AccountRow) -> Double {
        weigh(slice: place, withoutLongs: false, UnsafePointer(views.base + Int(row.profile)))
        let weighted = weights[place].whole
        return weighted.delta.magnitude + weighted.vegaMargin.max() + weighted.curvature
    }

    /// The tail's initial margin by part, those that charge something; the account is in hand. The parts add up to it.
    mutating func tailParts(of index: Int) -> [MarginFigures.Part] {
        let parameters = views[Int(rows[index].profile)].requirement
        var offsetting = 0.0
        var shortNotional = 0.0
        for place in 0..<sums.count {
            offsetting += sums[place].offsettingDelta
            shortNotional += sums[place].shortNotional
        }
        let charge = tailCharge(of: index)
        let basis = parameters.basisRate * offsetting
        let floor = parameters.shortOptionFloor * shortNotional
        guard charge.seen.initial + (charge.unseen + basis) >= floor else { return .charging([("floor", floor)]) }
        return .charging([
            ("measure", charge.seen.initial), ("without_history", charge.unseen), ("basis", basis),
        ])
    }

    /// Adds what a slice gains or loses in each scenario; `false` where the history says nothing about its underlying.
    mutating func addTailProfits(
        of slice: Slice, _ row: AccountRow, to profits: UnsafeMutablePointer<Double>
    ) -> Bool {
        let underlying = Int(slice.underlying)
        let spot = spots[underlying]
        guard spot > 0 else { return true }
        guard let tables = profiles[Int(row.profile)].tail, let column = tables.columns[underlying] else {
            return false
        }
        let version = versions[underlying]
        var delta = coins(of: row, on: slice.underlying) * spot
        let held = options.columns.from(Int32(slice.options.lowerBound))
        tailHeld.removeAll()
        for place in 0..<slice.options.count {
            let option = Int(held[place].instrument)
            let size = held[place].size
            let terms = optionTerms[option]
            guard isModelled(terms, spot: spot) else {
                if terms.isInverse, years[Int(terms.expiry)] <= 0 {
                    delta += size * Black76.intrinsic(forward: spot, strike: terms.strike, right: terms.right)
                }
                continue
            }
            if !tables.rows.isCurrent(option, version: version) { priceRow(of: option, on: underlying, tables) }
            tailHeld.append(OptionPosition(instrument: held[place].instrument, size: size))
        }
        addRows(tables, to: profits)
        for place in slice.linears {
            let position = linear(at: place)
            delta += position.valueAndDelta(spot: spot, mark: marks[Int(position.instrument)]).y
        }
        column.moves.withUnsafeBufferPointer { moves in
            for scenario in 0..<moves.count { profits[scenario] += delta * moves[scenario] }
        }
        return true
    }

    /// Adds size × row of every option in `tailHeld`, in their order: four in one go over the scenarios, since reading and
    /// writing the sums would else take most of the time.
    private func addRows(_ tables: TailTables, to profits: UnsafeMutablePointer<Double>) {
        let count = tables.scenarioCount
        var place = 0
        while place + 4 <= tailHeld.count {
            let (a, b, c, d) = (tailHeld[place], tailHeld[place + 1], tailHeld[place + 2], tailHeld[place + 3])
            let rowA = tables.rows[Int(a.instrument)] + 1
            let rowB = tables.rows[Int(b.instrument)] + 1
            let rowC = tables.rows[Int(c.instrument)] + 1
            let rowD = tables.rows[Int(d.instrument)] + 1
            for scenario in 0..<count {
                let first = (profits[scenario] + a.size * rowA[scenario]) + b.size * rowB[scenario]
                profits[scenario] = (first + c.size * rowC[scenario]) + d.size * rowD[scenario]
            }
            place += 4
        }
        while place < tailHeld.count {
            let held = tailHeld[place]
            let row = tables.rows[Int(held.instrument)] + 1
            for scenario in 0..<count { profits[scenario] += held.size * row[scenario] }
            place += 1
        }
    }
}
