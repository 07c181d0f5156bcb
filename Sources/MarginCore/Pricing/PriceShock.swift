import CPricingKernel

/// A relative move of all prices of an underlying, up and down.
package struct PriceShock: BitwiseCopyable, Sendable {
    /// RW, 1 ± RW and their logarithms.
    let kernel: pk_shock

    /// - Parameter size: RW, in 0 < … < 1.
    package init(size: Double) {
        kernel = pk_shock(
            size: size, up: 1 + size, down: 1 - size, log_up: naturalLogarithm(1 + size),
            log_down: naturalLogarithm(1 - size))
    }
}
