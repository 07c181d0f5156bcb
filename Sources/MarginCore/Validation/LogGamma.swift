/// The natural logarithm of the gamma function of a positive number.
///
/// Within 2e-14 + 1e-15·|value| up to 1e6. Stirling's series from 16 on, below it by Γ(x + 1) = x·Γ(x).
///
/// - Source: DLMF 5.11.1, 5.5.1.
package func logGamma(_ x: Double) -> Double {
    var shifted = x
    var product = 1.0
    while shifted < 16 {
        product *= shifted
        shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    let series =
        inverse
        * (1.0 / 12 - square
            * (1.0 / 360 - square
                * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * (691.0 / 360_360))))))
    let halfLogTwoPi = 0.918_938_533_204_672_74
    return (shifted - 0.5) * naturalLogarithm(shifted) - shifted + halfLogTwoPi + series - naturalLogarithm(product)
}
