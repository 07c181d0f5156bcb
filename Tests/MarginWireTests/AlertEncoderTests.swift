import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("An alert line") struct AlertEncoderTests {
    private static let figures = MarginFigures(
        equity: 40_000, initialMargin: 50_000.5, maintenanceMargin: 30_000, deltaMargin: 20_000, vegaMargin: 0.1,
        curvatureMargin: -0.0, premiumMargin: 1e16, basisMargin: 1e-7, addOns: 3, scenario: .high,
        factors: [
            MarginFigures.Factor(underlying: "BTC", delta: -125_000, vega: 2.5, share: 19_999.5),
            MarginFigures.Factor(underlying: "ETH", delta: 0, vega: -0.0, share: 0.5),
        ])

    private func encode(_ alert: Alert) -> String {
        var encoder = AlertEncoder()
        var bytes: [UInt8] = []
        encoder.encode(alert, into: &bytes)
        #expect(throws: Never.self) { try scanJSON(bytes).get() }
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    private func alert(
        _ state: AccountState, previous: AccountState, kind: AccountAlert.Kind = .state,
        reason: AccountAlert.Reason? = nil,
        shortfall: Double? = nil, equity: Double = 40_000, account: String = "alpha", trigger: Trigger = .clock
    ) -> Alert {
        var figures = Self.figures
        figures.equity = equity
        return .account(
            AccountAlert(
                event: 4711, ordinal: 2, phase: .event, timestamp: Timestamp(nanoseconds: 1_770_300_187_123_456_789),
                account: account,
                state: state, previous: previous, kind: kind, reason: reason, figures: figures,
                shortfall: shortfall, trigger: trigger))
    }

    @Test("of a margin call says everything that explains it, in the order of the format")
    func marginCall() {
        let line = encode(
            alert(
                .call, previous: .warning, reason: .equityBelowInitial, shortfall: 10_000.5,
                trigger: .price(symbol: "BTC", Quote(price: 61_234.5))))
        let expected =
            #"{"type":"margin_call","id":"4711-2","ts":1770300187123456789,"event":4711,"account":"alpha","#
            + #""state":"call","previous":"warning","equity":40000.0,"initial_margin":50000.5,"maintenance_margin":30000.0,"#
            + #""delta_margin":20000.0,"vega_margin":0.1,"curvature_margin":0.0,"premium_margin":1e+16,"basis_margin":1e-07,"#
            + #""add_ons":3.0,"shortfall":10000.5,"utilisation":0.75,"scenario":"high","factors":["#
            + #"{"underlying":"BTC","delta":-125000.0,"vega":2.5,"share":19999.5},"#
            + #"{"underlying":"ETH","delta":0.0,"vega":0.0,"share":0.5}],"#
            + #""trigger":{"type":"price","symbol":"BTC","price":61234.5},"reason":"equity_below_initial"}"#
        #expect(line == expected)
    }

    @Test("leaves out what is absent")
    func absent() {
        var figures = Self.figures
        figures.equity = -1
        figures.factors = []
        let line = encode(
            .account(
                AccountAlert(
                    event: 1, ordinal: 1, phase: .event, timestamp: Timestamp(nanoseconds: -5), account: "a",
                    state: .normal,
                    previous: .insolvent, kind: .state, reason: nil, figures: figures, shortfall: nil,
                    trigger: .clock)))
        let expected =
            #"{"type":"cleared","id":"1-1","ts":-5,"event":1,"account":"a","state":"normal","previous":"insolvent","#
            + #""equity":-1.0,"initial_margin":50000.5,"maintenance_margin":30000.0,"delta_margin":20000.0,"#
            + #""vega_margin":0.1,"curvature_margin":0.0,"premium_margin":1e+16,"basis_margin":1e-07,"add_ons":3.0,"#
            + #""scenario":"high","factors":[],"trigger":{"type":"clock"}}"#
        #expect(line == expected)
    }

    @Test(
        "is named for the state that was entered",
        arguments: zip(AccountState.allCases, ["cleared", "warning", "margin_call", "liquidation", "insolvent"]))
    func types(state: AccountState, type: String) {
        #expect(encode(alert(state, previous: .normal)).hasPrefix(#"{"type":"\#(type)","id":"4711-2","#))
        #expect(encode(alert(state, previous: .normal)).contains(#""state":"\#(state.name)","previous":"normal","#))
        #expect(
            encode(alert(state, previous: state, kind: .reminder)).hasPrefix(#"{"type":"reminder","id":"4711-2","#))
    }

    @Test(
        "names its reason",
        arguments: [
            (.equityBelowInitial, "equity_below_initial"), (.equityBelowMaintenance, "equity_below_maintenance"),
            (.deadlinePassed, "deadline_passed"), (.unpricedDebt, "unpriced_debt"),
        ] as [(AccountAlert.Reason, String)])
    func reasons(reason: AccountAlert.Reason, word: String) {
        #expect(encode(alert(.liquidation, previous: .call, reason: reason)).hasSuffix(#","reason":"\#(word)"}"#))
    }

    @Test(
        "says what the causing event changed",
        arguments: [
            (.instrument(symbol: "P"), #"{"type":"instrument","symbol":"P"}"#),
            (
                .price(symbol: "O", Quote(price: 0.02, bid: 0.01, ask: 0.03, volatility: 0.6)),
                #"{"type":"price","symbol":"O","price":0.02,"bid":0.01,"ask":0.03,"iv":0.6}"#
            ),
            (.price(symbol: "O", Quote(volatility: 0.6)), #"{"type":"price","symbol":"O","iv":0.6}"#),
            (.forward(underlying: "BTC"), #"{"type":"forward","underlying":"BTC"}"#),
            (.portfolio(account: "a"), #"{"type":"portfolio","account":"a"}"#),
            (.position(account: "a", symbol: "P"), #"{"type":"position","account":"a","symbol":"P"}"#),
            (.fill(account: "a", symbol: "P"), #"{"type":"fill","account":"a","symbol":"P"}"#),
            (.balance(account: "a"), #"{"type":"balance","account":"a"}"#),
            (.transfer(account: "a"), #"{"type":"transfer","account":"a"}"#),
            (.account(account: "a"), #"{"type":"account","account":"a"}"#),
            (.settlement(symbol: "O"), #"{"type":"settlement","symbol":"O"}"#),
            (.funding(symbol: "P"), #"{"type":"funding","symbol":"P"}"#),
            (.clock, #"{"type":"clock"}"#),
        ] as [(Trigger, String)])
    func triggers(trigger: Trigger, text: String) {
        #expect(encode(alert(.warning, previous: .normal, trigger: trigger)).hasSuffix(#","trigger":\#(text)}"#))
    }

    @Test(
        "of a feed says what is wrong with it",
        arguments: [
            (.gap(source: "s", first: 5, last: 7), #""gap","source":"s","first":5,"last":7"#),
            (.stale(symbol: "BTC", since: Timestamp(nanoseconds: 12)), #""stale","symbol":"BTC","since":12"#),
            (.recovered(symbol: "BTC"), #""recovered","symbol":"BTC""#),
            (
                .outlier(symbol: "BTC", price: 50_000, previous: 61_234.5),
                #""outlier","symbol":"BTC","price":50000.0,"previous":61234.5"#
            ),
            (.unsettled(symbol: "O", expiry: Timestamp(nanoseconds: 13)), #""unsettled","symbol":"O","expiry":13"#),
            (
                .calendarArbitrage(
                    underlying: "BTC", expiry: Timestamp(nanoseconds: 21), strike: 60_000,
                    nearExpiry: Timestamp(nanoseconds: 20), nearStrike: 59_500.5, size: 0.0125),
                #""calendar_arbitrage","underlying":"BTC","expiry":21,"strike":60000.0,"near_expiry":20,"#
                    + #""near_strike":59500.5,"size":0.0125"#
            ),
            (
                .butterflyArbitrage(
                    underlying: "BTC", expiry: Timestamp(nanoseconds: 21), strike: 60_000, size: 0.25),
                #""butterfly_arbitrage","underlying":"BTC","expiry":21,"strike":60000.0,"size":0.25"#
            ),
            (
                .arbitrageEnded(.butterfly, underlying: "BTC", expiry: Timestamp(nanoseconds: 21)),
                #""recovered","arbitrage":"butterfly","underlying":"BTC","expiry":21"#
            ),
            (
                .arbitrageEnded(.calendar, underlying: "BTC", expiry: Timestamp(nanoseconds: 21)),
                #""recovered","arbitrage":"calendar","underlying":"BTC","expiry":21"#
            ),
            (
                .historyStale(underlying: "BTC", since: Timestamp(nanoseconds: 2)),
                #""history_stale","underlying":"BTC","since":2"#
            ),
            (.historyRecovered(underlying: "BTC"), #""recovered","history":"stale","underlying":"BTC""#),
            (
                .historyShort(underlying: "ETH", profile: "fund", days: 7, window: 500),
                #""history_short","underlying":"ETH","profile":"fund","days":7,"window":500"#
            ),
            (
                .historyFull(underlying: "ETH", profile: "fund"),
                #""recovered","history":"short","underlying":"ETH","profile":"fund""#
            ),
        ] as [(FeedAlert.Condition, String)])
    func feeds(condition: FeedAlert.Condition, text: String) {
        let alert = FeedAlert(event: 9, ordinal: 1, timestamp: Timestamp(nanoseconds: 14), condition: condition)
        #expect(encode(.feed(alert)) == #"{"type":"feed","id":"9-f1","ts":14,"event":9,"condition":\#(text)}"#)
    }

    @Test("escapes what JSON demands in a name, and nothing else")
    func escapes() throws {
        let account = "\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é😀"
        let line = encode(alert(.warning, previous: .normal, account: account))
        #expect(line.contains(#""account":"\"\\/\b\t\n\f\r\u0000\u001f\#u{7F}é😀","state""#))
    }

    @Test("never holds a number that is none")
    func notFinite() {
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(encode(alert(.insolvent, previous: .call, shortfall: value)).contains(#""shortfall":null,"#))
        }
    }

    @Test("follows the one before")
    func appends() {
        var encoder = AlertEncoder()
        var bytes = Array("first\n".utf8)
        let alert = Alert.feed(
            FeedAlert(event: 1, ordinal: 1, timestamp: Timestamp(nanoseconds: 0), condition: .recovered(symbol: "B")))
        encoder.encode(alert, into: &bytes)
        encoder.encode(alert, into: &bytes)
        let line = #"{"type":"feed","id":"1-f1","ts":0,"event":1,"condition":"recovered","symbol":"B"}"#
        #expect(String(decoding: bytes, as: UTF8.self) == "first\n\(line)\n\(line)\n")
    }
}
