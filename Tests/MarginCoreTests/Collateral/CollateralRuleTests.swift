import MarginCore
import MarginTesting
import Testing

@Suite("Collateral rules") struct CollateralRuleTests {
    private func monitor(_ configure: (inout MarginProfile) -> Void) -> Monitor {
        Monitor { configure(&$0.profiles[0]) }
    }

    @Test("take a larger haircut of a larger balance, and none of a debt")
    func tiers() {
        let monitor = monitor {
            $0.underlyings["BTC"]?.haircutTiers = [HaircutTier(from: 100_000, haircut: 0.10)]
        }
        monitor.run {
            $0.index("BTC", 50_000)
            $0.balance("owner", "BTC", 4)
            $0.balance("debtor", "BTC", -4)
        }
        // 100,000 · 0.98 + 100,000 · 0.90, against a debt of 200,000.
        #expect(monitor.equity("owner") == 188_000)
        #expect(monitor.equity("debtor") == -200_000)
        #expect(monitor.audit() == nil)
    }

    @Test("limit cash and coins alike")
    func shares() {
        let monitor = monitor {
            $0.underlyings["BTC"]?.haircut = 0
            $0.underlyings["BTC"]?.collateralShare = 0.5
            $0.underlyings["USDT"]?.haircut = 0
            $0.underlyings["USDT"]?.collateralShare = 0.25
            $0.underlyings["ETH"]?.haircut = 0
            $0.underlyings["ETH"]?.collateralCap = 1000
        }
        monitor.run {
            $0.index("BTC", 50_000)
            $0.index("ETH", 2000)
            $0.balance("a", "BTC", 1)
            $0.balance("a", "USDT", 90_000)
            $0.balance("a", "USD", 9000)
            $0.balance("a", "ETH", 7)
        }
        // (9,000 + 1,000) / (1 − 0.5 − 0.25) = 40,000: BTC counts 20,000 and USDT 10,000.
        #expect(monitor.equity("a") == 40_000)
        monitor.run { $0.balance("a", "USD", -500) }
        // What is owed is not collateral: 1,000 / 0.25 − 500.
        #expect(monitor.equity("a") == 3500)
        #expect(monitor.audit() == nil)
    }

    @Test("price what is owned at the median of the sources where that is below the index")
    func median() {
        let monitor = monitor {
            $0.collateralPrice = .minimumOfMedian
            $0.underlyings["BTC"]?.haircut = 0
        }
        func quote(_ source: String, _ price: Double, _ tape: inout Tape) {
            sequence += 1
            tape.number(sequence, from: source)
            tape.price("BTCX", Tape.Number(price))
        }
        var sequence: Int64 = 0
        monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.balance("owner", "BTC", 1)
            $0.balance("debtor", "BTC", -1)
            quote("a", 100, &$0)
        }
        #expect(monitor.equity("owner") == 100)
        // The mean of 100 and 110, then the middle of 100, 110 and 140; the index is the last.
        monitor.run { quote("b", 110, &$0) }
        #expect(monitor.equity("owner") == 105)
        monitor.run { quote("c", 140, &$0) }
        #expect(monitor.equity("owner") == 110)
        #expect(monitor.equity("debtor") == -140)
        // Sources repeat themselves: the median of 100, 110 and 90 is above the index.
        monitor.run { quote("c", 90, &$0) }
        #expect(monitor.equity("owner") == 90)
        #expect(monitor.audit() == nil)
    }

    @Test("forget a source that has been silent for longer than an index may be, with no line of that index")
    func stale() {
        let monitor = monitor {
            $0.collateralPrice = .minimumOfMedian
            $0.underlyings["BTC"]?.haircut = 0
            $0.requirement.basisRate = 0
        }
        monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.balance("owner", "BTC", 1)
            $0.number(1, from: "a")
            $0.price("BTCX", 100)
            $0.wait(seconds: 10)
            $0.number(1, from: "b")
            $0.price("BTCX", 140)
        }
        #expect(monitor.equity("owner") == 120)
        monitor.run {
            $0.wait(seconds: 590)
            $0.clock()
        }
        #expect(monitor.equity("owner") == 120, "600 s are not longer than stale_after")
        monitor.run {
            $0.wait(nanoseconds: 1)
            $0.clock()
        }
        #expect(monitor.equity("owner") == 140)
        #expect(monitor.audit() == nil)
        monitor.run {
            $0.wait(seconds: 3600)
            $0.clock()
        }
        #expect(monitor.equity("owner") == 140, "without a source the index is left")
        #expect(monitor.audit() == nil)
    }

    @Test("heed a source that is just as old as an index may be, when another one speaks")
    func barelyNew() {
        let monitor = monitor {
            $0.collateralPrice = .minimumOfMedian
            $0.underlyings["BTC"]?.haircut = 0
        }
        monitor.run {
            $0.spot("BTCX", on: "BTC")
            $0.balance("owner", "BTC", 1)
            $0.number(1, from: "a")
            $0.price("BTCX", 100)
            $0.wait(seconds: 600)
            $0.number(1, from: "b")
            $0.price("BTCX", 140)
        }
        #expect(monitor.equity("owner") == 120)
        #expect(monitor.audit() == nil)
    }

    @Test("judge an account when the median moves")
    func judged() {
        let monitor = monitor {
            $0.collateralPrice = .minimumOfMedian
            $0.underlyings["USDT"]?.haircut = 0
            $0.underlyings["BTC"]?.haircut = 0
        }
        let outcome = monitor.run {
            $0.index("BTC", 100)
            $0.index("USDT", 1)
            $0.perpetual("P", on: "BTC")
            $0.portfolio("a", balances: [("USDT", 18)], positions: [("P", 1, at: 100)])
            $0.number(1, from: "cautious")
            $0.price("USDTX", 0.70)
        }
        // 18 · 0.70 = 12.6 is below the maintenance margin of 12.8; the median of the two would be 0.85.
        #expect(outcome.moves == ["a: normal → liquidation"])
        #expect(monitor.audit() == nil)
    }

    @Test("never take equity for an amount that is added", arguments: UInt64(1)...40)
    func monotone(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var shares: [Double] = []
        for _ in 0..<3 { shares.append(Double.random(in: 0...1, using: &random)) }
        let monitor = monitor {
            $0.underlyings["BTC"]?.collateralShare = shares[0]
            $0.underlyings["ETH"]?.collateralShare = shares[1]
            $0.underlyings["USDC"]?.collateralShare = shares[2]
            $0.underlyings["ETH"]?.haircutTiers = [
                HaircutTier(from: 3000, haircut: 0.3), HaircutTier(from: 9000, haircut: 1),
            ]
            $0.underlyings["BTC"]?.collateralCap = 200_000
        }
        monitor.run {
            $0.index("BTC", 50_000)
            $0.index("ETH", 2000)
            $0.balance("a", "USD", 1000)
        }
        for _ in 0..<30 {
            let before = monitor.equity("a") ?? 0
            let asset = ["USD", "USDC", "BTC", "ETH"].randomElement(using: &random) ?? "USD"
            let amount =
                Double(Int.random(in: 1...1000, using: &random)) / (asset.count == 3 && asset != "USD" ? 100 : 1)
            monitor.run { $0.transfer("a", asset, Tape.Number(amount)) }
            let after = monitor.equity("a") ?? 0
            #expect(after >= before * (1 - 1e-12), "seed \(seed): \(asset) \(amount)")
        }
    }
}
