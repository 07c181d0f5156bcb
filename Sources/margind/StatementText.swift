import MarginCore
import MarginService
import MarginWire

/// An account statement as a sheet of paper: every total stands under the lines that it is made of.
///
/// The chapters: equity here, `+Requirement` the way to the margins, `+Levels` where that leaves the account.
struct StatementText {
    let statement: AccountStatement

    /// The sheet, without a line feed at its end.
    var text: String { lines.joined(separator: "\n") }

    private var lines: [String] {
        heading + ["", "EQUITY"] + balanceLines + collateralLines + statement.underlyings.flatMap(positionLines)
            + undefinedLines
            + equityLines + ["", "REQUIREMENT"] + requirementLines + ["", "LEVELS"] + levelLines
            + limitLines + profileLines + [
                "", "Amounts are USD. Lines are rounded for print; totals are sums of the figures before rounding.",
            ]
    }

    // MARK: - Heading

    private var heading: [String] {
        let set = statement.nettingSet.isPart ? ", set \(StructureText.name(statement.nettingSet))" : ""
        var lines = [
            TextTable.elided("Account    \(Log.escaped(statement.account))\(set)", TextTable.width),
            TextTable.elided("Profile    \(Log.escaped(statement.profile.name))\(shadowRemark)", TextTable.width),
            "Clock      \(statement.clock.rfc3339), after event \(FigureText.count(statement.event))",
            "Valued at  \(statement.valuationTime.rfc3339)",
            "State      \(standingText)",
        ]
        let standing = statement.standing
        if let end = standing.warmupEnd {
            lines.append("Unpriced   something in it has no price; it is not judged before \(end.rfc3339)")
        } else if standing.isUnpriced {
            lines.append("Unpriced   something in it has no price; it is judged with the add-on")
        }
        if let deadline = standing.deadline {
            lines.append("Deadline   \(deadline.rfc3339): liquidation, unless the call ends before")
        }
        return lines
    }

    private var shadowRemark: String {
        statement.shadowOf.map { ", a shadow of \(Log.escaped($0)), the account's own" } ?? ""
    }

    private var standingText: String {
        let standing = statement.standing
        let since = standing.since.map { "since \($0.rfc3339)" } ?? "from the first"
        return "\(standing.state.name) \(since)" + (standing.isAfterDeadline ? ", after a deadline that passed" : "")
    }

    // MARK: - Equity

    private var balanceLines: [String] {
        guard !statement.balances.isEmpty else { return ["No balances"] }
        var table = TextTable(["asset", "amount", "price", "haircut", "value", "delta"])
        var value = 0.0
        var delta = 0.0
        for balance in statement.balances {
            table.add([
                Log.escaped(balance.asset), FigureText.exact(balance.amount),
                balance.price.map(FigureText.price) ?? "unpriced", FigureText.factor(balance.haircut),
                FigureText.dollars(balance.value), balance.delta.map(FigureText.dollars) ?? "",
            ])
            value += balance.value
            delta += balance.delta ?? 0
        }
        table.add(sum: ["balances", "", "", "", FigureText.dollars(value), FigureText.dollars(delta)])
        return ["Balances: value = amount · price · (1 - haircut), delta = amount · price"] + table.lines
    }

    private func positionLines(_ underlying: AccountStatement.Underlying) -> [String] {
        guard !underlying.positions.isEmpty else { return [] }
        let index = underlying.index.map { "index \(FigureText.price($0))" } ?? "no index yet"
        let hasOptions = underlying.positions.contains { $0.terms?.kind == .option }
        // Volatilities have a column where there is one.
        func row(_ cells: [String], _ volatility: String) -> [String] { hasOptions ? cells + [volatility] : cells }
        let columns = ["contract", "quantity", "entry", "price", "value", "delta", "vega"]
        var table = TextTable(row(columns, "volatility σ"))
        var expiry: Timestamp?
        for position in underlying.positions {
            if let time = position.expiry, time != expiry {
                expiry = time
                table.add(text: expiryText(time, underlying))
            }
            table.add(row(cells(of: position), volatility(of: position)))
        }
        let positions = underlying.positions
        let sum = [
            "positions", "", "", "", FigureText.dollars(positions.sum(\.value)),
            FigureText.dollars(positions.sum(\.delta)), FigureText.dollars(positions.sum(\.vega)),
        ]
        table.add(sum: row(sum, ""))
        return [
            "", TextTable.elided("Positions on \(Log.escaped(underlying.name)), \(index)", TextTable.width),
        ] + legend(positions) + table.lines
    }

    private func expiryText(_ time: Timestamp, _ underlying: AccountStatement.Underlying) -> String {
        guard let expiry = underlying.expiries.first(where: { $0.time == time }) else { return time.rfc3339 }
        if expiry.days == 0 { return "expired \(time.rfc3339), not settled: options at intrinsic value on the index" }
        let forward = expiry.forward.map { ", forward \(FigureText.price($0))" } ?? ""
        return "\(time.rfc3339), in \(FigureText.factor(expiry.days)) days\(forward)"
    }

    private func cells(of position: AccountStatement.Position) -> [String] {
        let multiplier = position.terms?.multiplier ?? .one
        let factor = multiplier == .one ? "" : " × \(FigureText.exact(multiplier))"
        let price: String =
            switch position.status {
            case .priced, .expired: position.price.map(FigureText.price) ?? ""
            case .unpriced: "unpriced"
            case .undefined: "undefined"
            }
        return [
            Log.escaped(position.symbol), FigureText.exact(position.quantity) + factor,
            FigureText.price(position.entry), price, FigureText.dollars(position.value),
            FigureText.dollars(position.delta), FigureText.dollars(position.vega),
        ]
    }

    private func volatility(of position: AccountStatement.Position) -> String {
        guard position.terms?.kind == .option else { return "" }
        guard let volatility = position.volatility else { return "none" }
        let source: String =
            switch position.volatilitySource {
            case .quote: ""
            case .movedQuote: ", moved"
            case .smile: ", smile"
            }
        return FigureText.percent(volatility) + source
    }

    /// How the values come about, for the kinds of contracts that are there.
    private func legend(_ positions: [AccountStatement.Position]) -> [String] {
        func holds(option: Bool, inverse: Bool) -> Bool {
            positions.contains { ($0.terms?.kind == .option) == option && $0.terms?.isInverse == inverse }
        }
        var lines: [String] = []
        if holds(option: false, inverse: false) {
            lines += ["  perpetual, future: value = quantity · (price - entry), delta = quantity · price"]
        }
        if holds(option: false, inverse: true) {
            lines += [
                "  inverse perpetual, future: quantity is USD, value = quantity · index · (1/entry - 1/price),",
                "    delta = quantity · index / entry",
            ]
        }
        if holds(option: true, inverse: false) {
            lines += [
                "  option: price = F · N(d1) - K · N(d2), of a put K · N(-d2) - F · N(-d1); value = quantity · price,",
                "    delta = quantity · F · N(d1), of a put -N(-d1); vega = quantity · F · φ(d1) · √T · σ",
            ]
        }
        if holds(option: true, inverse: true) {
            lines += [
                "  inverse option: price in the coin, that of an option / F; value = quantity · index · price,",
                "    delta = quantity · index · N(d1), of a put -N(-d1); vega = quantity · index · φ(d1) · √T · σ",
            ]
        }
        if positions.contains(where: { $0.terms?.kind == .option }) {
            lines += ["  d1 = (ln(F/K) + σ²T/2) / (σ√T), d2 = d1 - σ√T; F forward, T = days / 365"]
        }
        if positions.contains(where: { $0.volatility != nil && $0.volatilitySource == .smile }) {
            lines += ["  smile: without a quote, read from the smile of the expiry"]
        }
        if positions.contains(where: { $0.volatility != nil && $0.volatilitySource == .movedQuote }) {
            lines += ["  moved: the own quote, moved along the smile of the expiry"]
        }
        return lines
    }

    private var undefinedLines: [String] {
        guard !statement.undefined.isEmpty else { return [] }
        var table = TextTable(["symbol", "quantity", "entry", "price", "value", "delta", "vega"])
        for position in statement.undefined { table.add(cells(of: position)) }
        return ["", "Positions in symbols that are no contract: without value, charged by an add-on"] + table.lines
    }

    private var equityLines: [String] {
        var table = TextTable(["", ""])
        table.add(["balances", FigureText.dollars(statement.balances.sum(\.value))])
        for underlying in statement.underlyings where !underlying.positions.isEmpty {
            table.add([
                "positions on \(Log.escaped(underlying.name))", FigureText.dollars(underlying.positions.sum(\.value)),
            ])
        }
        table.add(sum: ["equity", FigureText.dollars(statement.figures.equity)])
        return ["", "Equity"] + table.lines
    }
}

extension Sequence {
    /// The sum of an amount of each element, in their order.
    func sum(_ amount: (Element) -> Double) -> Double { reduce(0) { $0 + amount($1) } }
}
