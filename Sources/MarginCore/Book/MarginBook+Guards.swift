// Which accounts an event need not judge: the guards' life. What a guard promises is proved in `AccountMotion`; here it is
// decided who has one.
//
// An account *watches* while it has no guard or an instant one: every new valuation time has it judged. Slow movements have
// it judged where they leave its tier's cell, or the reserve of its guard does not suffice; see `+Drift`.
// Prices find it in the `GuardIndex` of the underlying: without a guard, at every price.

extension MarginBook {
    /// A new account, without a guard.
    mutating func addGuard() {
        guards.append(AccountGuard())
        guardEnds.append()
        tiers.append(.instant)
        reserves.append(GuardReserve())
    }

    // MARK: - Movements

    /// The tiers whose guards do not expect a perpetual's or future's price where it is now against the index; its cell is gone.
    mutating func tiersLeft(byMarkOf id: InstrumentID) -> GuardTiers {
        guard hasGuards else { return .all }
        let place = Int(id.index)
        if markCells[place].contains(market.markRatio(of: id)) { return .withoutCells }
        markCells[place].leave()
        return .all
    }

    /// The same of a forward against the index.
    mutating func tiersLeft(byRatioOf id: ExpiryID) -> GuardTiers {
        guard hasGuards else { return .all }
        let place = Int(id.index)
        if ratioCells[place].contains(market.forwardRatio(of: id)) { return .withoutCells }
        ratioCells[place].leave()
        return .all
    }

    /// Notes how far an index moves from one price to the next.
    mutating func noteMove(of underlying: Int, from old: Double, to new: Double) {
        let move = old > 0 ? min((new / old - 1).magnitude, GuardPolicy.moveMost) : 0
        turbulence[underlying] += GuardPolicy.moveWeight * (move - turbulence[underlying])
    }

    /// Valuation time moves: marks everybody whose guard does not reach there.
    mutating func touchAtValuationTime(_ time: Timestamp, from old: Timestamp?) {
        guard hasGuards, let old else {
            for account in 0..<rows.count { touch(account: Int32(account)) }
            return
        }
        let passage = GuardEnds.Passage(
            from: old.nanoseconds / configuration.valuationInterval,
            to: time.nanoseconds / configuration.valuationInterval)
        for account in 0..<rows.count where guardEnds.end(account, in: passage) { touch(account: Int32(account)) }
    }

    // MARK: - The life of a guard

    /// Takes every account's guard: something that all of them were proved by has changed.
    mutating func removeGuards() {
        guard hasGuards else { return }
        for account in 0..<rows.count { removeGuard(of: account) }
    }

    /// Has the account judged whenever something that it depends on moves.
    mutating func removeGuard(of account: Int) {
        guard guardEnds.exists(account) else { return }
        guardEnds.remove(account)
        tiers[account] = .instant
        let row = rows[account]
        for slice in row.sliceStart..<row.sliceStart + row.sliceCount {
            let held = slices[Int(slice)]
            guardIndices[Int(held.underlying)].removeGuard(at: Int(held.place))
        }
    }

    /// Whether an account that is about to be judged is to have a guard then; its last one is over.
    mutating func isToBeGuarded(_ account: Int) -> Bool {
        // What guards prove, they prove of the sensitivities alone.
        guard views[Int(rows[account].profile)].isPlain else {
            removeGuard(of: account)
            return false
        }
        // While an index jumps about, judging everybody is cheaper than looking for guards that it leaves at once.
        if typicalMove(of: account) >= GuardPolicy.turbulentShare * GuardPolicy.radiusMax {
            removeGuard(of: account)
            return false
        }
        if guards[account].pause > 0 {
            guards[account].pause -= 1
            removeGuard(of: account)
            return false
        }
        if guardEnds.exists(account) {
            let life = UInt32(truncatingIfNeeded: stamp) &- guards[account].madeIn
            if life < GuardPolicy.shortLife {
                pauseGuard(of: account)
                return false
            } else if life > GuardPolicy.longLife {
                guards[account].patience = 0
            }
        }
        return true
    }

    /// Makes the account in hand, just judged, a new guard where one can be found.
    mutating func renewGuard(of account: Int) {
        guard makeGuard(of: account) else {
            work.failures += 1
            return pauseGuard(of: account)
        }
        work.guards += 1
        if !tiers[account].hasCells { work.exactGuards += 1 }
    }

    /// The largest typical move of the indices that an account depends on.
    private func typicalMove(of account: Int) -> Double {
        let row = rows[account]
        var typical = 0.0
        for slice in Int(row.sliceStart)..<Int(row.sliceStart + row.sliceCount) {
            typical = max(typical, turbulence[Int(slices[slice].underlying)])
        }
        return typical
    }

    private mutating func pauseGuard(of account: Int) {
        removeGuard(of: account)
        guards[account].pause = 1 << guards[account].patience
        guards[account].patience = min(guards[account].patience + 1, GuardPolicy.patienceMax)
    }

    /// The widest guard that can be proved, first for any slow movement within its cell, then for none.
    private mutating func makeGuard(of account: Int) -> Bool {
        let row = rows[account]
        guard undefinedAddOn(of: row, account) == 0 else { return false }
        for place in 0..<sums.count where sums[place].isUnpriced { return false }
        if row.isExempt {
            // No requirement, and an equity that no price takes below zero.
            guard row.ladder.state == .normal, row.cash >= 0 else { return false }
            setGuard(of: account, nil, .wide, validThrough: .max)
            return true
        }
        let typical = max(typicalMove(of: account), 1e-6)
        // Spread out, so that a drifting market does not call everybody up at once.
        let widest = min(
            GuardPolicy.radiusMax * (0.75 + 0.25 * MarginBook.spread(account)),
            GuardPolicy.radiusGrowth * Double(guards[account].radius))
        guard let (box, tier, validThrough) = bestBox(of: account, widest, typical) else {
            guards[account].radius = .infinity
            return false
        }
        setGuard(of: account, box, tier, validThrough: validThrough)
        return true
    }

    /// The box of the widest tier that lasts long enough, or of the one that lasts longest by much, and the valuation
    /// time through which it holds.
    private mutating func bestBox(
        of account: Int, _ widest: Double, _ typical: Double
    ) -> (AccountMotion.Box, GuardTier, Int64)? {
        let now = valuationTime?.nanoseconds ?? .min
        let view = UnsafePointer(views.base + Int(rows[account].profile))
        var best: (box: AccountMotion.Box, tier: GuardTier, end: Int64)?
        // A guard that lasted to its end may be followed by one of a wider tier.
        let last = guards[account].tier
        var next: GuardTier? = guardEnds.isOver(account) ? last.wider : last
        var described: (tier: GuardTier, end: Int64, hasCharges: Bool)?
        while let tier = next {
            next = tier.narrower
            if described?.tier != tier.described {
                guard let end = describeMotion(of: account, tier.described) else { return nil }
                described = (tier.described, end, false)
            }
            guard let end = described?.end else { return nil }
            let least = max(
                GuardPolicy.movesMin * typical * typical,
                best.map { GuardPolicy.tierGain * $0.box.bad * $0.box.good } ?? 0)
            let driftShare = tier == .instant ? 0.0 : 1.0
            // Far from the warning level the plain box will do, which is found with less work.
            if tier != .instant, widest * widest > GuardPolicy.movesMin * typical * typical,
                let box = motion.plainBox(radius: widest, reserveShare: GuardPolicy.plainReserveShare, view)
            {
                return (box, tier, end)
            }
            if described?.hasCharges == false {
                described?.hasCharges = true
                describeCharges(of: account)
            }
            guard let box = widestBox(from: widest, least: least, driftShare: driftShare, view) else { continue }
            best = (box, tier, tier == .instant ? now : end)
            if box.bad * box.good >= GuardPolicy.movesEnough * typical * typical { break }
        }
        return best
    }

    /// The box that an index takes longest to leave, as far as a few tries tell: a random walk from inside one needs as many
    /// moves as its sides make when multiplied.
    private mutating func widestBox(
        from widest: Double, least: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> AccountMotion.Box? {
        var best: AccountMotion.Box?
        var product = least
        var radius = widest
        while radius * radius > product {
            if let box = motion.box(radius: radius, driftShare: driftShare, view), box.bad * box.good > product {
                best = box
                product = box.bad * box.good
            }
            radius /= 4
        }
        return best
    }

    /// Gives the account a guard; without a box one that holds at every price.
    private mutating func setGuard(of account: Int, _ box: AccountMotion.Box?, _ tier: GuardTier, validThrough: Int64) {
        guards[account].madeIn = UInt32(truncatingIfNeeded: stamp)
        guards[account].tier = tier
        tiers[account] = tier
        if tier == .instant {
            guardEnds.setInstant(account)
        } else {
            guardEnds.set(
                account, through: validThrough == .max ? nil : validThrough / configuration.valuationInterval)
        }
        if let box {
            guards[account].radius = Float(box.good)
            reserves[account] = GuardReserve(box.cost)
        } else {
            reserves[account] = GuardReserve()
        }
        let row = rows[account]
        for place in 0..<Int(row.sliceCount) {
            let held = slices[Int(row.sliceStart) + place]
            let index = guardIndices[Int(held.underlying)]
            guard let box else {
                index.setGuard(at: Int(held.place), low: -.infinity, high: .infinity)
                continue
            }
            let limits = motion.limits(ofSlice: place, box)
            let spot = spots[Int(held.underlying)]
            // Inwards by far more than the products round.
            index.setGuard(
                at: Int(held.place), low: spot * (1 - limits.below * (1 - 1e-9)),
                high: spot * (1 + limits.above * (1 - 1e-9)))
        }
    }

    /// A number in 0..<1 for each account, the same on every machine: the golden ratio's multiples fill the interval evenly.
    static func spread(_ account: Int) -> Double {
        Double(UInt32(truncatingIfNeeded: account) &* 2_654_435_769) * 0x1p-32
    }
}
