/// How far below and above its first order in the indices a margin can be, by scenario; USD, magnitudes.
struct Rest: BitwiseCopyable {
    var low = SIMD3<Double>.zero
    var high = SIMD3<Double>.zero

    /// Adds a root of a sum that can change by `linear` in first order and by `rest` beyond it.
    ///
    /// While the sum, `square` now, stays positive, √(M² + Δ) ≤ M + Δ/2M, and ≥ M + Δ/2M − Δ²/2M³ as Δ ≥ −M². Where it need not,
    /// the margin is that root or one in `otherwise`.
    mutating func add(
        _ scenario: Int, root: Double, square: Double, linear: Double, rest: Double, otherwise: Interval
    ) {
        let total = linear + rest
        // What is no number would pass for 0 below.
        guard total.isFinite, root.isFinite, otherwise.high.isFinite else {
            high[scenario] = .infinity
            low[scenario] = .infinity
            return
        }
        let first = square > 0 && root > 0 ? linear / (2 * root) : 0
        if square > total, root > 0 {
            let beyond = rest / (2 * root)
            high[scenario] += min(beyond, (square + total).squareRoot() - root + first)
            low[scenario] += min(beyond + total * total / (2 * root * root * root), root + first)
        } else {
            let isOther = square < -total
            let farthest = isOther ? otherwise.high : max(otherwise.high, max(0, square + total).squareRoot())
            high[scenario] += max(0, farthest - root) + first
            low[scenario] += isOther ? max(0, root - otherwise.low) : root + first
        }
    }
}

/// What a figure can be.
struct Interval: BitwiseCopyable {
    var low: Double
    var high: Double
}
