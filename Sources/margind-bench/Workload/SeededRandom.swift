import Glibc

/// Random numbers that the seed decides (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
///
/// Exponential and logarithm of a workload may be those of the C library: they decide what is measured, not how.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A stream of its own for each `stream` of one seed.
    init(seed: UInt64, stream: Int) {
        var mixer = SeededRandom(seed: seed ^ UInt64(bitPattern: Int64(stream)) &* 0xD6E8_FEB8_6659_FD93)
        state = mixer.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in 0 ..< 1.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform among 0 ..< `count`.
    mutating func below(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller, 1958).
    mutating func gauss() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }

    /// A size as positions have them: lognormal with median 1.
    mutating func size() -> Double { exp(0.9 * gauss()) }
}
