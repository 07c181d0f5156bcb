package import MarginCore

/// Turns alerts into lines: the wire's half of "Alerts out" of the line formats.
///
/// The order of the fields is part of the format, since the same tape has to give the same bytes:
///
///     type, id, ts, event, account, netting_set, shadow, state, previous,
///     equity, initial_margin, maintenance_margin, delta_margin, vega_margin, curvature_margin, premium_margin,
///     basis_margin, add_ons, shortfall, utilisation, model, models, parts, scenario, factors, trigger, reason
///     type, id, ts, event, account, condition, limit, underlying, value, bound, state, equity, initial_margin, trigger
///     type, id, ts, event, account, condition, smaller, smaller_margin, larger, larger_margin, ratio, bound, state,
///     equity, initial_margin, trigger
///     type, id, ts, event, condition, then what the condition says
///
/// What is absent is left out. Instants are integers, nanoseconds since 1970.
package struct AlertEncoder {
    private var writer = JSONWriter()

    package init() {}

    /// Appends one line, with its LF.
    package mutating func encode(_ alert: Alert, into bytes: inout [UInt8]) {
        // The bytes go to the writer and come back, so that they are never shared and never copied.
        swap(&writer.bytes, &bytes)
        writer.open("{")
        switch alert {
        case .account(let alert): encode(alert)
        case .feed(let alert): encode(alert)
        case .stress(let alert): writer.encode(alert)
        }
        writer.close("}")
        writer.endLine()
        swap(&writer.bytes, &bytes)
    }

    // MARK: Accounts

    private mutating func encode(_ alert: AccountAlert) {
        let type: String
        switch alert.kind {
        case .state: type = AlertEncoder.type(entering: alert.state)
        case .reminder: type = "reminder"
        case .limit(let notice): return encode(alert, notice)
        case .models(let notice): return encode(alert, notice)
        }
        encodeHead(of: alert, type: type)
        writer.member("state", alert.state.name)
        writer.member("previous", alert.previous.name)
        encode(alert.figures, shortfall: alert.shortfall)
        writer.key("trigger")
        encode(alert.trigger)
        if let reason = alert.reason { writer.member("reason", reason.rawValue) }
    }

    private mutating func encodeHead(of alert: AccountAlert, type: String) {
        writer.member("type", type)
        writer.member("id", "\(alert.event)-\(alert.ordinal)")
        writer.member("ts", alert.timestamp.nanoseconds)
        writer.member("event", alert.event)
        writer.member("account", alert.account)
        if let set = alert.nettingSet { writer.member("netting_set", set) }
        if let shadow = alert.shadow { writer.member("shadow", shadow) }
    }

    private mutating func encode(_ alert: AccountAlert, _ notice: LimitNotice) {
        encodeHead(of: alert, type: "limit")
        writer.member("condition", notice.isBreached ? "breached" : "restored")
        writer.member("limit", notice.limit.name)
        if let underlying = notice.underlying { writer.member("underlying", underlying) }
        writer.member("value", notice.value)
        writer.member("bound", notice.bound)
        encodeTail(of: alert)
    }

    private mutating func encode(_ alert: AccountAlert, _ notice: ModelsNotice) {
        encodeHead(of: alert, type: "models")
        writer.member("condition", notice.isDisagreement ? "disagree" : "agree")
        if let pair = notice.pair {
            writer.member("smaller", pair.smallest.model)
            writer.member("smaller_margin", pair.smallest.requirement)
            writer.member("larger", pair.largest.model)
            writer.member("larger_margin", pair.largest.requirement)
            if pair.ratio.isFinite { writer.member("ratio", pair.ratio) }
        }
        writer.member("bound", notice.bound)
        encodeTail(of: alert)
    }

    /// What the account is worth and requires, and what brought it there.
    private mutating func encodeTail(of alert: AccountAlert) {
        writer.member("state", alert.state.name)
        writer.member("equity", alert.figures.equity)
        writer.member("initial_margin", alert.figures.initialMargin)
        writer.key("trigger")
        encode(alert.trigger)
    }

    private static func type(entering state: AccountState) -> String {
        switch state {
        case .normal: "cleared"
        case .call: "margin_call"
        case .warning, .liquidation, .insolvent: state.name
        }
    }

    private mutating func encode(_ figures: MarginFigures, shortfall: Double?) {
        writer.member("equity", figures.equity)
        writer.member("initial_margin", figures.initialMargin)
        writer.member("maintenance_margin", figures.maintenanceMargin)
        writer.member("delta_margin", figures.deltaMargin)
        writer.member("vega_margin", figures.vegaMargin)
        writer.member("curvature_margin", figures.curvatureMargin)
        writer.member("premium_margin", figures.premiumMargin)
        writer.member("basis_margin", figures.basisMargin)
        writer.member("add_ons", figures.addOns)
        writer.member("shortfall", shortfall)
        writer.member("utilisation", figures.utilisation)
        encode(figures.models)
        writer.member("scenario", figures.models?.scenario ?? figures.scenario.name)
        writer.key("factors")
        writer.open("[")
        for factor in figures.factors {
            writer.open("{")
            writer.member("underlying", factor.underlying)
            writer.member("delta", factor.delta)
            writer.member("vega", factor.vega)
            writer.member("share", factor.share)
            writer.close("}")
        }
        writer.close("]")
    }

    private mutating func encode(_ models: MarginFigures.Models?) {
        guard let models else { return }
        writer.member("model", models.decidedBy.rawValue)
        writer.key("models")
        writer.open("{")
        writer.member("sensitivities", models.requirements.sensitivities?.initial)
        writer.member("scenario", models.requirements.scenario?.initial)
        writer.member("tail", models.requirements.tail?.initial)
        writer.close("}")
        guard !models.parts.isEmpty else { return }
        writer.key("parts")
        writer.open("{")
        for part in models.parts { writer.member(escaping: part.name, part.amount) }
        writer.close("}")
    }

    // MARK: Triggers

    private mutating func encode(_ trigger: Trigger) {
        writer.open("{")
        switch trigger {
        case .instrument(let symbol): describe("instrument", symbol: symbol)
        case .price(let symbol, let quote):
            describe("price", symbol: symbol)
            writer.member("price", quote.price)
            writer.member("bid", quote.bid)
            writer.member("ask", quote.ask)
            writer.member("iv", quote.volatility)
        case .forward(let underlying):
            writer.member("type", "forward")
            writer.member("underlying", underlying)
        case .portfolio(let account): describe("portfolio", account: account)
        case .position(let account, let symbol): describe("position", account: account, symbol: symbol)
        case .fill(let account, let symbol): describe("fill", account: account, symbol: symbol)
        case .balance(let account): describe("balance", account: account)
        case .transfer(let account): describe("transfer", account: account)
        case .account(let account): describe("account", account: account)
        case .settlement(let symbol): describe("settlement", symbol: symbol)
        case .funding(let symbol): describe("funding", symbol: symbol)
        case .clock: writer.member("type", "clock")
        }
        writer.close("}")
    }

    private mutating func describe(_ type: String, account: String? = nil, symbol: String? = nil) {
        writer.member("type", type)
        if let account { writer.member("account", account) }
        if let symbol { writer.member("symbol", symbol) }
    }

    // MARK: Feeds

    private mutating func encode(_ alert: FeedAlert) {
        writer.member("type", "feed")
        writer.member("id", "\(alert.event)-f\(alert.ordinal)")
        writer.member("ts", alert.timestamp.nanoseconds)
        writer.member("event", alert.event)
        switch alert.condition {
        case .gap(let source, let first, let last):
            writer.member("condition", "gap")
            writer.member("source", source)
            writer.member("first", first)
            writer.member("last", last)
        case .stale(let symbol, let since):
            writer.member("condition", "stale")
            writer.member("symbol", symbol)
            writer.member("since", since.nanoseconds)
        case .recovered(let symbol):
            writer.member("condition", "recovered")
            writer.member("symbol", symbol)
        case .outlier(let symbol, let price, let previous):
            writer.member("condition", "outlier")
            writer.member("symbol", symbol)
            writer.member("price", price)
            writer.member("previous", previous)
        case .unsettled(let symbol, let expiry):
            writer.member("condition", "unsettled")
            writer.member("symbol", symbol)
            writer.member("expiry", expiry.nanoseconds)
        case .calendarArbitrage(let underlying, let expiry, let strike, let nearExpiry, let nearStrike, let size):
            writer.member("condition", "calendar_arbitrage")
            writer.member("underlying", underlying)
            writer.member("expiry", expiry.nanoseconds)
            writer.member("strike", strike)
            writer.member("near_expiry", nearExpiry.nanoseconds)
            writer.member("near_strike", nearStrike)
            writer.member("size", size)
        case .butterflyArbitrage(let underlying, let expiry, let strike, let size):
            writer.member("condition", "butterfly_arbitrage")
            writer.member("underlying", underlying)
            writer.member("expiry", expiry.nanoseconds)
            writer.member("strike", strike)
            writer.member("size", size)
        case .arbitrageEnded(let arbitrage, let underlying, let expiry):
            writer.member("condition", "recovered")
            writer.member("arbitrage", arbitrage.rawValue)
            writer.member("underlying", underlying)
            writer.member("expiry", expiry.nanoseconds)
        case .historyStale(let underlying, let since):
            writer.member("condition", "history_stale")
            writer.member("underlying", underlying)
            writer.member("since", since.nanoseconds)
        case .historyRecovered(let underlying):
            writer.member("condition", "recovered")
            writer.member("history", "stale")
            writer.member("underlying", underlying)
        case .historyShort(let underlying, let profile, let days, let window):
            writer.member("condition", "history_short")
            writer.member("underlying", underlying)
            writer.member("profile", profile)
            writer.member("days", days)
            writer.member("window", window)
        case .historyFull(let underlying, let profile):
            writer.member("condition", "recovered")
            writer.member("history", "short")
            writer.member("underlying", underlying)
            writer.member("profile", profile)
        }
    }
}
