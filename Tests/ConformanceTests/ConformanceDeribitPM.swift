import Foundation
import MarginCore
import MarginTesting
import Testing

/// Deribit's portfolio margin as its own simulation prints it: futures of one currency, in coin.
@Suite(
    "Conformance to Deribit's portfolio margin",
    .enabled(if: Vectors.isConfigured, "MARGIND_SHARED names no folder of vectors"))
struct ConformanceDeribitPM {
    @Test("Risk vectors, worst case, roll shock and both margins equal the exchange's")
    func simulations() throws {
        let file = try Vectors.decode(File.self, from: "deribit_pm.json", keys: .convertFromSnakeCase)
        try #require(!file.vectors.isEmpty)
        var checks = 0
        var largestError = 0.0
        for vector in file.vectors {
            for (name, value, expected) in try vector.comparisons() {
                checks += 1
                let error = (value - expected).magnitude
                largestError = max(largestError, error)
                // The exchange forms its margins from a worst case that it has rounded to nine decimals.
                let tolerance = name.hasSuffix("margin") ? 1e-9 : 1e-11
                #expect(error <= tolerance, "\(vector.name), \(name): \(value), not \(expected)")
            }
        }
        print("Deribit PM: \(checks) numbers of \(file.vectors.count) simulations, largest error \(largestError) coins")
    }
}

extension ConformanceDeribitPM {
    struct File: Decodable { let vectors: [Vector] }

    struct Vector: Decodable {
        let name: String
        let index: Double
        /// Coins, by instrument.
        let positions: [String: Double]
        let params: Parameters
        let openOrdersMargin: Double?
        let mmpMargin: Double?
        let expect: Expectation
    }

    struct Parameters: Decodable {
        let priceRange: Double
        let buckets: Int
        let mmFactor: Double
        let minAnnualisedMove: Double
        let annualisedMoveRisk: Double
        let pnlOffset: Double
        let volUp: Double
        let volDown: Double
        let minVolUp: Double
        let stVegaPower: Double
        let ltVegaPower: Double
    }

    /// What a simulation prints; a book without futures, say, has no vector of futures.
    struct Expectation: Decodable {
        /// By price bucket, the lowest price first.
        let vecPerp: [Double]?
        let vecFut: [Double]?
        let aggregated: [Double]?
        let worstCase: Double?
        let rollShock: Double?
        let riskMatrixMargin: Double?
        let initialMargin: Double
        let maintenanceMargin: Double
    }
}

extension ConformanceDeribitPM.Vector {
    /// Everything that the simulation states, beside what the model makes of it; in coin.
    func comparisons() throws -> [(name: String, value: Double, expected: Double)] {
        let grid = ScenarioGrid(params.pack, underlying: name)
        let perpetuals = positions.filter { $0.key.hasSuffix("PERPETUAL") }.map(\.value)
        let futures = positions.filter { !$0.key.hasSuffix("PERPETUAL") }.map(\.value)
        let perpetual = book(grid, perpetuals: perpetuals, futures: [])
        let future = book(grid, perpetuals: [], futures: futures)
        let whole = book(grid, perpetuals: perpetuals, futures: futures).charge()
        let charge = whole.charge
        let lines: [(String, Double, Double?)] = [
            ("worst case", charge.worst, expect.worstCase),
            ("roll shock", charge.roll, expect.rollShock),
            ("risk matrix margin", charge.risk, expect.riskMatrixMargin),
            ("initial margin", charge.initial, expect.initialMargin),
            ("maintenance margin", charge.maintenance, expect.maintenanceMargin),
        ]
        var all: [(name: String, value: Double, expected: Double)] = []
        for case (let name, let value, let expected?) in lines { all.append((name, value / index, expected)) }
        let buckets = 2 * params.buckets + 1
        let vectors: [(String, [Double], [Double]?)] = [
            ("perpetual", perpetual.charge().profits, expect.vecPerp),
            ("future", future.charge().profits, expect.vecFut),
            ("aggregated", offset(whole.profits), expect.aggregated),
        ]
        for case (let name, let profits, let expected?) in vectors {
            try #require(profits.count == buckets && expected.count == buckets)
            // The product's grid begins with the highest price.
            for bucket in 0..<buckets {
                all.append(("\(name) \(bucket)", profits[buckets - 1 - bucket] / index, expected[bucket]))
            }
        }
        return all
    }

    private func book(_ grid: ScenarioGrid, perpetuals: [Double], futures: [Double]) -> ScenarioBook {
        var book = ScenarioBook(grid: grid, spot: index)
        book.holdings.perpetuals = linear(perpetuals)
        // What the vector states takes the least roll rate, so that the expiry does not matter.
        book.add(
            sum: Array(repeating: 0, count: grid.stride), terms: ScenarioExpiryTerms(grid.pack, years: 0),
            futures: linear(futures))
        book.account.orders = ((openOrdersMargin ?? 0) + (mmpMargin ?? 0)) * index
        return book
    }

    /// The product's numbers are in USD, at the index.
    private func linear(_ coins: [Double]) -> ScenarioLinear {
        ScenarioLinear(
            coinDelta: coins.reduce(0, +) * index, gross: coins.reduce(0) { $0 + $1.magnitude } * index)
    }

    /// A currency's risk vector as it enters the account's.
    private func offset(_ profits: [Double]) -> [Double] {
        profits.withUnsafeBufferPointer { profits in
            profits.indices.map {
                ScenarioModel.together($0, 1, profits.baseAddress!, profits.count, offset: params.pnlOffset)
            }
        }
    }
}

extension ConformanceDeribitPM.Parameters {
    var pack: ScenarioPack {
        var pack = ScenarioPack()
        pack.grid.range = priceRange
        pack.grid.steps = buckets
        // Futures do not depend on volatility: one of the moves shows the vector.
        pack.grid.volatilities = [.none]
        pack.tails.moves = []
        pack.volatility.up = volUp
        pack.volatility.down = volDown
        pack.volatility.leastUp = minVolUp
        pack.volatility.powerShort = stVegaPower
        pack.volatility.powerLong = ltVegaPower
        pack.numeraire = .coin
        pack.combination = .cells
        pack.offset = pnlOffset
        pack.roll.least = minAnnualisedMove
        pack.roll.perYear = annualisedMoveRisk
        pack.maintenanceFactor = mmFactor
        return pack
    }
}
