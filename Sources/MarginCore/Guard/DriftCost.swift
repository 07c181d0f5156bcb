/// What an option's drift, beyond what a guard is proved for, can take at most of the slack that the guard has in reserve.
///
/// A drift of |Δs| of a position of size |q·m| moves V by no more than |q·m|·|Δs|·sup|∂V/∂s|, and D, W, C± likewise, wherever the
/// indices are in the guard. So E − c·X moves by no more than the sum of
///
///     |ΔV|·(1 + c)       equity, and the premium that counts for the capped charge
///     |ΔD|·c·(a + b)     a: the largest slope of A(u) in D(u); b: the basis rate
///     |ΔC|·c             curvature: a norm in K, which moves by no more than C+ or C−
///     |ΔW|·c·f·v         vega, f being the expiry's weight
///
/// **Vega.** With δ = f·|ΔW|, Q moves by e = 2·(|g| + moved)·δ + δ² at most, `moved` being how far g goes in the guard already: with
/// the B by their sum, as no coefficient is larger than 1, and with the correlations by Σ_f |Δρ_ef|·(|B_f| + δ_f).
/// Its upper bound M + Δ/2M moves by e/2M; the lower one, M + Δ/2M − Δ²/2M³ with |Δ| ≤ M² and e ≤ M²/2, by no more than four
/// times that. As long as all δ together stay below M/16, v = (|g| + moved + M/16)/M covers e/2M = v·δ; and they do: each
/// δ costs c·v·δ, and the reserve is held below c·v·M/16. Where a q may pass 0, what it counts
/// for moves by as much again. What all δ can make of e must not bring Q to where an S is clamped, and the W must stay far
/// from where concentration begins: else the cost is not known.
///
/// **Delta.** Likewise a is RW as long as the drift cannot bring D to where concentration begins, and 3/2 elsewhere.
struct DriftCost: BitwiseCopyable {
    var value = 0.0
    var delta = 0.0
    var vega = 0.0
    var curvature = 0.0
    /// What the guard has in reserve, USD; 0 where costs are not known.
    var reserve = 0.0

    /// Takes the vega part of a charge, and the reserve down to what that allows for.
    mutating func include(_ part: Vega, _ multiple: Double, _ vegaMultiple: Double, threshold: Double) {
        vega = max(vega, vegaMultiple * part.steepest)
        guard part.leastRoot.isFinite || !part.isKnown else { return }
        reserve = min(reserve, multiple * part.steepest * part.leastRoot / 16)
        if !part.isKnown || part.leastRoot > 8 * part.leastFactor * threshold { reserve = 0 }
    }

    /// The vega part, over the scenarios.
    struct Vega: BitwiseCopyable {
        /// v.
        var steepest = 0.0
        /// The smallest M.
        var leastRoot = Double.infinity
        var leastFactor = Double.infinity
        var isKnown = true

        mutating func include(root: Double, slope: Double) {
            steepest = max(steepest, slope / root)
            leastRoot = min(leastRoot, root)
        }
    }

    /// What is left of the reserve after a drift; below 0 where it does not suffice.
    @inline(__always)
    func reserve(after drift: OptionDrift, size: Double) -> Double {
        let taken = drift.value * value + drift.delta * delta + drift.weightedVega * vega + drift.curvature * curvature
        return reserve - size * taken * (1 + 1e-9)
    }
}

/// What the figures of one unit of an option can move by in a drift; USD, magnitudes.
struct OptionDrift: BitwiseCopyable {
    var value: Double
    var delta: Double
    /// W times the expiry's weight.
    var weightedVega: Double
    var curvature: Double
}
