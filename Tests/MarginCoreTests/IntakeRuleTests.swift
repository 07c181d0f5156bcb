import MarginCore
import MarginTesting
import Testing

/// Methodology, section 2: rejected lines. Each is refused by name, and nothing of it happens.
@Suite("A line that may not happen")
struct IntakeRuleTests {
    private struct Row: Sendable {
        let name: String
        let reason: RejectionReason
        let field: EventField?
        let write: @Sendable (inout Tape) -> Void

        init(
            _ name: String, _ reason: RejectionReason, _ field: EventField?,
            _ write: @escaping @Sendable (inout Tape) -> Void
        ) {
            self.name = name
            self.reason = reason
            self.field = field
            self.write = write
        }
    }

    private static let prices: [Row] = [
        Row("a price of what nobody defined", .undefinedSymbol, .symbol) { $0.price("NONE", 1) },
        Row("an index price of nothing", .notPositive, .price) { $0.price("BTCX", 0) },
        Row("a negative index price", .negativePrice, .price) { $0.price("BTCX", -1) },
        Row("a mark of nothing", .notPositive, .price) { $0.price("PERP", 0) },
        Row("a bid of nothing for a perpetual", .notPositive, .bid) { $0.price("PERP", bid: 0) },
        Row("a negative ask of a future", .negativePrice, .ask) { $0.price("FUT", 1, ask: -1) },
        Row("a negative price of an option", .negativePrice, .price) { $0.price("CALL", -0.1) },
        Row("a negative bid of an option", .negativePrice, .bid) { $0.price("CALL", 1, bid: -0.1) },
        Row("no volatility", .volatilityOutOfRange, .iv) { $0.price("CALL", iv: 0) },
        Row("a negative volatility", .volatilityOutOfRange, .iv) { $0.price("CALL", iv: -0.5) },
        Row("a volatility above 10", .volatilityOutOfRange, .iv) { $0.price("CALL", iv: 10.001) },
        Row("a forward of nothing", .notPositive, .price) { $0.forward("BTC", until: .days(30), 0) },
        Row("a negative forward", .notPositive, .price) { $0.forward("BTC", until: .days(30), -1) },
    ]

    private static let instruments: [Row] = [
        Row("a strike of nothing", .notPositive, .strike) { $0.option("X", on: "BTC", until: .days(1), .call, 0) },
        Row("a negative strike", .notPositive, .strike) { $0.option("X", on: "BTC", until: .days(1), .call, -1) },
        Row("a multiplier of nothing", .notPositive, .multiplier) { $0.perpetual("X", on: "BTC", multiplier: 0) },
        Row("a negative multiplier", .notPositive, .multiplier) { $0.perpetual("X", on: "BTC", multiplier: "-1") },
        Row("a second index of an underlying", .secondSpot, .underlying) { $0.spot("X", on: "BTC") },
        Row("another contract that becomes one", .secondSpot, .underlying) { $0.spot("PERP", on: "BTC") },
        Row("settlement of what nobody defined", .undefinedSymbol, .symbol) { $0.settlement("NONE", 1) },
        Row("settlement of an index", .notSettleable, .symbol) { $0.settlement("BTCX", 1) },
        Row("settlement of a perpetual", .notSettleable, .symbol) { $0.settlement("PERP", 1) },
        Row("settlement at nothing", .notPositive, .price) { $0.settlement("PAST", 0) },
        Row("settlement before expiry", .beforeExpiry, .ts) { $0.settlement("CALL", 60_000) },
        Row("funding of what nobody defined", .undefinedSymbol, .symbol) { $0.funding("NONE", 0) },
        Row("funding of a future", .notPerpetual, .symbol) { $0.funding("FUT", 0.01) },
        Row("funding of an index", .notPerpetual, .symbol) { $0.funding("BTCX", 0.01) },
        Row("funding before there is a mark", .notMarkable, .symbol) { $0.funding("ETHPERP", 0.01) },
    ]

    private static let books: [Row] = [
        Row("a fill of what nobody defined", .undefinedSymbol, .symbol) { $0.fill("alpha", "NONE", 1, at: 1) },
        Row("a fill of nothing", .zeroQuantity, .qty) { $0.fill("alpha", "PERP", 0, at: 1) },
        Row("a fill at nothing", .notPositive, .price) { $0.fill("alpha", "PERP", 1, at: 0) },
        Row("a fill at a negative price", .notPositive, .price) { $0.fill("alpha", "CALL", 1, at: -1) },
        Row("a position in an index", .spotPosition, .symbol) { $0.position("alpha", "BTCX", 1, at: 1) },
        Row("a position at nothing", .notPositive, .price) { $0.position("alpha", "PERP", 1, at: 0) },
        Row("a book with an index", .spotPosition, .positions) {
            $0.portfolio("alpha", positions: [("BTCX", 1, at: 1)])
        },
        Row("a book with an entry of nothing", .notPositive, .positions) {
            $0.portfolio("alpha", positions: [("PERP", 1, at: 0)])
        },
        Row("a book with a symbol twice", .duplicateSymbol, .positions) {
            $0.portfolio("alpha", positions: [("PERP", 1, at: 1), ("FUT", 1, at: 1), ("PERP", 2, at: 1)])
        },
        Row("a profile that nobody wrote", .unknownProfile, .profile) { $0.account("alpha", profile: "none") },
        Row("a fill that makes a quantity of more digits than can be kept", .amountOverflow, .qty) {
            $0.fill("beta", "PERP", "1.2345678901234e-30", at: 1)
        },
    ]

    private func refuse(_ row: Row) {
        let monitor = Monitor()
        monitor.run {
            $0.index("BTC", 60_000)
            $0.perpetual("PERP", on: "BTC")
            $0.perpetual("ETHPERP", on: "ETH")
            $0.future("FUT", on: "BTC", until: .days(30))
            $0.future("PAST", on: "BTC", until: .seconds(0))
            $0.option("CALL", on: "BTC", until: .days(30), .call, 60_000)
            $0.balance("beta", "USD", 1e20)
            $0.position("beta", "PERP", 1, at: 1)
        }
        let before = monitor.intake
        #expect(monitor.verdict(row.write) == .rejected(LineFault(row.reason, row.field)), "\(row.name)")
        #expect(monitor.intake.eventNumber == before.eventNumber, "\(row.name)")
        #expect(monitor.intake.ledger.accounts.count == 1, "\(row.name)")
        #expect(monitor.balance("beta", "USD") == "1e20", "\(row.name)")
        #expect(monitor.intake.market.listings.count == before.market.listings.count, "\(row.name)")
        #expect(monitor.intake.market.underlyings.count == before.market.underlyings.count, "\(row.name)")
        #expect(monitor.audit() == nil, "\(row.name)")
    }

    @Test("because of a price", arguments: prices.indices)
    func ofPrices(place: Int) { refuse(Self.prices[place]) }

    @Test("because of an instrument", arguments: instruments.indices)
    func ofInstruments(place: Int) { refuse(Self.instruments[place]) }

    @Test("because of an account", arguments: books.indices)
    func ofBooks(place: Int) { refuse(Self.books[place]) }
}

@Suite("A line that may happen although it looks odd")
struct IntakeToleranceTests {
    @Test("is one with an option's price, bid or ask of 0, and a volatility of 10")
    func options() {
        let outcome = Monitor().run {
            $0.option("CALL", on: "BTC", until: .days(30), .call, 60_000)
            $0.price("CALL", 0)
            $0.price("CALL", bid: 0, ask: 0)
            $0.price("CALL", iv: 10)
        }
        #expect(outcome.last == .accepted(4))
    }

    @Test("is a position in what nobody defined, and one of quantity 0 removes it")
    func undefined() {
        let monitor = Monitor()
        monitor.run { $0.position("alpha", "LATER", 2, at: 10) }
        #expect(monitor.position("alpha", "LATER")?.quantity == "2")
        monitor.run { $0.position("alpha", "LATER", 0, at: 10) }
        #expect(monitor.position("alpha", "LATER") == nil)
        #expect(monitor.report("alpha")?.figures.initialMargin == 0)
    }

    @Test("is a settlement whose own time has reached the expiry")
    func settlement() {
        let monitor = Monitor()
        monitor.run { $0.future("FUT", on: "BTC", until: .seconds(100)) }
        #expect(
            monitor.verdict {
                $0.wait(nanoseconds: 99_999_999_999)
                $0.settlement("FUT", 1)
            } == .rejected(LineFault(.beforeExpiry, .ts)))
        #expect(
            monitor.verdict {
                $0.wait(nanoseconds: 1)
                $0.settlement("FUT", 1)
            } == .accepted(2))
    }

    @Test("restates an instrument; an index that moves to another underlying leaves its place to another symbol")
    func restated() {
        let monitor = Monitor()
        let outcome = monitor.run {
            $0.index("BTC", 60_000)
            $0.spot("BTCX", on: "BTC")
            $0.spot("BTCX", on: "XBT")
            $0.spot("NEW", on: "BTC")
            $0.spot("BTCX", on: "BTC")
            $0.price("NEW", 61_000)
            $0.price("BTCX", 1)
        }
        #expect(
            outcome.verdicts.suffix(5) == [
                .accepted(4), .accepted(5), .rejected(LineFault(.secondSpot, .underlying)), .accepted(6), .accepted(7),
            ])
        #expect(monitor.intake.market.underlyings.map(\.index) == [61_000, 0, 1])
    }

    @Test("replaces a whole book, balances and positions, and leaves profile and state")
    func portfolio() {
        let monitor = Monitor {
            $0.profiles.append(MarginProfile())
            $0.profiles[1].name = "other"
        }
        monitor.run {
            $0.perpetual("PERP", on: "BTC")
            $0.account("alpha", profile: "other", mode: "isolated", group: "desk")
            $0.portfolio("alpha", balances: [("USD", 5), ("BTC", 1)], positions: [("PERP", 1, at: 1)])
            $0.portfolio("alpha", balances: [("ETH", "2.5")], positions: [("LATER", -1, at: 9), ("PERP", 0, at: 1)])
        }
        let account = monitor.intake.ledger.accounts[0]
        #expect(account.balances.count == 1 && account.positions.count == 1)
        #expect(monitor.balance("alpha", "ETH") == "2.5")
        #expect(monitor.position("alpha", "LATER")?.entry == 9)
        #expect(account.profile == 1 && account.mode == .isolated)
    }
}
