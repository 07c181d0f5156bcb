// How the account in hand can move: its slices' first orders, and the bounds of what bends.

extension MarginBook {
    /// Describes the account in hand to `motion`, for volatilities within the cells of a tier.
    ///
    /// - Returns: The last valuation time for which the description holds; `nil` where no bound is known, as for an expired
    ///   option.
    mutating func describeMotion(of account: Int, _ tier: GuardTier) -> Int64? {
        guard let valuationTime else { return nil }
        let row = rows[account]
        motion.begin()
        reaches.removeAll()
        motion.state = row.ladder.state
        motion.isAfterDeadline = row.ladder.isAfterDeadline
        motion.equity = row.cash
        motion.premium = 0
        motion.offsetting = 0
        motion.gross = row.cash.magnitude
        var validThrough = Int64.max
        for place in 0..<sums.count {
            motion.equity += sums[place].value
            motion.premium += sums[place].premium
            motion.offsetting += sums[place].offsettingDelta
            motion.shortNotionals.append(sums[place].shortNotional)
            let slice = slice(place, of: rows.base + account)
            guard let end = describeMotion(of: slice, place, row, tier, at: valuationTime) else { return nil }
            validThrough = min(validThrough, end)
        }
        let view = UnsafePointer(views.base + Int(row.profile))
        for tenor in 0..<motion.tenors.count {
            guard describeTime(ofTenor: tenor, until: validThrough, at: valuationTime, view) else { return nil }
        }
        return validThrough
    }

    /// Adds the charges of the account in hand, which is described, as they are: what `AccountMotion.box` needs.
    mutating func describeCharges(of account: Int) {
        let view = UnsafePointer(views.base + Int(rows[account].profile))
        let assessment = assessSummed(account)
        motion.isCapped = assessment.requirement.isCapped
        for place in 0..<sums.count {
            weigh(slice: place, withoutLongs: false, view)
            if motion.needsRest { weigh(slice: place, withoutLongs: true, view) }
        }
        motion.takeCharges(weights.base, view)
    }

    private mutating func describeMotion(
        of slice: Slice, _ place: Int, _ row: AccountRow, _ tier: GuardTier, at now: Timestamp
    ) -> Int64? {
        let sum = sums[place]
        let underlying = Int(slice.underlying)
        let spot = spots[underlying]
        let profile = Int(row.profile)
        var result = SliceMotion()
        result.underlying = slice.underlying
        result.delta = sum.exposure.delta
        result.deltaWithoutLongs = sum.exposureWithoutLongs.delta
        result.curvature = SIMD2(sum.exposure.curvatureUp, sum.exposure.curvatureDown)
        result.curvatureWithoutLongs = SIMD2(
            sum.exposureWithoutLongs.curvatureUp, sum.exposureWithoutLongs.curvatureDown)
        result.tenorStart = motion.tenors.count
        result.tenorCount = Int(sum.tenorCount)
        var validThrough = Int64.max

        // Expiries, in the order of the sums.
        var optionDelta = 0.0
        for tenor in Int(sum.tenorStart)..<Int(sum.tenorStart + sum.tenorCount) {
            let expiry = market.underlyings[underlying].expiries[Int(tenorSums[tenor].place)]
            guard let end = describe(tenor: tenor, Int(expiry.index), at: now, into: &result) else { return nil }
            validThrough = min(validThrough, end)
            optionDelta += tenorSums[tenor].short.delta + tenorSums[tenor].long.delta
            result.premiumSlope += tenorSums[tenor].long.delta
            result.expiryDelta += (tenorSums[tenor].short.delta + tenorSums[tenor].long.delta).magnitude
            result.longExpiryDelta += tenorSums[tenor].long.delta.magnitude
        }
        guard describe(optionsOf: slice, underlying, profile, tier, into: &result) else { return nil }

        // Perpetuals and futures.
        var linearDelta = 0.0
        for position in slice.linears {
            let linear = self.linear(at: position)
            let id = InstrumentID(Int(linear.instrument))
            let mark = marks[Int(linear.instrument)]
            let delta = linear.valueAndDelta(spot: spot, mark: mark).y
            linearDelta += delta
            let most = linear.isInverse ? max(delta.magnitude, linear.size.magnitude * spot / mark) : delta.magnitude
            result.linearDelta += most
            motion.gross += most + (linear.isInverse ? 0 : linear.size.magnitude * linear.entry)
            let ratio = market.markRatio(of: id)
            if !markCells[Int(linear.instrument)].contains(ratio) {
                markCells[Int(linear.instrument)].establish(ratio: ratio, width: GuardPolicy.ratioWidth)
            }
            result.ratioWidth = max(result.ratioWidth, markCells[Int(linear.instrument)].deviation(from: ratio))
        }
        let amount = coins(of: row, on: slice.underlying)
        let coins = amount * spot
        result.coinDelta = coins.magnitude
        let coinValue = Slice.value(
            ofBalance: amount, price: spot, haircut: views[profile].haircuts[underlying])
        // Without cells a ratio's own move has the account judged.
        if !tier.hasCells { result.ratioWidth = 0 }
        result.valueSlope = optionDelta + linearDelta + coinValue
        motion.gross += result.short.gross + result.long.gross + coins.magnitude
        motion.slices.append(result)
        return validThrough
    }

    /// One expiry of a slice; `nil` where it is over.
    private mutating func describe(
        tenor: Int, _ expiry: Int, at now: Timestamp, into result: inout SliceMotion
    ) -> Int64? {
        guard years[expiry] > 0 else { return nil }
        let ratio = market.forwardRatio(of: ExpiryID(expiry))
        if !ratioCells[expiry].contains(ratio) {
            ratioCells[expiry].establish(ratio: ratio, width: GuardPolicy.ratioWidth)
        }
        result.ratioWidth = max(result.ratioWidth, ratioCells[expiry].deviation(from: ratio))
        var motion = TenorMotion()
        motion.place = tenorSums[tenor].place
        motion.short.vega = tenorSums[tenor].short.vega
        motion.long.vega = tenorSums[tenor].long.vega
        self.motion.tenors.append(motion)
        let end = guardEnd(ofExpiry: expiry, at: now)
        let years = market.years(to: ExpiryID(expiry), at: Timestamp(nanoseconds: end))
        reaches.append(
            ExpiryReach(
                forward: forwards[expiry], spot: spots[Int(result.underlying)], root: rootYears[expiry],
                rootAtEnd: years.squareRoot(), ratioWidth: ratioCells[expiry].deviation(from: ratio)))
        return end
    }

    /// The last valuation time that bounds of an expiry's options reach to.
    private mutating func guardEnd(ofExpiry expiry: Int, at now: Timestamp) -> Int64 {
        if now.nanoseconds >= horizonRenewals[expiry] || now.nanoseconds > horizons[expiry] {
            let interval = configuration.valuationInterval
            let left = market.expiries[expiry].time.nanoseconds(since: now)
            let steps = min(GuardPolicy.stepsMax, left / GuardPolicy.lifeShare / interval)
            horizons[expiry] = now.nanoseconds + steps * interval
            horizonRenewals[expiry] = now.nanoseconds + steps / 2 * interval
            if steps == 0 { horizonRenewals[expiry] = .max }
        }
        return horizons[expiry]
    }

    private mutating func describe(
        optionsOf slice: Slice, _ underlying: Int, _ profile: Int, _ tier: GuardTier, into result: inout SliceMotion
    ) -> Bool {
        let view = UnsafePointer(views.base + profile)
        let held = options.columns.from(Int32(slice.options.lowerBound))
        let tenors = motion.tenors.base
        var tenor = result.tenorStart
        let isBounded = withUnsafeTemporaryAllocation(of: SideMotion.self, capacity: 2) { sides in
            guard let base = sides.baseAddress else { return false }
            // Short, long.
            sides.initialize(repeating: SideMotion())
            for place in 0..<slice.options.count {
                let option = Int(held[place].instrument)
                let risk = view.pointee.risks + option
                while tenors[tenor].place != risk.pointee.tenor { tenor += 1 }
                let terms = optionTerms.base + option
                let reach = reaches.base + tenor
                let deviation = terms.pointee.volatility * rootYears[Int(terms.pointee.expiry)]
                guard deviation > 0, let bound = bound(option, reach, view, underlying, tier) else { return false }
                // With the volatility standing still, time alone takes the deviation down.
                let drift =
                    tier.hasCells
                    ? max(bound.pointee.deviationHigh - deviation, deviation - bound.pointee.deviationLow)
                    : deviation * (1 - reach.pointee.endShare) + 1e-12 * deviation
                let size = held[place].size
                let magnitude = size.magnitude
                let slopes = view.pointee.slopes + option
                let side = base + (size < 0 ? 0 : 1)
                side.pointee.add(bound, size: magnitude, drift: drift)
                side.pointee.gammaNow += size * slopes.pointee.gamma
                side.pointee.curvatureNow += size * slopes.pointee.curvature
                if terms.pointee.isInverse { side.pointee.addInverse(risk, size: magnitude) }
                if size < 0 {
                    tenors[tenor].short.add(bound, slopes, risk, size, drift: drift, terms.pointee.isInverse)
                } else {
                    tenors[tenor].long.add(bound, slopes, risk, size, drift: drift, terms.pointee.isInverse)
                }
            }
            result.short = sides[0]
            result.long = sides[1]
            return true
        }
        result.addUp()
        for tenor in result.tenorStart..<result.tenorStart + result.tenorCount { tenors[tenor].addUp() }
        return isBounded
    }

    /// The bound of an option for everything within the widest guard, its volatility's cell and its expiry's horizon.
    @inline(__always)
    private mutating func bound(
        _ option: Int, _ reach: UnsafePointer<ExpiryReach>, _ view: UnsafePointer<ProfileView>, _ underlying: Int,
        _ tier: GuardTier
    ) -> UnsafePointer<OptionBound>? {
        let tier = tier.bounds
        let place = option * GuardTier.cellCount + Int(tier.rawValue)
        let cell = volatilityCells.base + place
        let terms = optionTerms.base + option
        if !cell.pointee.contains(terms.pointee.volatility) {
            cell.pointee.establish(around: terms.pointee.volatility, width: tier.volatilityWidth)
        }
        let low = cell.pointee.low * reach.pointee.leastRoot
        let high = cell.pointee.high * reach.pointee.mostRoot
        let scale = terms.pointee.isInverse ? reach.pointee.scale : 1
        let bound = view.pointee.bounds + place
        if bound.pointee.covers(reach, deviationLow: low, deviationHigh: high, scale: scale) {
            return UnsafePointer(bound)
        }
        guard reach.pointee.forward > 0, low > 0 else { return nil }
        renew(bound, of: option, reach, low...high, scale: scale, shock: view.pointee.shocks[underlying])
        return UnsafePointer(bound)
    }

    private mutating func renew(
        _ bound: UnsafeMutablePointer<OptionBound>, of option: Int, _ reach: UnsafePointer<ExpiryReach>,
        _ deviations: ClosedRange<Double>, scale: Double, shock: PriceShock
    ) {
        work.bounds += 1
        let width = GuardPolicy.boundWidth + reach.pointee.ratioWidth
        let low = reach.pointee.forward * (1 - width)
        let high = reach.pointee.forward * (1 + width)
        let terms = optionTerms[option]
        bound.pointee = OptionBound(
            terms, forwards: low...high, logForwards: naturalLogarithm(low)...naturalLogarithm(high),
            deviations: deviations, shock: shock, scale: terms.isInverse ? scale * (1 + 1e-9) : 1)
    }

    /// What time makes of an expiry's weight and days until the guard's end; `false` where that has no bound.
    private mutating func describeTime(
        ofTenor tenor: Int, until end: Int64, at now: Timestamp, _ view: UnsafePointer<ProfileView>
    ) -> Bool {
        let slice = sliceOfTenor(tenor)
        let underlying = Int(motion.slices[slice].underlying)
        let parameters = view.pointee.sensitivities
        let place = Int(motion.tenors[tenor].place)
        let expiry = Int(market.underlyings[underlying].expiries[place].index)
        let weights = view.pointee.tenorStorage + Int(view.pointee.tenors[underlying].start)
        let days = years[expiry] * 365
        let passed = Double(end - now.nanoseconds) / 86_400e9
        let now = max(days, parameters.tenorFloorDays)
        let then = max(days - passed, parameters.tenorFloorDays)
        motion.tenors[tenor].weight = weights[place]
        motion.tenors[tenor].days = now
        motion.tenors[tenor].daysAtEnd = then
        // Where days count as the floor beyond the reference, the other power takes over with a jump: no bound across it.
        let reference = parameters.vegaReferenceDays
        if parameters.tenorFloorDays > reference, days >= reference, days - passed <= reference { return false }
        guard then > 0, now > then else { return true }
        // r^p ≤ 1 + p·(r − 1) for p in 0...1.
        let exponent = max(parameters.vegaPowerShort, parameters.vegaPowerLong)
        motion.tenors[tenor].weightGrowth = exponent * (now / then - 1) * (1 + 1e-9) + 1e-12
        return true
    }

    private func sliceOfTenor(_ tenor: Int) -> Int {
        var slice = 0
        while motion.slices[slice].tenorStart + motion.slices[slice].tenorCount <= tenor { slice += 1 }
        return slice
    }
}
