import MarginCore
import MarginTesting
import Testing

@Suite("A haircut schedule") struct HaircutScheduleTests {
    private var terms: CollateralTerms {
        var terms = CollateralTerms(haircut: 0.02)
        terms.tiers = [HaircutTier(from: 1_000_000, haircut: 0.05), HaircutTier(from: 5_000_000, haircut: 0.20)]
        return terms
    }

    @Test(
        "holds for the part of a value that lies in its band",
        // By hand: 0.98 below a million, 0.95 from there to five, 0.80 above.
        arguments: [
            (0, 0), (500_000, 490_000), (1_000_000, 980_000), (2_000_000, 980_000 + 950_000),
            (5_000_000, 980_000 + 3_800_000), (7_000_000, 980_000 + 3_800_000 + 1_600_000),
        ] as [(Double, Double)])
    func marginal(value: Double, counted: Double) {
        #expect(terms.afterHaircuts(value) == counted)
    }

    @Test("without tiers is the plain haircut, bit for bit")
    func plain() {
        #expect(CollateralTerms(haircut: 0.07).afterHaircuts(12_345.678) == 12_345.678 * (1 - 0.07))
    }
}

@Suite("What collateral counts") struct CollateralCountTests {
    /// Values without haircuts, with their share and cap.
    private func count(_ assets: [(value: Double, share: Double, cap: Double)]) -> (parts: [Double], total: Double) {
        var count = CollateralCount()
        for (place, asset) in assets.enumerated() {
            var terms = CollateralTerms(haircut: 0)
            terms.share = asset.share
            terms.cap = asset.cap
            count.add(UnderlyingID(place), price: 1, value: asset.value, terms)
        }
        let total = count.settle()
        return (count.parts.map(\.counted), total)
    }

    @Test("is all of it without limits, and what is left of an asset at its cap")
    func caps() {
        #expect(count([(100, 1, .infinity), (50, 1, 30)]).parts == [100, 30])
    }

    @Test("is at most an asset's share of what counts in the end")
    func share() {
        // X = 60 / (1 − 0.4) = 100, of which the limited asset is 40.
        let limited = count([(60, 1, .infinity), (500, 0.4, .infinity)])
        #expect(limited.parts == [60, 40])
        #expect(limited.total == 100)
        // 30 of 90 is within 0.4: nothing is cut.
        #expect(count([(60, 1, .infinity), (30, 0.4, .infinity)]).parts == [60, 30])
    }

    @Test("has one solution with several limited assets")
    func several() {
        // Both are cut: X = 50 / (1 − 0.25 − 0.25) = 100.
        #expect(count([(50, 1, .infinity), (80, 0.25, .infinity), (70, 0.25, .infinity)]).parts == [50, 25, 25])
        // The second is not: X = (50 + 10) / (1 − 0.25) = 80.
        #expect(count([(50, 1, .infinity), (80, 0.25, .infinity), (10, 0.25, .infinity)]).parts == [50, 20, 10])
        // A cap comes first: 10 of 60 is within 0.25.
        #expect(count([(50, 1, .infinity), (80, 0.25, 10)]).parts == [50, 10])
    }

    @Test("is nothing where the shares of what is held leave no room")
    func nothing() {
        #expect(count([(100, 0.4, .infinity)]).total == 0)
        #expect(count([(100, 0.4, .infinity), (100, 0.4, .infinity)]).total == 0)
        #expect(count([(100, 0, .infinity), (40, 1, .infinity)]).parts == [0, 40])
        #expect(count([]).total == 0)
    }

    @Test("keeps every asset within its share, and leaves none out that had room", arguments: UInt64(1)...300)
    func fixedPoint(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let assets = Self.assets(&random)
        let (parts, total) = count(assets)
        for (asset, part) in zip(assets, parts) {
            let capped = min(asset.value, asset.cap)
            let expected = min(capped, asset.share * total)
            #expect((part - expected).magnitude <= 1e-9 * max(total, capped), "seed \(seed)")
        }
    }

    @Test("never falls when collateral is added", arguments: UInt64(1)...300)
    func monotone(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var assets = Self.assets(&random)
        let before = count(assets).total
        let place = Int.random(in: 0..<assets.count, using: &random)
        assets[place].value += Double.random(in: 0...2000, using: &random)
        #expect(count(assets).total >= before * (1 - 1e-12), "seed \(seed)")
    }

    @Test("does not depend on the order of the assets", arguments: UInt64(1)...100)
    func order(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let assets = Self.assets(&random)
        let total = count(assets).total
        #expect((count(assets.shuffled(using: &random)).total - total).magnitude <= 1e-12 * total, "seed \(seed)")
    }

    @Test("is finite, whatever the numbers", arguments: UInt64(1)...300)
    func hostile(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let values = [0, .leastNonzeroMagnitude, 1e-60, 1, 1e60, 1e100]
        let shares = [0, 1e-30, 0.5, (1.0).nextDown, 1]
        let caps = [1, 1e18, Double.infinity]
        var assets: [(value: Double, share: Double, cap: Double)] = []
        for _ in 0..<6 {
            assets.append(
                (
                    values.randomElement(using: &random) ?? 0, shares.randomElement(using: &random) ?? 0,
                    caps.randomElement(using: &random) ?? 0
                ))
        }
        let (parts, total) = count(assets)
        #expect(total.isFinite && total >= 0, "seed \(seed)")
        for (part, asset) in zip(parts, assets) {
            #expect(part >= 0 && part <= min(asset.value, asset.cap), "seed \(seed)")
        }
    }

    private static func assets(
        _ random: inout SeededGenerator
    ) -> [(value: Double, share: Double, cap: Double)] {
        (0..<Int.random(in: 1...6, using: &random)).map { _ in
            (
                value: Double.random(in: 0...1000, using: &random),
                share: Bool.random(using: &random) ? 1 : Double.random(in: 0...1, using: &random),
                cap: Bool.random(using: &random) ? .infinity : Double.random(in: 1...1000, using: &random)
            )
        }
    }
}
