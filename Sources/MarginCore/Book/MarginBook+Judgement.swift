// From sums to a state, and from a change of state to an alert.

extension MarginBook {
    /// What an account is worth and what it requires at this moment.
    struct Assessment {
        var equity: Double
        var requirement: Requirement
        /// Something in it cannot be valued.
        var isUnpriced: Bool
        var hasUnpricedDebt: Bool
    }

    // MARK: - Who is judged

    /// Judges the marked accounts.
    mutating func judgeDirtyAccounts(
        at time: Timestamp, _ event: UInt64, _ phase: AccountAlert.Phase, _ cause: Cause,
        into alerts: inout [AccountAlert]
    ) {
        guard dirtyAccounts.count > 0 else { return }
        rebuildTenorsIfStale()
        let first = alerts.count
        // Many together are served by pricing everything at once, few by pricing what they hold.
        if dirtyAccounts.count * 8 > rows.count {
            for underlying in 0..<versions.count { priceAll(on: underlying) }
            if phase == .event, dirtyAccounts.count * 2 > rows.count { keepOutlines() }
        }
        for place in 0..<dirtyAccounts.count {
            let account = dirtyAccounts[place]
            if role == .shadow, isMuted(Int(account)) { continue }
            work.judgements += 1
            let isGuarded = hasGuards && isToBeGuarded(Int(account))
            if !isGuarded, keepsOutlines, !isWatched(account), outlineStaysNormal(Int(account)) { continue }
            sum(Int(account))
            judge(account, at: time, event: event, phase: phase, cause, into: &alerts)
            if isGuarded { renewGuard(of: Int(account)) }
        }
        alerts.sortByAccount(from: first)
    }

    /// Moves on the calls that ran out of time, then raises the reminders that are due.
    mutating func judgeDueAccounts(_ event: AcceptedEvent, into alerts: inout [AccountAlert]) {
        var first = alerts.count
        for account in deadlines.due(at: clock) {
            let index = Int(account)
            let levels = views[Int(rows[index].profile)].levels
            guard rows[index].ladder.hasDeadline, let grace = levels.callGrace,
                times(of: index).since.advanced(by: grace) <= clock
            else { continue }
            let assessment = assess(index)
            enter(.liquidation, account, assessment, at: clock, isDeadline: true)
            removeGuard(of: index)
            alerts.append(
                alert(
                    account, assessment, previous: .call, event: event.number, phase: .deadline, trigger: .clock,
                    reason: .deadlinePassed))
        }
        alerts.sortByAccount(from: first)

        first = alerts.count
        for account in reminders.due(at: clock) {
            let index = Int(account)
            let ladder = rows[index].ladder
            guard ladder.state >= .call,
                let interval = views[Int(rows[index].profile)].levels.reminderInterval,
                times(of: index).noticedAt.advanced(by: interval) <= clock
            else { continue }
            let assessment = assess(index)
            stateTimes[account]?.noticedAt = clock
            reminders.add(account, at: clock.advanced(by: max(interval, 1)))
            var reminder = alert(
                account, assessment, previous: ladder.state, event: event.number, phase: .reminder, trigger: .clock,
                reason: nil)
            reminder.kind = .reminder
            alerts.append(reminder)
        }
        alerts.sortByAccount(from: first)
    }

    /// Whether nobody judges the account here; it may have come from a profile under which somebody did.
    private mutating func isMuted(_ account: Int) -> Bool {
        guard profiles[Int(rows[account].profile)].profile.isMuted else { return false }
        forgetState(of: account)
        return true
    }

    /// Has the account begin anew, as if nothing had been said of it.
    mutating func forgetState(of account: Int) {
        rows[account].ladder.state = .normal
        rows[account].ladder.hasDeadline = false
        rows[account].ladder.isAfterDeadline = false
        breaches[Int32(account)] = nil
    }

    // MARK: - Judgement

    /// Judges the account in hand.
    private mutating func judge(
        _ account: Int32, at time: Timestamp, event: UInt64, phase: AccountAlert.Phase, _ cause: Cause,
        into alerts: inout [AccountAlert]
    ) {
        let index = Int(account)
        let isWatched = isWatched(account)
        if !isWatched && isBoundedToNormal(index) { return }
        let assessment = assessSummed(index)
        let levels = views[Int(rows[index].profile)].levels
        if assessment.isUnpriced && time.nanoseconds(since: rows[index].since) < levels.warmup { return }

        let ladder = rows[index].ladder
        let next = self.ladder(index, assessment).next(after: ladder.state, afterDeadline: ladder.isAfterDeadline)
        if next != ladder.state {
            enter(next, account, assessment, at: time, isDeadline: false)
            alerts.append(
                alert(
                    account, assessment, previous: ladder.state, event: event, phase: phase,
                    trigger: trigger(of: cause), reason: reason(for: next, assessment)))
        }
        if isWatched { watch(account, assessment, at: time, event: event, phase: phase, cause, into: &alerts) }
    }

    /// Whether its profile has more than the account's state watched, or had so and it ends now.
    @inline(__always)
    private func isWatched(_ account: Int32) -> Bool {
        views[Int(rows[Int(account)].profile)].isWatched || (!breaches.isEmpty && breaches[account] != nil)
    }

    private mutating func enter(
        _ state: AccountState, _ account: Int32, _ assessment: Assessment, at time: Timestamp, isDeadline: Bool
    ) {
        let index = Int(account)
        rows[index].ladder.isAfterDeadline = isDeadline
        // A call that the account rises into has had its time already.
        rows[index].ladder.hasDeadline = state == .call && rows[index].ladder.state < .call
        rows[index].ladder.state = state
        stateTimes[account] = StateTimes(since: time, noticedAt: time)
        expectDueTimes(of: account)
    }

    /// Has time call the account up, as the levels of its profile want it now; to be called whenever they may be others.
    mutating func expectDueTimes(of account: Int32) {
        let ladder = rows[Int(account)].ladder
        guard ladder.hasDeadline || ladder.state >= .call else { return }
        let levels = views[Int(rows[Int(account)].profile)].levels
        let times = times(of: Int(account))
        if ladder.hasDeadline, let grace = levels.callGrace {
            deadlines.add(account, at: times.since.advanced(by: grace))
        }
        if ladder.state >= .call, let interval = levels.reminderInterval {
            reminders.add(account, at: times.noticedAt.advanced(by: max(interval, 1)))
        }
    }

    /// When an account entered its state.
    func times(of index: Int) -> StateTimes { stateTimes[Int32(index)] ?? StateTimes() }

    private func reason(for state: AccountState, _ assessment: Assessment) -> AccountAlert.Reason? {
        switch state {
        case .call:
            assessment.hasUnpricedDebt && assessment.equity >= assessment.requirement.initial
                ? .unpricedDebt : .equityBelowInitial
        case .liquidation: .equityBelowMaintenance
        case .normal, .warning, .insolvent: nil
        }
    }

    // MARK: - Assessment

    /// The account's equity and requirement, in full; it becomes the account in hand.
    mutating func assess(_ index: Int) -> Assessment {
        rebuildTenorsIfStale()
        sum(index)
        return assessSummed(index)
    }

    /// The equity and requirement of the account in hand, in full, from its sums.
    ///
    /// - Parameter appliesPremiumCap: `false` leaves the cap out, for an upper bound.
    mutating func assessSummed(_ index: Int, appliesPremiumCap: Bool = true) -> Assessment {
        let row = rows.base + index
        let view = views.base + Int(row.pointee.profile)
        let count = Int(row.pointee.sliceCount)
        var equity = view.pointee.hasCollateralRules ? collateralValue(of: index) : row.pointee.cash
        var premium = 0.0
        var offsetting = 0.0
        var notional = 0.0
        var addOns = undefinedAddOn(of: row.pointee, index)
        var isUnpriced = addOns > 0
        var hasDebt = false
        for place in 0..<count {
            let slice = sums.base + place
            equity += slice.pointee.value
            premium += slice.pointee.premium
            offsetting += slice.pointee.offsettingDelta
            notional += slice.pointee.shortNotional
            addOns += slice.pointee.addOn
            isUnpriced = isUnpriced || slice.pointee.isUnpriced
            hasDebt = hasDebt || slice.pointee.hasUnpricedDebt
        }
        // −0 is 0, also where nothing but an empty sum was added.
        equity = Slice.bounded(equity) + 0

        var requirement: Requirement
        if row.pointee.isExempt {
            requirement = .none(parameters: view.pointee.requirement)
        } else {
            let isUsed = view.pointee.usesSensitivities
            let all = isUsed ? charge(row, withoutLongs: false, view) : SensitivityModel.Charge()
            // The cap can decide only where the long options are worth less than the charge.
            let rest = appliesPremiumCap && premium < all.total ? charge(row, withoutLongs: true, view) : nil
            requirement = Requirement(
                all: all, withoutLongOptions: rest, premium: premium,
                basis: view.pointee.requirement.basisRate * offsetting, shortOptionNotional: notional,
                addOns: addOns, parameters: view.pointee.requirement)
        }
        if !view.pointee.hasSensitivitiesAlone {
            requirement = combine(requirement, of: index, offsetting: offsetting, shortNotional: notional)
        }
        return Assessment(
            equity: equity, requirement: requirement, isUnpriced: isUnpriced, hasUnpricedDebt: hasDebt)
    }

    private mutating func charge(
        _ row: UnsafePointer<AccountRow>, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) -> SensitivityModel.Charge {
        let count = Int(row.pointee.sliceCount)
        for place in 0..<count { weigh(slice: place, withoutLongs: withoutLongs, view) }
        let held = UnsafePointer(weights.base)
        return withoutLongs
            ? SensitivityModel.charge(
                count, { held[$0].withoutLongs }, parameters: view.pointee.sensitivities)
            : SensitivityModel.charge(count, { held[$0].whole }, parameters: view.pointee.sensitivities)
    }
}

extension [AccountAlert] {
    /// Puts the alerts of one phase, few as they are, in the order of the account names' bytes.
    fileprivate mutating func sortByAccount(from first: Int) {
        guard count - first > 1 else { return }
        self[first...].sort { $0.isBefore($1) }
    }
}
