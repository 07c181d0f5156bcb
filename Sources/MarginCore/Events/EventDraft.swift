/// What a well-formed line asks for, before anybody has looked whether it may happen.
///
/// Names are borrowed from the line; see `Name`. Signs and zeros have not been judged yet: that needs to know the
/// instrument and is the intake's work. Every number is finite.
package enum EventDraft {
    case instrument(symbol: Name, terms: InstrumentDraft)
    case price(symbol: Name, quote: Quote)
    case forward(underlying: Name, expiry: Timestamp, price: Double)
    case portfolio(account: Name, balances: [BalanceDraft], positions: [PositionDraft])
    case position(account: Name, PositionDraft)
    case fill(account: Name, symbol: Name, quantity: Decimal, price: Double, fee: Decimal?, id: Name?)
    case balance(account: Name, BalanceDraft)
    case transfer(account: Name, BalanceDraft, id: Name?)
    case account(account: Name, profile: Name?, mode: AccountMode?, group: Name?)
    case settlement(symbol: Name, price: Double)
    case funding(symbol: Name, rate: Decimal)
    case clock

    package struct InstrumentDraft {
        package var kind: Instrument.Kind
        package var underlying: Name
        /// Absent for spot only.
        package var settlement: Instrument.Settlement?
        /// Absent for spot only.
        package var currency: Name?
        package var multiplier: Decimal
        /// Present for futures and options.
        package var expiry: Timestamp?
        /// Present for options.
        package var strike: Double?
        package var right: Instrument.Right?

        package init(
            kind: Instrument.Kind, underlying: Name, settlement: Instrument.Settlement?, currency: Name?,
            multiplier: Decimal, expiry: Timestamp?, strike: Double?, right: Instrument.Right?
        ) {
            self.kind = kind
            self.underlying = underlying
            self.settlement = settlement
            self.currency = currency
            self.multiplier = multiplier
            self.expiry = expiry
            self.strike = strike
            self.right = right
        }
    }

    package struct BalanceDraft {
        package var asset: Name
        package var amount: Decimal
        package init(asset: Name, amount: Decimal) {
            self.asset = asset
            self.amount = amount
        }
    }

    package struct PositionDraft {
        package var symbol: Name
        package var quantity: Decimal
        /// Average entry price.
        package var price: Double
        package init(symbol: Name, quantity: Decimal, price: Double) {
            self.symbol = symbol
            self.quantity = quantity
            self.price = price
        }
    }
}

/// What of an account is margined together.
package enum AccountMode: String, Sendable {
    /// All of it, and its group with it.
    case portfolio
    /// What is paid in one settlement currency; its group nets all of it.
    case cross
    /// All of it, and nothing beside it.
    case isolated
}

/// One line on its way into the intake: who sent it, and what it asks for or why it cannot be read.
package struct IncomingLine {
    package var source: Name?
    package var sequence: Int64?
    package var content: Result<Content, LineFault>

    package struct Content {
        package var timestamp: Timestamp
        package var draft: EventDraft
        package init(timestamp: Timestamp, draft: EventDraft) {
            self.timestamp = timestamp
            self.draft = draft
        }
    }

    package init(source: Name?, sequence: Int64?, content: Result<Content, LineFault>) {
        self.source = source
        self.sequence = sequence
        self.content = content
    }
}

/// A reason, and the field it is about where there is one.
package struct LineFault: Error, Equatable, Sendable {
    package var reason: RejectionReason
    package var field: EventField?

    package init(_ reason: RejectionReason, _ field: EventField? = nil) {
        self.reason = reason
        self.field = field
    }
}
