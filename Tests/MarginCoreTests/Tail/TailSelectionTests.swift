import MarginCore
import MarginTesting
import Testing

@Suite("The worst outcomes")
struct TailSelectionTests {
    @Test(
        "are as many as the level says, also where a product of doubles is a hair above a whole number",
        arguments: [
            (1000, 0.975, 25), (1000, 0.99, 10), (250, 0.99, 3), (250, 0.975, 7), (400, 0.975, 10), (200, 0.975, 5),
            (500, 0.99, 5), (100, 0.99, 1), (10, 0.99, 1), (1, 0.975, 1), (715, 0.99, 8), (715, 0.95, 36),
            (20, 0.05, 19), (1_000_000, 0.999, 1000), (1_000_000, 0.975, 25_000), (0, 0.99, 0),
        ])
    func rank(outcomes: Int, level: Double, count: Int) {
        #expect(TailRank.count(of: outcomes, tail: 1 - level) == count)
    }

    @Test("are the beginning of the full sort, equal ones by scenario", arguments: [UInt64(1), 2, 3, 4, 5])
    func sorted(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var selection = TailSelection()
        for _ in 0..<200 {
            let count = Int.random(in: 1...300, using: &random)
            // Few different values, so that many are equal; zeros of both signs among them.
            let isCoarse = Bool.random(using: &random)
            let profits = (0..<count).map { _ in
                isCoarse
                    ? Double(Int.random(in: -3...3, using: &random)) * (Bool.random(using: &random) ? 1 : -1)
                    : Double.random(in: -1e9...1e9, using: &random)
            }
            let k = Int.random(in: 0...(count + 5), using: &random)
            let expected = profits.indices.sorted { (profits[$0], $0) < (profits[$1], $1) }.prefix(k)

            profits.withUnsafeBufferPointer { selection.select(k, of: $0) }

            #expect(selection.worst.map { Int($0.scenario) } == Array(expected), "seed \(seed)")
            #expect(
                selection.worst.map(\.profit.bitPattern) == expected.map { profits[$0].bitPattern }, "seed \(seed)")
        }
    }

    @Test("of none are none")
    func empty() {
        var selection = TailSelection()
        [Double]().withUnsafeBufferPointer { selection.select(5, of: $0) }
        #expect(selection.worst.isEmpty)
    }
}
