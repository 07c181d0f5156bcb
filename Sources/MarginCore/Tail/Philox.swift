/// Random numbers by place: a key and a counter go in, 128 bits come out, and nothing is kept between two draws.
///
/// So a scenario's numbers depend on the seed and its own index only, in whatever order or number they are drawn.
///
/// - Source: Salmon, Moraes, Dror, Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC 2011: Philox4x32 with ten
///   rounds; `PhiloxTests` has the known answers of its authors' Random123.
package struct Philox: Equatable, Sendable {
    private let key: (UInt32, UInt32)

    package init(seed: UInt64) { key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

    /// The four words at a counter.
    package func words(at counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var (k0, k1) = key
        var c = counter
        for round in 0..<10 {
            if round > 0 {
                k0 &+= 0x9E37_79B9
                k1 &+= 0xBB67_AE85
            }
            let first = UInt64(c[0]) * 0xD251_1F53
            let second = UInt64(c[2]) * 0xCD9E_8D57
            c = SIMD4(
                UInt32(truncatingIfNeeded: second >> 32) ^ c[1] ^ k0, UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ c[3] ^ k1, UInt32(truncatingIfNeeded: first))
        }
        return c
    }

    /// A number in 0 < … < 1, one of the 2⁵² midpoints of equal steps.
    ///
    /// - Parameters:
    ///   - scenario: From 0.
    ///   - factor: Which of a scenario's numbers; from 0.
    package func uniform(scenario: Int, factor: Int) -> Double {
        let index = UInt64(bitPattern: Int64(scenario))
        let words = words(
            at: SIMD4(
                UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
                UInt32(truncatingIfNeeded: factor), 0))
        let bits = UInt64(words[0]) | UInt64(words[1]) << 32
        // 52 bits and a half are a double exactly; 53 would round the last of them up to 1.
        return (Double(bits >> 12) + 0.5) * 0x1p-52
    }

    /// A standard normal number.
    package func normal(scenario: Int, factor: Int) -> Double {
        NormalDistribution.quantile(uniform(scenario: scenario, factor: factor))
    }

    package static func == (a: Philox, b: Philox) -> Bool { a.key == b.key }
}
