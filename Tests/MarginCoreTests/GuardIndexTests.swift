import MarginTesting
import Testing

@testable import MarginCore

@Suite("A guard index")
struct GuardIndexTests {
    /// What the index stands for: every slice with its guard as it was asked for.
    private struct Plain {
        var slice: Int32
        var low = Double.infinity
        var high = -Double.infinity

        func holds(at price: Double) -> Bool { low <= price && price <= high }
        /// By so little outside that single precision may have rounded the guard inwards past it.
        func barelyHolds(at price: Double) -> Bool {
            holds(at: price) && (price < low * (1 + 0x1p-22) || price > high * (1 - 0x1p-22))
        }
    }

    @Test("finds every slice whose guard a price leaves, and none whose guard holds it", arguments: UInt64(1)...24)
    func matchesScan(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let index = GuardIndex()
        var plain: [Plain] = []
        var next: Int32 = 0
        let most = [1, 3, 64, 65, 100, 4096, 4097, 20_000][Int(seed / 2 % 8)]
        var hits = HotArray<Int32>()
        for round in 0..<60 {
            // Grow towards `most`, shrink to almost nothing now and then.
            // In between change so little that most branches stay as they are.
            let isQuiet = round % 5 > 1 && round % 10 != 9
            let grown = round % 10 == 9 ? most / 50 : Int.random(in: most / 2...most, using: &random)
            let wanted = isQuiet ? plain.count : grown
            while plain.count < wanted {
                index.append(next)
                plain.append(Plain(slice: next))
                next += 1
            }
            while plain.count > wanted {
                let place = Int.random(in: 0..<plain.count, using: &random)
                let moved = index.remove(at: place)
                let last = plain.removeLast()
                #expect(moved == (place < plain.count ? last.slice : nil), "seed \(seed)")
                if place < plain.count { plain[place] = last }
            }
            for _ in 0..<(isQuiet ? min(plain.count, 2) : 3 * plain.count) {
                let place = Int.random(in: 0..<plain.count, using: &random)
                if Int.random(in: 0..<10, using: &random) < (isQuiet ? 5 : 0) {
                    index.removeGuard(at: place)
                    plain[place] = Plain(slice: plain[place].slice)
                } else {
                    // With every second seed most guards hold at most prices, and most branches need not be searched.
                    let middle = 100 + Double.random(in: -1...1, using: &random) * (seed % 2 == 0 ? 1 : 0.01)
                    let least = seed % 2 == 0 ? 0 : 0.015
                    let low = middle * (1 - Double.random(in: least...0.02, using: &random))
                    let high = middle * (1 + Double.random(in: least...0.02, using: &random))
                    index.setGuard(at: place, low: low, high: high)
                    plain[place].low = low
                    plain[place].high = high
                }
            }
            for _ in 0..<6 {
                let price = price(near: plain, &random)
                hits.removeAll()
                index.collect(price: price, into: &hits)
                var found = Set<Int32>()
                for place in 0..<hits.count {
                    #expect(found.insert(hits[place]).inserted, "seed \(seed): twice")
                }
                for entry in plain where !entry.holds(at: price) {
                    #expect(found.contains(entry.slice), "seed \(seed): \(entry) at \(price)")
                }
                for entry in plain where entry.holds(at: price) && !entry.barelyHolds(at: price) {
                    #expect(!found.contains(entry.slice), "seed \(seed): \(entry) at \(price)")
                }
            }
        }
    }

    /// Anywhere, or on an end of a guard, or the number beside one.
    private func price(near plain: [Plain], _ random: inout SeededGenerator) -> Double {
        let entry = plain.randomElement(using: &random)
        guard let entry, entry.low.isFinite, Bool.random(using: &random) else {
            let reach = Bool.random(using: &random) ? 3.0 : 1
            return 100 + Double.random(in: -reach...reach, using: &random)
        }
        let end = Bool.random(using: &random) ? entry.low : entry.high
        return [end, end.nextUp, end.nextDown][Int.random(in: 0..<3, using: &random)]
    }

    @Test("rounds a guard inwards, whatever its size")
    func roundsInwards() {
        var random = SeededGenerator(seed: 7)
        let index = GuardIndex()
        index.append(5)
        for _ in 0..<20_000 {
            let low = exp10(Double.random(in: -50...50, using: &random))
            let high = low * (1 + Double.random(in: 0...0.02, using: &random))
            index.setGuard(at: 0, low: low, high: high)
            let range = index.guardRange(at: 0)
            #expect(range.low >= low && range.high <= high)
        }
        index.setGuard(at: 0, low: -.infinity, high: .infinity)
        var hits = HotArray<Int32>()
        for price in [0, .leastNonzeroMagnitude, 1, 1e300] { index.collect(price: price, into: &hits) }
        #expect(hits.count == 0, "a guard without ends holds at every price")
    }

    private func exp10(_ x: Double) -> Double { power(10, x) }
}
