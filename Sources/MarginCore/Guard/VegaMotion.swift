/// The weighted vegas of an account, whole or without its long options, and how its vega margin can move; USD.
///
/// M² = Q := Σ_u max(0, Σ_ef ρ_ef·B_e·B_f) + Σ_{u≠v} γ·S(u)·S(v), where no coefficient is larger than 1. With
/// |ΔB_e| ≤ δ_e,
///
///     |ΔQ| ≤ 2·Σ_e g_e·δ_e + (Σ_e δ_e)² + Σ_{e≠f} |Δρ_ef|·(|B_e| + δ_e)·(|B_f| + δ_f)
///     g_e = |Σ_f ρ_ef·B_f| + γ·|Σ_{v≠u} S(v)|
///
/// and ρ need not be positive semidefinite for that. While Q stays positive no S is clamped; where it need not, M is between
/// 0 and Σ_e (|B_e| + δ_e), since K ≤ Σ|B| within an underlying, and |S| ≤ K where clamped.
///
/// **Weights.** B = f·W with f = VR·(vega weight)·h: VR grows with Σ|W|, h as the expiry comes nearer, so f lies between its
/// values at the ends of both, and |ΔB| ≤ |W|·|Δf| + f·|ΔW|.
///
/// **Correlations.** ρ = exp(−decay·(a − b)/b) of days a ≥ b moves by no more than its exponent, decay·Δt·a/b² with b at the
/// end; a scenario makes min(1, high·ρ) or max(2ρ − 1, low·ρ) of it.
///
/// **Rounding.** A computed root is off by at most the root of the error under it: 1e-12 of the square of the sum of
/// magnitudes is added there, a thousand times what the sums are off by.
struct VegaMotion: ~Copyable {
    /// By expiry of the account: B, its factor VR·weight, and g by scenario.
    private var weighted = HotArray<Double>()
    private var factors = HotArray<Double>()
    private var gradients = HotArray<SIMD3<Double>>()
    /// By slice: Σ|W|.
    private var gross = HotArray<Double>()
    /// By slice and scenario: K(u).
    private var margins = HotArray<SIMD3<Double>>()
    /// Q by scenario, before any clamp.
    private var squares = SIMD3<Double>.zero

    /// δ_e, of the radius in hand.
    private var moves = HotArray<Double>()

    /// Takes the vegas as they are.
    ///
    /// - Parameters:
    ///   - slices: The account's slices, and `weights` the same, weighed.
    ///   - tenors: Their expiries.
    mutating func begin(
        _ slices: borrowing HotArray<SliceMotion>, _ weights: UnsafePointer<SliceWeights>,
        _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool, _ view: UnsafePointer<ProfileView>
    ) {
        weighted.removeAll()
        factors.removeAll()
        gradients.removeAll()
        gross.removeAll()
        margins.removeAll()
        squares = .zero
        let gammas = view.pointee.gammas
        let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated
        var total = 0.0
        for place in 0..<slices.count { total += weights[place].exposure(withoutLongs: withoutLongs).vegaSum }
        var products = 0.0
        for place in 0..<slices.count {
            let slice = slices[place]
            let exposure = weights[place].exposure(withoutLongs: withoutLongs)
            let underlying = Int(slice.underlying)
            let range = view.pointee.tenors[underlying]
            let correlations = view.pointee.tenorStorage + Int(range.start + range.count)
            let others = total - exposure.vegaSum
            products += exposure.vegaSum * others
            squares += exposure.vegaMargin * exposure.vegaMargin
            margins.append(exposure.vegaMargin)

            var magnitude = 0.0
            for tenor in slice.tenorStart..<slice.tenorStart + slice.tenorCount {
                magnitude += tenors[tenor].vega(withoutLongs: withoutLongs).magnitude
            }
            gross.append(magnitude)
            let concentration = view.pointee.terms[underlying].vegaConcentration(of: magnitude)
            for tenor in slice.tenorStart..<slice.tenorStart + slice.tenorCount {
                let factor = concentration * tenors[tenor].weight
                factors.append(factor)
                weighted.append(factor * tenors[tenor].vega(withoutLongs: withoutLongs))
            }
            for row in slice.tenorStart..<slice.tenorStart + slice.tenorCount {
                var inner = SIMD3<Double>.zero
                for column in slice.tenorStart..<slice.tenorStart + slice.tenorCount {
                    let at = Int(tenors[row].place * range.count + tenors[column].place)
                    let matrix = Int(range.count * range.count)
                    inner +=
                        weighted[column]
                        * SIMD3(correlations[at], correlations[at + matrix], correlations[at + 2 * matrix])
                }
                let cross = isCorrelated ? others.magnitude * gammas : .zero
                gradients.append(inner.replacing(with: -inner, where: inner .< 0) + cross)
            }
        }
        if isCorrelated { squares += gammas * products }
    }

    /// The interval of the vega margin by scenario while every index stays within the fraction `radius` of where it is.
    ///
    /// - Parameters:
    ///   - driftShare: 1 where deviations and time can move as far as the motions say, 0 where they cannot.
    mutating func intervals(
        _ slices: borrowing HotArray<SliceMotion>, _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool,
        radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> (low: SIMD3<Double>, high: SIMD3<Double>) {
        moves.removeAll()
        let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated
        var linear = SIMD3<Double>.zero
        var moved = 0.0
        var most = 0.0
        var apartLow = SIMD3<Double>.zero
        var apartHigh = SIMD3<Double>.zero
        for place in 0..<slices.count {
            let slice = slices[place]
            let terms = view.pointee.terms[Int(slice.underlying)]
            let reach = slice.reach(radius: radius, driftShare: driftShare)
            let expiries = slice.tenorStart..<slice.tenorStart + slice.tenorCount
            var grossMove = 0.0
            for tenor in expiries {
                let move = tenors[tenor].vegaMove(withoutLongs: withoutLongs, reach, driftShare: driftShare)
                moves.append(move)
                grossMove += move
            }
            let mostConcentrated = terms.vegaConcentration(of: gross[place] + grossMove)
            let leastConcentrated = terms.vegaConcentration(of: max(0, gross[place] - grossMove))
            var own = SIMD3<Double>.zero
            var ownMoved = 0.0
            var ownMost = 0.0
            for tenor in expiries {
                let motion = tenors[tenor]
                let most = mostConcentrated * motion.weight * (1 + driftShare * motion.weightGrowth)
                let least = leastConcentrated * motion.weight
                let factor = factors[tenor]
                let move =
                    motion.vega(withoutLongs: withoutLongs).magnitude * max(most - factor, factor - least)
                    + most * moves[tenor]
                moves[tenor] = move
                own += 2 * move * gradients[tenor]
                ownMoved += move
                ownMost += weighted[tenor].magnitude + move
            }
            if driftShare > 0 { own += drift(of: expiries, tenors, view) }
            linear += own
            moved += ownMoved
            most += ownMost
            if !isCorrelated {
                let change = own + SIMD3(repeating: ownMoved * ownMoved + 1e-12 * ownMost * ownMost)
                for scenario in 0..<3 {
                    let interval = VegaMotion.root(margins[place][scenario], change[scenario])
                    apartLow[scenario] += interval.low
                    apartHigh[scenario] += interval.high
                }
            }
        }
        guard isCorrelated else { return (apartLow, apartHigh) }
        let change = linear + SIMD3(repeating: moved * moved + 1e-12 * most * most)
        var low = SIMD3<Double>.zero
        var high = SIMD3(repeating: most)
        for scenario in 0..<3 where squares[scenario] > change[scenario] {
            low[scenario] = (squares[scenario] - change[scenario]).squareRoot()
            high[scenario] = (squares[scenario] + change[scenario]).squareRoot()
        }
        return (low, high)
    }

    /// √max(0, margin² ± `change`).
    private static func root(_ margin: Double, _ change: Double) -> Interval {
        let square = margin * margin
        return Interval(low: max(0, square - change).squareRoot(), high: (square + change).squareRoot())
    }

    /// Σ_{e≠f} |Δρ_ef|·(|B_e| + δ_e)·(|B_f| + δ_f) by scenario.
    private func drift(
        of expiries: Range<Int>, _ tenors: borrowing HotArray<TenorMotion>, _ view: UnsafePointer<ProfileView>
    ) -> SIMD3<Double> {
        let decay = view.pointee.sensitivities.tenorDecay
        var sum = 0.0
        for e in expiries {
            for f in expiries.lowerBound..<e {
                let far = max(tenors[e].days, tenors[f].days)
                let near = min(tenors[e].daysAtEnd, tenors[f].daysAtEnd)
                let passed = max(tenors[e].days - tenors[e].daysAtEnd, tenors[f].days - tenors[f].daysAtEnd)
                let change = min(1, decay * passed * far / (near * near))
                sum += 2 * change * (weighted[e].magnitude + moves[e]) * (weighted[f].magnitude + moves[f])
            }
        }
        let sensitivities = view.pointee.sensitivities
        return sum * SIMD3(1, max(1, sensitivities.highFactor), max(2, sensitivities.lowFactor))
    }
}
