import MarginCore
import MarginService
import Testing

@testable import margind

/// The sheet as a reader sees it; where its figures come from is proved in the tests of `AccountStatement`.
@Suite("The sheet of margind explain")
struct StatementTextTests {
    private func reader(
        _ tape: String, until: Timestamp? = nil, configuration: MarginConfiguration = MarginConfiguration()
    ) -> StatementReader {
        var reader = StatementReader(configuration: configuration, until: until)
        _ = read(tape, into: &reader)
        return reader
    }

    /// Reads a tape as the command does, its bytes cut into small reads.
    ///
    /// - Returns: How many lines were rejected, and whether a line came that was beyond the instant.
    private func read(_ tape: String, into reader: inout StatementReader) -> (rejected: Int, isOver: Bool) {
        var lines = TapeReader()
        let bytes = Array(tape.utf8)
        for start in stride(from: 0, to: bytes.count, by: 100) {
            lines.take(.bytes(.tape(path: "tape"), Array(bytes[start..<min(start + 100, bytes.count)]))) {
                reader.take($0)
            }
        }
        lines.take(.ended(.tape(path: "tape"), failure: nil)) { reader.take($0) }
        return (lines.rejected, lines.isOver)
    }

    private func sheet(
        _ tape: String, _ account: String, until: Timestamp? = nil,
        configuration: MarginConfiguration = MarginConfiguration()
    ) -> String? {
        var reader = reader(tape, until: until, configuration: configuration)
        return reader.text(of: account)
    }

    @Test("shows every step from the holdings to the levels")
    func wholeSheet() {
        #expect(sheet(tape, "desk\n1") == golden)
    }

    @Test("is as of an instant: before the first event after it, whatever refused lines say of the time")
    func instant() throws {
        let noon = Timestamp(nanoseconds: 1_767_225_719_000_000_000)  // 00:01:59
        let early = try #require(sheet(tape, "desk\n1", until: noon))
        #expect(early.contains("Clock      2026-01-01T00:00:01Z, after event 7\n"))
        #expect(early.contains("Positions on BTC, index 60,000.00\n"))
        #expect(early.contains("it is not judged before 2026-01-01T00:01:01Z"))
        let strange = #"{"type":"price","ts":"2027-01-01T00:00:00Z","symbol":"BTC","price":1}"# + "\n"
        #expect(sheet(strange + tape, "desk\n1", until: noon) == early)
        var reader = StatementReader(configuration: MarginConfiguration(), until: noon)
        let reading = read(tape, into: &reader)
        #expect(reading.isOver && reading.rejected == 1)
    }

    @Test("has above it who is netted with whom, what that saves, and who is left out")
    func structure() {
        let lines = [
            #"{"type":"instrument","ts":0,"symbol":"BTCX","kind":"spot","underlying":"BTC"}"#,
            #"{"type":"price","ts":0,"symbol":"BTCX","price":100}"#,
            #"{"type":"instrument","ts":0,"symbol":"P","kind":"perpetual","underlying":"BTC","settlement":"linear","#
                + #""currency":"USD"}"#,
            #"{"type":"account","ts":0,"account":"a","group":"g"}"#,
            #"{"type":"account","ts":0,"account":"b","mode":"cross","group":"g"}"#,
            #"{"type":"account","ts":0,"account":"c","mode":"isolated","group":"g"}"#,
            #"{"type":"portfolio","ts":0,"account":"a","balances":{},"positions":[{"symbol":"P","qty":3,"price":100}]}"#,
            #"{"type":"portfolio","ts":0,"account":"b","balances":{"USD":99,"BTC":1},"positions":"#
                + #"[{"symbol":"P","qty":-1,"price":100}]}"#,
        ]
        var reader = reader(lines.joined(separator: "\n"))
        let (group, cross) = (reader.text(of: "g") ?? "", reader.text(of: "b") ?? "")
        #expect(group.hasPrefix(structureOfGroup))
        #expect(
            cross.hasPrefix(
                """
                Structure  cross, a netting set for each settlement currency: BTC, USD
                Group      g, which nets it with its other members

                Account    b, set BTC

                """))
        #expect(cross.contains("\nAccount    b, set USD\n"))
        let stranger = reader.text(of: "nobody")
        #expect(stranger == nil)
    }

    private let structureOfGroup = """
        Structure  group, one netting set over the accounts below it

        Members: benefit = initial margins of the members - initial margin of the group
          account       mode      state  equity  initial margin  maintenance
          a        portfolio  insolvent    0.00           48.00        38.40
          b            cross     normal  197.00           16.00        12.80
          ------------------------------------------------------------------
          members                        197.00           64.00        51.20
          g            group     normal  197.00           48.00        38.40
          benefit                                         16.00
          netting saves 16.00, 25 % of what the members require

        Pockets, which the group leaves out
          account      mode   state  equity  initial margin  maintenance
          c        isolated  normal    0.00            0.00         0.00

        Account    g

        """

    @Test("counts refused lines, and knows the names that there are")
    func refused() {
        var reader = StatementReader(configuration: MarginConfiguration(), until: nil)
        let rejected = read(tape, into: &reader).rejected
        let names = reader.accountNames
        #expect(rejected == 1)
        #expect(names == ["desk\n1"])
    }

    @Test("shows each model of an account, and what they come to together")
    func models() throws {
        var configuration = MarginConfiguration()
        configuration.history = try PriceHistory(
            [PriceHistory.Series(underlying: "BTC", firstDay: -4, closes: [100, 110, 99, 104.94])])
        configuration.profiles[0].models = MarginModelName.allCases
        configuration.profiles[0].tail.window = 3
        configuration.profiles[0].tail.buffer = 0
        let text = try #require(sheet(perpetuals, "desk", configuration: configuration))
        // Twice 50,000 at 16 % and 1 % of roll; the worst of three days, of which each is the tail's end.
        for table in modelTables {
            #expect(text.contains(table), "\(table)\n\(text)")
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 && $0.last != " " })
        #expect(!(try #require(sheet(perpetuals, "desk"))).contains("Models together"))
    }

    /// Short on the whole, so that the day of +10 % is the worst, a quarter more of it by the buffer; σ rose by a fifth.
    /// H: 1 % of the 500,000 that perpetual and expiry have against each other. L: 80 % of ten times 50,000.
    @Test("shows the way from the measure to the tail's requirement, and what an option without a quote is valued by")
    func tailSteps() throws {
        var configuration = MarginConfiguration()
        configuration.history = try PriceHistory([
            PriceHistory.Series(
                underlying: "BTC", firstDay: -4, closes: [100, 110, 99, 104.94], volatilities: [0.5, 0.6, 0.9, 0.9])
        ])
        configuration.surface.smile = .linear
        configuration.surface.quotesMin = 1
        configuration.profiles[0].models = [.tail]
        configuration.profiles[0].tail.window = 3
        configuration.profiles[0].tail.initialFactor = 1.5
        configuration.profiles[0].requirement.shortOptionFloor = 0.8
        let text = try #require(sheet(optionDesk, "desk", configuration: configuration))
        let rows = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(rows.contains("scenario profit and loss BTC σ of BTC"), "\(text)")
        #expect(rows.contains { $0.hasPrefix("1969-12-29 -") && $0.hasSuffix(" 12.5 % 20 %") }, "\(text)")
        for row in [
            "against procyclicality BTC moves × 1.25 = floor 1 · buffer 1.25", "basis margin H 4,000.00 5,000.00",
            "floor L 320,000.00 400,000.00", "tail, the larger: floor 320,000.00 400,000.00",
            "contract quantity entry price value delta vega volatility σ",
            "smile: without a quote, read from the smile of the expiry",
        ] {
            #expect(rows.contains(row), "\(row)\n\(text)")
        }
        #expect(rows.contains { $0.hasPrefix("C50 -10 ") && $0.hasSuffix(" 60 %") }, "\(text)")
        #expect(rows.contains { $0.hasPrefix("C55 1 ") && $0.hasSuffix(" 60 %, smile") }, "\(text)")
    }

    @Test("says what a tail without a history comes to")
    func noHistory() throws {
        var configuration = MarginConfiguration()
        configuration.profiles[0].models = [.tail]
        let text = try #require(sheet(perpetuals, "desk", configuration: configuration))
        #expect(text.contains("\n  tail                         12,800.00  16,000.00  largest\n"), "\(text)")
    }

    @Test("fits its columns, also with names that do not")
    func width() throws {
        let name = String(repeating: "long name ", count: 40)
        let strange = tape.replacing("BTC-C", with: name).replacing("WHAT", with: name + "2")
        let text = try #require(sheet(strange, "desk\n1"))
        for line in text.split(separator: "\n") {
            #expect(line.count <= 110)
            #expect(line.last != " ")
        }
        #expect(text.contains("  long name long name "))
        #expect(text.contains("…"))
    }
}

private let tape = #"""
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"BTC","kind":"spot","underlying":"BTC"}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC",\#
    "settlement":"inverse","currency":"BTC","multiplier":10}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"BTC-C","kind":"option","underlying":"BTC",\#
    "settlement":"linear","currency":"USDC","expiry":"2026-01-31T00:00:00Z","strike":70000,"right":"call"}
    {"type":"price","ts":"2026-01-01T00:00:00Z","symbol":"BTC","price":60000}
    {"type":"price","ts":"2026-01-01T00:00:00Z","symbol":"BTC-PERP","price":60000}
    {"type":"price","ts":"2026-01-01T00:00:00Z","symbol":"BTC-C","iv":0.6,"price":1300}
    not an event
    {"type":"portfolio","ts":"2026-01-01T00:00:01Z","account":"desk\n1","balances":{"USDC":"150000.25",\#
    "BTC":1.5},"positions":[{"symbol":"BTC-PERP","qty":1200,"price":50000},{"symbol":"BTC-C","qty":-20,\#
    "price":1500},{"symbol":"WHAT","qty":-0.5,"price":42}]}
    {"type":"price","ts":"2026-01-01T00:02:00Z","symbol":"BTC","price":61000}

    """#

private let perpetuals = #"""
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"BTC","kind":"spot","underlying":"BTC"}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"BTC-PERP","kind":"perpetual","underlying":"BTC",\#
    "settlement":"linear","currency":"USDC"}
    {"type":"price","ts":"2026-01-01T00:00:00Z","symbol":"BTC","price":50000}
    {"type":"portfolio","ts":"2026-01-01T00:00:00Z","account":"desk","balances":{"USDC":60000},\#
    "positions":[{"symbol":"BTC-PERP","qty":2,"price":50000}]}

    """#

/// A call with a quote and one without, and a perpetual against more of a future.
private let optionDesk = #"""
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"BTC","kind":"spot","underlying":"BTC"}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"P","kind":"perpetual","underlying":"BTC",\#
    "settlement":"linear","currency":"USD"}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"F","kind":"future","underlying":"BTC",\#
    "settlement":"linear","currency":"USD","expiry":"2026-01-31T00:00:00Z"}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"C50","kind":"option","underlying":"BTC",\#
    "settlement":"linear","currency":"USD","expiry":"2026-01-31T00:00:00Z","strike":50000,"right":"call"}
    {"type":"instrument","ts":"2026-01-01T00:00:00Z","symbol":"C55","kind":"option","underlying":"BTC",\#
    "settlement":"linear","currency":"USD","expiry":"2026-01-31T00:00:00Z","strike":55000,"right":"call"}
    {"type":"price","ts":"2026-01-01T00:00:00Z","symbol":"BTC","price":50000}
    {"type":"price","ts":"2026-01-01T00:00:00Z","symbol":"C50","iv":0.6}
    {"type":"portfolio","ts":"2026-01-01T00:00:00Z","account":"desk","balances":{"USD":900000},"positions":[\#
    {"symbol":"P","qty":10,"price":50000},{"symbol":"F","qty":-30,"price":50000},\#
    {"symbol":"C50","qty":-10,"price":3000},{"symbol":"C55","qty":1,"price":1500}]}

    """#

private let modelTables = [
    #"""
      -16% vol down  -16,000.00
      -66% vol up    -16,000.00
    """#,
    #"""
                                            maintenance    initial
      worst loss: -16% vol up                 16,000.00  16,000.00
      roll                                     1,000.00   1,000.00
      ------------------------------------------------------------
      risk                                    17,000.00  17,000.00
      ------------------------------------------------------------
      scenario, risk by the pack's factors    13,600.00  17,000.00

    Model tail: the worst of 3 scenarios, historical
      scenario    profit and loss    BTC
      1969-12-30       -10,000.00  -10 %
                                     maintenance    initial
      value at risk, 97.5 %            10,000.00  10,000.00
      expected shortfall, 97.5 %       10,000.00  10,000.00
      expected_shortfall · 0.8, · 1     8,000.00  10,000.00
      basis margin H                        0.00       0.00
      -----------------------------------------------------
      tail risk                         8,000.00  10,000.00
      floor L                               0.00       0.00
      -----------------------------------------------------
      tail, the larger: risk            8,000.00  10,000.00
      of H and L maintenance counts 0.8, as of what has no history

    """#,
    #"""
    Models together
      model              weight  maintenance    initial
      sensitivities                12,800.00  16,000.00
      scenario                     13,600.00  17,000.00  largest
      tail                          8,000.00  10,000.00
      add-ons                           0.00       0.00
      ----------------------------------------------------------
      largest + add-ons            13,600.00  17,000.00

    """#,
]

private let golden = #"""
    Account    desk\n1
    Profile    default
    Clock      2026-01-01T00:02:00Z, after event 8
    Valued at  2026-01-01T00:02:00Z
    State      normal from the first
    Unpriced   something in it has no price; it is judged with the add-on

    EQUITY
    Balances: value = amount · price · (1 - haircut), delta = amount · price
      asset         amount      price  haircut       value      delta
      BTC              1.5  61,000.00     0.02   89,670.00  91,500.00
      USDC      150,000.25       1.00        0  150,000.25
      ---------------------------------------------------------------
      balances                                  239,670.25  91,500.00

    Positions on BTC, index 61,000.00
      inverse perpetual, future: quantity is USD, value = quantity · index · (1/entry - 1/price),
        delta = quantity · index / entry
      option: price = F · N(d1) - K · N(d2), of a put K · N(-d2) - F · N(-d1); value = quantity · price,
        delta = quantity · F · N(d1), of a put -N(-d1); vega = quantity · F · φ(d1) · √T · σ
      d1 = (ln(F/K) + σ²T/2) / (σ√T), d2 = d1 - σ√T; F forward, T = days / 365
      contract     quantity      entry       price       value        delta        vega  volatility σ
      BTC-PERP   1,200 × 10  50,000.00   61,000.00    2,640.00    14,640.00        0.00
      2026-01-31T00:00:00Z, in 29.9986111 days, forward 61,000.00
      BTC-C             -20   1,500.00  1,348.0168  -26,960.34  -289,862.44  -64,878.83          60 %
      -----------------------------------------------------------------------------------------------
      positions                                     -24,320.34  -275,222.44  -64,878.83

    Positions in symbols that are no contract: without value, charged by an add-on
      symbol  quantity  entry      price  value  delta  vega
      WHAT        -0.5  42.00  undefined   0.00   0.00  0.00

    Equity
      balances          239,670.25
      positions on BTC  -24,320.34
      ----------------------------
      equity            215,349.91

    REQUIREMENT
    B = weight · VR · W, weight = 0.5 · (30 / days)^p, p = 0.3 under 30 days, else 0.13;
    ρ(e,f) = exp(-0.01 · |e - f| / min(e, f)) of days; no expiry counts as nearer than 1 days;
    high: min(1, 1.25 · ρ), low: max(2 · ρ - 1, 0.75 · ρ), γ likewise.
    Model gap = last own price - model price; short notional = short quantity · index.

    Options on BTC: C+ and C- are the losses beyond delta at ±16 %
      option  strike K  model gap         C+         C-  short notional
      BTC-C   70,000 C     -48.02  30,925.09  22,251.02    1,220,000.00
      -----------------------------------------------------------------
      sum                          30,925.09  22,251.02    1,220,000.00

    BTC, whole account
      expiry                      days            D           W       weight           B  Σρ·B medium
      coins, perpetuals                  106,140.00
      2026-01-31T00:00:00Z  29.9986111  -289,862.44  -64,878.83  0.500006945  -32,439.86   -32,439.86
      -----------------------------------------------------------------------------------------------
      sum                               -183,722.44                           -32,439.86
      CR = max(1, √(|D| / 20,000,000)), at most 1 / 0.16           1
      A = 0.16 · CR · D                                   -29,395.59
      Σ|W|                                                 64,878.83
      VR = max(1, √(Σ|W| / 10,000,000))                            1
      S = ΣB                                              -32,439.86
      K medium = √Σ(B · Σρ·B)                              32,439.86
      K high = √Σ(B · Σρ·B)                                32,439.86
      K low = √Σ(B · Σρ·B)                                 32,439.86
      C+                                                   30,925.09
      C-                                                   22,251.02
      curvature = max(0, C+, C-)                           30,925.09

    Across underlyings, whole account
                    A           S   K medium     K high      K low  curvature
      BTC  -29,395.59  -32,439.86  32,439.86  32,439.86  32,439.86  30,925.09
      delta = √(ΣA² + 2·Σγ·A·A'), vega = √(ΣK² + 2·Σγ·S·S'), curvature as delta with γ²; Σ over pairs
      scenario     γ      delta       vega  curvature        sum
      medium     0.6  29,395.59  32,439.86  30,925.09  92,760.55  largest
      high      0.75  29,395.59  32,439.86  30,925.09  92,760.55
      low       0.45  29,395.59  32,439.86  30,925.09  92,760.55

    Basis, floor, shares of the charge; G = |D of coins, perpetuals| + Σ|D of an expiry|
                    G         |D|  ½·(G - |D|)  short notional      share
      BTC  396,002.44  183,722.44   106,140.00    1,220,000.00  92,760.55
      -------------------------------------------------------------------
      sum                           106,140.00    1,220,000.00  92,760.55

    Add-ons: |quantity| · index; without an index the strike, else the entry price stands for it;
    of an inverse perpetual or future |quantity|
               quantity  add-on
      WHAT         -0.5   21.00
      -------------------------
      add-ons             21.00

    Margins
      delta margin, medium                         29,395.59
      vega margin                                  32,439.86
      curvature margin                             30,925.09
      basis margin H = 0.01 · ½·(G - |D|)           1,061.40
      ------------------------------------------------------
      risk charge                                  93,821.95
      floor L = 0.005 · short notional              6,100.00
      the larger of the two                        93,821.95
      add-ons                                          21.00
      ------------------------------------------------------
      initial margin = larger + add-ons            93,842.95
      maintenance margin = 0.8 · larger + add-ons  75,078.56

    LEVELS
      state        entered below  equity - level     left at  still missing
      warning         103,227.24      112,122.67  105,291.79
      call             93,842.95      121,506.97   95,719.81
      liquidation      75,078.56      140,271.36   76,580.13
      insolvent             0.00      215,349.91    1,501.57
    To warning, the next worse state, equity has 112,122.67 to fall.

    Amounts are USD. Lines are rounded for print; totals are sums of the figures before rounding.
    """#
