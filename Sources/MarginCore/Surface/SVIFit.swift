/// The raw SVI smile that is nearest to the quotes of one expiry: the quasi-explicit method.
///
/// For a given centre m and width σ the total variance is linear in the other three parameters. With y = (k − m) ÷ σ
/// and z = √(y² + 1)
///
///     w = a + u·(z + y) ÷ 2 + v·(z − y) ÷ 2        u = bσ(1 + ρ), v = bσ(1 − ρ)
///
/// u ÷ σ and v ÷ σ are the slopes of the two wings, so that b ≥ 0, |ρ| ≤ 1 and Lee's b(1 + |ρ|) ≤ 2 are the square
/// 0 ≤ u, v ≤ 2σ: a least-squares problem that has its solution inside or on one of four edges. What is left is a
/// search in two dimensions. The least total variance is a + √(uv); an a that would make it negative is raised.
///
/// Deviations of the total variance count relative to it, so that a deviation of the volatility, as a share of it, costs
/// the same at every strike. Only + − × ÷ √ and comparisons, in a fixed order: the same bits everywhere.
///
/// - Source: De Marco and Martini, *Quasi-explicit calibration of Gatheral's SVI model*, Zeliade Systems (2009). There
///   a is not negative; here it may be, as long as the total variance is not.
struct SVIFit {
    /// Fewer quotes leave the five parameters open.
    static let quotesMin = 5
    /// More than any exchange lists; what a fit costs is bounded.
    static let quotesMax = 1000

    /// By quote: log-moneyness, and 1 ÷ total variance.
    private let places: [Double]
    private let weights: [Double]
    /// Distance from the first to the last quote.
    private let range: Double
    /// By quote: what u and v are multiplied by, over the total variance.
    private var up: [Double]
    private var down: [Double]

    /// What the inner problem came to for a given m and σ.
    private struct Inner {
        var a: Double
        var u: Double
        var v: Double
        var cost: Double
    }

    /// - Parameters:
    ///   - smile: Its quotes, at different places.
    ///   - years: Time to expiry; positive.
    /// - Returns: `nil` with fewer than five quotes or more than a thousand, and where their size leaves no digits to
    ///   fit by.
    static func smile(_ smile: VolatilitySmile, years: Double) -> SVISmile? {
        guard smile.points.count >= quotesMin, smile.points.count <= quotesMax, years > 0 else { return nil }
        var fit = SVIFit(smile, years: years)
        guard fit.range > 0, fit.weights.allSatisfy({ $0.isNormal && (1 / $0).isNormal }) else { return nil }
        return fit.best()
    }

    private init(_ smile: VolatilitySmile, years: Double) {
        places = smile.points.map(\.logMoneyness)
        weights = smile.points.map { 1 / ($0.volatility * $0.volatility * years) }
        range = (places.last ?? 0) - (places.first ?? 0)
        up = places
        down = places
    }

    /// Widths that the search begins with, and its bounds, as shares of the quotes' range.
    private static let widths = [0.02, 0.06, 0.2, 0.6, 2]
    private static let widthBounds = 0.001...20.0
    /// Places of the centre that the search begins with, from one range before the quotes to one behind them.
    private static let centres = 13
    /// From where a coarse search ends a fine one starts with small steps: a simplex may have become a line.
    private static let coarse = SimplexSearch(budget: 120, resolution: 1e-4)
    private static let fine = SimplexSearch(budget: 240, resolution: 1e-11)

    private mutating func best() -> SVISmile? {
        let low = places[0] - range
        let high = places[places.count - 1] + range
        let widthMin = Self.widthBounds.lowerBound * range
        let widthMax = Self.widthBounds.upperBound * range
        func cost(_ m: Double, _ sigma: Double) -> Double {
            guard m >= low, m <= high, sigma >= widthMin, sigma <= widthMax else { return .infinity }
            let cost = inner(m, sigma).cost
            return cost.isFinite ? cost : .infinity
        }

        let step = 3 * range / Double(Self.centres - 1)
        var start = SimplexSearch.Corner(x: 0, y: 0, value: .infinity)
        for width in Self.widths {
            for centre in 0..<Self.centres {
                let (m, sigma) = (low + Double(centre) * step, width * range)
                let value = cost(m, sigma)
                if value < start.value { start = SimplexSearch.Corner(x: m, y: sigma, value: value) }
            }
        }
        guard start.value < .infinity else { return nil }
        let near = Self.coarse.minimum(
            fromX: start.x, y: start.y, stepX: 0.5 * step, stepY: 0.5 * start.y, cost: cost)
        let found = Self.fine.minimum(fromX: near.x, y: near.y, stepX: 0.01 * range, stepY: 0.05 * near.y, cost: cost)
        return parameters(found.x, found.y)
    }

    private mutating func parameters(_ m: Double, _ sigma: Double) -> SVISmile? {
        let inner = inner(m, sigma)
        let sum = inner.u + inner.v
        var smile = SVISmile(
            a: inner.a, b: sum / (2 * sigma), rho: sum > 0 ? (inner.u - inner.v) / sum : 0, m: m, sigma: sigma)
        guard smile.a.isFinite, smile.b.isFinite, smile.rho.isFinite else { return nil }
        // On a bound, b and ρ have been rounded to either side of it.
        if smile.wingSlope > 2 { smile.b = (2 / (1 + smile.rho.magnitude)).nextDown }
        if smile.leastTotalVariance < 0 {
            smile.a = 0
            smile.a = -smile.leastTotalVariance
        }
        return smile
    }

    /// The best a, u and v for a centre and a width.
    private mutating func inner(_ m: Double, _ sigma: Double) -> Inner {
        let inverse = 1 / sigma
        var (total, sumUp, sumDown, sum) = (0.0, 0.0, 0.0, 0.0)
        for place in places.indices {
            // (z + y) ÷ 2 and (z − y) ÷ 2; neither is formed as a difference of two large numbers.
            let y = (places[place] - m) * inverse
            let larger = 0.5 * (y.magnitude + (y * y + 1).squareRoot())
            let smaller = 0.25 / larger
            let weight = weights[place]
            let (rising, falling) = y >= 0 ? (larger * weight, smaller * weight) : (smaller * weight, larger * weight)
            up[place] = rising
            down[place] = falling
            total += weight * weight
            sumUp += weight * rising
            sumDown += weight * falling
            sum += weight
        }
        // Centred: near the least cost, everything but the deviations cancels.
        let (meanUp, meanDown, mean) = (sumUp / total, sumDown / total, sum / total)
        var square = SquareProblem(edge: 2 * sigma)
        for place in places.indices {
            let weight = weights[place]
            square.add(up[place] - weight * meanUp, down[place] - weight * meanDown, 1 - weight * mean)
        }
        let (u, v) = square.minimum()
        let a = max(mean - u * meanUp - v * meanDown, -(u * v).squareRoot())

        var cost = 0.0
        for place in places.indices {
            let deviation = a * weights[place] + u * up[place] + v * down[place] - 1
            cost += deviation * deviation
        }
        return Inner(a: a, u: u, v: v, cost: cost)
    }
}

/// Least squares in two unknowns, each held between 0 and the same edge.
private struct SquareProblem {
    let edge: Double
    private var uu = 0.0
    private var uv = 0.0
    private var vv = 0.0
    private var u = 0.0
    private var v = 0.0

    init(edge: Double) { self.edge = edge }

    mutating func add(_ x: Double, _ y: Double, _ value: Double) {
        uu += x * x
        uv += x * y
        vv += y * y
        u += x * value
        v += y * value
    }

    func minimum() -> (u: Double, v: Double) {
        let determinant = uu * vv - uv * uv
        // Below this the two columns are one, and the solution is as good on an edge.
        if determinant > 1e-14 * uu * vv {
            let x = (u * vv - v * uv) / determinant
            let y = (v * uu - u * uv) / determinant
            if x >= 0, x <= edge, y >= 0, y <= edge { return (x, y) }
        }
        func held(_ numerator: Double, _ denominator: Double) -> Double {
            denominator > 0 ? min(max(0, numerator / denominator), edge) : 0
        }
        let candidates = [
            (0, held(v, vv)), (held(u, uu), 0), (edge, held(v - uv * edge, vv)), (held(u - uv * edge, uu), edge),
        ]
        var best = candidates[0]
        for candidate in candidates.dropFirst() where value(candidate) < value(best) { best = candidate }
        return best
    }

    /// The sum of squares, but for a constant.
    private func value(_ point: (Double, Double)) -> Double {
        let (x, y) = point
        return uu * x * x + 2 * uv * x * y + vv * y * y - 2 * (u * x + v * y)
    }
}
