import MarginCore

extension Chain {
    /// All of the market with its first prices, as lines; the same as `updates`.
    var lines: [String] {
        let head = "\"ts\":\(BookLoader.clock.nanoseconds)"
        var lines: [String] = []
        for (place, underlying) in underlyings.enumerated() {
            let name = underlying.name
            let start = "{\"type\":\"instrument\",\(head),\"underlying\":\"\(name)\","
            lines.append(start + "\"symbol\":\"\(name)\",\"kind\":\"spot\"}")
            for isInverse in [false, true] {
                let symbol = symbol(Int(perpetual(on: place, isInverse: isInverse).index))
                lines.append(
                    start + "\"symbol\":\"\(symbol)\",\"kind\":\"perpetual\",\(currency(place, isInverse)),"
                        + "\"multiplier\":\(isInverse ? 10 : 1)}")
            }
        }
        for option in options {
            lines.append(
                "{\"type\":\"instrument\",\(head),\"symbol\":\"\(option.symbol)\",\"kind\":\"option\","
                    + "\"underlying\":\"\(underlyings[option.underlying].name)\","
                    + "\(currency(option.underlying, option.isInverse)),\"multiplier\":1,"
                    + "\"expiry\":\(expiryTime(option.expiry).nanoseconds),\"strike\":\(option.strike),"
                    + "\"right\":\"\(option.isCall ? "call" : "put")\"}")
        }
        for (place, underlying) in underlyings.enumerated() {
            lines.append(
                "{\"type\":\"price\",\(head),\"symbol\":\"\(underlying.name)\",\"price\":\(underlying.price)}")
            for expiry in Self.days.indices {
                lines.append(
                    "{\"type\":\"forward\",\(head),\"underlying\":\"\(underlying.name)\","
                        + "\"expiry\":\(expiryTime(expiry).nanoseconds),\"price\":\(forward(place, expiry))}")
            }
        }
        for option in options {
            lines.append("{\"type\":\"price\",\(head),\"symbol\":\"\(option.symbol)\",\"iv\":\(option.volatility)}")
        }
        return lines
    }

    private func currency(_ underlying: Int, _ isInverse: Bool) -> String {
        "\"settlement\":\"\(isInverse ? "inverse" : "linear")\","
            + "\"currency\":\"\(isInverse ? underlyings[underlying].name : Self.cash)\""
    }
}

extension Holdings {
    /// The account with all that it holds.
    func line(_ account: Int, cash: Double) -> String {
        let positions = positions(account).map {
            "{\"symbol\":\"\(chain.symbol($0.symbol))\",\"qty\":\($0.quantity),\"price\":\($0.entry)}"
        }
        return "{\"type\":\"portfolio\",\"ts\":\(BookLoader.clock.nanoseconds),\"account\":\"\(name(account))\","
            + "\"balances\":{\"\(Chain.cash)\":\(cash)},\"positions\":[\(positions.joined(separator: ","))]}"
    }
}
