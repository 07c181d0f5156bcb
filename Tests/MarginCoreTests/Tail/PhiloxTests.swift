import MarginCore
import Testing

@Suite("Counter-based random numbers")
struct PhiloxTests {
    /// Random123's `kat_vectors`, philox4x32 with ten rounds.
    @Test(
        "have the known answers of their authors",
        arguments: [
            (
                UInt64(0), SIMD4<UInt32>(repeating: 0),
                SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
            ),
            (
                UInt64.max, SIMD4<UInt32>(repeating: .max),
                SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
            ),
            (
                UInt64(0x299f_31d0_a409_3822), SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
                SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
            ),
        ])
    func knownAnswers(seed: UInt64, counter: SIMD4<UInt32>, words: SIMD4<UInt32>) {
        #expect(Philox(seed: seed).words(at: counter) == words)
    }

    @Test("are uniform between 0 and 1, and never either")
    func uniform() {
        let random = Philox(seed: 7)
        var bins = [Int](repeating: 0, count: 16)
        for scenario in 0..<16_000 {
            let u = random.uniform(scenario: scenario, factor: 3)
            #expect(u > 0 && u < 1)
            bins[Int(u * 16)] += 1
        }
        // χ² with 15 degrees of freedom: 37.7 is exceeded once in a thousand times; the seed is fixed.
        let statistic = bins.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
        #expect(statistic < 37.7)
    }

    @Test("are normal with mean 0, variance 1 and the normal distribution's tails")
    func normal() {
        let random = Philox(seed: 11)
        let draws = (0..<20_000).map { random.normal(scenario: $0, factor: 0) }
        let mean = draws.reduce(0, +) / 20_000
        let variance = draws.reduce(0) { $0 + $1 * $1 } / 20_000
        let beyond = draws.count { $0 < -1.6448536269514722 }
        #expect(mean.magnitude < 0.022)  // three standard errors
        #expect((variance - 1).magnitude < 0.03)
        #expect((Double(beyond) - 1000).magnitude < 93)
    }

    @Test("depend on seed, scenario and factor only")
    func places() {
        let random = Philox(seed: 1)
        #expect(random.uniform(scenario: 5, factor: 2) == Philox(seed: 1).uniform(scenario: 5, factor: 2))
        let others = [
            random.uniform(scenario: 6, factor: 2), random.uniform(scenario: 5, factor: 3),
            Philox(seed: 2).uniform(scenario: 5, factor: 2), random.uniform(scenario: 5 + 1 << 32, factor: 2),
        ]
        for other in others { #expect(random.uniform(scenario: 5, factor: 2) != other) }
    }
}
