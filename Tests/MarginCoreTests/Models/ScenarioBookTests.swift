import MarginCore
import MarginTesting
import MarginWire
import Testing

/// The model `scenario` in a book: every number worked out by hand from docs/packs.md, or by a book of the model alone.
@Suite("An account margined by a pack")
struct ScenarioBookTests {
    @Test("in coin loses more on a long inverse perpetual that falls than it gains on one that rises")
    func inversePerpetual() throws {
        for (quantity, loss) in [(100_000, 100_000 * (1 / 0.84 - 1)), (-100_000, 100_000 * (1 - 1 / 1.16))] {
            let desk = ModelBookDesk(pack: "deribit-btc-2024")
            desk.run {
                $0.index("BTC", 50_000)
                $0.perpetual("PERP", on: "BTC", .inverse)
                $0.portfolio("alpha", balances: [("BTC", 3)], positions: [("PERP", Tape.Number(quantity), at: 50_000)])
            }
            let figures = try desk.figures()
            // A roll charge of 1 % of 100,000 beside the worst loss; coins are money and have no risk.
            #expect(isSame(figures.initialMargin, loss + 1_000))
            #expect(isSame(figures.maintenanceMargin, 0.8 * (loss + 1_000)))
            // The profile cuts 2 % off the coins: this pack has no haircut of its own.
            #expect(isSame(figures.equity, 0.98 * 150_000))
            #expect(figures.models?.scenario == (quantity > 0 ? "-16% vol up" : "+16% vol up"))
        }
    }

    @Test("holds two linear options to what the model makes of them alone")
    func linearOptions() throws {
        let desk = ModelBookDesk(pack: "derive-pm2")
        desk.run {
            $0.index("BTC", 60_000)
            $0.option("CALL", on: "BTC", until: .days(40), .call, 65_000)
            $0.option("PUT", on: "BTC", until: .days(40), .put, 50_000)
            $0.forward("BTC", until: .days(40), 60_500)
            $0.price("CALL", iv: 0.55)
            $0.price("PUT", iv: 0.7)
            $0.portfolio(
                "alpha", balances: [("USD", 90_000)], positions: [("CALL", -2, at: 1), ("PUT", "1.5", at: 1)])
        }
        let pack = desk.monitor.intake.configuration.profiles[0].scenario
        var book = ScenarioBook(grid: ScenarioGrid(pack, underlying: "BTC"), spot: 60_000)
        book.add(
            ScenarioRowBatch.Expiry(forward: 60_500, years: 40.0 / 365),
            options: [
                ScenarioBook.Option(strike: 65_000, volatility: 0.55, isCall: true, size: -2),
                ScenarioBook.Option(strike: 50_000, volatility: 0.7, isCall: false, size: 1.5),
            ])
        let charge = book.charge().charge
        let figures = try desk.figures()
        #expect(charge.initial > 1_000)
        #expect(isSame(figures.initialMargin, charge.initial))
        #expect(isSame(figures.maintenanceMargin, charge.maintenance))
        #expect(isSame(figures.equity, 90_000 + book.optionValue))
        #expect(isSame(figures.factors[0].share, charge.worst))
    }

    @Test("tells linear options from inverse ones of one expiry and strike")
    func bothSettlements() throws {
        let desk = ModelBookDesk(pack: "house")
        desk.run {
            $0.index("BTC", 60_000)
            $0.forward("BTC", until: .days(40), 61_000)
            for (symbol, settlement, strike) in [
                ("A", Tape.Settlement.linear, 60_000), ("B", .inverse, 60_000), ("C", .linear, 65_000),
                ("D", .inverse, 65_000),
            ] {
                $0.option(symbol, on: "BTC", settlement, until: .days(40), .call, Tape.Number(strike))
                $0.price(symbol, iv: 0.6)
            }
            $0.portfolio(
                "alpha", balances: [("USD", 90_000)],
                positions: [("A", -1, at: 1), ("B", 2, at: 1), ("C", 1, at: 1), ("D", -3, at: 1)])
        }
        let grid = ScenarioGrid(ScenarioPack(), underlying: "BTC")
        var sum = [Double](repeating: 0, count: grid.stride)
        for (strike, size, isInverse) in [
            (60_000.0, -1.0, false), (60_000, 2, true), (65_000, 1, false), (65_000, -3, true),
        ] {
            var expiry = ScenarioRowBatch.Expiry(forward: 61_000, years: 40.0 / 365)
            expiry.isInverse = isInverse
            if isInverse { expiry.scale = 60_000.0 / 61_000 }
            let option = ScenarioBook.Option(strike: strike, volatility: 0.6, isCall: true, size: 1)
            let row = ScenarioBook.rows(of: [option], expiry, grid: grid)
            for place in sum.indices { sum[place] += size * row[place] }
        }
        var book = ScenarioBook(grid: grid, spot: 60_000)
        // Net of a strike, calls of both kinds together: 2 − 1 of one, 1 − 3 of the other.
        book.add(
            sum: sum, terms: ScenarioExpiryTerms(grid.pack, years: 40.0 / 365), shortOptions: 2, options: 7)
        let charge = book.charge().charge
        let figures = try desk.figures()
        #expect(isSame(figures.initialMargin, charge.initial))
        #expect(isSame(figures.maintenanceMargin, charge.maintenance))
    }

    @Test("owes the add-on of an option without a volatility, and nothing else for it")
    func unpriced() throws {
        let desk = ModelBookDesk(pack: "house")
        desk.run {
            $0.index("BTC", 50_000)
            $0.option("CALL", on: "BTC", until: .days(40), .call, 60_000)
            $0.portfolio("alpha", balances: [("USD", 60_000)], positions: [("CALL", -1, at: 1)])
        }
        let figures = try desk.figures()
        #expect(figures.initialMargin == 50_000 && figures.maintenanceMargin == 50_000 && figures.addOns == 50_000)
        #expect(try desk.models().requirements.scenario == ModelRequirement())
        #expect(try desk.models().scenario == "none")
    }

    @Test("has the payoff of an expired option: money where it is linear, coins where it is inverse")
    func expired() throws {
        for (settlement, margin) in [(Tape.Settlement.linear, 0.0), (.inverse, 0.16 * 10_000)] {
            let desk = ModelBookDesk(pack: "house")
            desk.run {
                $0.index("BTC", 50_000)
                $0.option("CALL", on: "BTC", settlement, until: .seconds(3_600), .call, 40_000)
                $0.price("CALL", iv: 0.5)
                $0.portfolio("alpha", balances: [("USD", 100)], positions: [("CALL", 1, at: 1)])
                $0.wait(seconds: 3_600)
                $0.price("BTCX", 50_000)
            }
            let figures = try desk.figures()
            #expect(isSame(figures.equity, 10_100))
            #expect(isSame(figures.initialMargin, margin))
            #expect(isSame(figures.maintenanceMargin, 0.8 * margin))
        }
    }

    @Test("owes the pack's haircut of what it owns, and has none in its equity")
    func haircuts() throws {
        let desk = ModelBookDesk(pack: "derive-pm2")
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio("alpha", balances: [("BTC", 1)], positions: [("PERP", -1, at: 50_000)])
        }
        let figures = try desk.figures()
        // The perpetual hedges the coin. 3 % and 1 % of the perpetual, 1.5 % and 0.5 % of the coin.
        #expect(figures.equity == 50_000)
        #expect(isSame(figures.maintenanceMargin, 1_500 + 750))
        #expect(isSame(figures.initialMargin, 2_000 + 1_000))
    }

    @Test("owes more while the stablecoin that it holds is below its peg")
    func peg() throws {
        let desk = ModelBookDesk(pack: "house")
        desk.run {
            $0.index("BTC", 50_000)
            $0.index("USDT", 1)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio("alpha", balances: [("USDT", 100_000)], positions: [("PERP", 1, at: 50_000)])
        }
        #expect(isSame(try desk.figures().initialMargin, 8_000 + 500))
        desk.run { $0.price("USDTX", 0.95) }
        // 0.04 below the threshold, four times that of the risk; maintenance margin has no part in it.
        #expect(isSame(try desk.figures().initialMargin, 8_500 * (1 + 4 * 0.04)))
        #expect(isSame(try desk.figures().maintenanceMargin, 0.8 * 8_500))
    }

    @Test("owes more as time passes without a price, step by step of valuation time")
    func confidence() throws {
        let desk = ModelBookDesk(pack: "house")
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio("alpha", balances: [("USD", 200_000)], positions: [("PERP", 1, at: 50_000)])
        }
        // Confidence falls from 1 at 600 s, when the feed is stale, to 0 at 1,200; below 0.55 a tenth of what is missing is
        // charged of the notional.
        let additions: [(seconds: Int64, part: Double)] = [
            (0, 0), (600, 0), (840, 0), (900, 0.05), (959, 0.05), (960, 0.06), (1_200, 0.1), (2_000, 0.1),
        ]
        var passed: Int64 = 0
        for (seconds, part) in additions {
            desk.run {
                $0.wait(seconds: seconds - passed)
                $0.clock()
            }
            passed = seconds
            #expect(isSame(try desk.figures().initialMargin, 8_500 + part * 50_000), "after \(seconds) s")
            let parts = try desk.models().parts
            #expect(parts.map(\.name) == ["worst_loss", "roll"] + (part > 0 ? ["confidence"] : []))
            #expect(isSame(parts.reduce(0) { $0 + $1.amount }, 8_500 + part * 50_000))
        }
        desk.run { $0.price("BTCX", 50_000) }
        #expect(isSame(try desk.figures().initialMargin, 8_500))
    }

    @Test("has no haircut of the profile where the pack has one, neither the first nor those of larger balances")
    func onlyTheirs() throws {
        let desk = ModelBookDesk([.scenario]) { configuration in
            for pack in BuiltInPacks.all where pack.name == "derive-pm2" { configuration.profiles[0].scenario = pack }
            configuration.profiles[0].underlyings["BTC"]?.haircutTiers = [HaircutTier(from: 20_000, haircut: 0.5)]
        }
        desk.run {
            $0.index("BTC", 50_000)
            $0.portfolio("alpha", balances: [("BTC", 1)])
        }
        #expect(try desk.figures().equity == 50_000)
    }
}
