/// How far below and above its first order in the indices a margin can be, by scenario; USD, magnitudes.
struct Rest: BitwiseCopyable {
    var low = SIMD3<Double>.zero
    var high = SIMD3<Double>.zero

    static func += (a: inout Rest, b: Rest) {
        a.low += b.low
        a.high += b.high
    }
}
