// The C library's exp, log and erfc differ between processors in the last digit, and an alert must not. These are
// built from + − × ÷ alone, which IEEE 754 rounds the same way everywhere; the compiler does not contract them.

/// The exponential function of four numbers at once, within 1 unit in the last place (0.98 seen); 0 below −708 and for
/// what is no number, infinite above 709. Every lane is rounded as it would be alone.
///
/// x = k·ln 2 + r with |r| ≤ ½ ln 2; then Taylor's series of e^r to the 13th power (remainder below 4e-18).
@inline(__always)
package func exponential(_ argument: SIMD4<Double>) -> SIMD4<Double> {
    // Comparisons with what is no number are false, so that such a lane becomes −708 and then 0.
    let isTooSmall = .!(argument .>= -708)
    let isTooLarge = argument .> 709
    let x = argument.replacing(with: -708, where: isTooSmall).replacing(with: 709, where: isTooLarge)
    // Adding 1.5·2^52 leaves the nearest integer in the low bits, and taking it away again leaves it as a number.
    let shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52
    let k = shifted - 0x1.8p52
    // The high part of ln 2 has 40 bits, so its product with k is exact.
    let r = (x - k * 0x1.62e42fefa2000p-1) - k * 0x1.9ef35793c7673p-41
    let r2 = r * r
    // Even and odd powers apart: two short chains instead of a long one. r itself is added last: multiplied into the odd
    // chain it would bring that chain's rounding with it, and the result would be off by up to 1.3 units.
    var odd = SIMD4<Double>(repeating: 1.0 / 6_227_020_800)
    odd = odd * r2 + (1.0 / 39_916_800)
    odd = odd * r2 + (1.0 / 362_880)
    odd = odd * r2 + (1.0 / 5040)
    odd = odd * r2 + (1.0 / 120)
    odd = odd * r2 + (1.0 / 6)
    var even = SIMD4<Double>(repeating: 1.0 / 479_001_600)
    even = even * r2 + (1.0 / 3_628_800)
    even = even * r2 + (1.0 / 40320)
    even = even * r2 + (1.0 / 720)
    even = even * r2 + (1.0 / 24)
    even = even * r2 + 0.5
    let fraction = 1 + (r + (r2 * even + r * r2 * odd))
    let exponent = (unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52) &+ (1023 << 52)
    let result = fraction * unsafeBitCast(exponent, to: SIMD4<Double>.self)
    return result.replacing(with: 0, where: isTooSmall).replacing(with: .infinity, where: isTooLarge)
}

/// The exponential function of one number; see above.
package func exponential(_ x: Double) -> Double { exponential(SIMD4(repeating: x)).x }

/// The natural logarithm of a positive normal number, within 1 unit in the last place.
///
/// x = 2^k·(1 + f) with √½ ≤ 1 + f < √2, s = f ÷ (2 + f); then ln(1 + f) = 2·artanh s by its series
/// (remainder below 1e-18), summed so that the leading term f is exact.
@inline(__always)
package func naturalLogarithm(_ x: Double) -> Double {
    let bits = x.bitPattern
    var k = Double(Int64(bits >> 52) &- 1023)
    var m = Double(bitPattern: (bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000)
    if m > 0x1.6a09e667f3bcdp+0 {
        m *= 0.5
        k += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let series =
        2 * z
        * (1.0 / 3 + z
            * (1.0 / 5 + z
                * (1.0 / 7 + z
                    * (1.0 / 9 + z
                        * (1.0 / 11 + z
                            * (1.0 / 13 + z
                                * (1.0 / 15
                                    + z * (1.0 / 17 + z * (1.0 / 19 + z * (1.0 / 21))))))))))
    return k * 0x1.62e42fefa2000p-1 + (f - (s * (f - series) - k * 0x1.9ef35793c7673p-41))
}

/// `base` (positive, normal) to the power of `exponent`.
package func power(_ base: Double, _ exponent: Double) -> Double {
    exponential(exponent * naturalLogarithm(base))
}
