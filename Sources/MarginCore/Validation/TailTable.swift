/// A distribution's upper tail, tabled for many draws from it.
///
/// The quantile at α·u by w = −ln u: nearly straight for a normal tail and e^(w/ν) for a Student-t's, so cubic pieces of
/// a sixteenth are within 1e-7 of it. Draws need one logarithm.
struct TailTable: Sendable {
    private static let nodesPerUnit = 16.0
    /// Beyond the smallest draw, −ln 2^−53.
    private static let end = 37.0

    /// By w, a sixteenth apart: the quantile, and its change over a sixteenth.
    private let nodes: [SIMD2<Double>]

    /// - Precondition: The distribution has an expected shortfall, 1e-12 ≤ α < ½.
    init(_ distribution: TailDistribution, tail alpha: Double) {
        nodes = (0...Int(Self.end * Self.nodesPerUnit)).map { node in
            let probability = alpha * exponential(-Double(node) / Self.nodesPerUnit)
            let quantile = distribution.upperQuantile(probability)
            // dq ÷ dw = p ÷ f(q).
            let slope = probability / distribution.density(quantile)
            return SIMD2(quantile, slope / Self.nodesPerUnit)
        }
    }

    /// The value that is exceeded with probability α·`share`; share in 2^−53…1.
    func quantile(_ share: Double) -> Double {
        let place = -naturalLogarithm(share) * Self.nodesPerUnit
        let node = min(max(Int(place), 0), nodes.count - 2)
        let t = place - Double(node)
        let from = nodes[node]
        let to = nodes[node + 1]
        let rise = to.x - from.x
        return from.x + t * (from.y + t * (3 * rise - 2 * from.y - to.y + t * (from.y + to.y - 2 * rise)))
    }
}
