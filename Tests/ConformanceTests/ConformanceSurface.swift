import MarginCore
import MarginTesting
import Testing

/// The option chains of an exchange through a crash: 46 snapshots of the quotes of BTC and ETH, about six hours apart.
@Suite("The surface of a recorded chain", .enabled(if: Vectors.isConfigured, "MARGIND_SHARED is not set"))
struct ConformanceSurface {
    private struct Key: Hashable {
        var arbitrage: FeedAlert.Arbitrage
        var underlying: String
        var expiry: Timestamp
    }

    @Test("has few arbitrages, each reported once and ended once", arguments: [SurfaceRules.Smile.linear, .svi])
    func chain(smile: SurfaceRules.Smile) throws {
        let text = try Vectors.unzippedText("../tapes/deribit-2026-02.ndjson.gz")
        var configuration = MarginConfiguration()
        configuration.surface.smile = smile
        configuration.surface.checks = true
        // After each snapshot the quotes stand for hours: looking once is enough, and a fit is slow without optimisation.
        configuration.valuationInterval = 21_600 * 1_000_000_000
        let monitor = ShardedMonitor(configuration, shards: 3, batchSize: 1_000)
        let alerts = monitor.run(text.split(separator: "\n").map(String.init))
        #expect(monitor.audit() == nil)

        var open: Set<Key> = []
        var sizes: [Double] = []
        for case .feed(let alert) in alerts {
            switch alert.condition {
            case .calendarArbitrage(let underlying, let expiry, _, _, _, let size):
                #expect(open.insert(Key(arbitrage: .calendar, underlying: underlying, expiry: expiry)).inserted)
                sizes.append(size)
            case .butterflyArbitrage(let underlying, let expiry, _, let size):
                #expect(open.insert(Key(arbitrage: .butterfly, underlying: underlying, expiry: expiry)).inserted)
                sizes.append(size)
            case .arbitrageEnded(let arbitrage, let underlying, let expiry):
                let key = Key(arbitrage: arbitrage, underlying: underlying, expiry: expiry)
                #expect(open.remove(key) != nil)
            default: break
            }
        }
        #expect(!sizes.isEmpty && sizes.count <= 20, "\(sizes)")
        #expect(sizes.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test("that moves with the forward gives the same alerts from one book and from seven, on a tape with every rule")
    func mixed() throws {
        let text = try Vectors.unzippedText("../tapes/mixed.ndjson.gz")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var configuration = MarginConfiguration()
        configuration.surface.smile = .linear
        configuration.surface.stick = .delta
        configuration.surface.checks = true
        let expected = ShardedMonitor(configuration, shards: 1, guards: false).run(lines)
        #expect(ShardedMonitor(configuration, shards: 7).run(lines) == expected)
    }
}
