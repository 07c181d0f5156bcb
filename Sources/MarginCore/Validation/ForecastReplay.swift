/// Follows a tape and, at equal steps of event time, holds what every model asks of every account against what the
/// account's book then gains or loses.
///
/// A *step* is a multiple of `every` since 1970. At a step, after everything up to and including that instant, each
/// account's requirement is the forecast; at the next step the *held book* is valued. The held book is what the account
/// held at the forecast, and hears from then on of prices, settlements, funding and new terms, but of no trade, transfer
/// or restated balance: its positions stay what they were, a contract that is settled pays into the balance, and so does
/// funding. Its loss of equity is the outcome. Both ends are valued by the book itself, at the instant of the step.
///
/// No forecast is judged over a step in which the tape was silent, none of an account that could not be valued at both
/// ends, and none that required nothing.
package struct ForecastReplay: Sendable {
    /// A forecast whose outcome is still to come.
    private struct Pending {
        var time: Timestamp
        var forecasts: [AccountForecast]
        /// The books as they were, and what they have been told since.
        var held: Intake
    }

    private struct Key: Hashable {
        var account: Int
        var model: String
    }

    /// The profile whose forecasts are asked for, of accounts that have it among their shadows; `nil` for each account's own.
    package let shadow: String?
    /// Nanoseconds between two steps; positive.
    package let every: Int64
    /// One for each account and model that was forecast, in the order of the first forecasts.
    package private(set) var series: [ForecastSeries] = []
    /// Steps at which forecasts were made, and steps in which the tape was silent.
    package private(set) var forecastSteps = 0
    package private(set) var silentSteps: Int64 = 0
    package private(set) var intake: Intake
    private var batch = EventBatch()
    private var places: [Key: Int] = [:]
    private var pending: Pending?
    /// What forecasts are made by.
    private let parameters: MarginConfiguration
    /// Two books or three are built at every step.
    private var known = KnownModels()
    /// The first step not before the clock.
    private var next: Timestamp?

    /// - Precondition: `every` is positive.
    package init(configuration: MarginConfiguration, shadow: String? = nil, every: Int64) {
        precondition(every > 0, "steps take time")
        self.shadow = shadow
        self.every = every
        parameters = if let shadow { configuration.shadowed(by: shadow) } else { configuration }
        intake = Intake(configuration: configuration)
    }

    /// Takes one line; one that is rejected changes nothing.
    package mutating func take(_ line: IncomingLine) -> Intake.Verdict {
        batch.removeAll()
        // A line that may lie beyond the step is tried on a copy: the step comes before it.
        if let next, case .success(let content) = line.content, content.timestamp > next {
            var after = intake
            let verdict = after.admit(line, into: &batch)
            guard case .accepted = verdict, let clock = after.clock else {
                intake = after
                return verdict
            }
            pass(next, before: clock)
            intake = after
            tellHeld(line)
            return verdict
        }
        let verdict = intake.admit(line, into: &batch)
        guard case .accepted = verdict, let clock = intake.clock else { return verdict }
        if next == nil { next = firstStep(from: clock) }
        tellHeld(line)
        return verdict
    }

    /// The held books hear what happens to the market, and of everything else only when it happened.
    private mutating func tellHeld(_ line: IncomingLine) {
        guard pending != nil, case .success(let content) = line.content else { return }
        var told = line
        switch content.draft {
        case .portfolio, .position, .fill, .balance, .transfer, .account:
            told.content = .success(IncomingLine.Content(timestamp: content.timestamp, draft: .clock))
        case .instrument, .price, .forward, .settlement, .funding, .clock: break
        }
        batch.removeAll()
        _ = pending?.held.admit(told, into: &batch)
    }

    // MARK: - Steps

    private func firstStep(from time: Timestamp) -> Timestamp {
        let down = time.roundedDown(to: every)
        return down == time ? time : down.advanced(by: every)
    }

    /// Judges what is pending at `step`, and forecasts at the last step before `clock`.
    private mutating func pass(_ step: Timestamp, before clock: Timestamp) {
        if let pending { judge(pending, at: step) }
        let down = clock.roundedDown(to: every)
        let last = max(step, down == clock ? down.advanced(by: -every) : down)
        let (sum, isTooLong) = silentSteps.addingReportingOverflow(last.nanoseconds(since: step) / every)
        silentSteps = isTooLong ? .max : sum
        pending = Pending(time: last, forecasts: forecast(at: last), held: intake)
        next = last.advanced(by: every)
    }

    /// What every model asks of every account, noted down with what each of its positions and coins would require alone.
    private mutating func forecast(at time: Timestamp) -> [AccountForecast] {
        forecastSteps += 1
        let forecasts = forecasts(of: intake.image, at: time)
        let members = GroupMembers(intake.ledger)
        let separated = SeparatedPositions(intake.image)
        let alone = separated.requirements(self.forecasts(of: separated.image, at: time), owners: forecasts.count)
        for (account, forecast) in forecasts.enumerated() where !forecast.isUnpriced {
            for model in forecast.models {
                // An exempt account saves nothing.
                let parts = model.requirement > 0 ? alone[account][model.model] ?? 0 : 0
                let place = place(of: account, model.model)
                series[place].note(model, alone: parts, members: members.requirement(of: account, model, forecasts))
            }
        }
        return forecasts
    }

    /// Notes what became of the books that the forecasts were for.
    private mutating func judge(_ pending: Pending, at time: Timestamp) {
        let outcomes = forecasts(of: pending.held.image, at: time)
        for (account, (forecast, outcome)) in zip(pending.forecasts, outcomes).enumerated() {
            let isValued = !forecast.isUnpriced && !outcome.isUnpriced
            for model in forecast.models {
                let place = place(of: account, model.model)
                series[place].judge(model, loss: isValued ? forecast.equity - outcome.equity : nil)
            }
            guard isValued, let total = forecast.total, total.requirement > 0,
                total.model == AccountForecast.totalName
            else { continue }
            series[place(of: account, total.model)].compare(forecast, at: pending.time)
        }
    }

    private mutating func place(of account: Int, _ model: String) -> Int {
        if let place = places[Key(account: account, model: model)] { return place }
        places[Key(account: account, model: model)] = series.count
        let held = intake.ledger.accounts[account]
        let set = intake.ledger.nettingSet(of: AccountID(account), intake.market)
        let name = set.isPart ? "\(held.name) \(set.name ?? "")" : held.name
        series.append(ForecastSeries(account: name, model: model))
        return series.count - 1
    }

    private mutating func forecasts(of image: BookImage, at time: Timestamp) -> [AccountForecast] {
        var image = image
        image.clock = time
        image.configuration = parameters
        var book = MarginBook(rebuilding: image, shard: .only, known: known)
        known = KnownModels(book.profiles)
        return book.forecasts()
    }
}
