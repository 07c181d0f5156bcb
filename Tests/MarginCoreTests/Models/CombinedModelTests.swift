import MarginCore
import MarginTesting
import MarginWire
import Testing

@Suite("An account margined by several models")
struct CombinedModelTests {
    /// Long two linear perpetuals at 50,000: 16,000 by the sensitivities, 16,000 and a roll charge of 1,000 by the
    /// house's pack, 10,000 by the worst of three days.
    private func desk(_ change: (inout MarginProfile) -> Void = { _ in }) throws -> ModelBookDesk {
        let history = try threeDays()
        let desk = ModelBookDesk(MarginModelName.allCases) {
            $0.history = history
            $0.profiles[0].tail.window = 3
            $0.profiles[0].tail.buffer = 0
            change(&$0.profiles[0])
        }
        desk.run {
            $0.index("BTC", 50_000)
            $0.perpetual("PERP", on: "BTC")
            $0.portfolio("alpha", balances: [("USD", 200_000)], positions: [("PERP", 2, at: 50_000)])
        }
        return desk
    }

    @Test("has the largest initial and the largest maintenance margin, each wherever it is")
    func largest() throws {
        let desk = try desk { $0.tail.maintenanceFactor = 1.5 }
        let figures = try desk.figures()
        #expect(isSame(figures.initialMargin, 17_000))
        #expect(isSame(figures.maintenanceMargin, 15_000))
        let models = try desk.models()
        #expect(models.decidedBy == .scenario && models.scenario == "-16% vol up")
        #expect(isSame(models.requirements.sensitivities?.initial ?? 0, 16_000))
        #expect(isSame(models.requirements.scenario?.initial ?? 0, 17_000))
        #expect(isSame(models.requirements.tail?.initial ?? 0, 10_000))
        // The deciding model's share is of its worst loss, the margins by kind are those of the sensitivities.
        #expect(isSame(figures.factors[0].share, 16_000) && isSame(figures.deltaMargin, 16_000))
    }

    @Test("has their weighted sum, decided by the model with the largest part of it")
    func sum() throws {
        let desk = try desk {
            $0.combination.rule = .sum
            $0.combination.weights.sensitivities = 0.25
            $0.combination.weights.scenario = 0.5
            $0.combination.weights.tail = 2
        }
        let figures = try desk.figures()
        #expect(isSame(figures.initialMargin, 0.25 * 16_000 + 0.5 * 17_000 + 2 * 10_000))
        #expect(isSame(figures.maintenanceMargin, 0.8 * figures.initialMargin))
        #expect(figures.models?.decidedBy == .tail && figures.models?.scenario == "1969-12-30")
        #expect(isSame(figures.factors[0].share, 10_000))
    }

    @Test("says in an alert what each of them asks for, and what decided")
    func alert() throws {
        let desk = try desk()
        let alerts = desk.run {
            $0.wait(seconds: 60)
            $0.balance("alpha", "USD", 15_000)
        }.alerts
        #expect(alerts.count == 1)
        var bytes: [UInt8] = []
        var encoder = AlertEncoder()
        encoder.encode(try #require(alerts.first), into: &bytes)
        let line = String(decoding: bytes, as: UTF8.self)
        #expect(line.contains(#""state":"call""#), "\(line)")
        let models = #","model":"scenario","models":{"sensitivities":16000.0,"scenario":17000.0,"tail":"#
        let shares = #"},"scenario":"-16% vol up","factors":[{"underlying":"BTC","delta":100000.0,"vega":0.0,"#
        #expect(line.contains(models), "\(line)")
        #expect(line.contains(shares + #""share":16000.0}],"trigger":{"type":"balance","#), "\(line)")
    }

    @Test("prices an option in every scenario once for all who hold it, and again only when its price has moved")
    func pricesOnce() throws {
        let desk = try desk()
        func priced() -> Int { desk.monitor.withBook { $0.pricedRows } }
        #expect(priced() == 0)
        desk.run {
            $0.option("CALL", on: "BTC", until: .days(30), .call, 55_000)
            $0.option("PUT", on: "BTC", until: .days(30), .put, 45_000)
            $0.price("CALL", iv: 0.6)
            $0.price("PUT", iv: 0.7)
            $0.position("alpha", "CALL", -1, at: 1)
        }
        // Once by each of two models.
        #expect(priced() == 2)
        desk.run {
            $0.position("alpha", "CALL", -2, at: 1)
            $0.fill("alpha", "CALL", 1, at: 900)
            $0.portfolio("beta", balances: [("USD", 10_000)], positions: [("CALL", 1, at: 1)])
            $0.transfer("beta", "USD", 5_000)
        }
        #expect(priced() == 2)
        desk.run { $0.position("beta", "PUT", 1, at: 1) }
        #expect(priced() == 4)
        desk.run { $0.price("PUT", iv: 0.8) }
        #expect(priced() == 6)
        desk.run { $0.price("BTCX", 50_100) }
        #expect(priced() == 10)
        #expect(desk.monitor.audit() == nil)
        #expect(priced() == 10)
    }
}
