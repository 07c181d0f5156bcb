import CPricingKernel

/// One build of the pricing kernel: the same formulas, compiled for a set of instructions.
///
/// All give the same bits, as do debug builds; see `Sources/CPricingKernel`, and `PricingKernelTests` for the proof.
package struct PricingKernel: Sendable, Equatable {
    let variant: pk_variant

    /// In words: `baseline`, `avx2` or `avx512`.
    package var name: String {
        switch variant {
        case pk_avx2: "avx2"
        case pk_avx512: "avx512"
        default: "baseline"
        }
    }

    /// Those that this processor can run, the narrowest first.
    package static let supported =
        [pk_baseline, pk_avx2, pk_avx512].filter { pk_is_supported($0) }.map(PricingKernel.init)

    /// The one with the widest vectors.
    package static let best = supported[supported.count - 1]
}
