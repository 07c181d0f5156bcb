// Answers to questions, worked out when they are asked.

extension MarginBook {
    /// The alert for the state that an account has just entered.
    mutating func alert(
        _ account: Int32, _ assessment: Assessment, previous: AccountState, event: UInt64, phase: AccountAlert.Phase,
        trigger: Trigger, reason: AccountAlert.Reason?
    ) -> AccountAlert {
        let index = Int(account)
        let ladder = rows[index].ladder
        let position = self.ladder(index, assessment)
        return AccountAlert(
            event: event, ordinal: 0, phase: phase, timestamp: times(of: index).noticedAt, account: names[index],
            nettingSet: nettingSet(of: account).name,
            shadow: role == .shadow ? profiles[Int(rows[index].profile)].profile.name : nil, state: ladder.state,
            previous: previous, kind: .state, reason: reason, figures: figures(index, assessment),
            shortfall: position.level(of: ladder.state).map { $0 - assessment.equity }, trigger: trigger)
    }

    /// Where an assessment puts an account among the levels of its profile.
    func ladder(_ index: Int, _ assessment: Assessment) -> MarginLadder {
        MarginLadder(
            levels: views[Int(rows[index].profile)].levels, equity: assessment.equity,
            initial: assessment.requirement.initial, maintenance: assessment.requirement.maintenance,
            hasUnpricedDebt: assessment.hasUnpricedDebt)
    }

    /// An assessment of the account in hand with its parts by underlying.
    mutating func figures(_ index: Int, _ assessment: Assessment) -> MarginFigures {
        let requirement = assessment.requirement
        return MarginFigures(
            equity: assessment.equity, initialMargin: requirement.initial, maintenanceMargin: requirement.maintenance,
            deltaMargin: requirement.charge.delta, vegaMargin: requirement.charge.vega,
            curvatureMargin: requirement.charge.curvature, premiumMargin: requirement.premiumMargin,
            basisMargin: requirement.basisMargin, addOns: requirement.addOns, scenario: requirement.charge.scenario,
            models: models(of: index, requirement), factors: factors(index, requirement))
    }

    /// By underlying that has a price; without a requirement the shares are 0.
    private mutating func factors(_ index: Int, _ requirement: Requirement) -> [MarginFigures.Factor] {
        let row = rows[index]
        let view = views.base + Int(row.profile)
        let places = 0..<Int(row.sliceCount)
        var weighted: [SensitivityModel.WeightedExposure] = []
        for place in places { weighted.append(weighed(place, withoutLongs: requirement.isCapped, view)) }
        let shares: [Double]
        if row.isExempt {
            shares = Array(repeating: 0, count: places.count)
        } else {
            shares =
                switch requirement.decidedBy {
                case .sensitivities:
                    SensitivityModel.shares(
                        of: weighted, in: requirement.charge, parameters: view.pointee.sensitivities)
                case .scenario: scenarioShares(of: index)
                case .tail: tailShares(of: index)
                }
        }
        var factors: [MarginFigures.Factor] = []
        for (place, share) in zip(places, shares) {
            let slice = sums[place]
            guard spots[Int(slice.underlying)] > 0 else { continue }
            var vega = 0.0
            for tenor in 0..<Int(slice.tenorCount) {
                vega += tenorSums[Int(slice.tenorStart) + tenor].vega
            }
            factors.append(
                MarginFigures.Factor(
                    underlying: market.underlyings[Int(slice.underlying)].name, delta: slice.exposure.delta, vega: vega,
                    share: share))
        }
        return factors.sorted { $0.underlying.utf8.lexicographicallyPrecedes($1.underlying.utf8) }
    }

    /// What the causing event changed, by name.
    func trigger(of cause: Cause) -> Trigger {
        func symbol(_ id: InstrumentID) -> String { market[id].symbol }
        return switch cause {
        case .instrument(let id): .instrument(symbol: symbol(id))
        case .price(let id, let quote): .price(symbol: symbol(id), quote)
        case .forward(let id): .forward(underlying: market[market[id].underlying].name)
        case .portfolio(let account): .portfolio(account: account)
        case .position(let account, let instrument): .position(account: account, symbol: symbol(instrument))
        case .fill(let account, let instrument): .fill(account: account, symbol: symbol(instrument))
        case .balance(let account): .balance(account: account)
        case .transfer(let account): .transfer(account: account)
        case .account(let account): .account(account: account)
        case .settlement(let id): .settlement(symbol: symbol(id))
        case .funding(let id): .funding(symbol: symbol(id))
        case .clock: .clock
        }
    }

    /// One account's state and figures now.
    package struct AccountReport: Sendable {
        package var id: AccountID
        package var account: String
        package var nettingSet: NettingSet
        /// Whose parameters judge it.
        package var profile: String
        package var state: AccountState
        package var isUnpriced: Bool
        package var figures: MarginFigures
        package var ladder: MarginLadder
        /// Before add-ons, by model.
        package var models: ModelRequirements
    }

    /// Every set of the shard, in the order in which they were first named.
    package mutating func reports() -> [AccountReport] {
        var reports: [AccountReport] = []
        for index in 0..<rows.count where isJudged(index) { reports.append(report(index)) }
        return reports
    }

    /// One set of the shard; `nil` where the book does not judge it.
    mutating func report(of id: AccountID) -> AccountReport? {
        guard let index = shard.place(of: id), rows.count > index, isJudged(index) else { return nil }
        return report(index)
    }

    /// Whether the account is a set by itself, and the book's parameters are there to judge it.
    func isJudged(_ index: Int) -> Bool {
        nettingSet(of: Int32(index)) != .inParts && !profiles[Int(rows[index].profile)].profile.isMuted
    }

    private mutating func report(_ index: Int) -> AccountReport {
        let assessment = assess(index)
        return AccountReport(
            id: AccountID(index * shard.count + shard.index), account: names[index],
            nettingSet: nettingSet(of: Int32(index)), profile: profiles[Int(rows[index].profile)].profile.name,
            state: rows[index].ladder.state, isUnpriced: assessment.isUnpriced, figures: figures(index, assessment),
            ladder: ladder(index, assessment), models: assessment.requirement.models)
    }

    /// How many sets the shard keeps in each state.
    package var accountsByState: [AccountState: Int] {
        var counts: [AccountState: Int] = [:]
        for index in 0..<rows.count where nettingSet(of: Int32(index)) != .inParts {
            counts[rows[index].ladder.state, default: 0] += 1
        }
        return counts
    }
}
