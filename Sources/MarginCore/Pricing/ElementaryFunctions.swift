import CPricingKernel

// The C library's exp, log and erfc differ between processors in the last digit, and an alert must not. These are
// built from + − × ÷ alone, which IEEE 754 rounds the same way everywhere; the compiler does not contract them.

/// The exponential function of one number, within 1 unit in the last place (0.98 seen); 0 below −708 and for what is no
/// number, infinite above 709. The pricing kernel's, so that there is one.
package func exponential(_ x: Double) -> Double { pk_exponential(x) }

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
