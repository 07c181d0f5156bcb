// Volatilities that are not listed: what an option without an IV of its own, and under sticky delta any option, has
// from the smile of its expiry. They leave as ordinary changes of a volatility, so that no book knows of smiles.
//
// They are read at valuation times, by the event that brings one, after its own changes; and besides for the options of
// an event that gives a position. An expiry's smile is formed by the first who asks after a valuation time, and stands
// until the next: what one event costs is bounded, however many quotes come.

extension Intake {
    /// Reads volatilities and checks quotes where it is time to.
    mutating func renewSurface(at now: Timestamp, _ updates: inout [BookUpdate]) {
        let time = now.roundedDown(to: configuration.valuationInterval)
        if time != surface.valuationTime {
            surface.valuationTime = time
            surface.forgetSmiles()
            surface.needs.removeAll(keepingCapacity: true)
            if configuration.surface.smile != .off { readHeldVolatilities(at: time, &updates) }
            if configuration.surface.checks { checkSurface() }
        } else if !surface.needs.isEmpty {
            let needs = surface.needs
            surface.needs.removeAll(keepingCapacity: true)
            for id in needs where ledger.isHeld(id) { readVolatility(of: id, &updates) }
        }
    }

    /// An option that somebody holds is to be read with the event in hand.
    @inline(__always)
    mutating func needVolatility(of id: InstrumentID) {
        if configuration.surface.smile != .off, quotes[Int(id.index)].kind == .option { surface.needs.append(id) }
    }

    /// Takes the rules of a new configuration, after it has been set.
    mutating func reconfigureSurface(before: SurfaceRules) {
        guard configuration.surface.isOn else {
            surface = QuoteSurface()
            return
        }
        if !before.isOn {
            surface = QuoteSurface(market) { quotes[Int($0.index)].hasOwnVolatility }
        }
        surface.restart(keepingReports: before.checks && configuration.surface.checks)
    }

    // MARK: - Reading

    /// Where the volatility of an option that has one comes from.
    func volatilitySource(of id: InstrumentID) -> AccountStatement.VolatilitySource {
        guard quotes[Int(id.index)].hasOwnVolatility else { return .smile }
        let quoted = surface.quote(of: id).volatility
        return quoted > 0 && quoted != market[id].volatility ? .movedQuote : .quote
    }

    private mutating func readHeldVolatilities(at time: Timestamp, _ updates: inout [BookUpdate]) {
        for place in market.expiries.indices where market.expiries[place].time > time {
            for option in surface.options(of: ExpiryID(place)) where ledger.isHeld(option) {
                readVolatility(of: option, &updates)
            }
        }
    }

    private mutating func readVolatility(of id: InstrumentID, _ updates: inout [BookUpdate]) {
        let quote = surface.quote(of: id)
        if quote.volatility > 0 && configuration.surface.stick == .strike { return }
        guard let terms = market[id].terms, terms.kind == .option, let expiry = terms.expiry,
            let smile = smile(of: expiry),
            let volatility = volatility(of: terms, quote, smile, forward: market.forward(of: expiry)),
            volatility.bitPattern != market[id].volatility.bitPattern
        else { return }
        change(.volatility(id, volatility), &updates)
    }

    /// What a smile says of an option, at its moneyness with the forward of now.
    private func volatility(
        of terms: Instrument, _ quote: QuoteSurface.Quote, _ smile: ExpirySmile, forward: Double
    ) -> Double? {
        let sticksToStrike = configuration.surface.stick == .strike
        guard
            let place = LogMoneyness.of(strike: terms.strike, forward: sticksToStrike ? smile.forward : forward)
        else { return nil }
        let read = smile.volatility(at: place)
        guard quote.volatility > 0 else { return read }
        // A quote moves as the smile does between the moneyness that it was for and the one of now. Where the forward has
        // not moved it stands as it came, however far from the smile.
        guard let quoted = LogMoneyness.of(strike: terms.strike, forward: quote.forward) else { return nil }
        let moved = quote.volatility * (read / smile.volatility(at: quoted))
        return moved.isNormal ? min(moved, Intake.maximumVolatility) : nil
    }

    // MARK: - Forming

    /// The smile of an expiry; `nil` where it has expired, has no forward or too few quotes.
    mutating func smile(of expiry: ExpiryID) -> ExpirySmile? {
        if let formed = surface.smile(of: expiry) { return formed }
        guard let formed = formSmile(of: expiry) else { return nil }
        surface.keep(formed, of: expiry)
        return formed
    }

    private func formSmile(of expiry: ExpiryID) -> ExpirySmile? {
        guard let time = surface.valuationTime else { return nil }
        let years = market.years(to: expiry, at: time)
        let forward = market.forward(of: expiry)
        guard years > 0, forward > 0 else { return nil }
        let points = quotedPoints(of: expiry, forward: forward)
        guard points.count >= configuration.surface.quotesMin, let quotes = VolatilitySmile(points) else { return nil }
        return ExpirySmile(quotes, years: years, forward: forward, isFitted: configuration.surface.smile == .svi)
    }

    /// One quote for each strike: that of the option out of the money, else that of the one in it; of several alike the
    /// one that was listed first.
    private func quotedPoints(of expiry: ExpiryID, forward: Double) -> [VolatilitySmile.Point] {
        var quoted: [(point: VolatilitySmile.Point, isInTheMoney: Bool, id: InstrumentID)] = []
        for option in surface.options(of: expiry) {
            let quote = surface.quote(of: option)
            guard quote.volatility > 0, let terms = market[option].terms else { continue }
            let sticksToMoneyness = configuration.surface.stick == .delta && quote.forward > 0
            guard
                let place = LogMoneyness.of(
                    strike: terms.strike, forward: sticksToMoneyness ? quote.forward : forward)
            else { continue }
            let point = VolatilitySmile.Point(
                strike: terms.strike, logMoneyness: place, volatility: quote.volatility)
            quoted.append((point, (place < 0) == (terms.right == .call), option))
        }
        quoted.sort {
            if $0.point.strike != $1.point.strike { return $0.point.strike < $1.point.strike }
            if $0.isInTheMoney != $1.isInTheMoney { return $1.isInTheMoney }
            return $0.id < $1.id
        }
        var points: [VolatilitySmile.Point] = []
        for quote in quoted where points.last?.strike != quote.point.strike { points.append(quote.point) }
        return points
    }

    // MARK: - Checking

    /// Reports what has appeared in the quotes, and what is gone.
    private mutating func checkSurface() {
        let rules = configuration.surface
        for underlying in market.underlyings {
            let expiries = underlying.expiries.sorted { market[$0].time < market[$1].time }
            var near: (expiry: ExpiryID, smile: ExpirySmile)?
            for expiry in expiries {
                let smile = smile(of: expiry)
                let butterfly = smile.flatMap { SurfaceCheck.butterfly($0, tolerance: rules.butterflyTolerance) }
                var calendar: SurfaceCheck.Calendar?
                if let near, let smile {
                    calendar = SurfaceCheck.calendar(
                        near: near.smile, far: smile, tolerance: rules.calendarTolerance)
                }
                report(butterfly, calendar, of: expiry, on: underlying.name, near: near?.expiry)
                if let smile { near = (expiry, smile) }
            }
        }
    }

    private mutating func report(
        _ butterfly: SurfaceCheck.Butterfly?, _ calendar: SurfaceCheck.Calendar?, of expiry: ExpiryID,
        on underlying: String, near: ExpiryID?
    ) {
        let before = surface.reported(of: expiry)
        let now = QuoteSurface.Reported(calendar: calendar != nil, butterfly: butterfly != nil)
        if now == before { return }
        let time = market[expiry].time
        if let butterfly, !before.butterfly {
            note(
                .butterflyArbitrage(
                    underlying: underlying, expiry: time, strike: butterfly.strike, size: butterfly.size))
        } else if !now.butterfly, before.butterfly {
            note(.arbitrageEnded(.butterfly, underlying: underlying, expiry: time))
        }
        if let calendar, let near, !before.calendar {
            note(
                .calendarArbitrage(
                    underlying: underlying, expiry: time, strike: calendar.strike, nearExpiry: market[near].time,
                    nearStrike: calendar.nearStrike, size: calendar.size))
        } else if !now.calendar, before.calendar {
            note(.arbitrageEnded(.calendar, underlying: underlying, expiry: time))
        }
        surface.setReported(now, of: expiry)
    }
}
