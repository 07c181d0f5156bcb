// The C library's exp, log and erfc differ between processors in the last digit, and an alert must not. These are
// built from + − × ÷ alone, which IEEE 754 rounds the same way everywhere; the compiler does not contract them.

/// The exponential function, within 1 unit in the last place (0.98 seen); 0 below −708, infinite above 709.
///
/// x = k·ln 2 + r with |r| ≤ ½ ln 2; then Taylor's series of e^r to the 13th power (remainder below 4e-18).
@inline(__always)
package func exponential(_ x: Double) -> Double {
    // Also where x is no number, so that the conversion below cannot trap.
    guard x >= -708 else { return 0 }
    if x > 709 { return .infinity }
    // Adding and taking away 1.5·2^52 rounds to an integer without asking for a rounding instruction.
    let toInteger = 0x1.8p52
    let k = (x * 0x1.71547652b82fep+0 + toInteger) - toInteger
    // The high part of ln 2 has 40 bits, so its product with k is exact.
    let r = (x - k * 0x1.62e42fefa2000p-1) - k * 0x1.9ef35793c7673p-41
    let r2 = r * r
    // Even and odd powers apart: two short chains instead of a long one. r itself is added last: multiplied into the odd
    // chain it would bring that chain's rounding with it, and the result would be off by up to 1.3 units.
    let odd =
        r * r2
        * (1.0 / 6 + r2
            * (1.0 / 120 + r2
                * (1.0 / 5040 + r2
                    * (1.0 / 362_880 + r2
                        * (1.0 / 39_916_800
                            + r2 * (1.0 / 6_227_020_800))))))
    let even =
        r2
        * (0.5 + r2
            * (1.0 / 24 + r2
                * (1.0 / 720 + r2
                    * (1.0 / 40320 + r2
                        * (1.0 / 3_628_800
                            + r2 * (1.0 / 479_001_600))))))
    let scale = Double(bitPattern: UInt64(bitPattern: Int64(k) &+ 1023) << 52)
    return scale * (1 + (r + (even + odd)))
}

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
