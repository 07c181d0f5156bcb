package import MarginCore

/// Lines of input, written one after the other as a test tells its story.
///
///     var tape = Tape()
///     tape.index("BTC", 60_000)
///     tape.position("alpha", "BTC-PERP", -1, at: 60_000)
///     tape.wait(seconds: 60)
///
/// Every line carries the tape's time, which begins at 1970-01-01T00:00:00Z and moves only when it is told to.
package struct Tape {
    package private(set) var lines: [String] = []
    /// What the next line carries as `ts`.
    package var now: Timestamp
    /// Members that the next line carries besides its own, as JSON.
    private var extra = ""

    package init(at now: Timestamp = .seconds(0)) { self.now = now }

    /// A number as a line may spell it: a literal as a JSON number, a string literal as a decimal string.
    package struct Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral {
        package let text: String
        package init(integerLiteral value: Int) { text = "\(value)" }
        package init(floatLiteral value: Double) { text = "\(value)" }
        package init(stringLiteral value: String) { text = "\"\(value)\"" }
        package init(_ value: Double) { text = "\(value)" }
        package init(_ value: Int) { text = "\(value)" }
    }

    // MARK: - Time and senders

    package mutating func wait(seconds: Int64) { now = now.advanced(by: seconds * 1_000_000_000) }
    package mutating func wait(nanoseconds: Int64) { now = now.advanced(by: nanoseconds) }

    /// The next line comes from a producer that counts its lines.
    package mutating func number(_ sequence: Int64, from source: String? = nil) {
        extra = (source.map { ",\"src\":\(Tape.quoted($0))" } ?? "") + ",\"seq\":\(sequence)"
    }

    // MARK: - Lines

    /// A line as it stands, whatever it says.
    package mutating func line(_ text: String) { lines.append(text) }

    package mutating func write(_ type: String, _ members: [(String, String?)] = []) {
        var text = "{\"type\":\"\(type)\",\"ts\":\(now.nanoseconds)\(extra)"
        for (name, value) in members {
            if let value { text += ",\"\(name)\":\(value)" }
        }
        lines.append(text + "}")
        extra = ""
    }

    /// A text as a JSON string.
    package static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    package mutating func clock() { write("clock") }
}

// MARK: - Instruments and prices

extension Tape {
    package enum Settlement: String { case linear, inverse }
    package enum Right: String { case call, put }

    /// The index of an underlying: its symbol is the underlying's name and an `X`, defined and priced.
    package mutating func index(_ underlying: String, _ price: Number) {
        spot("\(underlying)X", on: underlying)
        self.price("\(underlying)X", price)
    }

    package mutating func spot(_ symbol: String, on underlying: String) {
        write(
            "instrument",
            [("symbol", Tape.quoted(symbol)), ("kind", "\"spot\""), ("underlying", Tape.quoted(underlying))])
    }

    package mutating func perpetual(
        _ symbol: String, on underlying: String, _ settlement: Settlement = .linear, multiplier: Number? = nil
    ) {
        contract("perpetual", symbol, underlying, settlement, multiplier)
    }

    package mutating func future(
        _ symbol: String, on underlying: String, _ settlement: Settlement = .linear, until expiry: Timestamp,
        multiplier: Number? = nil
    ) {
        contract("future", symbol, underlying, settlement, multiplier, [("expiry", "\(expiry.nanoseconds)")])
    }

    package mutating func option(
        _ symbol: String, on underlying: String, _ settlement: Settlement = .linear, until expiry: Timestamp,
        _ right: Right, _ strike: Number, multiplier: Number? = nil
    ) {
        contract(
            "option", symbol, underlying, settlement, multiplier,
            [("expiry", "\(expiry.nanoseconds)"), ("strike", strike.text), ("right", "\"\(right.rawValue)\"")])
    }

    /// Profit and loss are paid in USD where the contract is linear, in the coin where it is inverse.
    private mutating func contract(
        _ kind: String, _ symbol: String, _ underlying: String, _ settlement: Settlement, _ multiplier: Number?,
        _ members: [(String, String?)] = []
    ) {
        let currency = settlement == .linear ? "USD" : underlying
        write(
            "instrument",
            [
                ("symbol", Tape.quoted(symbol)), ("kind", "\"\(kind)\""), ("underlying", Tape.quoted(underlying)),
                ("settlement", "\"\(settlement.rawValue)\""), ("currency", Tape.quoted(currency)),
                ("multiplier", multiplier?.text),
            ] + members)
    }

    package mutating func price(
        _ symbol: String, _ price: Number? = nil, bid: Number? = nil, ask: Number? = nil, iv: Number? = nil
    ) {
        write(
            "price",
            [
                ("symbol", Tape.quoted(symbol)), ("price", price?.text), ("bid", bid?.text), ("ask", ask?.text),
                ("iv", iv?.text),
            ])
    }

    package mutating func forward(_ underlying: String, until expiry: Timestamp, _ price: Number) {
        write(
            "forward",
            [("underlying", Tape.quoted(underlying)), ("expiry", "\(expiry.nanoseconds)"), ("price", price.text)])
    }

    package mutating func settlement(_ symbol: String, _ price: Number) {
        write("settlement", [("symbol", Tape.quoted(symbol)), ("price", price.text)])
    }

    package mutating func funding(_ symbol: String, _ rate: Number) {
        write("funding", [("symbol", Tape.quoted(symbol)), ("rate", rate.text)])
    }
}

// MARK: - Accounts

extension Tape {
    package mutating func account(
        _ name: String, profile: String? = nil, mode: String? = nil, group: String? = nil
    ) {
        write(
            "account",
            [
                ("account", Tape.quoted(name)), ("profile", profile.map(Tape.quoted)), ("mode", mode.map(Tape.quoted)),
                ("group", group.map(Tape.quoted)),
            ])
    }

    package mutating func portfolio(
        _ account: String, balances: [(String, Number)] = [], positions: [(String, Number, at: Number)] = []
    ) {
        let amounts = balances.map { "\(Tape.quoted($0)):\($1.text)" }.joined(separator: ",")
        let held = positions.map { "{\"symbol\":\(Tape.quoted($0)),\"qty\":\($1.text),\"price\":\($2.text)}" }
        write(
            "portfolio",
            [
                ("account", Tape.quoted(account)), ("balances", "{\(amounts)}"),
                ("positions", "[\(held.joined(separator: ","))]"),
            ])
    }

    package mutating func position(_ account: String, _ symbol: String, _ quantity: Number, at price: Number) {
        write(
            "position",
            [
                ("account", Tape.quoted(account)), ("symbol", Tape.quoted(symbol)), ("qty", quantity.text),
                ("price", price.text),
            ])
    }

    package mutating func fill(
        _ account: String, _ symbol: String, _ quantity: Number, at price: Number, fee: Number? = nil,
        id: String? = nil
    ) {
        write(
            "fill",
            [
                ("account", Tape.quoted(account)), ("symbol", Tape.quoted(symbol)), ("qty", quantity.text),
                ("price", price.text), ("fee", fee?.text), ("id", id.map(Tape.quoted)),
            ])
    }

    package mutating func balance(_ account: String, _ asset: String, _ amount: Number) {
        write(
            "balance",
            [("account", Tape.quoted(account)), ("asset", Tape.quoted(asset)), ("amount", amount.text)])
    }

    package mutating func transfer(_ account: String, _ asset: String, _ amount: Number, id: String? = nil) {
        write(
            "transfer",
            [
                ("account", Tape.quoted(account)), ("asset", Tape.quoted(asset)), ("amount", amount.text),
                ("id", id.map(Tape.quoted)),
            ])
    }
}

extension Timestamp {
    package static func seconds(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }
    package static func days(_ days: Int64) -> Timestamp { seconds(days * 86_400) }
}
