/// A market made up for these tests: two accounts that hold what loses when BTC falls.
///
/// Alice is long three perpetuals; Bob is short three puts and a call. Nothing here claims a number of margin: the
/// tests compare runs of the program with each other.
enum SmallTape {
    /// 2026-03-01T00:00:00Z.
    static let start: Int64 = 1_772_323_200_000_000_000

    /// Instruments, first prices, and the books of both accounts.
    static let opening: [String] = {
        let option = #""kind":"option","underlying":"BTC","settlement":"linear","currency":"USDT""#
        let expiry = #""expiry":"2026-03-27T08:00:00Z""#
        let events = [
            #""type":"instrument","symbol":"BTC","kind":"spot","underlying":"BTC","currency":"USD""#,
            #""type":"instrument","symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC","settlement":"linear","#
                + #""currency":"USDT""#,
            #""type":"instrument","symbol":"PUT",\#(option),\#(expiry),"strike":60000,"right":"put""#,
            #""type":"instrument","symbol":"CALL",\#(option),\#(expiry),"strike":70000,"right":"call""#,
            #""type":"price","symbol":"BTC","price":65000"#,
            #""type":"price","symbol":"BTC-PERP","price":65010"#,
            #""type":"price","symbol":"PUT","iv":0.6"#,
            #""type":"price","symbol":"CALL","iv":0.55"#,
            #""type":"portfolio","account":"alice","balances":{"USDT":60000},"#
                + #""positions":[{"symbol":"BTC-PERP","qty":3,"price":65000}]"#,
            #""type":"portfolio","account":"bob","balances":{"USDT":50000},"#
                + #""positions":[{"symbol":"PUT","qty":-3,"price":2000},{"symbol":"CALL","qty":-1,"price":1500}]"#,
        ]
        return events.map { #"{"ts":\#(start),\#($0)}"# }
    }()

    /// Prices of the index, a minute apart, that fall until both accounts are in liquidation, and recover.
    static let fall: [Double] = [64_000, 62_000, 60_000, 57_000, 54_000, 50_000, 47_000, 52_000, 58_000, 66_000]

    /// An index price, `minute` minutes after the start.
    static func price(_ price: Double, minute: Int) -> String {
        #"{"ts":\#(start + Int64(minute) * 60_000_000_000),"type":"price","symbol":"BTC","price":\#(price)}"#
    }

    /// The index falls and recovers `count` times: about eight alerts each time.
    static func falls(_ count: Int) -> [String] {
        (0..<count * fall.count).map { price(fall[$0 % fall.count], minute: $0 + 1) }
    }

    /// As many more accounts with Alice's book.
    static func crowd(_ count: Int) -> [String] {
        opening.filter { $0.contains("alice") }.flatMap { line in
            (0..<count).map { line.replacing("alice", with: "crowd-\($0)") }
        }
    }

    /// One fall, as lines.
    static let lines = opening + falls(1)

    static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    /// The text of a tape with `count` falls.
    static func text(falls count: Int) -> String { text(opening + falls(count)) }

    /// The alerts of `text`, by `margind replay`.
    static func alerts(_ text: String, _ options: [String] = []) throws -> String {
        try run(["replay"] + options + ["-"], input: text).output
    }
}
