/// Runs stress scenarios: every account valued and margined in a market that did not happen, by the code that watches the
/// one that did.
///
/// A book is built from nothing with the stressed prices, so that every model, structure and haircut counts as in
/// earnest. States are those of the figures alone: a scenario has no history that an account could be kept in.
package enum StressTest {
    /// What a scenario does to the accounts, in the order of their names' bytes, then of their netting sets'.
    package struct Outcome: Equatable, Sendable {
        package var scenario: String
        /// Names that the scenario moves and the market does not know, in the order of their bytes.
        package var unknown: [String]
        package var accounts: [AccountOutcome]

        /// Those that it puts into a worse state.
        package var worsened: [AccountOutcome] { accounts.filter { $0.stressed.state > $0.present.state } }
        /// Summed in order, USD; what a group gains its members do.
        package var profitAndLoss: Double {
            accounts.reduce(0) { $0 + ($1.nettingSet == .group ? 0 : $1.profitAndLoss) }
        }
    }

    /// One account, as it is and as it would be.
    package struct AccountOutcome: Equatable, Sendable {
        package var account: String
        package var nettingSet: NettingSet
        package var present: Figures
        package var stressed: Figures

        package var profitAndLoss: Double { stressed.equity - present.equity }
    }

    /// USD.
    package struct Figures: Equatable, Sendable {
        package var equity: Double
        package var initialMargin: Double
        package var maintenanceMargin: Double
        /// By the figures alone.
        package var state: AccountState
        /// The level of that state less equity; `nil` where it is `normal`.
        package var shortfall: Double?
    }

    /// - Parameter image: Holdings, prices and parameters at the instant that is stressed.
    package static func run(_ scenarios: [StressScenario], on image: BookImage) -> [Outcome] {
        var known = KnownModels()
        return run(scenarios, on: image, known: &known)
    }

    /// - Parameter known: What the models have worked out for the run before; afterwards, for the next.
    static func run(_ scenarios: [StressScenario], on image: BookImage, known: inout KnownModels) -> [Outcome] {
        var book = MarginBook(rebuilding: image, shard: .only, known: known)
        let present = reports(of: &book)
        let models = KnownModels(book.profiles)
        known = models
        return scenarios.map { scenario in
            var stressedImage = image
            stressedImage.market = image.market.stressed(by: scenario, history: image.configuration.history)
            var stressedBook = MarginBook(rebuilding: stressedImage, shard: .only, known: models)
            let stressed = reports(of: &stressedBook)
            var accounts: [AccountOutcome] = []
            for (before, after) in zip(present, stressed) {
                let cost = scenario.gapCost * after.figures.factors.reduce(0) { $0 + $1.delta.magnitude }
                accounts.append(
                    AccountOutcome(
                        account: before.account, nettingSet: before.nettingSet, present: figures(before, less: 0),
                        stressed: figures(after, less: cost)))
            }
            return Outcome(
                scenario: scenario.name, unknown: scenario.unknownNames(in: image.market), accounts: accounts)
        }
    }

    private static func reports(of book: inout MarginBook) -> [MarginBook.AccountReport] {
        book.reports().sorted { a, b in
            a.account == b.account
                ? (a.nettingSet.name ?? "").utf8.lexicographicallyPrecedes((b.nettingSet.name ?? "").utf8)
                : a.account.utf8.lexicographicallyPrecedes(b.account.utf8)
        }
    }

    private static func figures(_ report: MarginBook.AccountReport, less cost: Double) -> Figures {
        var ladder = report.ladder
        ladder.equity -= cost
        let state = ladder.worstHolding
        return Figures(
            equity: ladder.equity, initialMargin: ladder.initial, maintenanceMargin: ladder.maintenance, state: state,
            shortfall: ladder.level(of: state).map { $0 - ladder.equity })
    }
}

/// A line about a stress test that ran by itself.
package struct StressAlert: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        /// The scenario as a whole: accounts judged, those in a worse state, profit and loss of all, USD; names that it
        /// moves and the market does not know.
        case summary(accounts: Int, worsened: Int, profitAndLoss: Double, unknown: [String])
        /// An account that the scenario puts into a worse state.
        case account(StressTest.AccountOutcome)
    }

    /// Number of the causing event, and the place among its stress lines, from 1.
    package var event: UInt64
    package var ordinal: Int
    package var timestamp: Timestamp
    package var scenario: String
    /// The profile under which the accounts were judged, where that is a shadow of theirs.
    package var shadow: String?
    package var content: Content

    package init(
        event: UInt64, ordinal: Int, timestamp: Timestamp, scenario: String, shadow: String? = nil, content: Content
    ) {
        self.event = event
        self.ordinal = ordinal
        self.timestamp = timestamp
        self.scenario = scenario
        self.shadow = shadow
        self.content = content
    }

    /// The lines of a run: for each scenario its summary, then the accounts that it makes worse, or all.
    package static func lines(
        of outcomes: [StressTest.Outcome], under shadow: String? = nil, event: UInt64, timestamp: Timestamp,
        isComplete: Bool = false
    ) -> [StressAlert] {
        var lines: [StressAlert] = []
        func add(_ outcome: StressTest.Outcome, _ content: Content) {
            lines.append(
                StressAlert(
                    event: event, ordinal: lines.count + 1, timestamp: timestamp, scenario: outcome.scenario,
                    shadow: shadow, content: content))
        }
        for outcome in outcomes {
            let worsened = outcome.worsened
            add(
                outcome,
                .summary(
                    accounts: outcome.accounts.count, worsened: worsened.count, profitAndLoss: outcome.profitAndLoss,
                    unknown: outcome.unknown))
            for account in isComplete ? outcome.accounts : worsened { add(outcome, .account(account)) }
        }
        return lines
    }
}
