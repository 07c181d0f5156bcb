// Limits, and models that disagree: what is watched of an account beside its state. Each is announced once when it is
// breached and once when it is kept again; what was announced is in `breaches`.

extension MarginBook {
    /// Watches the account in hand, after its state was judged.
    mutating func watch(
        _ account: Int32, _ assessment: Assessment, at time: Timestamp, event: UInt64, phase: AccountAlert.Phase,
        _ cause: Cause, into alerts: inout [AccountAlert]
    ) {
        let index = Int(account)
        let before = breaches[account] ?? []
        let readings = watchReadings(index, assessment)
        let after = breached(readings, after: before, index)
        var kinds: [AccountAlert.Kind] = []
        for reading in readings {
            let isBreached = after.contains(reading.key)
            if isBreached != before.contains(reading.key) { kinds.append(reading.kind(isBreached)) }
        }
        for key in before where !readings.contains(where: { $0.key == key }) { kinds.append(end(of: key, index)) }
        guard !kinds.isEmpty else { return }
        breaches[account] = after.isEmpty ? nil : after
        for kind in kinds {
            var alert = alert(
                account, assessment, previous: rows[index].ladder.state, event: event, phase: phase,
                trigger: trigger(of: cause), reason: nil)
            alert.timestamp = time
            alert.kind = kind
            alert.shortfall = nil
            alerts.append(alert)
        }
    }

    /// What is breached after `before` was.
    func breached(_ readings: [WatchReading], after before: [WatchKey], _ index: Int) -> [WatchKey] {
        let release = views[Int(rows[index].profile)].levels.release
        return readings.filter { $0.isBreached(after: before.contains($0.key), release: release) }.map(\.key)
    }

    /// A breach of what is not there any more: the position or the profile's limit is gone.
    private func end(of key: WatchKey, _ index: Int) -> AccountAlert.Kind {
        guard case .limit(let limit, let underlying) = key else {
            return .models(ModelsNotice(isDisagreement: false, pair: nil, bound: nil))
        }
        let profile = profiles[Int(rows[index].profile)].profile
        let name = underlying >= 0 ? market.underlyings[Int(underlying)].name : nil
        let bound = name.flatMap { profile.limits.netDelta(of: $0) }
        return .limit(
            LimitNotice(
                limit: limit, isBreached: false, underlying: name, value: bound == nil ? nil : 0, bound: bound))
    }

    /// Everything that the profile has watched, for the account in hand.
    func watchReadings(_ index: Int, _ assessment: Assessment) -> [WatchReading] {
        let row = rows[index]
        guard views[Int(row.profile)].isWatched else { return [] }
        let profile = profiles[Int(row.profile)].profile
        let requirement = assessment.requirement
        var readings = deltaReadings(row, profile.limits, equity: assessment.equity)
        if let bound = profile.limits.initialMargin {
            let initial = requirement.initial
            readings.append(
                WatchReading(.initialMargin, amount: initial, allowed: bound, value: initial, bound: bound))
        }
        if let target = profile.levels.target {
            readings.append(
                WatchReading(
                    .target, amount: target * requirement.initial, allowed: assessment.equity,
                    value: WatchReading.ratio(assessment.equity, requirement.initial), bound: target))
        }
        if let bound = profile.combination.disagreement, profile.models.count > 1 {
            let pair = ModelDisagreement(among: ModelDisagreement.figures(of: requirement.models))
            readings.append(
                WatchReading(
                    key: .models, amount: pair?.largest.requirement ?? 0,
                    allowed: pair?.allowed(bound: bound, floor: profile.combination.disagreementFloor) ?? 0,
                    kind: { .models(ModelsNotice(isDisagreement: $0, pair: pair, bound: bound)) }))
        }
        return readings
    }

    /// The limits on the sensitivities of the account in hand.
    private func deltaReadings(_ row: AccountRow, _ limits: LimitParameters, equity: Double) -> [WatchReading] {
        var readings: [WatchReading] = []
        var gross = 0.0
        var vega = 0.0
        var largest = (delta: 0.0, underlying: Int32(-1))
        for place in 0..<Int(row.sliceCount) {
            let slice = sums[place]
            let delta = slice.exposure.delta.magnitude
            gross += delta
            for tenor in 0..<Int(slice.tenorCount) { vega += tenorSums[Int(slice.tenorStart) + tenor].vega }
            if delta > largest.delta { largest = (delta, slice.underlying) }
            let name = market.underlyings[Int(slice.underlying)].name
            if let bound = limits.netDelta(of: name) {
                readings.append(
                    WatchReading(
                        .netDelta, underlying: (slice.underlying, name), amount: delta, allowed: bound, value: delta,
                        bound: bound))
            }
        }
        if let bound = limits.grossDelta {
            readings.append(WatchReading(.grossDelta, amount: gross, allowed: bound, value: gross, bound: bound))
        }
        if let bound = limits.vega {
            let net = vega.magnitude
            readings.append(WatchReading(.vega, amount: net, allowed: bound, value: net, bound: bound))
        }
        if let bound = limits.leverage {
            readings.append(
                WatchReading(
                    .leverage, amount: gross, allowed: bound * max(equity, 0),
                    value: WatchReading.ratio(gross, equity), bound: bound))
        }
        if let bound = limits.underlyingShare {
            let name = largest.underlying >= 0 ? market.underlyings[Int(largest.underlying)].name : ""
            readings.append(
                WatchReading(
                    .underlyingShare, underlying: name.isEmpty ? nil : (largest.underlying, name),
                    amount: largest.delta, allowed: bound * gross,
                    value: WatchReading.ratio(largest.delta, gross), bound: bound))
        }
        return readings
    }
}

extension ModelDisagreement {
    /// Initial margins before add-ons, in the order of the models.
    static func figures(of requirements: ModelRequirements) -> [Figure] {
        MarginModelName.allCases.compactMap { name in
            requirements[name].map { Figure(model: name.rawValue, requirement: $0.initial) }
        }
    }
}
