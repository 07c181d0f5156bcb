/// The weighted vegas of an account, whole or without its long options, and how its vega margin can move; USD.
///
/// M² = Q := Σ_u max(0, Σ_ef ρ_ef·B_e·B_f) + Σ_{u≠v} γ·S(u)·S(v), where no coefficient is larger than 1. With
/// g_e = Σ_f ρ_ef·B_f + γ·Σ_{v≠u} S(v) and |ΔB_e| ≤ δ_e,
///
///     ΔQ = 2·Σ_e g_e·ΔB_e + rest,    |rest| ≤ (Σ_e δ_e)² + Σ_{e≠f} |Δρ_ef|·(|B_e| + δ_e)·(|B_f| + δ_f)
///
/// and ρ need not be positive semidefinite for that. Where an inner sum is or may become negative, and count 0, it moves by no
/// more than it would otherwise, but not by its first order: twice that and the rest are added. While Q stays positive no S
/// is clamped; where it need not, M is between 0 and Σ_e (|B_e| + δ_e), since K ≤ Σ|B| within an underlying, and |S| ≤ K
/// where clamped.
///
/// **Weights.** B = f·W with f = VR·(vega weight)·h: VR grows with Σ|W|, h as the expiry comes nearer, so f lies between its
/// values at the ends of both: ΔB = f·W′·x + rest, |rest| ≤ f·|rest of W| + |Δf|·(|W| + |ΔW|).
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
    /// By slice: Σ|W|; K(u) by scenario; what Q moves by with the index, in first order, by scenario.
    private var gross = HotArray<Double>()
    private var margins = HotArray<SIMD3<Double>>()
    private var squareSlopes = HotArray<SIMD3<Double>>()
    /// Q by scenario, before any clamp; of one underlying alone where they are not correlated.
    private var square = SIMD3<Double>.zero

    /// δ_e, and its part beyond the first order, of the radius in hand.
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
        squareSlopes.removeAll()
        square = .zero
        let gammas = view.pointee.sensitivities.crossAsset == .correlated ? view.pointee.gammas : .zero
        var total = 0.0
        for place in 0..<slices.count { total += weights[place].exposure(withoutLongs: withoutLongs).vegaSum }
        for place in 0..<slices.count {
            let slice = slices[place]
            let exposure = weights[place].exposure(withoutLongs: withoutLongs)
            let underlying = Int(slice.underlying)
            let range = view.pointee.tenors[underlying]
            let correlations = view.pointee.tenorStorage + Int(range.start + range.count)
            let matrix = Int(range.count * range.count)
            let others = total - exposure.vegaSum
            square += exposure.vegaMargin * exposure.vegaMargin + gammas * (exposure.vegaSum * others)
            margins.append(exposure.vegaMargin)

            let expiries = slice.tenorStart..<slice.tenorStart + slice.tenorCount
            var magnitude = 0.0
            for tenor in expiries { magnitude += tenors[tenor].vega(withoutLongs: withoutLongs).magnitude }
            gross.append(magnitude)
            let concentration = view.pointee.terms[underlying].vegaConcentration(of: magnitude)
            for tenor in expiries {
                let factor = concentration * tenors[tenor].weight
                factors.append(factor)
                weighted.append(factor * tenors[tenor].vega(withoutLongs: withoutLongs))
            }
            var slope = SIMD3<Double>.zero
            for row in expiries {
                var gradient = gammas * others
                let line = Int(tenors[row].place * range.count)
                for column in expiries {
                    let at = line + Int(tenors[column].place)
                    gradient +=
                        weighted[column]
                        * SIMD3(correlations[at], correlations[at + matrix], correlations[at + 2 * matrix])
                }
                gradients.append(gradient)
                slope += 2 * factors[row] * tenors[row].vegaNow(withoutLongs: withoutLongs) * gradient
            }
            squareSlopes.append(slope)
        }
    }

    /// What the vega margin moves by with the index of a slice, in first order, by scenario.
    ///
    /// - Parameter margin: The vega margin by scenario.
    func slope(ofSlice place: Int, margin: SIMD3<Double>, isCorrelated: Bool) -> SIMD3<Double> {
        let root = isCorrelated ? margin : margins[place]
        var slope = SIMD3<Double>.zero
        for scenario in 0..<3 where root[scenario] > 0 {
            slope[scenario] = squareSlopes[place][scenario] / (2 * root[scenario])
        }
        return slope
    }

    /// How far below and above its first order the vega margin can be while every index stays within the fraction `radius`
    /// of where it is, by scenario.
    ///
    /// - Parameter driftShare: 1 where deviations and time can move as far as the motions say, 0 where they cannot.
    mutating func rest(
        _ slices: borrowing HotArray<SliceMotion>, _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool,
        margin: SIMD3<Double>, radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Rest {
        moves.removeAll()
        let isCorrelated = view.pointee.sensitivities.crossAsset == .correlated
        var all = Change()
        var apart = Rest()
        for place in 0..<slices.count {
            var own = change(
                place, slices[place], tenors, withoutLongs: withoutLongs, radius: radius, driftShare: driftShare, view)
            if isCorrelated {
                all.linear += own.linear
                all.rest += own.rest
                all.moved += own.moved
                all.most += own.most
            } else {
                own.addRounding()
                let square = margins[place] * margins[place]
                apart += own.rest(ofRoot: margins[place], square: square, isClampable: false)
            }
        }
        guard isCorrelated else { return apart }
        all.addRounding()
        return all.rest(ofRoot: margin, square: square, isClampable: slices.count > 1)
    }

    /// What Q of one slice can change by.
    private struct Change {
        /// In first order, and beyond it, by scenario; magnitudes.
        var linear = SIMD3<Double>.zero
        var rest = SIMD3<Double>.zero
        /// Σδ_e, and Σ(|B_e| + δ_e).
        var moved = 0.0
        var most = 0.0

        mutating func addRounding() { rest += SIMD3(repeating: moved * moved + 1e-12 * most * most) }

        /// What the root can be beyond its first order.
        ///
        /// √(M² + Δ) ≤ M + Δ/2M, and ≥ M + Δ/2M − Δ²/2M³ where Δ ≥ −M².
        func rest(ofRoot margin: SIMD3<Double>, square: SIMD3<Double>, isClampable: Bool) -> Rest {
            var result = Rest()
            for scenario in 0..<3 {
                let root = margin[scenario]
                let total = linear[scenario] + rest[scenario]
                let first = root > 0 ? linear[scenario] / (2 * root) : 0
                if square[scenario] > total, root > 0 {
                    let beyond = rest[scenario] / (2 * root)
                    let farthest = (square[scenario] + total).squareRoot() - root + first
                    result.high[scenario] = min(beyond, farthest)
                    result.low[scenario] = min(beyond + total * total / (2 * root * root * root), root + first)
                } else {
                    let farthest = isClampable ? most : min(most, (max(0, square[scenario]) + total).squareRoot())
                    result.high[scenario] = max(0, farthest - root) + first
                    result.low[scenario] = root + first
                }
            }
            return result
        }
    }

    private mutating func change(
        _ place: Int, _ slice: SliceMotion, _ tenors: borrowing HotArray<TenorMotion>, withoutLongs: Bool,
        radius: Double, driftShare: Double, _ view: UnsafePointer<ProfileView>
    ) -> Change {
        let terms = view.pointee.terms[Int(slice.underlying)]
        let reach = slice.reach(radius: radius, driftShare: driftShare)
        let expiries = slice.tenorStart..<slice.tenorStart + slice.tenorCount
        var grossMove = 0.0
        for tenor in expiries {
            let rest = tenors[tenor].vegaRest(withoutLongs: withoutLongs, reach, driftShare: driftShare)
            moves.append(rest)
            grossMove += tenors[tenor].vegaNow(withoutLongs: withoutLongs).magnitude * radius + rest
        }
        let mostConcentrated = terms.vegaConcentration(of: gross[place] + grossMove)
        let leastConcentrated = terms.vegaConcentration(of: max(0, gross[place] - grossMove))
        var result = Change()
        for tenor in expiries {
            let motion = tenors[tenor]
            let factor = factors[tenor]
            let most = mostConcentrated * motion.weight * (1 + (driftShare > 0 ? motion.weightGrowth : 0))
            let swing = max(most - factor, factor - leastConcentrated * motion.weight)
            let first = motion.vegaNow(withoutLongs: withoutLongs).magnitude * radius
            let rest =
                factor * moves[tenor]
                + swing * (motion.vega(withoutLongs: withoutLongs).magnitude + first + moves[tenor])
            let move = factor * first + rest
            moves[tenor] = move
            let gradient = gradients[tenor]
            let magnitude = gradient.replacing(with: -gradient, where: gradient .< 0)
            result.rest += 2 * rest * magnitude
            result.moved += move
            result.most += weighted[tenor].magnitude + move
        }
        let slope = squareSlopes[place]
        result.linear = slope.replacing(with: -slope, where: slope .< 0) * radius
        if driftShare > 0 { result.rest += drift(of: expiries, tenors, view) }
        // A negative inner sum counts 0, and what it would have moved by goes with the rest.
        for scenario in 0..<3 {
            let total = result.linear[scenario] + result.rest[scenario]
            if margins[place][scenario] * margins[place][scenario] <= total {
                result.rest[scenario] += result.linear[scenario] + total
            }
        }
        return result
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
