// One account written out, when somebody asks: every figure is read from the sums that the judgement reads, or worked out
// by the function that made them.

extension MarginEngine {
    /// The account as it stands after the last event; `nil` where no accepted event has named it. Of one that is judged in
    /// parts, the first of them that holds something.
    package mutating func statement(of account: String) -> AccountStatement? { statements(of: account).first }

    /// The account as it stands after the last event, set by set, in the order of their names; empty where no accepted
    /// event has named it, or where it is judged in parts and holds nothing.
    ///
    /// - Parameter shadow: Under this profile, in the state that its alerts have told; then empty also where it is no shadow
    ///   of the account's own.
    package mutating func statements(of account: String, under shadow: String? = nil) -> [AccountStatement] {
        guard let id = intake.account(named: account) else { return [] }
        var statements: [AccountStatement] = []
        for set in intake.ledger.sets(of: id) {
            let exact = intake.ledger[set]
            guard let shadow else {
                if var statement = book.statement(
                    of: set, exact: exact, intake: intake)
                {
                    statement.byProfile = book.standings(of: set, profile: Int(exact.profile))
                    statements.append(statement)
                }
                continue
            }
            let judge = book.shadow(shadow, ofProfile: Int(exact.profile))
            if var statement = judge?.book.statement(
                of: set, exact: exact, intake: intake)
            {
                statement.shadowOf = intake.configuration.profiles[Int(exact.profile)].name
                statements.append(statement)
            }
        }
        return statements.sorted {
            ($0.nettingSet.name ?? "").utf8.lexicographicallyPrecedes(($1.nettingSet.name ?? "").utf8)
        }
    }

    /// The profile of an account or group; `nil` where no accepted event has named it.
    package func profile(of account: String) -> MarginProfile? {
        intake.account(named: account).map { intake.configuration.profiles[Int(intake.ledger[$0].profile)] }
    }
}

extension MarginBook {
    /// - Parameters:
    ///   - exact: The account in the ledger.
    ///   - intake: It alone knows at what options were quoted, and whose volatility is from a smile.
    mutating func statement(
        of id: AccountID, exact: Ledger.Account, intake: Intake
    ) -> AccountStatement? {
        guard let index = shard.place(of: id), rows.count > index, let valuationTime else { return nil }
        let assessment = assess(index)
        let collateral = statedCollateral(of: index)
        let limits = statedLimits(of: index, assessment)
        let figures = figures(index, assessment)
        let row = rows[index]
        let profile = profiles[Int(row.profile)].profile
        let view = UnsafePointer(views.base + Int(row.profile))

        // Charges in the order of the slices, which is the order of the judgement's sums; the reader's order comes after.
        var underlyings: [AccountStatement.Underlying] = []
        var whole: [SensitivityModel.WeightedExposure] = []
        var withoutLongs: [SensitivityModel.WeightedExposure] = []
        var premium = 0.0
        for place in 0..<Int(row.sliceCount) {
            let all = exposure(of: place, withoutLongs: false, view)
            let rest = exposure(of: place, withoutLongs: true, view)
            whole.append(all.weighted)
            withoutLongs.append(rest.weighted)
            premium += sums[place].premium
            let slice = slice(place, of: rows.base + index)
            underlyings.append(
                underlying(
                    slice, sums[place], coins(of: row, on: slice.underlying), profile, view,
                    whole: all.exposure, withoutLongs: rest.exposure, exact, intake))
        }
        for place in underlyings.indices {
            let factor = figures.factors.first { $0.underlying == underlyings[place].name }
            underlyings[place].share = factor?.share ?? 0
        }
        underlyings.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }

        return AccountStatement(
            account: names[index], nettingSet: nettingSet(of: Int32(index)), event: intake.eventNumber,
            clock: clock,
            valuationTime: valuationTime, profile: profile,
            standing: standing(index, assessment, profile.levels), balances: balances(of: exact, view, collateral),
            collateral: collateral, limits: limits,
            underlyings: underlyings, undefined: undefinedPositions(index, exact), isExempt: row.isExempt,
            charges: charges(whole, profile.sensitivities),
            chargesWithoutLongs: charges(withoutLongs, profile.sensitivities), premium: premium,
            requirement: assessment.requirement, scenario: scenarioPart(of: index), tail: tailPart(of: index),
            figures: figures)
    }

    /// Where figures alone would put the account under its own profile and under each of its shadows, in that order; empty
    /// without shadows.
    mutating func standings(of id: AccountID, profile: Int) -> [AccountStatement.ProfileStanding] {
        let names = configuration.profiles[profile].effectiveShadows
        guard !names.isEmpty, let own = report(of: id) else { return [] }
        let shadows = names.compactMap { shadow($0, ofProfile: profile)?.book.report(of: id) }
        return ([own] + shadows).map { AccountStatement.ProfileStanding(profile: $0.profile, ladder: $0.ladder) }
    }

    private func charges(
        _ exposures: [SensitivityModel.WeightedExposure], _ parameters: SensitivityParameters
    ) -> [SensitivityModel.Charge] {
        CorrelationScenario.allCases.map { scenario in
            SensitivityModel.charge(exposures.count, { exposures[$0] }, under: scenario, parameters: parameters)
        }
    }

    private func standing(
        _ index: Int, _ assessment: Assessment, _ levels: LevelParameters
    ) -> AccountStatement.Standing {
        let ladder = rows[index].ladder
        let since = times(of: index).since
        let warmupEnd = rows[index].since.advanced(by: levels.warmup)
        // Every entry into a state notes its time; an account that never entered one still has the zero it began with.
        let isUntouched = ladder.state == .normal && since.nanoseconds == 0
        return AccountStatement.Standing(
            state: ladder.state, since: isUntouched ? nil : since, isUnpriced: assessment.isUnpriced,
            warmupEnd: assessment.isUnpriced && clock < warmupEnd ? warmupEnd : nil,
            deadline: ladder.hasDeadline ? levels.callGrace.map { since.advanced(by: $0) } : nil,
            isAfterDeadline: ladder.isAfterDeadline,
            ladder: MarginLadder(
                levels: levels, equity: assessment.equity, initial: assessment.requirement.initial,
                maintenance: assessment.requirement.maintenance, hasUnpricedDebt: assessment.hasUnpricedDebt))
    }

    private func balances(
        of exact: Ledger.Account, _ view: UnsafePointer<ProfileView>, _ collateral: [AccountStatement.Collateral]
    ) -> [AccountStatement.Balance] {
        exact.balances.map { balance in
            let asset = market[balance.asset]
            if let part = collateral.first(where: { $0.part.asset == balance.asset })?.part {
                return AccountStatement.Balance(
                    asset: asset.name, amount: balance.amount, price: part.price > 0 ? part.price : nil,
                    haircut: part.value > 0 ? 1 - part.counted / part.value : 0, value: part.counted,
                    delta: asset.isCash ? nil : balance.amount.doubleValue * asset.index)
            }
            let price = asset.isCash ? market.cashPrice(of: balance.asset) : asset.index
            let amount = balance.amount.doubleValue
            let haircut = view.pointee.haircuts[Int(balance.asset.index)]
            return AccountStatement.Balance(
                asset: asset.name, amount: balance.amount, price: price > 0 ? price : nil,
                haircut: amount > 0 ? haircut : 0,
                value: Slice.value(ofBalance: amount, price: price, haircut: haircut),
                delta: asset.isCash ? nil : amount * price)
        }
        .sorted { $0.asset.utf8.lexicographicallyPrecedes($1.asset.utf8) }
    }

    // MARK: - One underlying

    private func underlying(
        _ slice: Slice, _ sums: SliceSums, _ coins: Double, _ profile: MarginProfile,
        _ view: UnsafePointer<ProfileView>,
        whole: AccountStatement.Exposure, withoutLongs: AccountStatement.Exposure, _ exact: Ledger.Account,
        _ intake: Intake
    ) -> AccountStatement.Underlying {
        let underlying = UnderlyingID(Int(slice.underlying))
        let index = spots[Int(underlying.index)]
        let name = market[underlying].name
        let linears = linearPositions(slice, exact)
        var outright = coins * index
        for linear in linears where linear.expiry == nil { outright += linear.delta }
        let positions = linears + optionPositions(slice, view, exact, intake)

        let weights = view.pointee.tenorStorage + Int(view.pointee.tenors[Int(underlying.index)].start)
        let expiries = expiryOrder(of: sums).map { tenor in
            let place = Int(tenorSums[Int(sums.tenorStart) + tenor].place)
            let id = Int(market[underlying].expiries[place].index)
            return AccountStatement.Expiry(
                time: market.expiries[id].time, days: years[id] * 365,
                forward: forwards[id] > 0 ? forwards[id] : nil, vegaWeight: weights[place])
        }
        return AccountStatement.Underlying(
            name: name, index: index > 0 ? index : nil, parameters: profile.parameters(of: name),
            positions: positions.sorted(by: AccountStatement.Position.isBefore), value: sums.value,
            outrightDelta: outright, expiries: expiries, whole: whole, withoutLongs: withoutLongs,
            offsettingDelta: sums.offsettingDelta, shortNotional: sums.shortNotional,
            addOn: sums.addOn, share: 0)
    }

    /// The places of a slice's expiries, by time.
    private func expiryOrder(of slice: SliceSums) -> [Int] {
        let known = market.underlyings[Int(slice.underlying)].expiries
        let first = Int(slice.tenorStart)
        var times: [Timestamp] = []
        for tenor in first..<first + Int(slice.tenorCount) {
            times.append(market[known[Int(tenorSums[tenor].place)]].time)
        }
        return times.indices.sorted { times[$0] < times[$1] }
    }

    private func exposure(
        of place: Int, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) -> (exposure: AccountStatement.Exposure, weighted: SensitivityModel.WeightedExposure) {
        let slice = self.sums[place]
        let count = Int(slice.tenorCount)
        let tenors = UnsafePointer(tenorSums.base + Int(slice.tenorStart))
        let vegas = UnsafeMutableBufferPointer<SensitivityModel.ExpiryVega>.allocate(capacity: count)
        defer { vegas.deallocate() }
        let weighted = weighed(place, withoutLongs: withoutLongs, view, vegas)
        let terms = view.pointee.terms[Int(slice.underlying)]
        let range = view.pointee.tenors[Int(slice.underlying)]
        let correlations = view.pointee.tenorStorage + Int(range.start + range.count)
        var gross = 0.0
        for tenor in 0..<count {
            gross += Slice.bounded(withoutLongs ? tenors[tenor].short.vega : tenors[tenor].vega).magnitude
        }
        let parts = expiryOrder(of: slice).map { tenor in
            let sum = tenors[tenor]
            var correlated = SIMD3<Double>.zero
            for scenario in 0..<3 {
                let matrix = correlations + scenario * Int(range.count * range.count)
                for other in 0..<count {
                    let correlation = matrix[Int(sum.place * range.count + vegas[other].place)]
                    correlated[scenario] += correlation * vegas[other].vega
                }
            }
            return AccountStatement.ExpiryPart(
                delta: (withoutLongs ? sum.short.delta : sum.short.delta + sum.long.delta) + sum.futureDelta,
                vega: withoutLongs ? sum.short.vega : sum.vega, weightedVega: vegas[tenor].vega,
                correlatedVega: correlated)
        }
        let sums = withoutLongs ? slice.exposureWithoutLongs : slice.exposure
        let exposure = AccountStatement.Exposure(
            delta: sums.delta, deltaConcentration: terms.deltaConcentration(of: sums.delta),
            weightedDelta: weighted.delta, parts: parts, grossVega: gross,
            vegaConcentration: terms.vegaConcentration(of: gross), vegaSum: weighted.vegaSum,
            vegaMargin: weighted.vegaMargin, curvatureUp: sums.curvatureUp, curvatureDown: sums.curvatureDown,
            curvature: weighted.curvature)
        return (exposure, weighted)
    }
}
